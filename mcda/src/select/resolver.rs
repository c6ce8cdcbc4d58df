//! Best sets of one problem under many scores: each search begins with what the one before it found.

use super::extra::Extra;
use super::input::score_of;
use super::memory::Memory;
use super::search::Search;
use super::{Rules, SelectionInput};
use crate::progress::unless_cancelled;
use crate::{PlanError, Watch};

/// Finds best sets under the same rules and other scores.
#[derive(Debug, Clone)]
pub struct Resolver<'a> {
    rules: &'a Rules,
    input: &'a SelectionInput,
    memory: Memory,
    /// A set that satisfies the rules.
    known: Vec<u32>,
}

/// The best set under some scores.
#[derive(Debug, Clone, PartialEq)]
pub struct Optimum {
    /// In the order of the input.
    pub set: Vec<u32>,
    /// Sum of the scores.
    pub objective: f64,
    /// Whether it is proven that no other set is better; otherwise the time was over before.
    pub proven: bool,
}

impl<'a> Resolver<'a> {
    /// Begins with a set that satisfies the rules.
    pub fn new(rules: &'a Rules, input: &'a SelectionInput, known: Vec<u32>) -> Self {
        Self { rules, input, memory: Memory::new(rules, input), known }
    }

    /// The best set under `scores` (higher is better), one for each candidate. The time limit of the
    /// rules counts from where `watch` begins to count. Where nothing is found in it, or the solver fails,
    /// that is the set that was known before, and nothing is proven.
    ///
    /// # Errors
    /// A computation that nobody wants any more.
    pub fn best(&mut self, scores: &[f64], watch: &dyn Watch) -> Result<Optimum, PlanError> {
        let memory = self.memory.clone();
        let mut search = Search::recalling(memory, self.rules, self.input, scores, watch);
        let start = search.known(self.known.clone());
        let found = start.and_then(|start| search.best(&Extra::default(), start));
        unless_cancelled(watch)?;
        if let Ok(Some(found)) = found {
            self.memory = search.into_memory();
            self.known.clone_from(&found.set);
            return Ok(Optimum {
                set: found.set,
                objective: found.objective,
                proven: found.optimal,
            });
        }
        let objective = self.known.iter().map(|i| score_of(scores, *i)).sum();
        Ok(Optimum { set: self.known.clone(), objective, proven: false })
    }
}
