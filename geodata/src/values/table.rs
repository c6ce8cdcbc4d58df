//! The rows of `indicator_values`, found by indicator and area without a copy of any text.

use std::path::Path;

use arrow::array::{Array, AsArray, Float64Array, Int32Array, RecordBatch, StringArray};
use arrow::datatypes::{Float64Type, Int32Type};
use rayon::prelude::*;

use super::precedence::{Precedence, Row, stated};
use crate::code::{AreaCode, Level};
use crate::dataset::ValueStatus;
use crate::error::GeodataError;
use crate::per_level::PerLevel;

const REMAKE: &str = "make the dataset again with `desmigratif import` or `desmigratif demo`";

/// The columns of the table; they share their memory with the dataset.
#[derive(Debug)]
pub(super) struct Table {
    area: StringArray,
    indicator: StringArray,
    year: Int32Array,
    value: Float64Array,
    status: StringArray,
    source: StringArray,
    source_rank: Int32Array,
    period: StringArray,
    lower: Float64Array,
    upper: Float64Array,
}

/// The rows about the areas of one level, by the position of the area in the list of that level.
#[derive(Debug, Default)]
pub(super) struct RowsByArea {
    /// Where the rows of each area begin in `rows`, and a last one for the end; empty without rows.
    starts: Vec<u32>,
    /// Rows of the table; those of one area in order of precedence.
    rows: Vec<u32>,
}

impl RowsByArea {
    /// The rows about the area at `position`, the one that speaks first.
    pub(super) fn of(&self, position: usize) -> &[u32] {
        let bounds = self.starts.get(position).zip(self.starts.get(position + 1));
        let rows = bounds.and_then(|(start, end)| self.rows.get(*start as usize..*end as usize));
        rows.unwrap_or_default()
    }

    /// All rows.
    pub(super) fn all(&self) -> &[u32] {
        &self.rows
    }

    /// From pairs of position and row that are sorted as the rows shall be.
    fn new(areas: usize, sorted: impl Iterator<Item = (u32, u32)>) -> Self {
        let (mut starts, mut rows) = (Vec::new(), Vec::new());
        for (position, row) in sorted {
            starts.resize((position as usize + 1).max(starts.len()), rows.len() as u32);
            rows.push(row);
        }
        if !rows.is_empty() {
            starts.resize(areas + 1, rows.len() as u32);
        }
        Self { starts, rows }
    }
}

/// Of which indicator and area a row is; sorts as the index is laid out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Subject {
    indicator: u32,
    level: Level,
    position: u32,
}

impl Table {
    /// The columns of `batch`; `path` is named in errors.
    ///
    /// # Errors
    /// A column is missing, of another type, or null where it may not be.
    pub(super) fn new(path: &Path, batch: &RecordBatch) -> Result<Self, GeodataError> {
        let wrong = |name: &str| {
            GeodataError::dataset(path, format!("column `{name}` is missing or broken"), REMAKE)
        };
        let text = |name: &str| {
            let column = batch.column_by_name(name).and_then(|c| c.as_string_opt::<i32>());
            column.filter(|c| c.null_count() == 0).cloned().ok_or_else(|| wrong(name))
        };
        let whole = |name: &str| {
            let column = batch.column_by_name(name).and_then(|c| c.as_primitive_opt::<Int32Type>());
            column.cloned().ok_or_else(|| wrong(name))
        };
        let number = |name: &str| {
            let column =
                batch.column_by_name(name).and_then(|c| c.as_primitive_opt::<Float64Type>());
            column.cloned().ok_or_else(|| wrong(name))
        };
        let period = batch.column_by_name("period").and_then(|c| c.as_string_opt::<i32>());
        let year = whole("year")?;
        Ok(Self {
            area: text("area_code")?,
            indicator: text("indicator")?,
            year: Some(year).filter(|c| c.null_count() == 0).ok_or_else(|| wrong("year"))?,
            value: number("value")?,
            status: text("status")?,
            source: text("source")?,
            source_rank: whole("source_rank")?,
            period: period.cloned().ok_or_else(|| wrong("period"))?,
            lower: number("lower")?,
            upper: number("upper")?,
        })
    }

