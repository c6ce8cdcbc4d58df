//! Designations one by one, and the pillars that there are.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::supply::counts;
use crate::code::{AreaCode, CodeError};
use crate::dataset::{Designation, Pillar};
use crate::values::When;

/// Designations one by one, and the pillars that there are.
#[derive(Debug, Default)]
pub(super) struct Tall {
    held: Vec<Held>,
    /// Villages with the programmes in which they take part, each with the year from which.
    taking_part: Vec<(AreaCode, Arc<str>, Option<i32>)>,
    pub(super) pillars: BTreeSet<(Arc<str>, i32)>,
}

/// A village in a round. Rows of one village are in the order of their years, those without a year first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Held {
    at: AreaCode,
    of: Of,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Of {
    pub(super) year: Option<i32>,
    pub(super) programme: Arc<str>,
    pub(super) round: Option<Arc<str>>,
}

impl Tall {
    pub(super) fn new(
        designations: &[Designation],
        pillars: Vec<Pillar>,
    ) -> Result<Self, CodeError> {
        let mut held: BTreeSet<Held> = BTreeSet::new();
        let mut since: BTreeMap<(AreaCode, Arc<str>), Option<i32>> = BTreeMap::new();
        for of in designations {
            let (at, year) = (of.village_code.parse()?, of.year);
            let programme: Arc<str> = of.programme.as_str().into();
            since
                .entry((at, Arc::clone(&programme)))
                .and_modify(|first| *first = (*first).min(year))
                .or_insert(year);
            let round = of.round.as_deref().map(Arc::from);
            held.insert(Held { at, of: Of { year, programme, round } });
        }
        let taking_part = since.into_iter().map(|((at, programme), year)| (at, programme, year));
        Ok(Self {
            held: held.into_iter().collect(),
            taking_part: taking_part.collect(),
            pillars: pillars.into_iter().map(|of| (of.programme.into(), of.pillar_no)).collect(),
        })
    }

    /// What each round designated in an area, and of how many villages this was the first.
    pub(super) fn rounds(&self, area: AreaCode) -> BTreeMap<&Of, (u64, u64)> {
        let within = self.held.get(area.range_in(&self.held, |of| of.at)).unwrap_or_default();
        let mut rounds: BTreeMap<&Of, (u64, u64)> = BTreeMap::new();
        for village in within.chunk_by(|one, other| one.at == other.at) {
            for (place, held) in village.iter().enumerate() {
                let (designated, first) = rounds.entry(&held.of).or_default();
                *designated += 1;
                *first += u64::from(place == 0);
            }
        }
        rounds
    }

    /// The villages of an area that take part by then, by programme.
    pub(super) fn taking_part(&self, area: AreaCode, when: When) -> BTreeMap<&Arc<str>, u64> {
        let all = &self.taking_part;
        let within = all.get(area.range_in(all, |(at, ..)| *at)).unwrap_or_default();
        let mut found = BTreeMap::new();
        for (_, programme, since) in within {
            if counts(*since, when) {
                *found.entry(programme).or_default() += 1;
            }
        }
        found
    }
}
