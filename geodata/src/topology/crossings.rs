//! Where segments cross.

use std::ops::Range;

use rayon::prelude::*;

use super::edge::{CHUNK, Edge};
use super::grid::{Grid, Pixel};
use super::model::Vertex;
use super::plane::{cross, side, vector};
use crate::error::GeodataError;
use crate::progress::{Progress, go_on};

/// Blocks in which segments are compared are `1 << BLOCK_BITS` pixels wide.
const BLOCK_BITS: u32 = 5;

/// Segments that begin in a stripe of columns of blocks: what is compared at a time, and so what takes memory.
const STRIPE: usize = 1 << 19;

/// The pixels in which segments cross each other, once for each crossing, in no particular order. Segments are sorted.
///
/// Where a segment touches another with an end, or lies along it, nothing is found: their ends say it all.
pub(super) fn find(
    segments: &[Edge],
    grid: Grid,
    progress: &dyn Progress,
) -> Result<Vec<Pixel>, GeodataError> {
    by_stripes(segments, grid, STRIPE, progress)
}

fn by_stripes(
    segments: &[Edge],
    grid: Grid,
    size: usize,
    progress: &dyn Progress,
) -> Result<Vec<Pixel>, GeodataError> {
    let widest = segments.par_iter().map(|segment| segment.b[0] - segment.a[0]).max().unwrap_or(0);
    let mut crossings = Vec::new();
    for columns in stripes(segments, grid, size) {
        let west = grid.begin(columns.start << BLOCK_BITS);
        let first = segments.partition_point(|segment| segment.a[0] < west.saturating_sub(widest));
        let last = segments.partition_point(|segment| column(segment.a, grid) < columns.end);
        let near = first..last.max(first);
        crossings.append(&mut in_stripe(segments, near, grid, &columns, progress)?);
    }
    Ok(crossings)
}

/// The columns of blocks from the first to the last segment, in which about as many segments begin.
fn stripes(segments: &[Edge], grid: Grid, size: usize) -> Vec<Range<i32>> {
    let begins = segments.chunks(size).filter_map(|stripe| stripe.first());
    let mut columns: Vec<i32> = begins.map(|segment| column(segment.a, grid)).collect();
    let last = segments.par_iter().map(|segment| column(segment.b, grid)).max();
    columns.extend(last.map(|last| last + 1));
    columns.dedup();
    columns.windows(2).filter_map(|pair| Some(*pair.first()?..*pair.last()?)).collect()
}

/// The crossings in some columns of blocks, to which no segments come but those whose numbers are `near`.
fn in_stripe(
    segments: &[Edge],
    near: Range<usize>,
    grid: Grid,
    columns: &Range<i32>,
    progress: &dyn Progress,
) -> Result<Vec<Pixel>, GeodataError> {
    // Each segment, by number, in each block that it meets.
    let begin = near.start;
    let mut entries: Vec<(u64, u32)> = segments
        .get(near)
        .unwrap_or_default()
        .par_chunks(CHUNK)
        .enumerate()
        .flat_map_iter(|(chunk, segments)| {
            let mut entries = Vec::new();
            for (at, segment) in segments.iter().enumerate() {
                let number = (begin + chunk * CHUNK + at) as u32;
                blocks(segment, grid, columns, |block| entries.push((block, number)));
            }
            entries
        })
        .collect();
    go_on(progress)?;
    entries.par_sort_unstable();
    go_on(progress)?;
    let groups: Vec<&[(u64, u32)]> =
        entries.chunk_by(|p, q| p.0 == q.0).filter(|group| group.len() > 1).collect();
    let crossings = groups
        .par_chunks(CHUNK / 16)
        .flat_map_iter(|groups| {
            let mut found = Vec::new();
            for group in groups.iter().filter(|_| !progress.interrupted()) {
                in_block(segments, grid, group, &mut found);
            }
            found
        })
        .collect();
    go_on(progress)?;
    Ok(crossings)
}

/// The column of blocks that a position lies in.
fn column(at: Vertex, grid: Grid) -> i32 {
    grid.index(at[0]) >> BLOCK_BITS
}

fn block_of(pixel: Pixel) -> u64 {
    ((pixel[0] >> BLOCK_BITS) as u64) << 32 | (pixel[1] >> BLOCK_BITS) as u64
}

