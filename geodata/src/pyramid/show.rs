//! In which tiles an area shows.
//!
//! The edges of all tiles, each moved outwards and inwards by the buffer, cut the plane into cells: narrow ones, which
//! belong to the tiles on both sides, and wide ones, which belong to one tile. No edge of an area crosses such a line,
//! as [`topology`](crate::topology) has made them; so an edge lies in one cell, with the interior beside it, and a cell
//! without edges is inside or outside as a whole.

use std::ops::RangeInclusive;

use crate::topology::{BUFFER, EXTENT, Polygon, Vertex, edges};

/// Positions are looked at in quarters of a unit, so that there is one beside every edge which is on no line.
const QUARTERS: i64 = 4;
const TILE: i64 = EXTENT as i64 * QUARTERS;
const MARGIN: i64 = BUFFER as i64 * QUARTERS;

/// A cell that edges touch, by its row from the north and its column from the west, and by how much the winding number
/// grows at them on the way to the east, along the middle of the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Touched {
    row: i64,
    column: i64,
    turns: i64,
}

/// The tiles of zoom `z`, column and row, in which polygons show; sorted, each once.
pub(super) fn tiles(z: u8, polygons: &[Polygon]) -> Vec<[u32; 2]> {
    let mut touched: Vec<Touched> = Vec::new();
    for (a, b) in polygons.iter().flatten().flat_map(|ring| edges(ring)) {
        edge(a, b, &mut touched);
    }
    touched.sort_unstable();
    let mut tiles = Vec::new();
    for row in touched.chunk_by(|a, b| a.row == b.row) {
        let (mut winding, mut inside_from) = (0, None);
        for cell in row.chunk_by(|a, b| a.column == b.column) {
            let Some(Touched { row, column, .. }) = cell.first() else { continue };
            let from = inside_from.unwrap_or(*column);
            add(z, from..=*column, *row, &mut tiles);
            winding += cell.iter().map(|cell| cell.turns).sum::<i64>();
            inside_from = (winding != 0).then_some(*column);
        }
    }
    tiles.sort_unstable();
    tiles.dedup();
    tiles
}

/// Adds the cells of an edge that leads from `a` to `b`, with the interior on its right as one sees it on the screen.
fn edge(a: Vertex, b: Vertex, touched: &mut Vec<Touched>) {
    let [dx, dy] = [i64::from(b[0]) - i64::from(a[0]), i64::from(b[1]) - i64::from(a[1])];
    let columns = cells(a[0], b[0], -dy.signum());
    let rows = cells(a[1], b[1], dx.signum());
    for row in rows {
        let middle = middle(row);
        let (low, high) = (a[1].min(b[1]), a[1].max(b[1]));
        let crosses = i64::from(low) * QUARTERS < middle && middle < i64::from(high) * QUARTERS;
        for column in columns.clone() {
            // An edge lies in one column; if it did not, its last would count for it.
            let turns = if crosses && column == *columns.end() { -dy.signum() } else { 0 };
            match touched.last_mut() {
                Some(last) if last.row == row && last.column == column => last.turns += turns,
                _ => touched.push(Touched { row, column, turns }),
            }
        }
    }
}

/// The cells along one axis that an edge from `a` to `b` touches, the interior in the direction of `inwards` from it.
fn cells(a: i32, b: i32, inwards: i64) -> RangeInclusive<i64> {
    let (low, high) = (i64::from(a.min(b)) * QUARTERS, i64::from(a.max(b)) * QUARTERS);
    if low == high {
        let cell = cell(low + inwards);
        return cell..=cell;
    }
    cell(low + 1)..=cell(high - 1)
}

/// The cell of a position in quarters that is on no line: even ones are narrow.
fn cell(at: i64) -> i64 {
    let from = at + MARGIN;
    from.div_euclid(TILE) * 2 + i64::from(from.rem_euclid(TILE) >= 2 * MARGIN)
}

