//! Hot pixels: those that hold a vertex. Segments are rerouted through them.

use rayon::prelude::*;

use super::grid::{Grid, Pixel};
use super::model::Vertex;

/// Columns and rows up to 2^26, in blocks.
const INDEX_BITS: u32 = 26;

/// A set of pixels in square blocks, so that those near a segment are found at once: sorted by the block's
/// column, then its row.
#[derive(Debug)]
pub(super) struct HotPixels {
    grid: Grid,
    /// A block is `1 << block_bits` pixels wide.
    block_bits: u32,
    keys: Vec<u64>,
    /// The first column of blocks, and where in `keys` each column begins.
    west: i32,
    columns: Vec<u32>,
}

impl HotPixels {
    /// The pixels of these keys (see [`key`]), which may stand more than once.
    pub(super) fn new(grid: Grid, block_bits: u32, mut keys: Vec<u64>) -> Self {
        keys.par_sort_unstable();
        keys.dedup();
        keys.shrink_to_fit();
        let column = |key: &u64| (key >> (INDEX_BITS + block_bits)) as i32;
        let west = keys.first().map_or(0, column);
        let last = keys.last().map_or(-1, column);
        let mut columns = vec![0u32; (last - west + 2).max(1) as usize];
        for key in &keys {
            let at = (column(key) - west + 1) as usize;
            columns.get_mut(at).into_iter().for_each(|count| *count += 1);
        }
        let mut before = 0;
        for count in &mut columns {
            before += *count;
            *count = before;
        }
        Self { grid, block_bits, keys, west, columns }
    }

    /// The route of a segment through the hot pixels that it passes, in its order: those of its ends among them.
    pub(super) fn route(&self, a: Vertex, b: Vertex, route: &mut Vec<Pixel>) {
        route.clear();
        let (from, to) = (self.grid.pixel(a), self.grid.pixel(b));
        let columns =
            (from[0].min(to[0]) >> self.block_bits)..=(from[0].max(to[0]) >> self.block_bits);
        let single = columns.start() == columns.end();
        for column in columns {
            let rows = if single {
                [from[1].min(to[1]), from[1].max(to[1])]
            } else {
                self.rows(a, b, column)
            };
            self.within(column, rows, |pixel| {
                if pixel == from || pixel == to || self.grid.passes(a, b, pixel) {
                    route.push(pixel);
                }
            });
        }
        // A segment goes one way on each axis, so the pixels that it passes stand in the order of this sum.
        let way = [(b[0] - a[0]).signum(), (b[1] - a[1]).signum()];
        route.sort_unstable_by_key(|p| p[0] * way[0] + p[1] * way[1]);
    }

    /// The rows of pixels that a segment can meet within a column of blocks.
    fn rows(&self, a: Vertex, b: Vertex, column: i32) -> [i32; 2] {
        let begin = i64::from(self.grid.begin(column << self.block_bits));
        let end = begin + (1i64 << (self.block_bits + self.grid.shift));
        let (a, b) = if a[0] < b[0] { (a, b) } else { (b, a) };
        let [ax, ay, bx, by] = [a[0], a[1], b[0], b[1]].map(i64::from);
        let at = |x: i64| {
            let rise = (x.clamp(ax, bx) - ax) * (by - ay);
            (ay + rise.div_euclid(bx - ax), ay + rise.div_euclid(bx - ax) + 1)
        };
        let (p, q) = (at(begin), at(end));
        let (low, high) = (p.0.min(q.0).max(ay.min(by)), p.1.max(q.1).min(ay.max(by)));
        [self.grid.index(low as i32), self.grid.index(high as i32)]
    }

    /// Calls `found` with the hot pixels in the blocks of a column that touch a range of rows.
    fn within(&self, column: i32, rows: [i32; 2], mut found: impl FnMut(Pixel)) {
        let Ok(at) = usize::try_from(column - self.west) else { return };
        let (Some(&start), Some(&end)) = (self.columns.get(at), self.columns.get(at + 1)) else {
            return;
        };
        let keys = self.keys.get(start as usize..end as usize).unwrap_or_default();
        let [first, last] =
            rows.map(|row| block_key(column, row >> self.block_bits, self.block_bits));
        let start = keys.partition_point(|key| *key < first);
        for &key in keys.get(start..).unwrap_or_default() {
            if key >> (2 * self.block_bits) > last >> (2 * self.block_bits) {
                return;
            }
            found(pixel(key, self.block_bits));
        }
    }
}

/// The least key of a block.
fn block_key(column: i32, row: i32, block_bits: u32) -> u64 {
    ((column as u64) << (INDEX_BITS - block_bits) | row as u64) << (2 * block_bits)
}

/// A pixel as one number, in the order of blocks.
pub(super) fn key(pixel: Pixel, block_bits: u32) -> u64 {
    let mask = (1 << block_bits) - 1;
    let [x, y] = pixel;
    block_key(x >> block_bits, y >> block_bits, block_bits)
        | ((x & mask) as u64) << block_bits
        | (y & mask) as u64
}

fn pixel(key: u64, block_bits: u32) -> Pixel {
    let mask = (1u64 << block_bits) - 1;
    let block = key >> (2 * block_bits);
    let (column, row) =
        (block >> (INDEX_BITS - block_bits), block & ((1 << (INDEX_BITS - block_bits)) - 1));
    let (x, y) = ((key >> block_bits) & mask, key & mask);
    [(column << block_bits | x) as i32, (row << block_bits | y) as i32]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_route_is_made_of_all_hot_pixels_passed(
            pixels in proptest::collection::vec([0..40i32, 0..40], 0..120),
            a in [2..150i32, 2..150], b in [2..150i32, 2..150],
        ) {
            let grid = Grid { shift: 2, bits: 0 };
            let mut pixels = pixels;
            pixels.extend([grid.pixel(a), grid.pixel(b)]);
            let keys: Vec<u64> = pixels.iter().map(|p| key(*p, 2)).collect();
            for (p, k) in pixels.iter().zip(&keys) {
                prop_assert_eq!(pixel(*k, 2), *p);
            }
            let hot = HotPixels::new(grid, 2, keys);
            let mut route = Vec::new();
            hot.route(a, b, &mut route);
            let mut expected: Vec<Pixel> = pixels.into_iter().filter(|p| grid.passes(a, b, *p)).collect();
            expected.sort_unstable();
            expected.dedup();
            prop_assert_eq!((route.first(), route.last()), (Some(&grid.pixel(a)), Some(&grid.pixel(b))));
            let mut sorted = route.clone();
            sorted.sort_unstable();
            prop_assert_eq!(sorted, expected);
            let steps = |axis: usize| route.windows(2).map(|w| (w[1][axis] - w[0][axis]).signum()).collect::<Vec<_>>();
            for axis in [0, 1] {
                prop_assert!(steps(axis).iter().all(|step| *step == 0 || *step == (b[axis] - a[axis]).signum()));
            }
        }
    }
}
