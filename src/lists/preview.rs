//! What of a list would be taken, and what would not and why. Nothing is written.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use geodata::canonical::{canonical, fingerprint};
use geodata::dataset::Dataset;
use geodata::lists::{
    self, Checked, Column, Entry, Field, Finding, Known, Mapping, Refused, Register, Row, Status,
    Sum,
};
use geodata::source::{TableFormat, sent};
use geodata::values::{Values, When};
use geodata::{AreaCode, GeodataError, Level};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::kinds::{PLACED, REPORTED, reported};
use super::notes::notes;
use super::values::details;
use crate::snapshot::Snapshot;

/// Rows of a list.
const ROWS: usize = 20_000;
/// What a file is called where nobody says.
const FILE: &str = "daftar";
/// Columns without which there is no list, apart from the village.
const NEEDED: [Field; 3] = [Field::Kind, Field::Year, Field::Count];

/// What somebody sent.
#[derive(Debug)]
pub enum Content {
    /// A table as a file.
    File(bytes::Bytes, TableFormat),
    /// Rows that were corrected.
    Rows(Vec<Row>),
}

/// How it is to be read.
#[derive(Debug, Default)]
pub struct Asked {
    /// The sheet of a workbook; the first one unless given.
    pub sheet: Option<String>,
    /// Which heading stands for which field.
    pub mapping: Mapping,
    /// Whom all rows count, and which year, where the table has no column for it.
    pub kind: Option<String>,
    /// As [`kind`](Self::kind).
    pub year: Option<i32>,
}

/// Why there is no preview.
#[derive(Debug)]
pub enum PreviewError {
    /// The file cannot be read.
    File(GeodataError),
    /// The table is no list.
    Table(Refused),
    /// There are more rows than a list has.
    Rows(usize),
    /// A defect.
    Json(serde_json::Error),
}

/// What of a list would be taken, and what would not and why.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ListPreview)]
pub struct Preview {
    /// The area whose list it is.
    area: String,
    area_name: String,
    /// The sheets of a workbook.
    sheets: Vec<String>,
    /// The one that was read.
    sheet: Option<String>,
    /// The row with the headings; null where none was found.
    heading_row: Option<u64>,
    /// The columns and what they are taken for.
    columns: Vec<Column>,
    /// Fields that a list needs and no column stands for; then no row was looked at.
    missing: Vec<Field>,
    /// What is to be said of the list as a whole.
    notes: Vec<Finding>,
    counts: Counts,
    /// What would be taken, by kind and year, beside what is known today.
    sums: Vec<SumBeside>,
    /// Stands for exactly what would be taken; null where a row is wrong or none is taken.
    hash: Option<String>,
    /// The rows: those that are wrong first, then those with something to know.
    rows: Vec<PreviewRow>,
    /// What would be taken, in order.
    #[serde(skip)]
    entries: Vec<Entry>,
}

/// Destinations and sectors of which a receipt tells, the most people first.
const TOLD: usize = 300;

impl Preview {
    /// Stands for exactly what would be taken; none where a row is wrong or none is taken.
    pub fn hash(&self) -> Option<&str> {
        self.hash.as_deref()
    }

    /// How many rows are wrong.
    pub const fn errors(&self) -> usize {
        self.counts.errors
    }

    /// What would be taken, in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The name of the area.
    pub fn area_name(&self) -> &str {
        &self.area_name
    }

    /// What is kept of the list as a whole: what was taken, and how it was read, for the next one of the same sender.
    ///
    /// # Errors
    /// When it cannot be written as JSON, which is a defect.
    pub fn receipt(&self, asked: &Asked) -> Result<Value, serde_json::Error> {
        let mut details = details(&self.entries);
        details.sort_by_key(|detail| Reverse(detail.count));
        details.truncate(TOLD);
        let Asked { sheet, mapping, kind, year } = asked;
        Ok(json!({
            "what": "village_list",
            "area": self.area,
            "area_name": self.area_name,
            "hash": self.hash,
            "rows": self.counts.ok + self.counts.warnings,
            "villages": self.counts.villages_with_rows,
            "sums": serde_json::to_value(&self.sums)?,
            "details": serde_json::to_value(details)?,
            "reading": {"sheet": sheet, "mapping": mapping, "kind": kind, "year": year},
        }))
    }
}

