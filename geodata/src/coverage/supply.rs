//! What the programme has set up: designated villages and service offices, each with the year from
//! which it counts.

use std::collections::BTreeMap;

use crate::code::{AreaCode, CodeError};
use crate::dataset::{Designation, LtsaOffice};
use crate::values::When;

/// The office status that counts.
const OPERATING: &str = "operating";

/// Designated villages and operating offices, in order of code.
#[derive(Debug, Default)]
pub(super) struct Supply {
    designated: Vec<Counted>,
    offices: Vec<Counted>,
}

/// A place that counts in its area from a year on; without a year, always.
#[derive(Debug, Clone, Copy)]
struct Counted {
    at: AreaCode,
    since: Option<i32>,
}

impl Supply {
    /// A village counts once, from its first designation by any programme on.
    pub(super) fn new(
        designations: &[Designation],
        offices: &[LtsaOffice],
    ) -> Result<Self, CodeError> {
        let mut first: BTreeMap<AreaCode, Option<i32>> = BTreeMap::new();
        for designation in designations {
            let village = designation.village_code.parse()?;
            // No year sorts before every year, as it counts before every year.
            first
                .entry(village)
                .and_modify(|since| *since = (*since).min(designation.year))
                .or_insert(designation.year);
        }
        let mut operating = Vec::new();
        for office in offices.iter().filter(|office| office.status == OPERATING) {
            let since = office.since.as_deref().and_then(stated_year);
            operating.push(Counted { at: office.area_code.parse()?, since });
        }
        operating.sort_unstable_by_key(|office| office.at);
        let designated = first.into_iter().map(|(at, since)| Counted { at, since });
        Ok(Self { designated: designated.collect(), offices: operating })
    }

    /// All designated villages with the year from which each counts; without one, always.
    pub(super) fn villages(&self) -> impl Iterator<Item = (AreaCode, Option<i32>)> + '_ {
        self.designated.iter().map(|village| (village.at, village.since))
    }

    /// Designated villages of `area`.
    pub(super) fn designated(&self, area: AreaCode, when: When) -> u64 {
        count(&self.designated, area, when)
    }

    /// Operating offices of `area` itself and of areas within it.
    pub(super) fn offices(&self, area: AreaCode, when: When) -> u64 {
        count(&self.offices, area, when)
    }
}

fn count(places: &[Counted], area: AreaCode, when: When) -> u64 {
    let within = places.get(area.range_in(places, |place| place.at)).unwrap_or_default();
    within.iter().filter(|place| counts(place.since, when)).count() as u64
}

/// Whether what is there since a year counts; without a year, always.
pub(super) fn counts(since: Option<i32>, when: When) -> bool {
    when.year().is_none_or(|year| since.is_none_or(|since| since <= year))
}

/// The year in `2016`, `2018-12-05` or `2018 or earlier`: the first four digits that stand together.
/// Where a source knows only that an office was there by then, it counts from then on.
pub(super) fn stated_year(text: &str) -> Option<i32> {
    let mut words = text.split(|c: char| !c.is_ascii_digit());
    words.find(|word| word.len() == 4).and_then(|word| word.parse().ok())
}
