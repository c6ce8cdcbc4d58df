//! The polygons of all areas at one zoom.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::graph::Graph;
use super::model::{Findings, Polygon, Zoom};
use super::number::Numbers;
use super::passed::PassedByArea;
use super::stand_in::Anchors;
use super::stitch::stitch;
use crate::error::GeodataError;
use crate::progress::{Progress, go_on};
use crate::{Level, PerLevel};

/// Stitches the graph of a zoom.
pub(super) fn zoom(
    graph: &Graph,
    numbers: &Numbers,
    anchors: &mut Anchors<'_>,
    findings: &mut Findings,
    progress: &dyn Progress,
) -> Result<Zoom, GeodataError> {
    let passed = PassedByArea::new(&graph.edges, &graph.users, numbers.total());
    let unlinked = AtomicU64::new(0);
    let polygons = |area: u32| -> Vec<Polygon> {
        if progress.interrupted() {
            return Vec::new();
        }
        let directed = passed.of(area).iter().filter_map(|passed| passed.directed(&graph.edges));
        let stitched = stitch(directed.collect());
        unlinked.fetch_add(stitched.unlinked as u64, Ordering::Relaxed);
        stitched.polygons
    };
    let mut levels: PerLevel<Vec<Vec<Polygon>>> =
        PerLevel::of(|level| numbers.level(level).into_par_iter().map(polygons).collect());
    go_on(progress)?;
    findings.unlinked += unlinked.into_inner();
    let mut collapsed = PerLevel::<u64>::default();
    for level in Level::ALL {
        let areas = levels.get_mut(level);
        let gone: Vec<usize> = areas
            .iter()
            .enumerate()
            .filter(|(_, area)| area.is_empty())
            .map(|(row, _)| row)
            .collect();
        let stand_ins = anchors.stand_ins(level, &gone, &graph.scale);
        *collapsed.get_mut(level) = stand_ins.iter().filter(|area| !area.is_empty()).count() as u64;
        for (row, stand_in) in gone.into_iter().zip(stand_ins) {
            if let Some(area) = areas.get_mut(row) {
                *area = stand_in;
            }
        }
    }
    if let Some(of_zoom) = findings.collapsed.get_mut(usize::from(graph.scale.z)) {
        *of_zoom = collapsed;
    }
    Ok(Zoom { z: graph.scale.z, levels })
}
