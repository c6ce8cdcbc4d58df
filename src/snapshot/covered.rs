//! Coverage of areas, and what is known of each, kept once computed: a snapshot never changes.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use geodata::coverage::{AreaCoverage, Coverage, own_value};
use geodata::values::{Parts, Values, When};
use geodata::{AreaCode, Level};
use quick_cache::sync::Cache;

use super::classed::{CoverageClasses, Series, series_classes};

/// Answers about all areas of a level that are kept; the largest, of the districts, has some five megabytes, and four more as
/// the text that is sent.
const ANSWERS: usize = 8;
/// Sets of classes that are kept; one has a few numbers.
const CLASSED: usize = 200;
/// Areas of which the value of every indicator is kept: all provinces and regencies, whose values are made of those of
/// thousands of villages.
const AREAS: usize = 600;

/// Of which indicator, levels and time classes are.
type ClassesOf = (Box<str>, Vec<Level>, When);

/// Coverage of a dataset.
pub(super) struct Covered {
    coverage: Coverage,
    answers: Cache<(Box<str>, Level, When), Arc<LevelCoverage>>,
    classes: Cache<ClassesOf, Arc<[f64]>>,
    known: Cache<AreaCode, Arc<BTreeMap<String, KnownValue>>>,
}

/// The coverage of every area of a level, in order of code.
#[derive(Debug)]
pub struct LevelCoverage {
    /// The areas.
    pub areas: Arc<[AreaCoverage]>,
    classes: OnceLock<CoverageClasses>,
    sent: OnceLock<SentCoverage>,
}

/// The answer about all these areas, as it is sent.
#[derive(Debug, Clone)]
pub struct SentCoverage {
    /// As JSON.
    pub json: Bytes,
    /// The same, compressed with gzip (RFC 1952).
    pub gzip: Bytes,
}

impl LevelCoverage {
    fn new(areas: Vec<AreaCoverage>) -> Self {
        Self { areas: areas.into(), classes: OnceLock::new(), sent: OnceLock::new() }
    }

    /// How each measure of these areas is cut into classes.
    pub fn classes(&self) -> &CoverageClasses {
        self.classes.get_or_init(|| CoverageClasses::of(&self.areas))
    }

    /// The answer about all these areas, which `write` writes the first time.
    ///
    /// # Errors
    /// What `write` says; the next one who asks tries again.
    pub fn sent<E>(
        &self,
        write: impl FnOnce() -> Result<SentCoverage, E>,
    ) -> Result<SentCoverage, E> {
        if let Some(kept) = self.sent.get() {
            return Ok(kept.clone());
        }
        let made = write()?;
        // Who was faster wrote the same.
        Ok(self.sent.get_or_init(|| made).clone())
    }
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
        Self {
            coverage,
            answers: Cache::new(ANSWERS),
            classes: Cache::new(CLASSED),
            known: Cache::new(AREAS),
        }
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
    ) -> Arc<LevelCoverage> {
        let key = (need.into(), level, when);
        if let Some(kept) = self.answers.get(&key) {
            return kept;
        }
        let areas = self.coverage.areas_of(values, need, level, when);
        let answer = Arc::new(LevelCoverage::new(areas));
        self.answers.insert(key, Arc::clone(&answer));
        answer
    }

    /// What a map shows of an area; none where it is not known.
    pub(super) fn shown(
        &self,
        values: &Values,
        series: Series<'_>,
        area: AreaCode,
        when: When,
    ) -> Option<f64> {
        match series {
            Series::Designated => Some(self.coverage.designated(area, when) as f64),
            Series::Indicator(id) => Some(own_value(values, area, id, When::Latest)?.value),
        }
    }

    /// The classes of what maps of these levels show, over all their areas in the country.
    pub(super) fn classes(
        &self,
        values: &Values,
        series: Series<'_>,
        levels: &[Level],
        when: When,
    ) -> Arc<[f64]> {
        // Whatever the year, an indicator is the latest.
        let when = if series == Series::Designated { when } else { When::Latest };
        let key = (series.name().into(), levels.to_vec(), when);
        if let Some(kept) = self.classes.get(&key) {
            return kept;
        }
        let areas = levels.iter().flat_map(|level| values.areas(*level));
        let shown = areas.filter_map(|area| self.shown(values, series, *area, when));
        let made: Arc<[f64]> = series_classes(series, shown.collect()).into();
        self.classes.insert(key, Arc::clone(&made));
        made
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
