//! The one way to know the value of an indicator for an area: for a year, or the latest.
//!
//! **Where.** Every indicator is known at one level (`indicators.level`).
//!
//! - An area of that level has the value that is stated for it.
//! - An area below it has the value of its own ancestor at that level, and of no other area
//!   ([`Stated::Above`]). Rows about areas below the level are not asked: villages of one map would
//!   stand beside totals of regencies.
//! - An area above it has the value that is stated for itself; where there is none, what its parts, the
//!   areas of the indicator's level within it, give together ([`Stated::Below`]): by
//!   `indicators.aggregate` their sum, or their mean where each part counts by its residents, its square kilometres
//!   or its villages ([`CountsBy`]); by villages too where the others are not known of every part. Only parts with a value take
//!   part, and [`Parts`] says how many of how many those are: such a value is partial and must be shown as such.
//!
//! **Which row.** A value is a finite number whose status says that there is one; anything else (null, not
//! a number, infinite, `suppressed`, `missing`) is none and never zero. A row with a value comes before
//! one without. What a row speaks of decides next: a whole year (`observed`, `modelled`), then the mean
//! of a period of years (`averaged`), then what a rule of the specification imputes (`imputed`), then a part
//! of a year (`partial`). Then the later year; among rows of one year `observed` before `modelled`; then the
//! source of the better rank (`source_rank`, the specification's precedence of sources; without a rank
//! last); then the source that is first in the alphabet. Two rows that are equal in all of these and state
//! different values contradict each other: such a dataset is refused.
//!
//! **Of which time** ([`When`]). `year` is the year that a row speaks of, and of a period its last year. The
//! latest value is that of the row that comes first; imputed rows speak only where they are asked for. A value
//! of a year is that of exactly this year, never of a neighbouring one: a mean, an imputed figure
//! and a part of a year never stand for it. The mean of three years is that of three years in a row with
//! a figure of each. A part of a year takes no part in what is rolled up and stands in no [column](Values::column)
//! beside years; what a larger area states of a part of a year gives way to what its parts have.

mod precedence;
mod resolved;
mod roll_up;
mod table;
#[cfg(test)]
mod tests;
mod together;
mod when;

use std::collections::BTreeSet;
use std::path::Path;

use arrow::array::RecordBatch;
use rayon::prelude::*;

use self::table::{RowsByArea, Table};
use crate::code::{AreaCode, Level};
use crate::dataset::{Dataset, Indicator, ValueStatus};
use crate::error::GeodataError;
use crate::per_level::PerLevel;

pub(crate) use precedence::Row;
pub use resolved::{CountsBy, Parts, Resolved, Stated, Unstated};
pub(crate) use together::{Sizes, together};
pub use when::When;

/// All values of a dataset. Made once; of the dataset's table it keeps the numbers and no text.
#[derive(Debug)]
pub struct Values {
    table: Table,
    known: Vec<Known>,
    /// The areas of each level in order.
    codes: PerLevel<Vec<AreaCode>>,
    /// Their square kilometres, as far as those are known.
    km2: PerLevel<Vec<Option<f64>>>,
}

/// An indicator with where its rows are.
#[derive(Debug)]
struct Known {
    indicator: Indicator,
    level: Level,
    rows: PerLevel<RowsByArea>,
}

impl Values {
    /// Indexes the values of a dataset.
    ///
    /// # Errors
    /// When rows contradict each other, or name an indicator, a level, an area or a status that does
    /// not exist; the error names the first such row.
    pub fn new(dataset: &Dataset) -> Result<Self, GeodataError> {
        let path = dataset.dir().join("indicator_values.parquet");
        let codes =
            PerLevel::of(|level| dataset.areas(level).iter().map(|area| area.code).collect());
        let km2 =
            PerLevel::of(|level| dataset.areas(level).iter().map(|area| area.area_km2).collect());
        match dataset.table("indicator_values") {
            Some(batch) => Self::of(&path, dataset.indicators()?, codes, km2, batch),
            None => Err(GeodataError::dataset(&path, "is missing", "make the dataset again")),
        }
    }

