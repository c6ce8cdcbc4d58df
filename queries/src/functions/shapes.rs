//! Boxes, grids and validity.

use arrow::array::ArrayRef;
use datafusion::error::Result;
use geo::{
    Coord, Geometry, Intersects, LineString, MakeValid, MapCoords, MultiLineString, MultiPoint,
    MultiPolygon, Point, Polygon, Rect, Validation,
};

use super::call::Call;
use super::spec::{Argument, Kind, Returns, Spec};

const GEOMETRY: Argument = Argument::new("geom", Kind::Geometry, "a geometry");

/// The functions of this module.
pub(crate) const SPECS: &[Spec] = &[
    Spec {
        name: "ST_Expand",
        arguments: &[
            GEOMETRY,
            Argument::new("dx", Kind::Number, "degrees to the west and to the east"),
            Argument::optional(
                "dy",
                Kind::Number,
                "degrees to the south and to the north; dx when not given",
            ),
        ],
        returns: Returns::Geometry,
        eval: expand,
        en: "The bounding box, larger by so many degrees on each side; NULL for EMPTY.",
        id: "Kotak pembatas yang diperbesar sekian derajat pada tiap sisi; NULL untuk EMPTY.",
        example: "SELECT ST_Expand(ST_Point(115, -8), 0.1)",
    },
    Spec {
        name: "geometry_overlaps",
        arguments: &[
            Argument::new("a", Kind::Geometry, "the first geometry"),
            Argument::new("b", Kind::Geometry, "the second geometry"),
        ],
        returns: Returns::Boolean,
        eval: |call| {
            let (a, b) = (call.shapes(0)?, call.shapes(1)?);
            Ok(call.each_boolean(|row| {
                let (a, b) = (a.get(row)?, b.get(row)?);
                Some(a.bounds.zip(b.bounds).is_some_and(|(a, b)| a.intersects(&b)))
            }))
        },
        en: "Whether the bounding boxes of two geometries meet: the operator a && b.",
        id: "Apakah kotak pembatas dua geometri bertemu: operator a && b.",
        example: "SELECT code FROM villages WHERE geometry && ST_MakeEnvelope(115, -9, 116, -8)",
    },
    Spec {
        name: "ST_TileEnvelope",
        arguments: &[
            Argument::new("zoom", Kind::Integer, "0 to 30"),
            Argument::new("x", Kind::Integer, "the column, from the west"),
            Argument::new("y", Kind::Integer, "the row, from the north"),
        ],
        returns: Returns::Geometry,
        eval: tile_envelope,
        en: "The rectangle of a map tile (XYZ), in longitude and latitude (PostGIS gives it in 3857).",
        id: "Persegi panjang ubin peta (XYZ), dalam bujur dan lintang (PostGIS memberikannya dalam 3857).",
        example: "SELECT code FROM villages WHERE ST_Intersects(geometry, ST_TileEnvelope(8, 210, 133))",
    },
    Spec {
        name: "ST_SnapToGrid",
        arguments: &[GEOMETRY, Argument::new("size", Kind::Number, "degrees, more than 0")],
        returns: Returns::Geometry,
        eval: snap_to_grid,
        en: "The geometry with every vertex on the nearest point of a grid. Vertices that meet become one; lines and rings that have too few left are gone.",
        id: "Geometri dengan setiap titik dipindah ke titik kisi terdekat. Titik yang berimpit menjadi satu; garis dan cincin yang kekurangan titik hilang.",
        example: "SELECT ST_SnapToGrid(geometry, 0.001) FROM regencies",
    },
    Spec {
        name: "ST_MakeValid",
        arguments: &[GEOMETRY],
        returns: Returns::Geometry,
        eval: make_valid,
        en: "A valid geometry of the same area: where rings cross, what lies inside an odd number of them. A valid geometry stays as it is.",
        id: "Geometri sah dengan luasan yang sama: bila cincin berpotongan, yang terletak di dalam cincin berjumlah ganjil. Geometri yang sah tidak berubah.",
        example: "SELECT ST_MakeValid(ST_GeomFromText('POLYGON((0 0,2 2,2 0,0 2,0 0))'))",
    },
    Spec {
        name: "ST_FlipCoordinates",
        arguments: &[GEOMETRY],
        returns: Returns::Geometry,
        eval: |call| {
            call.map_geometry(|geometry, _| {
                Ok(Some(geometry.map_coords(|c| Coord { x: c.y, y: c.x })))
            })
        },
        en: "The geometry with longitude and latitude exchanged.",
        id: "Geometri dengan bujur dan lintang ditukar.",
        example: "SELECT ST_FlipCoordinates(ST_Point(-8, 115))",
    },
];