/// How many rows stand how.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ListCounts)]
pub struct Counts {
    /// Rows that say something.
    rows: usize,
    /// Taken as they are.
    ok: usize,
    /// Taken, and there is something to know.
    warnings: usize,
    /// Not taken as they are.
    errors: usize,
    /// Left out, as rows of totals.
    left_out: usize,
    /// Rows of villages that say nothing yet.
    blank: usize,
    /// Villages of the area.
    villages: usize,
    /// Villages of the area of which something would be taken.
    villages_with_rows: usize,
}

/// What would be taken of a kind and a year.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ListSumBeside)]
pub struct SumBeside {
    #[serde(flatten)]
    sum: Sum,
    /// The indicator that it becomes.
    indicator: &'static str,
    /// What this server knows of the same indicator, area and year today; null where nothing.
    today: Option<f64>,
    /// What the ministry publishes of placements in the same area and year; null where nothing, and of other kinds.
    placed: Option<f64>,
}

/// A row of a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ListRow)]
pub struct PreviewRow {
    /// The line of the file or the row of the sheet.
    row: u64,
    status: Status,
    /// What stands in it, by field; empty cells are left out.
    #[schema(value_type = BTreeMap<String, String>)]
    cells: BTreeMap<&'static str, String>,
    /// The village that it speaks of.
    village_code: Option<String>,
    village_name: Option<String>,
    findings: Vec<Finding>,
}

impl PreviewRow {
    fn new(checked: Checked) -> Self {
        let cells = Field::ALL.iter().zip(checked.row.cells);
        let (village_code, village_name) = match checked.village {
            Some((code, name)) => (Some(code.to_string()), Some(name)),
            None => (None, None),
        };
        Self {
            row: checked.row.row,
            status: checked.status,
            cells: cells
                .filter(|(_, text)| !text.is_empty())
                .map(|(field, text)| (field.key(), text))
                .collect(),
            village_code,
            village_name,
            findings: checked.findings,
        }
    }
}

/// Reads and checks a list of `area`; `this_year` is the last year that it may speak of.
///
/// # Errors
/// When it cannot be read, is no list, or speaks of persons.
pub fn preview(
    snapshot: &Snapshot,
    area: AreaCode,
    content: Content,
    asked: &Asked,
    this_year: i32,
) -> Result<Preview, PreviewError> {
    let mut read = read(content, asked)?;
    if read.rows.len() > ROWS {
        return Err(PreviewError::Rows(read.rows.len()));
    }
    let missing = fill_in(&mut read, asked);
    let (dataset, values) = (snapshot.dataset(), snapshot.values());
    let residents = |village| residents(dataset, values, village);
    let known = Known { this_year, residents: &residents, changes: snapshot.changes() };
    let register = Register::new(dataset, area);
    let (villages, area_name) = (register.villages().len(), register.name(area).to_owned());
    let rows = if missing.is_empty() { std::mem::take(&mut read.rows) } else { Vec::new() };
    let list = lists::check(rows, register, &known);
    let entries = list.entries();
    let mut sums = lists::sums(&entries);
    // The latest year first.
    sums.sort_by(|a, b| b.year.cmp(&a.year).then_with(|| order(a.kind).cmp(&order(b.kind))));
    let sums = sums.into_iter().map(|sum| beside(values, area, sum)).collect();
    let errors = list.count(Status::Error);
    let whole = errors == 0 && !entries.is_empty();
    let hash = whole.then(|| hash(area, &entries)).transpose().map_err(PreviewError::Json)?;
    let with_rows: BTreeSet<AreaCode> = entries.iter().map(|entry| entry.village_code).collect();
    let taken: Vec<Entry> = entries.into_iter().cloned().collect();
    let counts = Counts {
        rows: list.rows.len(),
        ok: list.count(Status::Ok),
        warnings: list.count(Status::Warning),
        errors,
        left_out: list.count(Status::LeftOut),
        blank: list.blank,
        villages,
        villages_with_rows: with_rows.len(),
    };
    let untitled = read.heading.is_none() && !read.bare;
    let notes = notes(untitled, &read.columns, &list);
    let mut rows = list.rows;
    // In their own order among those that stand alike.
    rows.sort_by_key(|row| row.status);
    Ok(Preview {
        area: area.to_string(),
        area_name,
        sheets: read.sheets,
        sheet: read.sheet,
        heading_row: read.heading,
        columns: read.columns,
        missing,
        notes,
        counts,
        sums,
        hash,
        rows: rows.into_iter().map(PreviewRow::new).collect(),
        entries: taken,
    })
}

