//! Functions that make what encloses a geometry, and rectangles.

use arrow::array::ArrayRef;
use datafusion::error::Result;
use geo::{ConvexHull, Geometry, LineString, MinimumRotatedRect, Point, Polygon, Rect, coord};

use super::call::Call;
use super::spec::{Argument, Kind, Returns, Spec};

const fn number(name: &'static str, about: &'static str) -> Argument {
    Argument { name, kind: Kind::Number, optional: false, about }
}

const GEOMETRY: Argument =
    Argument { name: "geom", kind: Kind::Geometry, optional: false, about: "a geometry" };

/// The functions of this module.
pub(crate) const SPECS: &[Spec] = &[
    Spec {
        name: "ST_MakeEnvelope",
        arguments: &[
            number("xmin", "west, degrees"),
            number("ymin", "south, degrees"),
            number("xmax", "east, degrees"),
            number("ymax", "north, degrees"),
            Argument {
                name: "srid",
                kind: Kind::Integer,
                optional: true,
                about: "4326, the only system here",
            },
        ],
        returns: Returns::Geometry,
        eval: make_envelope,
        en: "A rectangle from its four limits.",
        id: "Persegi panjang dari keempat batasnya.",
        example: "SELECT code FROM villages WHERE ST_Intersects(geometry, ST_MakeEnvelope(115, -9, 116, -8))",
    },
    Spec {
        name: "ST_Envelope",
        arguments: &[GEOMETRY],
        returns: Returns::Geometry,
        eval: envelope,
        en: "The bounding box as a polygon; a point or a line where it has no area, NULL for EMPTY.",
        id: "Kotak pembatas sebagai poligon; titik atau garis bila tidak berluas, NULL untuk EMPTY.",
        example: "SELECT ST_Envelope(geometry) FROM provinces",
    },
    Spec {
        name: "ST_OrientedEnvelope",
        arguments: &[GEOMETRY],
        returns: Returns::Geometry,
        eval: |call| {
            call.map_geometry(|geometry, _| {
                let rectangle = geometry.minimum_rotated_rect().map(Geometry::Polygon);
                Ok(Some(match hull(geometry) {
                    Geometry::Polygon(hull) => rectangle.unwrap_or(Geometry::Polygon(hull)),
                    flat => flat,
                }))
            })
        },
        en: "The smallest rectangle in any direction around a geometry; a point or a line where it has no area.",
        id: "Persegi panjang terkecil ke arah mana pun di sekeliling geometri; titik atau garis bila tidak berluas.",
        example: "SELECT ST_OrientedEnvelope(geometry) FROM provinces",
    },
    Spec {
        name: "ST_ConvexHull",
        arguments: &[GEOMETRY],
        returns: Returns::Geometry,
        eval: |call| call.map_geometry(|geometry, _| Ok(Some(hull(geometry)))),
        en: "The smallest convex area around a geometry; of points on one line a line, of one point the point.",
        id: "Luasan cembung terkecil di sekeliling geometri; garis bila titik-titiknya segaris, titik bila hanya satu.",
        example: "SELECT ST_ConvexHull(geometry) FROM provinces",
    },
];

fn make_envelope(call: &Call<'_>) -> Result<ArrayRef> {
    let srid = call.srid(4)?;
    let (xmin, ymin, xmax, ymax) =
        (call.numbers(0)?, call.numbers(1)?, call.numbers(2)?, call.numbers(3)?);
    call.each_geometry(|row| {
        let corners = || {
            let (low, high) =
                (coord! { x: xmin(row)?, y: ymin(row)? }, coord! { x: xmax(row)?, y: ymax(row)? });
            Some(Geometry::Polygon(Rect::new(low, high).to_polygon()))
        };
        Ok(corners().filter(|_| srid(row)))
    })
}

fn envelope(call: &Call<'_>) -> Result<ArrayRef> {
    let shapes = call.shapes(0)?;
    call.each_geometry(|row| {
        let bounds = shapes.get(row).and_then(|shape| shape.bounds);
        Ok(bounds.map(boxed))
    })
}

/// A bounding box with the dimension that it has: a polygon without area would be no valid one.
pub(super) fn boxed(bounds: Rect<f64>) -> Geometry<f64> {
    match (bounds.min(), bounds.max()) {
        (low, high) if low == high => Geometry::Point(Point::from(low)),
        (low, high) if low.x == high.x || low.y == high.y => {
            Geometry::LineString(LineString::new(vec![low, high]))
        }
        _ => Geometry::Polygon(bounds.to_polygon()),
    }
}

/// The convex hull with the dimension that it has; EMPTY stays.
pub(super) fn hull(geometry: &Geometry<f64>) -> Geometry<f64> {
    let hull: Polygon<f64> = geometry.convex_hull();
    let corners = &hull.exterior().0;
    let Some(first) = corners.first() else { return geometry.clone() };
    match corners.iter().find(|corner| *corner != first) {
        None => Geometry::Point(Point::from(*first)),
        Some(other) if corners.iter().all(|corner| corner == first || corner == other) => {
            Geometry::LineString(LineString::new(vec![*first, *other]))
        }
        Some(_) => Geometry::Polygon(hull),
    }
}
