//! Which published polygons of larger areas contradict their parts.

use geo::MultiPolygon;
use rayon::prelude::*;

use super::dissolve::Borders;
use super::edge::Edge;
use super::model::{Country, Vertex};
use super::plane::double_area;
use super::scale::FINEST_SHIFT;
use crate::mercator::project;
use crate::{Level, PerLevel};

/// The rows whose published polygons have an area that differs by more than 1% from that of the union of their
/// parts, both in the projection. The shapes may differ more than their areas.
pub(super) fn find(
    country: &Country<'_>,
    borders: &Borders,
    edges: &[Edge],
) -> PerLevel<Vec<usize>> {
    PerLevel::of(|level| {
        let areas = country.areas.get(level);
        if level == Level::Village {
            return Vec::new();
        }
        let differs = |row: &usize| {
            let border = borders.get(level).get(*row).map_or(&[] as &[_], Vec::as_slice);
            let Some(published) = areas.get(*row).and_then(|area| area.polygons) else {
                return false;
            };
            if border.is_empty() {
                return false;
            }
            let union: i128 = border
                .iter()
                .filter_map(|passed| passed.directed(edges))
                .map(|(a, b)| determinant(a, b))
                .sum();
            let (published, union) = (double_area_of(published), union << (2 * FINEST_SHIFT));
            (published - union).abs() * 100 > union
        };
        (0..areas.len()).into_par_iter().filter(differs).collect()
    })
}

fn determinant(a: Vertex, b: Vertex) -> i128 {
    let [ax, ay, bx, by] = [a[0], a[1], b[0], b[1]].map(i128::from);
    ax * by - ay * bx
}

/// Twice the area on the fine grid.
fn double_area_of(polygons: &MultiPolygon<f64>) -> i128 {
    let ring = |line: &geo::LineString<f64>| {
        let ring: Vec<Vertex> = line.coords().map(|at| project([at.x, at.y])).collect();
        double_area(&ring).abs()
    };
    let polygon = |polygon: &geo::Polygon<f64>| {
        ring(polygon.exterior()) - polygon.interiors().iter().map(ring).sum::<i128>()
    };
    polygons.iter().map(polygon).sum()
}