/// A position in the middle of a cell, in quarters, at which no vertex is.
fn middle(cell: i64) -> i64 {
    cell.div_euclid(2) * TILE + cell.rem_euclid(2) * TILE / 2 + 1
}

/// The tiles along one axis that a cell belongs to.
fn owners(cell: i64) -> [i64; 2] {
    let tile = cell.div_euclid(2);
    [tile - 1 + cell.rem_euclid(2), tile]
}

/// Adds the tiles to which a run of cells belongs, of those that there are.
fn add(z: u8, columns: RangeInclusive<i64>, row: i64, tiles: &mut Vec<[u32; 2]>) {
    let last = (1i64 << z) - 1;
    let [west, _] = owners(*columns.start());
    let [_, east] = owners(*columns.end());
    let [north, south] = owners(row);
    for x in west.max(0)..=east.min(last) {
        tiles.extend((north.max(0)..=south.min(last)).map(|y| [x as u32, y as u32]));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rectangle([west, north, east, south]: [i32; 4]) -> Vec<Vertex> {
        vec![[west, north], [east, north], [east, south], [west, south]]
    }

    #[test]
    fn an_area_within_a_tile_shows_in_it_and_near_an_edge_in_both() {
        let inner = vec![vec![rectangle([4200, 100, 8000, 4000])]];
        assert_eq!(tiles(2, &inner), [[1, 0]]);
        let near = vec![vec![rectangle([4100, 100, 4159, 4000])]];
        assert_eq!(tiles(2, &near), [[0, 0], [1, 0]]);
        // Where the buffer ends begins nothing.
        assert_eq!(tiles(2, &[vec![rectangle([4160, 64, 4200, 4000])]]), [[1, 0]]);
        assert_eq!(tiles(0, &[vec![rectangle([0, 0, 4096, 4096])]]), [[0, 0]]);
    }

    #[test]
    fn a_tile_in_a_hole_does_not_show_what_is_around_it() {
        let mut hole = rectangle([4032, 4032, 8256, 8256]);
        hole.reverse();
        let frame = vec![vec![rectangle([0, 0, 16384, 16384]), hole]];
        let found = tiles(2, &frame);
        assert_eq!(found.len(), 15);
        assert!(!found.contains(&[1, 1]));
    }

    proptest! {
        /// Squares of 64 units, so that no edge crosses a line: a tile shows them where they and the widened tile have
        /// area in common.
        #[test]
        fn tiles_are_those_that_have_area_in_common(
            cells in proptest::collection::btree_set((0..256i32, 0..256i32), 1..20),
            stretch in (1..120i32, 1..120i32),
        ) {
            let boxes: Vec<[i32; 4]> = cells.iter().map(|(x, y)| {
                [x * 64, y * 64, ((x + stretch.0) * 64).min(16384), ((y + stretch.1) * 64).min(16384)]
            }).collect();
            for one in boxes {
                let split = split(one);
                let expected: Vec<[u32; 2]> = (0..4).flat_map(|x| (0..4).map(move |y| [x, y])).filter(|[x, y]| {
                    let near = |low: i32, high: i32, tile: u32| {
                        let from = tile as i32 * 4096;
                        high > from - BUFFER && low < from + 4096 + BUFFER
                    };
                    near(one[0], one[2], *x) && near(one[1], one[3], *y)
                }).collect();
                prop_assert_eq!(tiles(2, &[vec![split]]), expected);
            }
        }
    }

    /// The rectangle with a vertex every 64 units.
    fn split(corners: [i32; 4]) -> Vec<Vertex> {
        let ring = rectangle(corners);
        let sides = edges(&ring).flat_map(|(a, b)| {
            let steps = ((b[0] - a[0]).abs() + (b[1] - a[1]).abs()) / 64;
            let (dx, dy) = ((b[0] - a[0]).signum() * 64, (b[1] - a[1]).signum() * 64);
            (0..steps).map(move |step| [a[0] + dx * step, a[1] + dy * step])
        });
        sides.collect()
    }
}
