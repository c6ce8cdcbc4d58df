//! Cells of regular grids, one at a time: PostGIS's, so that both name a cell by the same numbers.

use arrow::array::ArrayRef;
use datafusion::error::Result;
use geo::{Coord, Geometry, LineString, Polygon};

use super::call::Call;
use super::spec::{Argument, Kind, Returns, Spec};

/// Half the height of a hexagon whose edges are 1.
const HALF_HEIGHT: f64 = 0.866_025_403_784_438_6;

const CELL: &[Argument] = &[
    Argument::new("size", Kind::Number, "length of an edge in degrees, more than 0"),
    Argument::new("i", Kind::Integer, "the column, 0 at the origin"),
    Argument::new("j", Kind::Integer, "the row, 0 at the origin"),
    Argument::optional("origin", Kind::Geometry, "a point; longitude 0, latitude 0 when not given"),
];

/// The functions of this module.
pub(crate) const SPECS: &[Spec] = &[
    Spec {
        name: "ST_Hexagon",
        arguments: CELL,
        returns: Returns::Geometry,
        eval: |call| cell(call, hexagon),
        en: "One hexagon of a grid whose hexagon 0, 0 has its middle at the origin.",
        id: "Satu segi enam dari kisi yang segi enam 0, 0-nya berpusat di titik asal.",
        example: "SELECT ST_Hexagon(0.5, i, j) FROM generate_series(150, 155) AS x(i), generate_series(-10, -5) AS y(j)",
    },
    Spec {
        name: "ST_Square",
        arguments: CELL,
        returns: Returns::Geometry,
        eval: |call| cell(call, square),
        en: "One square of a grid whose square 0, 0 has its south-western corner at the origin.",
        id: "Satu persegi dari kisi yang sudut barat daya persegi 0, 0-nya di titik asal.",
        example: "SELECT ST_Square(1, i, j) AS cell, count(*) FROM villages JOIN generate_series(95, 141) AS x(i) ON floor(lon) = i JOIN generate_series(-11, 6) AS y(j) ON floor(lat) = j GROUP BY i, j",
    },
];

fn cell(call: &Call<'_>, corners: fn(f64, i64, i64) -> Vec<(f64, f64)>) -> Result<ArrayRef> {
    let (size, i, j) = (call.numbers(0)?, call.integers(1)?, call.integers(2)?);
    let origins = if call.has(3) { Some(call.shapes(3)?) } else { None };
    call.each_geometry(|row| {
        let (Some(size), Some(i), Some(j)) = (size(row), i(row), j(row)) else { return Ok(None) };
        let origin = match &origins {
            None => Coord { x: 0.0, y: 0.0 },
            Some(origins) => match origins.get(row).map(|shape| &shape.geometry) {
                None => return Ok(None),
                Some(Geometry::Point(point)) => point.0,
                Some(_) => return call.fail("the origin must be a point"),
            },
        };
        // Beyond that a double does not tell cells apart.
        let far = |n: i64| n.unsigned_abs() > 1 << 40;
        if !size.is_finite() || size <= 0.0 || far(i) || far(j) {
            return call
                .fail("the size must be more than 0, and the numbers of the cell below 2^40");
        }
        let ring = corners(size, i, j).into_iter();
        let ring = ring.map(|(x, y)| Coord { x: origin.x + x, y: origin.y + y }).collect();
        Ok(Some(Geometry::Polygon(Polygon::new(LineString::new(ring), Vec::new()))))
    })
}

/// From edge to edge of a hexagon.
pub(super) fn hexagon_height(size: f64) -> f64 {
    size * 2.0 * HALF_HEIGHT
}

pub(super) fn hexagon(size: f64, i: i64, j: i64) -> Vec<(f64, f64)> {
    let height = hexagon_height(size);
    let raised = if i % 2 == 0 { 0.0 } else { 0.5 };
    let corners =
        [(-1.0, 0.0), (-0.5, -0.5), (0.5, -0.5), (1.0, 0.0), (0.5, 0.5), (-0.5, 0.5), (-1.0, 0.0)];
    let (i, j) = (i as f64, j as f64);
    corners.map(|(x, y)| (size * (1.5 * i + x), height * (j + raised + y))).to_vec()
}

pub(super) fn square(size: f64, i: i64, j: i64) -> Vec<(f64, f64)> {
    let corners = [(0, 0), (0, 1), (1, 1), (1, 0), (0, 0)];
    corners.map(|(x, y)| (size * (i + x) as f64, size * (j + y) as f64)).to_vec()
}
