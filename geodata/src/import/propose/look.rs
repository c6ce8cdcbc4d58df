//! What a file holds, as far as its columns show it.

use std::collections::HashSet;
use std::path::Path;

use crate::code::{AreaCode, Level};
use crate::error::GeodataError;
use crate::source::{self, Cell, Encoding, Options, Source};

/// The share of the filled cells of a column that must be numbers.
const MOSTLY: f64 = 0.9;
/// The share of the filled cells of a column that must be codes: rows for the country have another.
const CODES: f64 = 0.7;
/// Texts beside codes that are listed; more are a column of something else.
const STRANGERS: usize = 5;

/// A file that was looked at.
pub struct Look {
    /// Its name in the folder.
    pub file: String,
    /// How it is to be read.
    pub options: Options,
    /// Its columns.
    pub columns: Vec<SourceColumn>,
    /// Whether it has polygons.
    pub polygons: bool,
    /// The number of its rows.
    pub rows: usize,
    /// Texts in the column of codes that are none.
    pub strangers: Vec<String>,
    /// The year in its name.
    pub year: Option<i32>,
    /// What its owner has to say about it.
    pub questions: Vec<String>,
}

/// A column by what stands in its cells.
pub struct SourceColumn {
    pub name: String,
    pub kind: Kind,
}

/// What stands in the cells of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Codes of these levels, and whether each code stands there once.
    Codes { levels: Vec<Level>, unique: bool },
    /// Years.
    Years,
    /// Other numbers.
    Numbers,
    /// Anything else.
    Text,
}

/// Looks at the file `file` in the folder `dir`; `None` when it is of no format that is read here.
///
/// # Errors
///
/// The file is broken.
pub fn look(dir: &Path, file: &str) -> Result<Option<Look>, GeodataError> {
    let path = dir.join(file);
    let Some(polygons) = source::may_have_polygons(&path) else { return Ok(None) };
    let mut questions = Vec::new();
    let mut options = encoding(&path, &mut questions);
    delimiter(&path, &mut options)?;
    let names = source::columns(&path, &options)?;
    let mut seen = HashSet::new();
    let wanted: Vec<&str> = names
        .iter()
        .map(String::as_str)
        .filter(|name| !name.is_empty() && seen.insert(*name))
        .collect();
    let table = source::read(&path, &options, &wanted, false)?;
    convention(&table, &mut options, &mut questions);
    let table = source::read(&path, &options, &wanted, false)?;
    let columns = wanted
        .iter()
        .enumerate()
        .map(|(at, name)| SourceColumn { name: (*name).to_owned(), kind: kind(&table, at, name) })
        .collect();
    let mut look = Look {
        file: file.to_owned(),
        options,
        columns,
        polygons,
        rows: table.rows.len(),
        strangers: Vec::new(),
        year: year_in(file),
        questions,
    };
    look.strangers = look.code().map(|(name, ..)| strangers(&table, name)).unwrap_or_default();
    Ok(Some(look))
}

/// The texts in the column of codes that are no codes, such as that of the whole country.
fn strangers(table: &Source, column: &str) -> Vec<String> {
    let Some(at) = table.columns.iter().position(|name| name == column) else { return Vec::new() };
    let mut all: Vec<String> = table
        .records()
        .filter(|record| record.code(at).is_err())
        .map(|record| record.text(at))
        .collect();
    all.sort();
    all.dedup();
    all.truncate(STRANGERS);
    all
}

/// The year in the name of a file, if it has just one.
fn year_in(file: &str) -> Option<i32> {
    let mut years = file
        .split(|c: char| !c.is_ascii_digit())
        .filter(|run| run.len() == 4)
        .filter_map(|run| source::year(run.parse().ok()?).ok());
    let year = years.next()?;
    years.all(|other| other == year).then_some(year)
}

/// UTF-8 unless a file of text is none.
fn encoding(path: &Path, questions: &mut Vec<String>) -> Options {
    let mut options = Options::default();
    let text = path
        .extension()
        .is_some_and(|e| ["csv", "tsv", "txt"].iter().any(|t| e.eq_ignore_ascii_case(t)));
    if text && std::fs::read(path).is_ok_and(|bytes| std::str::from_utf8(&bytes).is_err()) {
        options.encoding = Some(Encoding::Windows1252);
        questions.push(
            "The text is not UTF-8. Is it windows-1252? Look at names with accents.".to_owned(),
        );
    }
    options
}

/// The delimiter that divides the heading into the most columns.
fn delimiter(path: &Path, options: &mut Options) -> Result<(), GeodataError> {
    let mut best = source::columns(path, options)?.len();
    for mark in [';', '\t', '|'] {
        let tried = Options { delimiter: Some(mark), ..options.clone() };
        // A first line `sep=;` contradicts all others.
        if let Ok(names) = source::columns(path, &tried)
            && names.len() > best
        {
            best = names.len();
            *options = tried;
        }
    }
    Ok(())
}

