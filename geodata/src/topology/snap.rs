//! Snap rounding: segments to edges that meet only in vertices of a coarser grid.

use rayon::prelude::*;

use super::edge::{CHUNK, Edge};
use super::grid::{Grid, Pixel};
use super::hot::{self, HotPixels};
use super::lines::ClipLines;
use crate::error::GeodataError;
use crate::progress::{Progress, go_on};

/// Blocks of hot pixels are about as wide as edges are long: published vertices are far apart, those of a zoom are not.
fn block_bits(grid: Grid) -> u32 {
    if grid.shift > 4 { 5 } else { 3 }
}

/// Snap rounding: reroutes edges through the hot pixels that they pass, those of their own vertices, of
/// `crossings`, and of where they cross clip lines. The edges that come out meet only in vertices.
pub(super) fn snap(
    edges: &[Edge],
    grid: Grid,
    lines: &ClipLines,
    crossings: &[Pixel],
    progress: &dyn Progress,
) -> Result<Vec<Edge>, GeodataError> {
    let block_bits = block_bits(grid);
    let key = |pixel: Pixel| hot::key(pixel, block_bits);
    let of_chunk = |chunk: &[Edge]| {
        let mut keys = Vec::with_capacity(2 * chunk.len());
        for edge in chunk {
            keys.extend([key(grid.pixel(edge.a)), key(grid.pixel(edge.b))]);
            on_lines(edge, grid, lines, |pixel| keys.push(key(pixel)));
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    };
    let mut keys: Vec<u64> = edges.par_chunks(CHUNK).flat_map_iter(of_chunk).collect();
    keys.extend(crossings.iter().map(|pixel| key(*pixel)));
    go_on(progress)?;
    let hot = HotPixels::new(grid, block_bits, keys);
    let reroute = |chunk: &[Edge]| {
        let mut route = Vec::new();
        let mut rerouted = Vec::with_capacity(chunk.len() * 5 / 4);
        for edge in chunk {
            hot.route(edge.a, edge.b, &mut route);
            rerouted.extend(route.windows(2).filter_map(|pair| match pair {
                [from, to] => Some(Edge::new(grid.centre(*from), grid.centre(*to), edge.users)),
                _ => None,
            }));
        }
        progress.advance(chunk.len() as u64);
        if progress.interrupted() { Vec::new() } else { rerouted }
    };
    let rerouted = edges.par_chunks(CHUNK).flat_map_iter(reroute).collect();
    go_on(progress)?;
    Ok(rerouted)
}

/// Calls `found` with the pixels, centred on clip lines, in which an edge crosses them.
fn on_lines(edge: &Edge, grid: Grid, lines: &ClipLines, mut found: impl FnMut(Pixel)) {
    let finer = grid.shift - grid.bits;
    for (axis, other) in [(0, 1), (1, 0)] {
        let (from, to) = (edge.a[axis], edge.b[axis]);
        lines.between(from.min(to), from.max(to), finer, |line| {
            let (along, rise) = (
                i128::from(to) - i128::from(from),
                i128::from(edge.b[other]) - i128::from(edge.a[other]),
            );
            let way = along.signum();
            let passed = i128::from(line << finer) - i128::from(from);
            let above = i128::from(edge.a[other]) * along * way + passed * rise * way;
            let mut pixel = [line >> grid.bits; 2];
            pixel[other] = grid.index_of(above, along * way);
            found(pixel);
        });
    }
}
