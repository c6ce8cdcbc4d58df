//! How areas are covered by the programme: need, designated villages, and the gap between them.
//!
//! *Need* is the number of migrants placed ([`NEED`]). The designated villages that lie in areas of
//! known need are shared out among these areas in proportion to it: an area's share is what is
//! *expected* of it, and its *gap* is expected minus designated. So the gaps of a level sum to zero.
//! Designated villages where need is not known are in no share; [`CoverageTotal`] counts them apart.
//!
//! Need is published by regency (`indicators.level`): a province has what is published for itself, and where
//! nothing is, the sum of its regencies, which is partial where some have no figure. A district has none,
//! because its regency's count is not its own. What is known of a part of a year only is no need, because
//! it would stand beside years.
//!
//! In a year, need is that of the year, and the designations and offices up to it count; with the mean of
//! three years, up to the last of them where that is asked for. One whose
//! year is not known counts always: it is there, and no year can be said to be before it.
//!
//! Both packages above need this: the SQL engine fills `coverage_by_province`, `_regency` and
//! `_district` from it, and the server its answers on coverage and equity.

mod share;
mod supply;
#[cfg(test)]
mod tests;
mod total;

use crate::GeodataError;
use crate::code::{AreaCode, Level};
use crate::dataset::{Aggregate, Area, Dataset, ValueStatus};
use crate::values::{Resolved, Stated, Values, When};

use share::ranks;
use supply::Supply;

pub use share::{expected, gaps};
pub use total::CoverageTotal;

/// The indicator of need.
pub const NEED: &str = "pmi_placed";
/// The levels that coverage is counted at.
pub const LEVELS: [Level; 3] = [Level::Province, Level::Regency, Level::District];

/// How an area is covered.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaCoverage {
    /// The area.
    pub code: AreaCode,
    /// Its name.
    pub name: String,
    /// Villages of the area.
    pub villages: u64,
    /// Designated ones among them.
    pub designated: u64,
    /// What is known of its need; `None` when no figure is, which is not zero.
    pub need: Option<Need>,
    /// Designated villages per 1,000 migrants placed.
    pub per_1000: Option<f64>,
    /// Its share of the designated villages of all areas of known need, in proportion to need.
    pub expected: Option<f64>,
    /// Expected minus designated.
    pub gap: Option<f64>,
    /// 1 has the largest gap of the country; equal gaps share a rank.
    pub rank: Option<u64>,
    /// Operating one-stop service offices in the area.
    pub ltsa: u64,
}

impl AreaCoverage {
    /// Whether the area lies below `area` in the hierarchy.
    pub fn lies_in(&self, area: AreaCode) -> bool {
        self.code != area && self.code.is_within(area)
    }

    /// How the need is known, `missing` where it is not.
    pub fn status(&self) -> &'static str {
        self.need.map_or("missing", |need| need.status)
    }
}

/// What is known of the need of an area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Need {
    /// Migrants placed.
    pub value: f64,
    /// The year of that figure; the latest where figures of several years are summed.
    pub year: i32,
    /// The first year that it speaks of: `year`, unless figures of several years are in it.
    pub from_year: i32,
    /// How it came to be: `observed`, `modelled`, `averaged`; `mixed` where its parts differ in that,
    /// `partial` where some of them have no figure.
    pub status: &'static str,
    /// How many parts were summed, of how many; `None` where the figure is the area's own.
    pub parts: Option<(usize, usize)>,
}

impl Need {
    /// Whether some parts of the area have no figure.
    pub fn is_partial(&self) -> bool {
        self.parts.is_some_and(|(known, of)| known < of)
    }
}

impl From<Resolved<'_>> for Need {
    fn from(of: Resolved<'_>) -> Self {
        let status = match of.parts {
            Some(parts) if parts.known < parts.of => "partial",
            Some(parts) if parts.mixed => "mixed",
            _ => of.status.as_str(),
        };
        let parts = of.parts.map(|parts| (parts.known, parts.of));
        Self { value: of.value, year: of.year, from_year: of.from_year, status, parts }
    }
}

