//! Fewer vertices, the same topology.
//!
//! Vertices on one border are removed in the order of their effective area (Visvalingam and Whyatt 1993), each only if
//! the triangle that its removal sweeps over holds no other vertex. Then no edge can reach into the triangle, and
//! the graph stays planar; every area that had the two edges has the new one, so both sides of a border agree.
//!
//! Slivers between neighbours are closed first (see [`slivers`]): their crossings are no vertices of one border.
//!
//! The clip lines of a zoom cut the graph into cells. Vertices on the lines stay, and no edge crosses them: cells are
//! simplified at the same time, and the result is the same in any order.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::cell::Cell;
use super::edge::Edge;
use super::graph::Graph;
use super::lines::ClipLines;
use super::model::Vertex;
use super::plane::side;
use super::slivers;
use crate::error::GeodataError;
use crate::progress::{Progress, go_on};

/// Closes slivers and removes vertices as far as the zoom's scale allows; says how many slivers there were.
pub(super) fn simplify(graph: &mut Graph, progress: &dyn Progress) -> Result<u64, GeodataError> {
    let (edges, scale) = (&graph.edges, &graph.scale);
    let users = Mutex::new(std::mem::take(&mut graph.users));
    let slivers = AtomicU64::new(0);
    let mut entries: Vec<u64> =
        edges.par_iter().enumerate().flat_map_iter(|(at, edge)| cells(edge, at as u32)).collect();
    go_on(progress)?;
    entries.par_sort_unstable();
    let groups: Vec<&[u64]> = entries.chunk_by(|p, q| p >> 32 == q >> 32).collect();
    let of_cell = |group: &&[u64]| {
        if progress.interrupted() {
            return Vec::new();
        }
        let own = group
            .iter()
            .map(|entry| *entry as u32)
            .filter_map(|entry| Some((*edges.get((entry >> 1) as usize)?, entry & 1 == 1)));
        let mut cell = Cell::new(own.clone(), &scale.lines);
        if let Some((left, closed)) = slivers::close(&cell, scale.narrow, &users) {
            slivers.fetch_add(closed, Ordering::Relaxed);
            let obstacles = own.filter(|(_, vertices_only)| *vertices_only);
            cell = Cell::new(
                left.into_iter().map(|edge| (edge, false)).chain(obstacles),
                &scale.lines,
            );
        }
        reduce(&mut cell, scale.threshold);
        cell.edges()
    };
    let mut simplified: Vec<Edge> = groups.par_iter().flat_map_iter(of_cell).collect();
    go_on(progress)?;
    simplified.par_sort_unstable();
    // An edge on a line came out of the cells on both sides of it.
    simplified.dedup();
    graph.edges = simplified;
    graph.users = users.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(slivers.into_inner())
}

/// The cells that an edge lies in, above its number twice; those that only one of its vertices touches are marked by the
/// lowest bit.
fn cells(edge: &Edge, at: u32) -> impl Iterator<Item = u64> {
    let strips = |v: Vertex| v.map(ClipLines::strips);
    let (a, b) = (strips(edge.a), strips(edge.b));
    let cell = |x: u32, y: u32| x << 16 | y;
    let of = |[[x, other_x], [y, other_y]]: [[u32; 2]; 2]| {
        [cell(x, y), cell(x, other_y), cell(other_x, y), cell(other_x, other_y)]
    };
    let ([p, q, r, s], [t, u, v, w]) = (of(a), of(b));
    let mut touched = [p, q, r, s, t, u, v, w];
    // Almost every edge lies in one cell.
    let alone = touched.iter().all(|other| *other == p);
    if !alone {
        touched.sort_unstable();
    }
    let within = move |of: [[u32; 2]; 2], cell: u32| {
        of[0].contains(&(cell >> 16)) && of[1].contains(&(cell & 0xffff))
    };
    let mut last = None;
    touched.into_iter().filter(move |cell| last.replace(*cell) != Some(*cell)).map(move |cell| {
        let whole = within(a, cell) && within(b, cell);
        u64::from(cell) << 32 | u64::from(at << 1 | u32::from(!whole))
    })
}

/// Removes what is small, least first.
fn reduce(cell: &mut Cell<'_>, threshold: i64) {
    let mut queue: BinaryHeap<Reverse<(i64, u32, [u32; 2])>> = BinaryHeap::new();
    let area = |cell: &Cell<'_>, vertex: u32| -> Option<(i64, [u32; 2])> {
        let [a, b] = cell.between(vertex)?;
        Some((side(cell.at(a), cell.at(vertex), cell.at(b)).abs(), [a, b]))
    };
    let small = |found: &(i64, [u32; 2])| found.0 <= threshold;
    for vertex in 0..cell.len() {
        if let Some((area, ends)) = area(cell, vertex).filter(small) {
            queue.push(Reverse((area, vertex, ends)));
        }
    }
    while let Some(Reverse((size, vertex, ends))) = queue.pop() {
        // An entry from before a neighbour was removed: there is a newer one.
        if cell.between(vertex) != Some(ends) || !cell.may_go(vertex, ends) {
            continue;
        }
        cell.remove(vertex, ends);
        for end in ends {
            // Never less than what was removed beside it, so that small steps do not add up unseen.
            if let Some((area, ends)) = area(cell, end).filter(small) {
                queue.push(Reverse((area.max(size), end, ends)));
            }
        }
    }
}
