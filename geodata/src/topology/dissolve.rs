//! Larger areas are the unions of their parts.
//!
//! On a planar graph a union needs no new vertex: its border is made of those edges that have a covered side and one
//! that is not. Levels made so nest exactly, here and at every coarser zoom.

use rayon::prelude::*;

use super::edge::Edge;
use super::model::{Country, Findings};
use super::number::Numbers;
use super::parts::parts;
use super::passed::{Passed, PassedByArea};
use super::users::{NOBODY, Users, user};
use super::winding::{Weighted, left_of};
use crate::error::GeodataError;
use crate::progress::{Progress, go_on};
use crate::{Level, PerLevel};

/// The border of one area, and whether what it was made of covers a place twice or turns inside out.
type Border = (Vec<Passed>, bool);

/// The borders of all areas, by level and row.
pub(super) type Borders = PerLevel<Vec<Vec<Passed>>>;

/// Makes the borders of all areas from those of the areas that the base was drawn from.
pub(super) fn dissolve(
    country: &Country<'_>,
    numbers: &Numbers,
    edges: &[Edge],
    users: &Users,
    findings: &mut Findings,
    progress: &dyn Progress,
) -> Result<Borders, GeodataError> {
    let drawn = PassedByArea::new(edges, users, numbers.total());
    let mut borders = Borders::default();
    for level in Level::ALL.into_iter().rev() {
        let parts = parts(country, level);
        let below = level.below().map(|below| borders.get(below));
        let border = |row: usize| -> Border {
            if progress.interrupted() {
                return Border::default();
            }
            let mut passed = drawn.of(numbers.of(level, row)).to_vec();
            for part in parts.get(row).into_iter().flatten() {
                passed.extend(below.and_then(|below| below.get(*part)).into_iter().flatten());
            }
            union(edges, passed)
        };
        let found: Vec<Border> =
            (0..country.areas.get(level).len()).into_par_iter().map(border).collect();
        go_on(progress)?;
        let (found, overlaps): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        for (row, _) in overlaps.iter().enumerate().filter(|(_, overlap)| **overlap) {
            let by_parts = parts.get(row).is_some_and(|parts| !parts.is_empty());
            let list = if by_parts {
                &mut findings.overlapping_parts
            } else {
                &mut findings.overlapping_self
            };
            list.get_mut(level).push(row);
        }
        *borders.get_mut(level) = found;
    }
    Ok(borders)
}

/// The border of what is covered at least once by areas that pass edges so.
fn union(edges: &[Edge], mut passed: Vec<Passed>) -> Border {
    passed.sort_unstable();
    let mut kept: Vec<(usize, Weighted)> = Vec::with_capacity(passed.len());
    for run in passed.chunk_by(|p, q| p.edge() == q.edge()) {
        let weight: i32 = run.iter().map(|p| if p.forwards() { 1 } else { -1 }).sum();
        let Some(at) = run.first().map(|p| p.edge()).filter(|_| weight != 0) else { continue };
        kept.extend(edges.get(at).map(|edge| (at, (edge.a, edge.b, weight))));
    }
    let weighted: Vec<Weighted> = kept.iter().map(|(_, edge)| *edge).collect();
    let mut overlap = false;
    let mut border = Vec::with_capacity(kept.len());
    for (left, (at, (.., weight))) in left_of(&weighted).into_iter().zip(kept) {
        let right = left - weight;
        overlap |= left.min(right) != 0 || left.max(right) != 1;
        if (left > 0) != (right > 0) {
            border.push(Passed::new(at, left > 0));
        }
    }
    (border, overlap)
}

/// Gives every edge the areas of all levels that it bounds, and drops the others.
pub(super) fn assign(borders: &Borders, numbers: &Numbers, edges: &mut Vec<Edge>) -> Users {
    let all = || {
        let levels = Level::ALL.into_iter();
        levels.flat_map(|level| {
            let rows = borders.get(level).iter().enumerate();
            rows.flat_map(move |(row, border)| {
                border.iter().map(move |p| (numbers.of(level, row), *p))
            })
        })
    };
    let mut ends = vec![0u32; edges.len() + 1];
    for (_, passed) in all() {
        ends.get_mut(passed.edge() + 1).into_iter().for_each(|count| *count += 1);
    }
    let mut before = 0;
    for count in &mut ends {
        before += *count;
        *count = before;
    }
    let mut list = vec![0; before as usize];
    for (area, passed) in all() {
        let Some(place) = ends.get_mut(passed.edge()) else { continue };
        list.get_mut(*place as usize)
            .into_iter()
            .for_each(|at| *at = user(area, passed.forwards()));
        *place += 1;
    }
    let mut users = Users::default();
    let mut start = 0;
    let mut one = Vec::new();
    for (edge, end) in edges.iter_mut().zip(ends) {
        one.clear();
        one.extend_from_slice(list.get(start..end as usize).unwrap_or_default());
        start = end as usize;
        edge.users = users.number(&mut one);
    }
    edges.retain(|edge| edge.users != NOBODY);
    users
}
