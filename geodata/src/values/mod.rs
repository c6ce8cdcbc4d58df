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
//!   `indicators.aggregate` their sum, or their mean where each part counts as often as it has villages,
//!   which is the mean over the villages. Only parts with a value take part, and [`Parts`] says how many
//!   of how many those are: such a value is partial and must be shown as such.
//!
//! **Which row.** A value is a finite number with the status `observed`, `modelled` or `imputed`;
//! anything else (null, not a number, infinite, `suppressed`, `missing`) is none and never zero. A row
//! with a value comes before one without; then the later year; among rows of one year `observed` before
//! `modelled` before `imputed`; then the source that is first in the alphabet. Two rows that are equal
//! in all of these and state different values contradict each other: such a dataset is refused. `year`
//! is the year that a row speaks of, and of a period its last year; a value of a year is that of exactly
//! this year, never of a neighbouring one.

mod precedence;
mod roll_up;
mod table;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::Path;

use arrow::array::RecordBatch;

use self::table::{Row, RowsByArea, Table};
use crate::code::{AreaCode, Level};
use crate::dataset::{Dataset, Indicator, ValueStatus};
use crate::error::GeodataError;
use crate::per_level::PerLevel;

pub(crate) use precedence::precedence;

/// Of which time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum When {
    /// The latest year with a value, of each area its own.
    Latest,
    /// Exactly this year.
    Year(i32),
}

/// Where a value comes from, seen from the area that has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stated {
    /// Stated for the area itself.
    Here,
    /// Stated for an area that it lies in.
    Above,
    /// Rolled up from areas within it.
    Below,
}

/// From how many parts a value was rolled up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    /// The level of the parts, at which the indicator is known.
    pub level: Level,
    /// Parts with a value.
    pub known: usize,
    /// All parts.
    pub of: usize,
    /// The earliest and the latest year of their values.
    pub years: [i32; 2],
    /// Whether the statuses of their values differ.
    pub mixed: bool,
    /// Number of different sources.
    pub sources: usize,
}

/// The value of an indicator for an area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resolved<'a> {
    /// Finite, in the indicator's unit.
    pub value: f64,
    /// The year it speaks of; the latest one of several parts.
    pub year: i32,
    /// How it came to be; of several parts the least certain status.
    pub status: ValueStatus,
    /// Its source; of several parts the commonest.
    pub source: &'a str,
    /// The area that it is stated for; the area itself where it was rolled up.
    pub stated_for: AreaCode,
    /// Where that is.
    pub how: Stated,
    /// From what it was rolled up.
    pub parts: Option<Parts>,
}

impl Resolved<'_> {
    /// Whether parts of the area are missing from the value.
    pub fn is_partial(&self) -> bool {
        self.parts.is_some_and(|parts| parts.known < parts.of)
    }
}

/// What the sources say where they state no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unstated<'a> {
    /// The year they speak of.
    pub year: i32,
    /// Why there is no value: `missing` or `suppressed`, as a rule.
    pub status: ValueStatus,
    /// Who says so.
    pub source: &'a str,
    /// The area they speak of.
    pub stated_for: AreaCode,
}

/// All values of a dataset. Made once; shares the memory of the dataset's table.
#[derive(Debug)]
pub struct Values {
    table: Table,
    known: Vec<Known>,
    /// The areas of each level in order.
    codes: PerLevel<Vec<AreaCode>>,
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
        match dataset.table("indicator_values") {
            Some(batch) => Self::of(&path, dataset.indicators()?, codes, batch),
            None => Err(GeodataError::dataset(&path, "is missing", "make the dataset again")),
        }
    }

    fn of(
        path: &Path,
        indicators: Vec<Indicator>,
        codes: PerLevel<Vec<AreaCode>>,
        batch: &RecordBatch,
    ) -> Result<Self, GeodataError> {
        let table = Table::new(path, batch)?;
        let ids: Vec<&str> = indicators.iter().map(|indicator| indicator.id.as_str()).collect();
        let rows = table.index(path, &ids, &codes)?;
        let known = indicators
            .into_iter()
            .zip(rows)
            .map(|(indicator, rows)| Ok(Known { level: indicator.level.parse()?, indicator, rows }))
            .collect::<Result<_, GeodataError>>()?;
        Ok(Self { table, known, codes })
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
            return self
                .stated_in(known, area, when)
                .or_else(|| self.rolled_up_in(known, area, when));
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

    /// What the sources say about a value that [`resolve`](Self::resolve) does not find, at the
    /// indicator's level or for the area itself.
    pub fn unstated(&self, area: AreaCode, indicator: &str, when: When) -> Option<Unstated<'_>> {
        if self.resolve(area, indicator, when).is_some() {
            return None;
        }
        let known = self.known(indicator)?;
        self.position(area)?;
        let stated_for = area.ancestor(known.level).unwrap_or(area);
        let mut rows = self.rows(known, stated_for);
        let row = rows.find(|row| match when {
            When::Latest => true,
            When::Year(year) => row.year == year,
        })?;
        Some(Unstated { year: row.year, status: row.status, source: row.source, stated_for })
    }

    /// The values of all areas of `level`, in their order; not a number where there is none. `None` for
    /// an indicator that the dataset does not have.
    pub fn column(&self, indicator: &str, level: Level, when: When) -> Option<Vec<f64>> {
        let known = self.known(indicator)?;
        let areas = self.codes.get(level).iter();
        if level < known.level {
            let of_area = |area: &AreaCode| {
                let stated = self.stated_in(known, *area, when);
                stated
                    .or_else(|| self.rolled_up_in(known, *area, when))
                    .map_or(f64::NAN, |r| r.value)
            };
            return Some(areas.map(of_area).collect());
        }
        // Neighbours have the same ancestor, which is asked once.
        let mut last: Option<(AreaCode, f64)> = None;
        let of_area = |area: &AreaCode| {
            let Some(owner) = area.ancestor(known.level) else { return f64::NAN };
            if let Some((_, value)) = last.filter(|(asked, _)| *asked == owner) {
                return value;
            }
            let value = self.stated_in(known, owner, when).map_or(f64::NAN, |r| r.value);
            last = Some((owner, value));
            value
        };
        Some(areas.map(of_area).collect())
    }

    /// The years for which any area has a value of `indicator`, ascending.
    pub fn years(&self, indicator: &str) -> Vec<i32> {
        let Some(known) = self.known(indicator) else { return Vec::new() };
        let rows = Level::ALL.into_iter().flat_map(|level| known.rows.get(level).all());
        let rows = rows.map(|row| self.table.row(*row)).filter(|row| row.value.is_some());
        let years: BTreeSet<i32> = rows.map(|row| row.year).collect();
        years.into_iter().collect()
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
        let mut rows = self.rows(known, area).map_while(|row| Some((row.value?, row)));
        let (value, row) = match when {
            When::Latest => rows.next(),
            When::Year(year) => rows.find(|(_, row)| row.year == year),
        }?;
        Some(Resolved {
            value,
            year: row.year,
            status: row.status,
            source: row.source,
            stated_for: area,
            how: Stated::Here,
            parts: None,
        })
    }
}
