//! Grids over an area, a row for each cell that its bounding box meets.

use arrow::array::ArrayRef;
use datafusion::error::Result;
use geo::{Coord, Geometry, LineString, Polygon, Rect};

use super::call::Call;
use super::cells::{hexagon, hexagon_height, square};
use super::rows::{Row, cells};
use super::spec::{Argument, Kind, Returns, Spec};

/// The most cells of one grid.
const MOST_CELLS: f64 = 1e6;

const GRID: &[Argument] = &[
    Argument::new("size", Kind::Number, "length of an edge in degrees, more than 0"),
    Argument::new("bounds", Kind::Geometry, "what the grid covers: its bounding box counts"),
];

/// The functions of this module. NULL and EMPTY have no rows.
pub(crate) const SPECS: &[Spec] = &[
    Spec {
        name: "ST_SquareGrid",
        arguments: GRID,
        returns: Returns::Rows(Row::Cell),
        eval: |call| grid(call, squares),
        en: "The squares of a grid that meet a bounding box, a row each: geom, and the numbers i and j of ST_Square. Squares of one size are the same in every grid.",
        id: "Persegi-persegi kisi yang bertemu kotak pembatas, satu baris masing-masing: geom, serta nomor i dan j dari ST_Square. Persegi seukuran sama di setiap kisi.",
        example: "SELECT g.i, g.j, count(v.code) FROM provinces p CROSS JOIN ST_SquareGrid(0.5, p.geometry) AS g JOIN villages v ON ST_Intersects(g.geom, ST_Point(v.lon, v.lat)) GROUP BY g.i, g.j",
    },
    Spec {
        name: "ST_HexagonGrid",
        arguments: GRID,
        returns: Returns::Rows(Row::Cell),
        eval: |call| grid(call, hexagons),
        en: "The hexagons of a grid that meet a bounding box, a row each: geom, and the numbers i and j of ST_Hexagon. Hexagons of one size are the same in every grid.",
        id: "Segi enam kisi yang bertemu kotak pembatas, satu baris masing-masing: geom, serta nomor i dan j dari ST_Hexagon. Segi enam seukuran sama di setiap kisi.",
        example: "SELECT g.i, g.j, g.geom FROM provinces p, ST_HexagonGrid(0.5, p.geometry) AS g",
    },
];

/// The numbers of the cells from one to another, both among them.
type Range = (f64, f64);

/// The corners of a cell.
type Corners = fn(f64, i64, i64) -> Vec<(f64, f64)>;

/// The columns and the rows of cells that may meet a box, and what draws one.
type Cells = ((Range, Range), Corners);

/// The columns and rows in which squares may meet a box.
fn squares(size: f64, bounds: Rect<f64>) -> Cells {
    let range = |low: f64, high: f64| ((low / size).floor(), (high / size).floor());
    let (low, high) = (bounds.min(), bounds.max());
    ((range(low.x, high.x), range(low.y, high.y)), square)
}

/// The columns and rows in which hexagons may meet a box, some more than do.
fn hexagons(size: f64, bounds: Rect<f64>) -> Cells {
    let (low, high) = (bounds.min(), bounds.max());
    let height = hexagon_height(size);
    let columns = ((low.x / (1.5 * size)).floor() - 1.0, (high.x / (1.5 * size)).ceil() + 1.0);
    let rows = ((low.y / height).floor() - 1.0, (high.y / height).ceil() + 1.0);
    ((columns, rows), hexagon)
}

fn grid(call: &Call<'_>, made: fn(f64, Rect<f64>) -> Cells) -> Result<ArrayRef> {
    let (size, shapes) = (call.numbers(0)?, call.shapes(1)?);
    cells(call, |row| {
        let (Some(size), Some(shape)) = (size(row), shapes.get(row)) else { return Ok(None) };
        if !size.is_finite() || size <= 0.0 {
            return call.fail("the size must be more than 0");
        }
        let Some(bounds) = shape.bounds else { return Ok(Some(Vec::new())) };
        let ((columns, rows), corners) = made(size, bounds);
        let count = (columns.1 - columns.0 + 1.0) * (rows.1 - rows.0 + 1.0);
        // A box that is no number in some direction has no count either.
        if !count.is_finite() || count > MOST_CELLS {
            return call.fail("the grid would have more than 1,000,000 cells");
        }
        // So few that they are whole numbers that fit.
        let whole = |(from, to): Range| from as i64..=to as i64;
        let mut found = Vec::new();
        for i in whole(columns) {
            for j in whole(rows) {
                let ring: Vec<Coord<f64>> =
                    corners(size, i, j).into_iter().map(|(x, y)| Coord { x, y }).collect();
                if meets(&ring, bounds) {
                    let cell = Polygon::new(LineString::new(ring), Vec::new());
                    found.push((Geometry::Polygon(cell), i, j));
                }
            }
        }
        Ok(Some(found))
    })
}

/// Whether the box around a cell meets another box.
fn meets(ring: &[Coord<f64>], bounds: Rect<f64>) -> bool {
    let over = |of: fn(&Coord<f64>) -> f64, low: f64, high: f64| {
        let least = ring.iter().map(of).fold(f64::INFINITY, f64::min);
        let most = ring.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
        least <= high && most >= low
    };
    over(|c| c.x, bounds.min().x, bounds.max().x) && over(|c| c.y, bounds.min().y, bounds.max().y)
}
