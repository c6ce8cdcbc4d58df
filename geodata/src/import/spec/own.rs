//! Tables of one's own in a specification: `[[tables]]`.

use std::collections::HashSet;

use serde::Deserialize;

use crate::code::Level;
use crate::dataset::{PLAIN_TABLES, REGISTRY_TABLES};
use crate::source::{Options, unfit_name};
use crate::tables::{ColumnType, Located, RESERVED};

/// A table of one's own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Own {
    /// Its name in SQL: small letters, digits and `_`.
    pub name: String,
    /// The file, relative to the input directory: CSV, Parquet, GeoParquet or GeoJSON.
    pub file: String,
    /// Key of the source, whose licence is that of the table.
    pub source: String,
    /// The date or edition; that of the source unless given.
    pub vintage: Option<String>,
    /// Title in Indonesian.
    pub title_id: String,
    /// Title in English.
    pub title_en: String,
    /// What one row is, in Indonesian.
    #[serde(default)]
    pub description_id: String,
    /// What one row is, in English.
    #[serde(default)]
    pub description_en: String,
    /// The column that tells rows apart.
    pub key: Option<String>,
    /// How to read the file.
    #[serde(default)]
    pub read: Options,
    /// Where rows are.
    pub geometry: Option<OwnGeometry>,
    /// Its columns.
    pub columns: Vec<OwnColumn>,
}

/// Where the rows of a table are: one of `lon` with `lat`, `wkt`, `wkb` and `file`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnGeometry {
    /// The column of the file with the longitude in degrees.
    pub lon: Option<String>,
    /// The column of the file with the latitude in degrees.
    pub lat: Option<String>,
    /// The column of the file with WKT.
    pub wkt: Option<String>,
    /// The column of the file with WKB: bytes in Parquet, hexadecimal digits in text.
    pub wkb: Option<String>,
    /// The geometry of the file itself: GeoJSON, GeoParquet.
    #[serde(default)]
    pub file: bool,
    /// `points` (unless given) or `shapes` of any kind.
    pub kind: Option<Located>,
}

impl OwnGeometry {
    /// What the table stores.
    pub fn located(&self) -> Located {
        self.kind.unwrap_or(Located::Points)
    }

    fn check(&self) -> Result<(), String> {
        if self.lon.is_some() != self.lat.is_some() {
            return Err("geometry needs lon and lat together".to_owned());
        }
        let ways = [self.lon.is_some(), self.wkt.is_some(), self.wkb.is_some(), self.file];
        if ways.into_iter().filter(|way| *way).count() != 1 {
            return Err("geometry is one of lon with lat, wkt, wkb, and file = true".to_owned());
        }
        match self.located() {
            Located::Nowhere => Err("geometry.kind is `points` or `shapes`".to_owned()),
            Located::Shapes if self.lon.is_some() => {
                Err("longitude and latitude are points".to_owned())
            }
            _ => Ok(()),
        }
    }
}

/// A column of a table of one's own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnColumn {
    /// Its name in SQL.
    pub name: String,
    /// The column of the file; the same name unless given.
    pub from: Option<String>,
    /// What its values are.
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// The unit.
    #[serde(default)]
    pub unit: String,
    /// What it means, in Indonesian.
    pub id: String,
    /// What it means, in English.
    pub en: String,
}

impl OwnColumn {
    /// The column of the file.
    pub fn of_file(&self) -> &str {
        self.from.as_deref().unwrap_or(&self.name)
    }
}

impl Own {
    /// # Errors
    /// What is wrong, in words.
    pub(super) fn check(&self) -> Result<(), String> {
        let place = |problem: String| format!("the table `{}`: {problem}", self.name);
        check_name(&self.name).map_err(place)?;
        let taken = PLAIN_TABLES.contains(&self.name.as_str())
            || REGISTRY_TABLES.contains(&self.name.as_str())
            || Level::ALL.iter().any(|level| level.plural() == self.name)
            || TAKEN.iter().any(|name| self.name == *name)
            || TAKEN_BEGINNINGS.iter().any(|beginning| self.name.starts_with(beginning));
        if taken {
            return Err(place("there is a table of this name already".to_owned()));
        }
        let texts = [&self.title_id, &self.title_en, &self.description_id, &self.description_en];
        let texts = texts.into_iter().chain(self.vintage.as_ref());
        let of_columns = self.columns.iter().flat_map(|c| [&c.unit, &c.id, &c.en]);
        for text in texts.chain(of_columns) {
            if let Some(problem) = unfit_name(text) {
                return Err(place(problem));
            }
        }
        if self.title_id.trim().is_empty() || self.title_en.trim().is_empty() {
            return Err(place("it needs a title".to_owned()));
        }
        if let Some(geometry) = &self.geometry {
            geometry.check().map_err(place)?;
        }
        let mut names = HashSet::new();
        for column in &self.columns {
            check_name(&column.name).map_err(place)?;
            if RESERVED.contains(&column.name.as_str()) {
                let (name, all) = (&column.name, RESERVED.join(", "));
                return Err(place(format!(
                    "the column `{name}` needs another name: {all} are those of the place"
                )));
            }
            if column.id.trim().is_empty() || column.en.trim().is_empty() {
                return Err(place(format!(
                    "the column `{}` needs its meaning in `id` and `en`",
                    column.name
                )));
            }
            if !names.insert(column.name.as_str()) {
                return Err(place(format!("the column `{}` occurs twice", column.name)));
            }
        }
        match &self.key {
            Some(key) if !names.contains(key.as_str()) => {
                Err(place(format!("the key `{key}` is none of its columns")))
            }
            _ if self.columns.is_empty() => Err(place("it has no columns".to_owned())),
            _ => Ok(()),
        }
    }
}

/// Tables that SQL has beside those of the dataset's files.
const TAKEN: [&str; 1] = ["information_schema"];
const TAKEN_BEGINNINGS: [&str; 4] = ["coverage_by_", "system_", "village_indicators", "pg_"];

/// Words that SQL would read otherwise.
const WORDS: [&str; 24] = [
    "all", "and", "as", "by", "case", "cross", "distinct", "end", "from", "full", "group",
    "having", "inner", "join", "left", "limit", "not", "null", "on", "or", "order", "select",
    "union", "where",
];

fn check_name(name: &str) -> Result<(), String> {
    let letter = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    let rest = |byte: u8| letter(byte) || byte.is_ascii_digit();
    let plain = name.bytes().next().is_some_and(letter) && name.bytes().all(rest);
    if !plain || name.len() > 63 {
        return Err(format!(
            "`{name}` is no name: use small letters, digits and `_`, a letter first, 63 at most"
        ));
    }
    if WORDS.contains(&name) {
        return Err(format!("`{name}` is a word of SQL; use another name"));
    }
    Ok(())
}
