//! Rebuilds the polygons that are invalid, and only these.

use geo::algorithm::bool_ops::FillRule;
use geo::{Area, BooleanOps, LineString, MultiPolygon, Polygon, unary_union};

use super::Defect;

/// Rebuilds the polygons that have a defect of their own; where there is none, merges those that
/// conflict with one another. All others stay as they are.
pub fn rebuild(geometry: MultiPolygon<f64>, defects: &[Defect]) -> MultiPolygon<f64> {
    let own = |i: usize| defects.iter().any(|d| d.polygons == (i, i));
    if defects.iter().any(|d| d.polygons.0 == d.polygons.1) {
        let polygons = geometry.into_iter().enumerate();
        return MultiPolygon(
            polygons.flat_map(|(i, p)| if own(i) { rebuild_one(&p).0 } else { vec![p] }).collect(),
        );
    }
    let groups = groups(geometry.0.len(), defects);
    let mut members: Vec<Vec<Polygon<f64>>> = vec![Vec::new(); geometry.0.len()];
    for (polygon, group) in geometry.into_iter().zip(groups) {
        if let Some(member) = members.get_mut(group) {
            member.push(polygon);
        }
    }
    let merged = members
        .into_iter()
        .flat_map(|group| if group.len() > 1 { unary_union(&group).0 } else { group });
    MultiPolygon(merged.filter(|p| p.unsigned_area() > 0.0).collect())
}

/// Rebuilds every polygon and merges them all.
pub fn merge_all(geometry: MultiPolygon<f64>) -> MultiPolygon<f64> {
    let parts: Vec<MultiPolygon<f64>> = geometry.iter().map(rebuild_one).collect();
    unary_union(&parts)
}

/// What the shell winds around, less the holes in it, and with the holes that lie outside of it.
fn rebuild_one(polygon: &Polygon<f64>) -> MultiPolygon<f64> {
    let shell = enclosed(polygon.exterior());
    let (mut holes, mut parts) = (Vec::new(), Vec::new());
    for hole in polygon.interiors() {
        let hole = enclosed(hole);
        let inside = shell.intersection(&hole).unsigned_area();
        if inside * 2.0 >= hole.unsigned_area() { holes.push(hole) } else { parts.push(hole) }
    }
    if !holes.is_empty() {
        parts.push(shell.difference(&unary_union(&holes)));
    } else {
        parts.push(shell);
    }
    if parts.len() == 1 { parts.remove(0) } else { unary_union(&parts) }
}

/// The area around which a ring winds at least once, in either direction.
fn enclosed(ring: &LineString<f64>) -> MultiPolygon<f64> {
    let nothing = MultiPolygon::<f64>(Vec::new());
    Polygon::new(ring.clone(), Vec::new()).union_with_fill_rule(&nothing, FillRule::NonZero)
}

/// The number of the group of each polygon: polygons that conflict are in one group.
fn groups(count: usize, defects: &[Defect]) -> Vec<usize> {
    let mut parent: Vec<usize> = (0..count).collect();
    fn root(parent: &[usize], mut i: usize) -> usize {
        while let Some(&up) = parent.get(i).filter(|&&up| up != i) {
            i = up;
        }
        i
    }
    for defect in defects {
        let (a, b) = (root(&parent, defect.polygons.0), root(&parent, defect.polygons.1));
        if let Some(slot) = parent.get_mut(a.max(b)) {
            *slot = a.min(b);
        }
    }
    (0..count).map(|i| root(&parent, i)).collect()
}