/// Calls `found` with every block of some columns that a segment meets, and some beside.
fn blocks(segment: &Edge, grid: Grid, columns: &Range<i32>, mut found: impl FnMut(u64)) {
    let (a, b) = (segment.a, segment.b);
    let (first, last) = (column(a, grid), column(b, grid));
    let rise = i64::from(b[1]) - i64::from(a[1]);
    let run = i64::from(b[0]) - i64::from(a[0]);
    for column in first.max(columns.start)..(last + 1).min(columns.end) {
        // The segment's height where it enters and where it leaves the column, rounded outwards.
        let at = |x: i32| {
            let along = i64::from(x.clamp(a[0], b[0])) - i64::from(a[0]);
            i64::from(a[1]) + (along * rise).div_euclid(run)
        };
        let [low, high] = if first == last {
            [a[1].min(b[1]), a[1].max(b[1])]
        } else {
            let heights =
                [at(grid.begin(column << BLOCK_BITS)), at(grid.begin((column + 1) << BLOCK_BITS))];
            let low = heights[0].min(heights[1]) as i32;
            let high = heights[0].max(heights[1]) as i32 + 1;
            [low.max(a[1].min(b[1])), high.min(a[1].max(b[1]))]
        };
        for row in grid.index(low) >> BLOCK_BITS..=grid.index(high) >> BLOCK_BITS {
            found(block_of([column << BLOCK_BITS, row << BLOCK_BITS]));
        }
    }
}

/// Compares the segments of a block pair by pair.
fn in_block(segments: &[Edge], grid: Grid, group: &[(u64, u32)], found: &mut Vec<Pixel>) {
    let mut rest = group;
    while let Some(((block, number), others)) = rest.split_first() {
        rest = others;
        let Some(p) = segments.get(*number as usize) else { continue };
        let (top, bottom) = (p.a[1].min(p.b[1]), p.a[1].max(p.b[1]));
        for (_, number) in others {
            let Some(q) = segments.get(*number as usize) else { continue };
            // Numbers follow the order of the western ends, so q is not west of p.
            if q.a[0] > p.b[0] {
                break;
            }
            if q.a[1].min(q.b[1]) > bottom || q.a[1].max(q.b[1]) < top || !cross_properly(p, q) {
                continue;
            }
            let pixel = crossing(p, q, grid);
            // Segments that share several blocks cross in one of them.
            if block_of(pixel) == *block {
                found.push(pixel);
            }
        }
    }
}

fn cross_properly(p: &Edge, q: &Edge) -> bool {
    let opposite = |a: Vertex, b: Vertex, of: &Edge| {
        side(of.a, of.b, a).signum() * side(of.a, of.b, b).signum() < 0
    };
    opposite(p.a, p.b, q) && opposite(q.a, q.b, p)
}

/// The pixel of the point in which two segments cross properly. Exact.
fn crossing(p: &Edge, q: &Edge, grid: Grid) -> Pixel {
    let (along, across) = (vector(p.a, p.b), vector(q.a, q.b));
    let below = i128::from(cross(along, across));
    let share = i128::from(cross(vector(p.a, q.a), across));
    [0, 1].map(|axis| {
        let above = i128::from(p.a[axis]) * below + share * i128::from(along[axis]);
        if below > 0 { grid.index_of(above, below) } else { grid.index_of(-above, -below) }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::progress::Silent;

    proptest! {
        #[test]
        fn all_pairs_are_compared(lines in proptest::collection::vec(([0..4000i32, 0..4000], [-900..900i32, -900..900]), 2..60)) {
            let grid = Grid { shift: 2, bits: 0 };
            let mut segments: Vec<Edge> = lines
                .into_iter()
                .map(|(a, by)| (a, [(a[0] + by[0]).max(0), (a[1] + by[1]).max(0)]))
                .filter(|(a, b)| a != b)
                .map(|(a, b)| Edge::new(a, b, 2))
                .collect();
            segments.sort_unstable();
            let mut found = find(&segments, grid, &Silent).unwrap();
            found.sort_unstable();
            let mut striped = by_stripes(&segments, grid, 3, &Silent).unwrap();
            striped.sort_unstable();
            prop_assert_eq!(&striped, &found);
            let mut expected = Vec::new();
            for (at, p) in segments.iter().enumerate() {
                expected.extend(segments[at + 1..].iter().filter(|q| cross_properly(p, q)).map(|q| crossing(p, q, grid)));
            }
            expected.sort_unstable();
            prop_assert_eq!(&found, &expected);
            // Both segments pass the pixel in which they cross.
            for pixel in found {
                prop_assert!(segments.iter().filter(|s| grid.passes(s.a, s.b, pixel)).count() >= 2);
            }
        }
    }
}
