//! One topology for every zoom: the borders of a country as a planar graph on whole numbers.
//!
//! Knows no file format, no dataset and no tiles.
//!
//! **Why it holds.** All positions are integers, all decisions are signs of integer expressions that do not overflow, and nothing is
//! compared with a tolerance.
//!
//! - *Borders meet only in vertices.* Segments of the published polygons cross where neighbours overlap by slivers.
//!   Snap rounding (Hobby 1999; Guibas and Marimont 1998) makes every pixel that holds an end or a crossing hot, and
//!   reroutes each segment through the centres of the hot pixels that it passes. They prove that the result crosses
//!   nowhere, and that it is a continuous deformation of the input in which no vertex passes over an edge: a
//!   ring may collapse onto itself, but what it winds around it winds around as often as before.
//! - *A zoom follows from the one above* by the same rounding onto a grid at least twice as wide. Its input crosses nowhere, so
//!   there vertices and clip lines are all that is hot.
//! - *Levels nest.* A larger area is the union of its parts on the finest graph, made of its edges; equal edges deform equally.
//! - *Neighbours agree.* A border is one edge with a list of those whose border it is; to simplify it is to change it
//!   for all of them, and a vertex goes only when the triangle that it spans holds no other (see `simplify`), which is a
//!   deformation too.
//! - *Slivers are closed without moving anything* (see `slivers`): a narrow face between neighbours changes hands on all levels at once,
//!   and edges only lose users.
//! - *Tiles are cut without rounding.* The lines at which they are cut take part in the rounding, so every border has a
//!   vertex where it crosses one.
//! - *Polygons are valid.* An area winds once around its interior and not around anything else, so at every
//!   vertex its edges alternate between arriving and departing; linked by sectors of the interior they make
//!   simple rings that touch in vertices at most (see [`stitch()`]).
//!
//! **What does not follow.** Where published polygons overlap widely, so do areas here. A sliver that a clip line cuts is left for the
//! next zoom, which has other lines. Stand-ins of collapsed areas lie on top of the graph and may reach a grid cell over their neighbours.
//!
//! J. D. Hobby, *Practical segment intersection with finite precision output*, Computational Geometry 13 (1999); L. J. Guibas and D. H.
//! Marimont, *Rounding arrangements dynamically*, IJCGA 8 (1998); M. Visvalingam and J. D. Whyatt, *Line
//! generalisation by repeated elimination of points*, Cartographic Journal 30 (1993).

mod base;
mod cell;
mod crossings;
mod differing;
mod dissolve;
mod edge;
mod graph;
mod grid;
mod hot;
mod lines;
mod model;
mod number;
mod parts;
mod passed;
mod plane;
mod rings;
mod scale;
mod simplify;
mod slivers;
mod snap;
mod stand_in;
mod stitch;
#[cfg(test)]
mod tests;
mod users;
mod winding;

use crate::error::GeodataError;
use crate::progress::{Progress, go_on};
use crate::{Level, PerLevel};

use graph::Graph;
use grid::Grid;
use number::Numbers;
use scale::Scale;
use stand_in::Anchors;
use users::Users;

pub use lines::{BUFFER, EXTENT};
pub use model::{Area, Country, FINEST, Findings, Polygon, Ring, Vertex, Zoom};
pub(crate) use plane::edges;
pub use stitch::{Stitched, stitch};

/// Builds the zooms of a country and hands each to `sink`, [`FINEST`] first, down to 0.
///
/// # Errors
/// What `sink` answers, and [`GeodataError::Interrupted`] when whoever watches wants it to end.
pub fn build(
    country: &Country<'_>,
    progress: &dyn Progress,
    sink: &mut dyn FnMut(Zoom) -> Result<(), GeodataError>,
) -> Result<Findings, GeodataError> {
    let numbers = Numbers::new(country);
    let mut anchors = Anchors::new(country, &numbers);
    each_zoom(country, &numbers, progress, &mut |graph, findings| {
        sink(rings::zoom(graph, &numbers, &mut anchors, findings, progress)?)?;
        go_on(progress)
    })
}

/// Calls `each` with the graph of every zoom, finest first.
fn each_zoom(
    country: &Country<'_>,
    numbers: &Numbers,
    progress: &dyn Progress,
    each: &mut dyn FnMut(&Graph, &mut Findings) -> Result<(), GeodataError>,
) -> Result<Findings, GeodataError> {
    let zooms = usize::from(FINEST) + 1;
    let (collapsed, slivers) = (vec![PerLevel::default(); zooms], vec![0; zooms]);
    let mut findings = Findings { collapsed, slivers, ..Findings::default() };
    let mut graph = finest(country, numbers, &mut findings, progress)?;
    for z in (0..=FINEST).rev() {
        if z < FINEST {
            progress.stage(&format!("borders at zoom {z}"), Some(graph.edges.len() as u64));
            let scale = Scale::of(z);
            if scale.outlines_of_villages != graph.scale.outlines_of_villages {
                graph.leave_out(&numbers.level(Level::Village));
            }
            graph.coarsen(scale, progress)?;
        }
        let slivers = simplify::simplify(&mut graph, progress)?;
        findings.slivers.get_mut(usize::from(z)).into_iter().for_each(|of_zoom| *of_zoom = slivers);
        each(&graph, &mut findings)?;
    }
    Ok(findings)
}

/// The graph of the finest zoom, before it is simplified.
fn finest(
    country: &Country<'_>,
    numbers: &Numbers,
    findings: &mut Findings,
    progress: &dyn Progress,
) -> Result<Graph, GeodataError> {
    let mut users = Users::default();
    progress.stage("segments of borders", None);
    let segments = base::segments(country, numbers, &mut users, progress)?;
    findings.segments = segments.len() as u64;
    go_on(progress)?;
    let scale = Scale::of(FINEST);
    let grid = Grid { shift: scale::FINEST_SHIFT, bits: scale.bits };
    progress.stage("crossings of borders", None);
    let mut crossings = crossings::find(&segments, grid, progress)?;
    findings.crossings = crossings.len() as u64;
    crossings.sort_unstable();
    crossings.dedup();
    progress.stage(&format!("borders at zoom {FINEST}"), Some(segments.len() as u64));
    let mut edges = snap::snap(&segments, grid, &scale.lines, &crossings, progress)?;
    drop((segments, crossings));
    graph::merge(&mut edges, &mut users);
    go_on(progress)?;
    progress.stage("larger areas", None);
    let borders = dissolve::dissolve(country, numbers, &edges, &users, findings, progress)?;
    findings.differing = differing::find(country, &borders, &edges);
    go_on(progress)?;
    let users = dissolve::assign(&borders, numbers, &mut edges);
    Ok(Graph { scale, edges, users })
}