    fn of(
        path: &Path,
        indicators: Vec<Indicator>,
        codes: PerLevel<Vec<AreaCode>>,
        km2: PerLevel<Vec<Option<f64>>>,
        batch: &RecordBatch,
    ) -> Result<Self, GeodataError> {
        let (table, subjects) = Table::new(path, batch)?;
        let ids: Vec<&str> = indicators.iter().map(|indicator| indicator.id.as_str()).collect();
        let rows = table.index(&subjects, path, &ids, &codes)?;
        let known = indicators
            .into_iter()
            .zip(rows)
            .map(|(indicator, rows)| Ok(Known { level: indicator.level.parse()?, indicator, rows }))
            .collect::<Result<_, GeodataError>>()?;
        Ok(Self { table, known, codes, km2 })
    }

    /// The catalogue, in its order.
    pub fn indicators(&self) -> impl ExactSizeIterator<Item = &Indicator> {
        self.known.iter().map(|known| &known.indicator)
    }

    /// The line of the catalogue about `indicator`.
    pub fn indicator(&self, indicator: &str) -> Option<&Indicator> {
        Some(&self.known(indicator)?.indicator)
    }

    /// The level at which `indicator` is known.
    pub fn level(&self, indicator: &str) -> Option<Level> {
        Some(self.known(indicator)?.level)
    }

    /// The areas of a level in order of code, as in the dataset.
    pub fn areas(&self, level: Level) -> &[AreaCode] {
        self.codes.get(level)
    }

