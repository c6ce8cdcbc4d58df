//! Published polygons to segments on the fine grid.

use geo::{LineString, MultiPolygon};
use rayon::prelude::*;

use super::edge::Edge;
use super::model::{Country, Vertex};
use super::number::Numbers;
use super::plane::{double_area, edges};
use super::users::{NOBODY, User, Users, user};
use crate::Level;
use crate::error::GeodataError;
use crate::mercator::project;
use crate::progress::{Progress, go_on};

/// One step of a ring, and whose.
type Step = (Vertex, Vertex, User);

/// The distinct segments of the borders of all villages, and of those larger areas that no part of says anything
/// about. Users of opposite direction are taken out, and with them segments that nobody uses.
pub(super) fn segments(
    country: &Country<'_>,
    numbers: &Numbers,
    users: &mut Users,
    progress: &dyn Progress,
) -> Result<Vec<Edge>, GeodataError> {
    let drawn = drawn(country);
    let mut steps: Vec<Step> = drawn
        .par_iter()
        .flat_map_iter(|&(level, row, polygons)| {
            let mut steps = Vec::new();
            if progress.interrupted() {
                return steps;
            }
            collect(polygons, numbers.of(level, row), &mut steps);
            steps
        })
        .collect();
    go_on(progress)?;
    steps.par_sort_unstable();
    go_on(progress)?;
    let mut segments = Vec::with_capacity(steps.len() * 5 / 8);
    let mut list = Vec::new();
    for run in steps.chunk_by(|p, q| (p.0, p.1) == (q.0, q.1)) {
        let Some(&(a, b, _)) = run.first() else { continue };
        list.clear();
        list.extend(run.iter().map(|step| step.2));
        let users = users.number(&mut list);
        if users != NOBODY {
            segments.push(Edge { a, b, users });
        }
    }
    segments.shrink_to_fit();
    Ok(segments)
}

/// The areas whose own polygons make the base: those that no area with polygons is part of.
fn drawn<'a>(country: &Country<'a>) -> Vec<(Level, usize, &'a MultiPolygon<f64>)> {
    let mut drawn = Vec::new();
    let mut known: Vec<bool> = Vec::new();
    for level in Level::ALL.into_iter().rev() {
        let areas = country.areas.get(level);
        let above = level.parent().map_or(0, |above| country.areas.get(above).len());
        let mut known_above = vec![false; above];
        for (row, area) in areas.iter().enumerate() {
            let by_parts = known.get(row) == Some(&true);
            if let (false, Some(polygons)) = (by_parts, area.polygons) {
                drawn.push((level, row, polygons));
            }
            if (by_parts || area.polygons.is_some())
                && let Some(known) = area.parent.and_then(|parent| known_above.get_mut(parent))
            {
                *known = true;
            }
        }
        known = known_above;
    }
    drawn
}

fn collect(polygons: &MultiPolygon<f64>, number: u32, steps: &mut Vec<Step>) {
    for polygon in polygons {
        ring(polygon.exterior(), true, number, steps);
        for hole in polygon.interiors() {
            ring(hole, false, number, steps);
        }
    }
}

/// The steps of a ring, wound as an exterior or a hole whichever way it came.
fn ring(line: &LineString<f64>, exterior: bool, number: u32, steps: &mut Vec<Step>) {
    let mut ring: Vec<Vertex> = line.coords().map(|at| project([at.x, at.y])).collect();
    ring.dedup();
    let turned = (double_area(&ring) > 0) != exterior;
    steps.extend(edges(&ring).filter(|(a, b)| a != b).map(|(a, b)| {
        let forwards = (a < b) != turned;
        (a.min(b), a.max(b), user(number, forwards))
    }));
}