/// What was read.
#[derive(Default)]
struct Read {
    sheets: Vec<String>,
    sheet: Option<String>,
    heading: Option<u64>,
    columns: Vec<Column>,
    rows: Vec<Row>,
    /// Rows without a table: every field has its place.
    bare: bool,
}

fn read(content: Content, asked: &Asked) -> Result<Read, PreviewError> {
    let (bytes, format) = match content {
        Content::Rows(rows) => {
            let rows = lists::sent(rows).map_err(PreviewError::Table)?;
            return Ok(Read { rows, bare: true, ..Read::default() });
        }
        Content::File(bytes, format) => (bytes, format),
    };
    let grid = sent(Path::new(FILE), &bytes, format, asked.sheet.as_deref());
    let grid = grid.map_err(PreviewError::File)?;
    let table = lists::table(&grid, &asked.mapping).map_err(PreviewError::Table)?;
    Ok(Read {
        sheets: grid.sheets,
        sheet: grid.sheet,
        heading: table.heading,
        columns: table.columns,
        rows: table.rows,
        bare: false,
    })
}

/// Gives all rows what the sender says of them, and says which fields are missing still.
fn fill_in(read: &mut Read, asked: &Asked) -> Vec<Field> {
    if read.bare {
        return Vec::new();
    }
    let has = |field: Field| read.columns.iter().any(|column| column.field == Some(field));
    let stated =
        [(Field::Kind, asked.kind.clone()), (Field::Year, asked.year.map(|year| year.to_string()))];
    let mut missing: Vec<Field> = NEEDED.into_iter().filter(|field| !has(*field)).collect();
    if !has(Field::VillageCode) && !has(Field::Village) {
        missing.insert(0, Field::VillageCode);
    }
    for (field, text) in stated {
        let Some(text) = text.filter(|_| missing.contains(&field)) else { continue };
        missing.retain(|other| *other != field);
        for row in &mut read.rows {
            // A row that counts nobody says nothing yet.
            let counts = !row.cell(Field::Count).is_empty();
            if let Some(cell) = row.cells.get_mut(field.place()).filter(|_| counts) {
                cell.clone_from(&text);
            }
        }
    }
    missing
}

/// The residents of a village: of itself, where they are known, else of the smallest area around it that has them.
fn residents(dataset: &Dataset, values: &Values, village: AreaCode) -> Option<(i64, String)> {
    let named = |area: AreaCode| {
        let areas = dataset.areas(area.level());
        areas.binary_search_by_key(&area, |area| area.code).ok().and_then(|at| areas.get(at))
    };
    let around = [Level::Village, Level::District, Level::Regency].into_iter();
    around.filter_map(|level| named(village.ancestor(level)?)).find_map(|area| {
        let stated = || {
            let stated = values.stated(area.code, "population", When::Latest)?;
            // Whole numbers of people are exact.
            Some(stated.value.round() as i64)
        };
        let count = area.population.or_else(stated).filter(|count| *count > 0)?;
        Some((count, area.name.clone()))
    })
}

fn order(kind: &str) -> usize {
    REPORTED.iter().position(|(of, _)| *of == kind).unwrap_or_default()
}

fn beside(values: &Values, area: AreaCode, sum: Sum) -> SumBeside {
    let of =
        |indicator: &str| values.resolve(area, indicator, When::Year(sum.year)).map(|of| of.value);
    let indicator = reported(sum.kind);
    let placed = if sum.kind == "pmi" { of(PLACED) } else { None };
    SumBeside { indicator, today: of(indicator), placed, sum }
}

/// Stands for exactly what would be taken, however it was written.
fn hash(area: AreaCode, entries: &[&Entry]) -> Result<String, serde_json::Error> {
    let text = canonical(&(area.to_string(), entries))?;
    Ok(fingerprint([text]))
}