fn expand(call: &Call<'_>) -> Result<ArrayRef> {
    let (shapes, dx) = (call.shapes(0)?, call.numbers(1)?);
    let dy = if call.has(2) { Some(call.numbers(2)?) } else { None };
    call.each_geometry(|row| {
        let larger = || {
            let bounds = shapes.get(row)?.bounds?;
            let dx = dx(row)?;
            let dy = dy.as_ref().map_or(Some(dx), |dy| dy(row))?;
            let (low, high) = (bounds.min(), bounds.max());
            Some((Coord { x: low.x - dx, y: low.y - dy }, Coord { x: high.x + dx, y: high.y + dy }))
        };
        match larger() {
            Some((low, high)) if low.x > high.x || low.y > high.y => {
                call.fail("the box would be smaller than nothing")
            }
            Some((low, high)) => Ok(Some(Geometry::Polygon(Rect::new(low, high).to_polygon()))),
            None => Ok(None),
        }
    })
}

fn tile_envelope(call: &Call<'_>) -> Result<ArrayRef> {
    let (zoom, x, y) = (call.integers(0)?, call.integers(1)?, call.integers(2)?);
    call.each_geometry(|row| {
        let (Some(zoom), Some(x), Some(y)) = (zoom(row), x(row), y(row)) else { return Ok(None) };
        let Some(tiles) = u32::try_from(zoom).ok().filter(|zoom| *zoom <= 30).map(|z| 1i64 << z)
        else {
            return call.fail(format!("zoom {zoom} is not between 0 and 30"));
        };
        if !(0..tiles).contains(&x) || !(0..tiles).contains(&y) {
            return call.fail(format!("zoom {zoom} has no tile {x}/{y}"));
        }
        // At most 2^30, exact as a float.
        let share = |n: i64| n as f64 / tiles as f64;
        let lon = |n| share(n) * 360.0 - 180.0;
        let lat = |n| (std::f64::consts::PI * (1.0 - 2.0 * share(n))).sinh().atan().to_degrees();
        let tile =
            Rect::new(Coord { x: lon(x), y: lat(y + 1) }, Coord { x: lon(x + 1), y: lat(y) });
        Ok(Some(Geometry::Polygon(tile.to_polygon())))
    })
}

fn snap_to_grid(call: &Call<'_>) -> Result<ArrayRef> {
    let size = call.numbers(1)?;
    call.map_geometry(|geometry, row| {
        let Some(size) = size(row) else { return Ok(None) };
        if !size.is_finite() || size <= 0.0 {
            return call.fail("the size of the grid must be more than 0");
        }
        Ok(Some(snapped(geometry, size)))
    })
}

fn snapped(geometry: &Geometry<f64>, size: f64) -> Geometry<f64> {
    let on_grid =
        |c: Coord<f64>| Coord { x: (c.x / size).round() * size, y: (c.y / size).round() * size };
    let line = |line: &LineString<f64>, least: usize| {
        let mut coords: Vec<_> = line.0.iter().map(|c| on_grid(*c)).collect();
        coords.dedup();
        (coords.len() >= least).then(|| LineString::new(coords))
    };
    let polygon = |polygon: &Polygon<f64>| {
        let holes = polygon.interiors().iter().filter_map(|ring| line(ring, 4)).collect();
        Some(Polygon::new(line(polygon.exterior(), 4)?, holes))
    };
    match geometry {
        Geometry::Point(point) => Geometry::Point(Point::from(on_grid(point.0))),
        Geometry::MultiPoint(points) => {
            let mut points: Vec<_> = points.iter().map(|p| Point::from(on_grid(p.0))).collect();
            points.dedup();
            Geometry::MultiPoint(MultiPoint::new(points))
        }
        Geometry::LineString(whole) => {
            Geometry::LineString(line(whole, 2).unwrap_or_else(|| LineString::new(Vec::new())))
        }
        Geometry::MultiLineString(lines) => Geometry::MultiLineString(MultiLineString::new(
            lines.iter().filter_map(|part| line(part, 2)).collect(),
        )),
        Geometry::Polygon(whole) => match polygon(whole) {
            Some(polygon) => Geometry::Polygon(polygon),
            None => Geometry::Polygon(Polygon::new(LineString::new(Vec::new()), Vec::new())),
        },
        Geometry::MultiPolygon(parts) => {
            Geometry::MultiPolygon(parts.iter().filter_map(polygon).collect())
        }
        Geometry::GeometryCollection(items) => Geometry::GeometryCollection(
            items.iter().map(|item| snapped(item, size)).collect::<Vec<_>>().into(),
        ),
        other => other.map_coords(on_grid),
    }
}

fn make_valid(call: &Call<'_>) -> Result<ArrayRef> {
    call.map_geometry(|geometry, _| {
        let parts = match geometry {
            _ if geometry.is_valid() => return Ok(Some(geometry.clone())),
            Geometry::Polygon(polygon) => polygon.make_valid(),
            Geometry::MultiPolygon(parts) => parts.make_valid(),
            _ => return call.fail("only areas are made valid here"),
        };
        match parts {
            Ok(parts) => Ok(Some(single(parts))),
            Err(problem) => call.fail(problem),
        }
    })
}

fn single(parts: MultiPolygon<f64>) -> Geometry<f64> {
    match parts.0.as_slice() {
        [one] => Geometry::Polygon(one.clone()),
        _ => Geometry::MultiPolygon(parts),
    }
}
