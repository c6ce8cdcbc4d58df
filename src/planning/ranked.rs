//! A plan that was prepared and ranked, to be asked of one village after another.

use std::collections::HashSet;

use super::Prepared;
use super::explanation::cut_off;
use mcda::{PlanError, Ranking, rank};

/// A prepared plan with its ranking. Some twelve megabytes for a whole country.
#[derive(Debug)]
pub struct Ranked {
    /// The plan and its candidates.
    pub prepared: Prepared,
    pub(super) ranking: Ranking,
    /// The score of the last village inside the number of the plan.
    pub(super) cut_off: Option<f64>,
    /// The first so many that the plan takes; none where it does not say how many.
    pub(super) inside: Option<HashSet<u32>>,
    /// Places of the candidates in the order of their ids.
    by_id: Vec<u32>,
}

impl Ranked {
    /// Ranks the candidates of a plan.
    ///
    /// # Errors
    /// A plan that cannot be computed.
    pub fn new(prepared: Prepared) -> Result<Self, PlanError> {
        let ranking = rank(&prepared.plan, &prepared.candidates)?;
        let count = prepared.plan.constraints.as_ref().and_then(|constraints| constraints.count);
        let first = |count: u32| ranking.order.iter().take(count as usize).copied().collect();
        let inside = count.map(first);
        let cut_off = cut_off(&prepared, &ranking);
        let ids = prepared.candidates.ids();
        let mut by_id: Vec<u32> = (0..).take(ids.len()).collect();
        by_id.sort_unstable_by_key(|at| ids.get(*at as usize));
        Ok(Self { prepared, ranking, cut_off, inside, by_id })
    }

    /// The place of a candidate; none where it does not compete.
    pub(super) fn place(&self, id: &str) -> Option<usize> {
        let ids = self.prepared.candidates.ids();
        let of = |at: &u32| ids.get(*at as usize).map(String::as_str);
        let found = self.by_id.binary_search_by(|at| of(at).cmp(&Some(id))).ok()?;
        self.by_id.get(found).map(|at| *at as usize)
    }
}