/// The value of `indicator` for exactly this area: as [`Values::resolve`] finds it, but a count that
/// is stated for a larger area is not the count of its part.
pub fn own_value<'a>(
    values: &'a Values,
    area: AreaCode,
    indicator: &str,
    when: When,
) -> Option<Resolved<'a>> {
    let is_count = values.indicator(indicator)?.aggregate == Aggregate::Sum;
    values.resolve(area, indicator, when).filter(|of| of.how != Stated::Above || !is_count)
}

/// A country, ready to be asked for the coverage of any level and year.
#[derive(Debug)]
pub struct Coverage {
    /// Of each of [`LEVELS`].
    areas: [Vec<Listed>; 3],
    supply: Supply,
}

#[derive(Debug)]
struct Listed {
    code: AreaCode,
    name: String,
    villages: u64,
}

impl Coverage {
    /// Takes areas, designations and offices from a dataset.
    ///
    /// # Errors
    /// When a row is not as `docs/dataset.md` says.
    pub fn new(dataset: &Dataset) -> Result<Self, GeodataError> {
        let supply = Supply::new(&dataset.designations()?, &dataset.ltsa_offices()?)?;
        Ok(Self { areas: LEVELS.map(|level| listed(dataset, level)), supply })
    }

    /// The coverage of every area of a level, in order of code; of no area for villages. `values` are
    /// those of the same dataset.
    pub fn areas(&self, values: &Values, level: Level, when: When) -> Vec<AreaCoverage> {
        let need = |area| {
            let of = own_value(values, area, NEED, when)?;
            (of.status != ValueStatus::Partial).then(|| Need::from(of))
        };
        self.areas_with(level, when, need)
    }

    fn areas_with(
        &self,
        level: Level,
        when: When,
        need_of: impl Fn(AreaCode) -> Option<Need>,
    ) -> Vec<AreaCoverage> {
        let place = LEVELS.iter().position(|at| *at == level);
        let listed = place.and_then(|at| self.areas.get(at)).map_or(&[][..], Vec::as_slice);
        let covered = |area: &Listed| {
            let designated = self.supply.designated(area.code, when);
            let need = need_of(area.code);
            AreaCoverage {
                code: area.code,
                name: area.name.clone(),
                villages: area.villages,
                designated,
                need,
                per_1000: need.and_then(|need| per_1000(designated, need.value)),
                expected: None,
                gap: None,
                rank: None,
                ltsa: self.supply.offices(area.code, when),
            }
        };
        let mut areas: Vec<AreaCoverage> = listed.iter().map(covered).collect();
        share_out(&mut areas);
        areas
    }
}

/// Fills in what hangs on all areas together.
fn share_out(areas: &mut [AreaCoverage]) {
    let known = areas.iter().filter_map(|area| Some((area.need?.value, area.designated as f64)));
    let (need, designated): (Vec<f64>, Vec<f64>) = known.unzip();
    let shares = expected(&need, designated.iter().sum()).zip(gaps(&need, &designated));
    let Some((expected, gaps)) = shares else { return };
    let ranks = ranks(&gaps);
    let found = expected.into_iter().zip(gaps).zip(ranks);
    let known = areas.iter_mut().filter(|area| area.need.is_some());
    for (area, ((expected, gap), rank)) in known.zip(found) {
        (area.expected, area.gap, area.rank) = (Some(expected), Some(gap), Some(rank));
    }
}

/// Designated villages per 1,000 of `need`; `None` where nobody needs anything.
fn per_1000(designated: u64, need: f64) -> Option<f64> {
    (need > 0.0).then(|| 1000.0 * designated as f64 / need)
}

/// The areas of a level with the number of their villages.
fn listed(dataset: &Dataset, level: Level) -> Vec<Listed> {
    let villages = dataset.areas(Level::Village);
    let area = |area: &Area| Listed {
        code: area.code,
        name: area.name.clone(),
        villages: area.code.range_in(villages, |village| village.code).len() as u64,
    };
    dataset.areas(level).iter().map(area).collect()
}