/// How numbers are written, where the texts of the file leave no doubt; else a question.
fn convention(table: &Source, options: &mut Options, questions: &mut Vec<String>) {
    let texts = |at: usize| {
        table.rows.iter().filter_map(move |row| match row.cells.get(at) {
            Some(Cell::Text(text)) if text.bytes().any(|b| b.is_ascii_digit()) => {
                Some(text.as_ref())
            }
            _ => None,
        })
    };
    let looks_numeric =
        |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b"+-.,".contains(&b));
    let mut points = false;
    let mut commas = false;
    let mut doubtful = None;
    for (at, _) in table.columns.iter().enumerate().filter(|(_, name)| !is_code_name(name)) {
        let count = texts(at).count();
        let numeric = texts(at).filter(|text| looks_numeric(text)).count();
        if count == 0 || (numeric as f64) < count as f64 * MOSTLY {
            continue;
        }
        for text in texts(at).filter(|text| looks_numeric(text)) {
            let fits = |comma: bool| source::reads_as_number(text, comma);
            match (fits(false), fits(true)) {
                (true, false) => points = true,
                (false, true) => commas = true,
                (true, true) if text.contains(['.', ',']) => doubtful = Some(text.to_owned()),
                _ => {}
            }
        }
    }
    match (points, commas, doubtful) {
        (true, false, _) => options.decimal_comma = Some(false),
        (false, true, _) => options.decimal_comma = Some(true),
        (false, false, Some(text)) => questions.push(format!(
            "How are numbers written: is `{text}` with a decimal point (read.decimal_comma = false), or with a decimal comma (true; and read.thousands = \".\")?"
        )),
        (true, true, _) => questions.push(
            "Some numbers have a decimal point and some a decimal comma. Which is right (read.decimal_comma), and can the others be corrected?".to_owned(),
        ),
        _ => {}
    }
}

fn kind(table: &Source, at: usize, name: &str) -> Kind {
    let filled = || table.records().filter(move |record| *record.cell(at) != Cell::Empty);
    let count = filled().count() as f64;
    let share = |number: usize, least: f64| count > 0.0 && number as f64 >= count * least;
    let mostly = |number: usize| share(number, MOSTLY);
    let codes: Vec<AreaCode> = filled()
        .filter(|record| matches!(record.cell(at), Cell::Text(_)))
        .filter_map(|record| record.code(at).ok().flatten())
        .collect();
    // `18.98` is a percentage as much as a regency, and `12` a number as much as a province: only a column
    // that says so holds codes of them. Those of districts and villages look like nothing else.
    let plain = codes.iter().all(|code| matches!(code.level(), Level::District | Level::Village));
    if share(codes.len(), CODES) && (plain || is_code_name(name)) {
        let distinct: HashSet<AreaCode> = codes.iter().copied().collect();
        let levels =
            Level::ALL.into_iter().filter(|l| codes.iter().any(|c| c.level() == *l)).collect();
        return Kind::Codes { levels, unique: distinct.len() == codes.len() };
    }
    let year = |name: &str| ["year", "tahun"].iter().any(|word| name.to_lowercase().contains(word));
    if year(name) && mostly(filled().filter(|record| record.year(at).is_ok()).count()) {
        return Kind::Years;
    }
    if mostly(filled().filter(|record| record.number(at).is_ok()).count()) {
        return Kind::Numbers;
    }
    Kind::Text
}

/// Words in the names of columns of codes.
const CODE_NAMES: [&str; 10] = [
    "code",
    "kode",
    "kd",
    "id_",
    "parent",
    "induk",
    "regency",
    "kabupaten",
    "province",
    "provinsi",
];

fn is_code_name(name: &str) -> bool {
    let name = name.to_lowercase();
    name == "id" || CODE_NAMES.iter().any(|word| name.contains(word))
}

impl Look {
    /// The column of codes of the smallest areas, with the levels in it and whether each stands once.
    pub fn code(&self) -> Option<(&str, &[Level], bool)> {
        self.columns
            .iter()
            .filter_map(|column| match &column.kind {
                Kind::Codes { levels, unique } => {
                    Some((column.name.as_str(), levels.as_slice(), *unique))
                }
                _ => None,
            })
            // Of several the first: the others are the parents', or say the same again.
            .rev()
            .max_by_key(|(_, levels, unique)| (levels.last().copied(), *unique))
    }

    /// The level of the file when all its codes are of one.
    pub fn level(&self) -> Option<Level> {
        match self.code()? {
            (_, [level], _) => Some(*level),
            _ => None,
        }
    }

    /// The column of codes of the level above.
    pub fn parent(&self, level: Level) -> Option<&str> {
        let above = level.parent()?;
        self.columns
            .iter()
            .find(|column| matches!(&column.kind, Kind::Codes { levels, .. } if *levels == [above]))
            .map(|column| column.name.as_str())
    }

    /// The first text column whose name is one of `words`, or holds one.
    pub fn text(&self, words: &[&str]) -> Option<&str> {
        let texts = || self.columns.iter().filter(|column| column.kind == Kind::Text);
        let lower = |column: &&SourceColumn| column.name.to_lowercase();
        texts()
            .find(|column| words.contains(&lower(column).as_str()))
            .or_else(|| {
                texts().find(|column| words.iter().any(|word| lower(column).contains(word)))
            })
            .map(|column| column.name.as_str())
    }

    /// The columns of one kind.
    pub fn of_kind(&self, kind: &Kind) -> Vec<&str> {
        self.columns.iter().filter(|c| c.kind == *kind).map(|c| c.name.as_str()).collect()
    }
}