    /// The rows of each indicator by level and area; `indicators` and `codes` give the positions.
    ///
    /// # Errors
    /// A row names an indicator that is not in the catalogue, an area that is not in the register or
    /// a status that does not exist, or two rows contradict each other.
    pub(super) fn index(
        &self,
        path: &Path,
        indicators: &[&str],
        codes: &PerLevel<Vec<AreaCode>>,
    ) -> Result<Vec<PerLevel<RowsByArea>>, GeodataError> {
        let mut rows = (0..self.area.len())
            .into_par_iter()
            .map(|row| {
                self.subject(row, indicators, codes)
                    .map(|subject| (subject, row as u32))
                    .map_err(|problem| GeodataError::dataset(path, problem, REMAKE))
            })
            .collect::<Result<Vec<(Subject, u32)>, _>>()?;
        // Mostly in order already, as the file is written; rows are compared only within one subject.
        rows.par_sort_by(|(a, row_a), (b, row_b)| {
            a.cmp(b).then_with(|| self.precedence(*row_a).cmp(&self.precedence(*row_b)))
        });
        self.refuse_contradictions(path, &rows)?;
        let rows = rows.as_slice();
        let of_indicator = |indicator: u32| {
            PerLevel::of(|level| {
                let start =
                    rows.partition_point(|(s, _)| (s.indicator, s.level) < (indicator, level));
                let rest = rows.get(start..).unwrap_or_default();
                let end =
                    rest.partition_point(|(s, _)| (s.indicator, s.level) == (indicator, level));
                let own = rest.get(..end).unwrap_or_default();
                RowsByArea::new(
                    codes.get(level).len(),
                    own.iter().map(|(s, row)| (s.position, *row)),
                )
            })
        };
        Ok((0..indicators.len() as u32).map(of_indicator).collect())
    }

    fn subject(
        &self,
        row: usize,
        indicators: &[&str],
        codes: &PerLevel<Vec<AreaCode>>,
    ) -> Result<Subject, String> {
        let (id, area) = (self.indicator.value(row), self.area.value(row));
        let place = || format!("row {} ({area}, {id}, {})", row + 1, self.year.value(row));
        let indicator = indicators
            .iter()
            .position(|known| *known == id)
            .ok_or_else(|| format!("{}: `{id}` is not in the table indicators", place()))?;
        let code = area.parse::<AreaCode>().map_err(|error| format!("{}: {error}", place()))?;
        let position = codes
            .get(code.level())
            .binary_search(&code)
            .map_err(|_| format!("{}: there is no {} {code}", place(), code.level()))?;
        let status = self.status.value(row);
        if ValueStatus::of_text(status).is_none() {
            return Err(format!("{}: `{status}` is not a status", place()));
        }
        Ok(Subject { indicator: indicator as u32, level: code.level(), position: position as u32 })
    }

    /// Two rows with different values and nothing that says which one counts are an error.
    fn refuse_contradictions(
        &self,
        path: &Path,
        sorted: &[(Subject, u32)],
    ) -> Result<(), GeodataError> {
        let contradiction = sorted.par_windows(2).find_first(|pair| {
            let [(subject_a, a), (subject_b, b)] = pair else { return false };
            let (first, second) = (self.row(*a), self.row(*b));
            subject_a == subject_b
                && self.precedence(*a) == self.precedence(*b)
                && first.value != second.value
        });
        let Some([(_, a), (_, b)]) = contradiction else { return Ok(()) };
        let (area, id) = (self.area.value(*a as usize), self.indicator.value(*a as usize));
        let [one, other] = [a, b].map(|row| self.row(*row).value.unwrap_or(f64::NAN));
        let Row { year, source, .. } = self.row(*a);
        let problem = format!("states {one} and {other} for {area}, {id}, {year} from `{source}`");
        Err(GeodataError::dataset(path, problem, "correct the sources and make the dataset again"))
    }

    fn precedence(&self, row: u32) -> Precedence<'_> {
        self.row(row).precedence()
    }

    /// What a row says; the value only where it states one.
    pub(super) fn row(&self, row: u32) -> Row<'_> {
        let at = row as usize;
        // Rows were checked when the index was made.
        let status = ValueStatus::of_text(self.status.value(at)).unwrap_or(ValueStatus::Missing);
        let number = |of: &Float64Array| of.is_valid(at).then(|| of.value(at));
        Row {
            value: stated(number(&self.value), status),
            year: self.year.value(at),
            status,
            source: self.source.value(at),
            source_rank: self.source_rank.is_valid(at).then(|| self.source_rank.value(at)),
            period: self.period.is_valid(at).then(|| self.period.value(at)),
            bounds: number(&self.lower).zip(number(&self.upper)).map(|(low, high)| [low, high]),
        }
    }
}
