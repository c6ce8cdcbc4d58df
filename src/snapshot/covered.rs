//! Coverage of areas, and what is known of each, kept once computed: a snapshot never changes.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use geodata::coverage::{AreaCoverage, Coverage, own_value};
use geodata::values::{Parts, Values, When};
use geodata::{AreaCode, Level};
use quick_cache::sync::Cache;

/// Answers about all areas of a level that are kept; the largest, of the districts, has some five megabytes.
const ANSWERS: usize = 12;
/// Areas of which the value of every indicator is kept: all provinces and regencies, whose values are made of those of
/// thousands of villages.
const AREAS: usize = 600;

/// Coverage of a dataset.
pub(super) struct Covered {
    coverage: Coverage,
    answers: Cache<(Box<str>, Level, When), Arc<[AreaCoverage]>>,
    known: Cache<AreaCode, Arc<BTreeMap<String, KnownValue>>>,
}

/// The latest value of an indicator for an area.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownValue {
    /// The value.
    pub value: f64,
    /// The year that it speaks of; the latest one where it is made from parts.
    pub year: i32,
    /// The first year that it speaks of.
    pub from_year: i32,
    /// How it came to be; the least certain where it is made from parts.
    pub status: &'static str,
    /// The area that it is stated for.
    pub stated_for: AreaCode,
    /// The parts that it is made from.
    pub parts: Option<Parts>,
}

impl Covered {
    pub(super) fn new(coverage: Coverage) -> Self {
        Self { coverage, answers: Cache::new(ANSWERS), known: Cache::new(AREAS) }
    }

    /// The years of rounds up to the time asked about.
    pub(super) fn rounds(&self, when: When) -> &[i32] {
        self.coverage.rounds(when)
    }

    /// The coverage of every area of a level.
    pub(super) fn areas(
        &self,
        values: &Values,
        need: &str,
        level: Level,
        when: When,
    ) -> Arc<[AreaCoverage]> {
        let key = (need.into(), level, when);
        if let Some(kept) = self.answers.get(&key) {
            return kept;
        }
        let answer: Arc<[AreaCoverage]> = self.coverage.areas_of(values, need, level, when).into();
        self.answers.insert(key, Arc::clone(&answer));
        answer
    }

    /// The latest value of every indicator that is known of exactly this area.
    pub(super) fn known(
        &self,
        values: &Values,
        area: AreaCode,
    ) -> Arc<BTreeMap<String, KnownValue>> {
        if let Some(kept) = self.known.get(&area) {
            return kept;
        }
        let known = |id: &str| {
            let of = own_value(values, area, id, When::Latest)?;
            Some(KnownValue {
                value: of.value,
                year: of.year,
                from_year: of.from_year,
                status: of.status.as_str(),
                stated_for: of.stated_for,
                parts: of.parts,
            })
        };
        let ids = values.indicators().map(|indicator| indicator.id.clone());
        let found = Arc::new(ids.filter_map(|id| known(&id).map(|of| (id, of))).collect());
        self.known.insert(area, Arc::clone(&found));
        found
    }
}

impl fmt::Debug for Covered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Covered").field("coverage", &self.coverage).finish_non_exhaustive()
    }
}
