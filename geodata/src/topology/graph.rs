//! The planar graph of one zoom.

use std::ops::Range;

use rayon::prelude::*;

use super::edge::Edge;
use super::grid::Grid;
use super::scale::Scale;
use super::snap::snap;
use super::users::{NOBODY, Users, UsersId};
use crate::error::GeodataError;
use crate::progress::Progress;

/// Makes one edge of those that are equal. Edges that have no users left are dropped.
pub(super) fn merge(edges: &mut Vec<Edge>, users: &mut Users) {
    edges.par_sort_unstable();
    edges.dedup_by(|next, kept| {
        let same = (next.a, next.b) == (kept.a, kept.b);
        if same {
            kept.users = users.sum(kept.users, next.users);
        }
        same
    });
    edges.retain(|edge| edge.users != NOBODY);
}

/// The borders of one zoom.
#[derive(Debug)]
pub(super) struct Graph {
    pub scale: Scale,
    pub edges: Vec<Edge>,
    pub users: Users,
}

impl Graph {
    /// Goes to the zoom below, of this scale, whose tile units are twice as wide.
    pub(super) fn coarsen(
        &mut self,
        scale: Scale,
        progress: &dyn Progress,
    ) -> Result<(), GeodataError> {
        // Edges meet only in vertices: they have no crossings.
        let grid = Grid { shift: scale.bits + 1, bits: scale.bits };
        self.edges = snap(&self.edges, grid, &scale.lines, &[], progress)?;
        merge(&mut self.edges, &mut self.users);
        self.scale = scale;
        Ok(())
    }

    /// Takes areas from all edges, and drops the edges that only they use.
    pub(super) fn leave_out(&mut self, gone: &Range<u32>) {
        let (fewer, changed) = self.users.without(|area| !gone.contains(&area));
        let new = |id: UsersId| changed.get(id as usize).copied().unwrap_or(NOBODY);
        self.edges.iter_mut().for_each(|edge| edge.users = new(edge.users));
        self.edges.retain(|edge| edge.users != NOBODY);
        self.users = fewer;
    }
}
