//! What searches of one set of candidates learn for each other: who is too near whom, and who can
//! matter at all. It changes how fast a search is, not what it finds.

use std::collections::BTreeSet;

use super::conflicts::Conflicts;
use super::input::score_of;
use super::{Rules, SelectionInput};

/// What searches of one set of candidates learn for each other. It holds for other scores, budgets
/// and counts, and for the same spacing and the same candidates who may be chosen.
#[derive(Debug, Clone)]
pub(super) struct Memory {
    pub conflicts: Conflicts,
    /// Everyone who may be chosen.
    choosable: Vec<u32>,
    /// Who mattered to the last search.
    pub mattered: BTreeSet<u32>,
}

impl Memory {
    /// Nothing but the places of everyone who may be chosen.
    pub fn new(rules: &Rules, input: &SelectionInput) -> Self {
        let choosable: Vec<u32> = (0..input.len() as u32).filter(|i| rules.may(*i)).collect();
        let conflicts = Conflicts::new(rules, input, &choosable);
        Self { conflicts, choosable, mattered: BTreeSet::new() }
    }

    /// Everyone who may be chosen, best scores first.
    pub fn best_first(&self, scores: &[f64]) -> Vec<u32> {
        let mut choosable = self.choosable.clone();
        choosable.sort_by(|a, b| score_of(scores, *b).total_cmp(&score_of(scores, *a)));
        choosable
    }
}
