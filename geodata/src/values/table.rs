//! The rows of `indicator_values`, found by indicator and area. What a row says of itself is kept: numbers in the memory of
//! the dataset's table, texts of which there are few kinds once each.

use std::collections::HashMap;
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

/// What the rows say; it is a tenth of what the texts of the table are.
#[derive(Debug)]
pub(super) struct Table {
    year: Int32Array,
    value: Float64Array,
    status: Vec<ValueStatus>,
    /// Numbers of `sources`.
    source: Vec<u32>,
    sources: Vec<Box<str>>,
    source_rank: Int32Array,
    /// Of the few rows that have one, in order.
    periods: Vec<(u32, Box<str>)>,
    /// Of the few rows that have them, in order.
    bounds: Vec<(u32, [f64; 2])>,
}

/// What the rows are about, which is needed until they have been [indexed](Table::index).
#[derive(Debug)]
pub(super) struct Subjects {
    area: StringArray,
    indicator: StringArray,
    status: StringArray,
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
    /// The rows of `batch`, and what they are about; `path` is named in errors.
    ///
    /// # Errors
    /// A column is missing, of another type, or null where it may not be.
    pub(super) fn new(path: &Path, batch: &RecordBatch) -> Result<(Self, Subjects), GeodataError> {
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
        let period = period.ok_or_else(|| wrong("period"))?;
        let year = whole("year")?;
        let status = text("status")?;
        let (source, sources) = numbered(&text("source")?);
        let (lower, upper) = (number("lower")?, number("upper")?);
        let bounds = (0u32..).zip(lower.iter().zip(&upper));
        let table = Self {
            year: Some(year).filter(|c| c.null_count() == 0).ok_or_else(|| wrong("year"))?,
            value: number("value")?,
            // A text that is none is found when the rows are indexed.
            status: (status.iter().flatten())
                .map(|text| ValueStatus::of_text(text).unwrap_or(ValueStatus::Missing))
                .collect(),
            source,
            sources,
            source_rank: whole("source_rank")?,
            periods: (0..)
                .zip(period)
                .filter_map(|(row, text)| Some((row, text?.into())))
                .collect(),
            bounds: bounds
                .filter_map(|(row, (lower, upper))| Some((row, [lower?, upper?])))
                .collect(),
        };
        let subjects = Subjects { area: text("area_code")?, indicator: text("indicator")?, status };
        Ok((table, subjects))
    }

    /// The rows of each indicator by level and area; `indicators` and `codes` give the positions.
    ///
    /// # Errors
    /// A row names an indicator that is not in the catalogue, an area that is not in the register or
    /// a status that does not exist, or two rows contradict each other.
    pub(super) fn index(
        &self,
        subjects: &Subjects,
        path: &Path,
        indicators: &[&str],
        codes: &PerLevel<Vec<AreaCode>>,
    ) -> Result<Vec<PerLevel<RowsByArea>>, GeodataError> {
        let mut rows = (0..subjects.area.len())
            .into_par_iter()
            .map(|row| {
                self.subject(subjects, row, indicators, codes)
                    .map(|subject| (subject, row as u32))
                    .map_err(|problem| GeodataError::dataset(path, problem, REMAKE))
            })
            .collect::<Result<Vec<(Subject, u32)>, _>>()?;
        // Mostly in order already, as the file is written; rows are compared only within one subject.
        rows.par_sort_by(|(a, row_a), (b, row_b)| {
            a.cmp(b).then_with(|| self.precedence(*row_a).cmp(&self.precedence(*row_b)))
        });
        self.refuse_contradictions(subjects, path, &rows)?;
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
        of: &Subjects,
        row: usize,
        indicators: &[&str],
        codes: &PerLevel<Vec<AreaCode>>,
    ) -> Result<Subject, String> {
        let (id, area) = (of.indicator.value(row), of.area.value(row));
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
        let status = of.status.value(row);
        if ValueStatus::of_text(status).is_none() {
            return Err(format!("{}: `{status}` is not a status", place()));
        }
        Ok(Subject { indicator: indicator as u32, level: code.level(), position: position as u32 })
    }

    /// Two rows with different values and nothing that says which one counts are an error.
    fn refuse_contradictions(
        &self,
        subjects: &Subjects,
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
        let (area, id) = (subjects.area.value(*a as usize), subjects.indicator.value(*a as usize));
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
        let status = self.status.get(at).copied().unwrap_or(ValueStatus::Missing);
        let value = self.value.is_valid(at).then(|| self.value.value(at));
        let source = self.source.get(at).and_then(|number| self.sources.get(*number as usize));
        let (period, bounds) = (of_row(&self.periods, row), of_row(&self.bounds, row));
        Row {
            value: stated(value, status),
            year: self.year.value(at),
            status,
            source: source.map_or("", AsRef::as_ref),
            source_rank: self.source_rank.is_valid(at).then(|| self.source_rank.value(at)),
            period: period.map(AsRef::as_ref),
            bounds: bounds.copied(),
        }
    }
}

/// What a row has of what few have.
fn of_row<T>(all: &[(u32, T)], row: u32) -> Option<&T> {
    let at = all.binary_search_by_key(&row, |(row, _)| *row).ok()?;
    Some(&all.get(at)?.1)
}

/// Every text once, and of each row the number of its own.
fn numbered(column: &StringArray) -> (Vec<u32>, Vec<Box<str>>) {
    let (mut texts, mut numbers) = (Vec::new(), Vec::with_capacity(column.len()));
    let mut known: HashMap<&str, u32> = HashMap::new();
    for text in column.iter().map(Option::unwrap_or_default) {
        numbers.push(*known.entry(text).or_insert_with(|| {
            texts.push(text.into());
            texts.len() as u32 - 1
        }));
    }
    (numbers, texts)
}
