//! A table that somebody sent as the rows of a list: its heading is found, its columns are known, and cells become text.

use std::collections::BTreeMap;

use serde::Serialize;

use super::field::{Field, is_of_bps};
use super::persons::{self, PersonalColumn};
use crate::names::normalise;
use crate::source::{Cell, Grid, GridRow, letters, printable};

/// Rows at the top of a table among which its heading is looked for.
const TOP: usize = 25;
/// Letters of a cell that are kept.
const LETTERS: usize = 200;

/// The headings of a list by the field that they stand for, as a sender states them.
pub type Mapping = BTreeMap<Field, String>;

/// The cells of a row in the order of [`Field::ALL`]; empty where there is nothing.
pub type Cells = [String; Field::ALL.len()];

/// A row of a list as it was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Where it stands: the line of a file, the row of a sheet.
    pub row: u64,
    /// What it says.
    pub cells: Cells,
}

impl Row {
    /// One of its cells.
    pub fn cell(&self, field: Field) -> &str {
        self.cells.get(field.place()).map_or("", String::as_str)
    }
}

/// A column of a table and what it is taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ListColumn))]
pub struct Column {
    /// Its letter.
    pub letter: String,
    /// Its heading.
    pub heading: String,
    /// What it is taken for; null where it is left out.
    pub field: Option<Field>,
    /// Whether it says that its codes are those of the statistics office, which are no codes of this list.
    pub of_bps: bool,
}

/// A table whose columns are known.
#[derive(Debug, Default)]
pub struct Table {
    /// The row of its heading, or of what may be one; none where no row has two cells.
    pub heading: Option<u64>,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, as far as they say anything in known columns.
    pub rows: Vec<Row>,
}

/// Why a table is no list.
#[derive(Debug, PartialEq, Eq)]
pub enum Refused {
    /// It speaks of persons.
    Persons(Vec<PersonalColumn>),
    /// The mapping names a heading that there is not, or that two columns have.
    Heading(String),
}

/// The rows of a table. Columns are known by their headings, or as `mapping` says.
///
/// # Errors
/// A table that speaks of persons, or a mapping that does not fit it.
pub fn table(grid: &Grid, mapping: &Mapping) -> Result<Table, Refused> {
    let (at, known) = heading(grid, mapping);
    let titles = at.and_then(|at| grid.rows.get(at)).map(titles).unwrap_or_default();
    let fields = fields(&titles, mapping)?;
    let above = at.unwrap_or_default();
    // What only looks like a heading may be a row of somebody.
    let rows = grid.rows.iter().enumerate().filter(|(row, _)| !known || Some(*row) != at);
    let persons =
        persons::columns(&titles, &fields, rows.map(|(_, row)| (row.line, row.cells.as_slice())));
    if !persons.is_empty() {
        return Err(Refused::Persons(persons));
    }
    let Some(at) = at else { return Ok(Table::default()) };
    let below = grid.rows.iter().skip(above + 1).map(|row| of_row(row, &fields));
    let says = |row: &Row| row.cells.iter().any(|cell| !cell.is_empty());
    let columns = titles.iter().zip(&fields).enumerate();
    let columns = columns.filter(|(_, (title, _))| !title.is_empty());
    Ok(Table {
        heading: grid.rows.get(at).map(|row| row.line),
        columns: columns
            .map(|(at, (title, field))| Column {
                letter: letters(at),
                heading: printable(&title.chars().take(LETTERS).collect::<String>()),
                field: *field,
                of_bps: is_of_bps(title),
            })
            .collect(),
        rows: below.filter(says).collect(),
    })
}

/// Rows that were corrected on the way, as they are sent without a file.
///
/// # Errors
/// Where they speak of persons.
pub fn sent(rows: Vec<Row>) -> Result<Vec<Row>, Refused> {
    let mut persons: Vec<PersonalColumn> = Vec::new();
    for row in &rows {
        for (field, text) in Field::ALL.iter().zip(&row.cells) {
            let Some(personal) = persons::by_text(text) else { continue };
            let letter = field.key().to_owned();
            if persons.iter().all(|column| column.letter != letter) {
                let row = Some(row.row);
                persons.push(PersonalColumn { letter, heading: None, personal, row });
            }
        }
    }
    if persons.is_empty() { Ok(rows) } else { Err(Refused::Persons(persons)) }
}

/// The row that is the heading, and whether that is known: of the first ones that in which most fields are known, two at least;
/// else the first with two cells, whose columns the sender has to name.
fn heading(grid: &Grid, mapping: &Mapping) -> (Option<usize>, bool) {
    let known = |row: &GridRow| {
        let mut fields: Vec<Field> =
            titles(row).iter().filter_map(|title| field_of(title, mapping)).collect();
        fields.sort_unstable();
        fields.dedup();
        fields.len()
    };
    let top = || grid.rows.iter().take(TOP).enumerate();
    let rows = top().map(|(at, row)| (at, known(row)));
    // The first of equals.
    let best = rows.reduce(|best, next| if next.1 > best.1 { next } else { best });
    if let Some((at, _)) = best.filter(|(_, known)| *known >= 2) {
        return (Some(at), true);
    }
    let has_two =
        |row: &GridRow| row.cells.iter().filter(|cell| matches!(cell, Cell::Text(_))).count() >= 2;
    (top().find(|(_, row)| has_two(row)).map(|(at, _)| at), false)
}

fn titles(row: &GridRow) -> Vec<String> {
    row.cells.iter().map(text).collect()
}

/// The field of a heading: as the mapping says, which speaks of all columns that it names, else by its words.
fn field_of(title: &str, mapping: &Mapping) -> Option<Field> {
    if title.is_empty() {
        return None;
    }
    let wanted = normalise(title);
    let mapped = mapping.iter().find(|(_, heading)| normalise(heading) == wanted);
    let by_words = || {
        let field = if is_of_bps(title) { None } else { Field::of_heading(title) };
        field.filter(|field| !mapping.contains_key(field))
    };
    mapped.map(|(field, _)| *field).or_else(by_words)
}

fn fields(titles: &[String], mapping: &Mapping) -> Result<Vec<Option<Field>>, Refused> {
    let named = |heading: &String| {
        let wanted = normalise(heading);
        titles.iter().filter(|title| normalise(title) == wanted).count()
    };
    if !titles.is_empty()
        && let Some(heading) = mapping.values().find(|heading| named(heading) != 1)
    {
        return Err(Refused::Heading(heading.clone()));
    }
    let mut known = Vec::new();
    let fields = titles.iter().map(|title| {
        // Of two columns with one meaning the first speaks; the other is shown as left out.
        let field = field_of(title, mapping).filter(|field| !known.contains(field));
        known.extend(field);
        field
    });
    Ok(fields.collect())
}

fn of_row(row: &GridRow, fields: &[Option<Field>]) -> Row {
    let mut read = Row { row: row.line, ..Row::default() };
    for (cell, field) in row.cells.iter().zip(fields) {
        if let Some(field) = field
            && let Some(place) = read.cells.get_mut(field.place())
        {
            *place = text(cell);
        }
    }
    read
}

/// A cell as text: what a spreadsheet types is written as people write it.
fn text(cell: &Cell) -> String {
    let text = match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Cell::Number(number) => number.to_string(),
        Cell::Percent(number) => format!("{}%", number * 100.0),
        Cell::Date(date) => date.to_string(),
        Cell::Bool(flag) => if *flag { "ya" } else { "tidak" }.to_owned(),
    };
    match text.char_indices().nth(LETTERS) {
        Some((end, _)) => text.get(..end).unwrap_or_default().to_owned(),
        None => text,
    }
}