    /// The value of `indicator` for `area`, by the rule of this module. `None` when there is none, and
    /// for an area or an indicator that the dataset does not have.
    pub fn resolve(&self, area: AreaCode, indicator: &str, when: When) -> Option<Resolved<'_>> {
        let known = self.known(indicator)?;
        self.position(area)?;
        if area.level() < known.level {
            return self.above(known, area, when);
        }
        let owner = area.ancestor(known.level)?;
        let how = if owner == area { Stated::Here } else { Stated::Above };
        Some(Resolved { how, ..self.stated_in(known, owner, when)? })
    }

    /// The value that is stated for exactly this area, whatever the indicator's level.
    pub fn stated(&self, area: AreaCode, indicator: &str, when: When) -> Option<Resolved<'_>> {
        self.stated_in(self.known(indicator)?, area, when)
    }

    /// What the areas of the indicator's level within `area` give together, whatever is stated for
    /// `area` itself. `None` when no part has a value, and for areas that have no such parts.
    pub fn rolled_up(&self, area: AreaCode, indicator: &str, when: When) -> Option<Resolved<'_>> {
        self.rolled_up_in(self.known(indicator)?, area, when)
    }

    /// What is published of the same area and time too, where that is another value than [`resolve`](Self::resolve) finds: what the
    /// parts of an area give together where its own figure speaks, its own figure of a part of a year where they do.
    pub fn beside(&self, area: AreaCode, indicator: &str, when: When) -> Option<Resolved<'_>> {
        let known = self.known(indicator)?;
        let speaks = self.resolve(area, indicator, when)?;
        let other = match speaks.how {
            Stated::Here => self.rolled_up_in(known, area, when),
            Stated::Below => self.stated_in(known, area, when),
            Stated::Above => None,
        };
        other.filter(|other| other.value != speaks.value)
    }

    /// What the sources say about a value that [`resolve`](Self::resolve) does not find, at the
    /// indicator's level or for the area itself.
    pub fn unstated(&self, area: AreaCode, indicator: &str, when: When) -> Option<Unstated<'_>> {
        if self.resolve(area, indicator, when).is_some() {
            return None;
        }
        let known = self.known(indicator)?;
        self.position(area)?;
        let stated_for = area.ancestor(known.level).unwrap_or(area);
        let mut rows = self.rows(known, stated_for).filter(|row| row.value.is_none());
        let row = rows.find(|row| when.year().is_none_or(|year| row.year == year))?;
        Some(Unstated { year: row.year, status: row.status, source: row.source, stated_for })
    }

    /// The values of all areas of `level`, in their order; not a number where there is none, and where it is of
    /// a part of a year: a column says nothing of its values, and they are compared. `None` for an indicator that the
    /// dataset does not have.
    pub fn column(&self, indicator: &str, level: Level, when: When) -> Option<Vec<f64>> {
        let known = self.known(indicator)?;
        let areas = self.codes.get(level).iter();
        if level < known.level {
            let of_area = |area: &AreaCode| beside_others(self.above(known, *area, when));
            return Some(areas.map(of_area).collect());
        }
        // Neighbours have the same ancestor, which is asked once.
        let mut last: Option<(AreaCode, f64)> = None;
        let of_area = |area: &AreaCode| {
            let Some(owner) = area.ancestor(known.level) else { return f64::NAN };
            if let Some((_, value)) = last.filter(|(asked, _)| *asked == owner) {
                return value;
            }
            let value = beside_others(self.stated_in(known, owner, when));
            last = Some((owner, value));
            value
        };
        Some(areas.map(of_area).collect())
    }

    /// As [`column`](Self::column), many at once, on all cores.
    pub fn columns(&self, asked: &[(&str, When)], level: Level) -> Vec<Option<Vec<f64>>> {
        asked.par_iter().map(|(indicator, when)| self.column(indicator, level, *when)).collect()
    }

    /// The years of which any area has a figure of `indicator`, ascending.
    pub fn years(&self, indicator: &str) -> Vec<i32> {
        let Some(known) = self.known(indicator) else { return Vec::new() };
        let rows = Level::ALL.into_iter().flat_map(|level| known.rows.get(level).all());
        let rows = rows
            .map(|row| self.table.row(*row))
            .filter(|row| row.value.is_some() && row.status.is_of_one_year());
        let years: BTreeSet<i32> = rows.map(|row| row.year).collect();
        years.into_iter().collect()
    }

    /// Whether any figure of `indicator` is imputed.
    pub fn has_imputed(&self, indicator: &str) -> bool {
        let Some(known) = self.known(indicator) else { return false };
        let mut rows = Level::ALL.into_iter().flat_map(|level| known.rows.get(level).all());
        rows.any(|row| self.table.row(*row).status == ValueStatus::Imputed)
    }

    /// Of which time `indicator` is read where means of three years are wanted: those of all areas that have
    /// one, the others are not known; of one that nobody publishes for three years in a row, such as an index of a single
    /// edition, the latest. So the figures of one indicator are all of one kind, and no single year stands beside means.
    pub fn over_three_years(&self, indicator: &str) -> When {
        const MEAN: When = When::ThreeYears { until: None };
        let Some(known) = self.known(indicator) else { return When::Latest };
        let mut areas = self.codes.get(known.level).iter();
        let has_mean = areas.any(|area| self.stated_in(known, *area, MEAN).is_some());
        if has_mean { MEAN } else { When::Latest }
    }

    fn known(&self, indicator: &str) -> Option<&Known> {
        self.known.iter().find(|known| known.indicator.id == indicator)
    }

    /// Where an area stands in the list of its level.
    fn position(&self, area: AreaCode) -> Option<usize> {
        self.codes.get(area.level()).binary_search(&area).ok()
    }

    /// The rows about exactly this area, the one that speaks first.
    fn rows(&self, known: &Known, area: AreaCode) -> impl Iterator<Item = Row<'_>> {
        let of_level = known.rows.get(area.level());
        let rows = self.position(area).map_or(&[][..], |position| of_level.of(position));
        rows.iter().map(move |row| self.table.row(*row))
    }

    fn stated_in(&self, known: &Known, area: AreaCode, when: When) -> Option<Resolved<'_>> {
        let rows = self.rows(known, area).map_while(|row| Some((row.value?, row)));
        when.pick(area, rows)
    }

    /// The value of an area above the indicator's level.
    fn above(&self, known: &Known, area: AreaCode, when: When) -> Option<Resolved<'_>> {
        let own = self.stated_in(known, area, when);
        let whole = own.filter(|of| of.status != ValueStatus::Partial);
        whole.or_else(|| self.rolled_up_in(known, area, when)).or(own)
    }
}

/// A value among others of which nothing but the number is known.
fn beside_others(of: Option<Resolved<'_>>) -> f64 {
    of.filter(|of| of.status != ValueStatus::Partial).map_or(f64::NAN, |of| of.value)
}
