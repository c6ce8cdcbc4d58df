//! Functions that make what encloses a geometry, and rectangles.

use arrow::array::ArrayRef;
use datafusion::common::exec_err;
use datafusion::error::Result;
use geo::{ConvexHull, Geometry, MinimumRotatedRect, Rect, coord};

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
        en: "The bounding box as a polygon; NULL for an EMPTY geometry.",
        id: "Kotak pembatas sebagai poligon; NULL untuk geometri kosong.",
        example: "SELECT ST_Envelope(geometry) FROM provinces",
    },
    Spec {
        name: "ST_OrientedEnvelope",
        arguments: &[GEOMETRY],
        returns: Returns::Geometry,
        eval: |call| {
            call.map_geometry(|geometry, _| {
                Ok(geometry.minimum_rotated_rect().map(Geometry::Polygon))
            })
        },
        en: "The smallest rectangle in any direction around a geometry; NULL where there is none.",
        id: "Persegi panjang terkecil ke arah mana pun di sekeliling geometri; NULL bila tidak ada.",
        example: "SELECT ST_OrientedEnvelope(geometry) FROM provinces",
    },
    Spec {
        name: "ST_ConvexHull",
        arguments: &[GEOMETRY],
        returns: Returns::Geometry,
        eval: |call| {
            call.map_geometry(|geometry, _| Ok(Some(Geometry::Polygon(geometry.convex_hull()))))
        },
        en: "The smallest convex area around a geometry.",
        id: "Luasan cembung terkecil di sekeliling geometri.",
        example: "SELECT ST_ConvexHull(geometry) FROM provinces",
    },
];

fn make_envelope(call: &Call<'_>) -> Result<ArrayRef> {
    if call.has(4) {
        let srid = call.integers(4)?;
        for row in 0..call.rows() {
            if let Some(other) = srid(row).filter(|srid| *srid != 4326) {
                return exec_err!(
                    "ST_MakeEnvelope: srid {other} is not known here, all coordinates are 4326"
                );
            }
        }
    }
    let (xmin, ymin, xmax, ymax) =
        (call.numbers(0)?, call.numbers(1)?, call.numbers(2)?, call.numbers(3)?);
    call.each_geometry(|row| {
        let corners = || {
            let (low, high) =
                (coord! { x: xmin(row)?, y: ymin(row)? }, coord! { x: xmax(row)?, y: ymax(row)? });
            Some(Geometry::Polygon(Rect::new(low, high).to_polygon()))
        };
        Ok(corners())
    })
}

fn envelope(call: &Call<'_>) -> Result<ArrayRef> {
    let shapes = call.shapes(0)?;
    call.each_geometry(|row| {
        let bounds = shapes.get(row).and_then(|shape| shape.bounds);
        Ok(bounds.map(|bounds| Geometry::Polygon(bounds.to_polygon())))
    })
}
