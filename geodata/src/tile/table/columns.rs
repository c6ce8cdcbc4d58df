//! The columns of a table as tiles carry them.

use arrow::array::{ArrayRef, AsArray as _, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use arrow::error::ArrowError;

use crate::tables::{ColumnType, OwnTable, PointRows};
use crate::tile::encode::Values;

/// The property that says how many rows a feature is.
pub const COUNT: &str = "count";
/// Whole numbers up to this of either sign are exact as doubles, which is what clients read numbers as.
const EXACT: i64 = 1 << 53;
/// Bytes of texts that are held for a tile: as many never fit into one.
pub(super) const MOST_TEXT: usize = 32 << 20;

/// What the values of a property are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PropertyKind {
    /// A text.
    Text,
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// True or false.
    Boolean,
}

/// A column of a table in tiles.
#[derive(Debug, Clone)]
pub struct Carried {
    /// Its name in the table.
    pub stored: String,
    /// Its name in tiles.
    pub name: String,
    /// What its values are in tiles.
    pub kind: PropertyKind,
}

/// The columns of a table in its order. Days and moments are texts by ISO 8601, and so are the digits of whole numbers where
/// any of the column is beyond what a double is exact for: all values of a column are of one type.
pub(super) fn carried(table: &OwnTable, rows: &PointRows) -> Vec<Carried> {
    let kind = |name: &str, kind: ColumnType| match kind {
        ColumnType::Text | ColumnType::Area | ColumnType::Date | ColumnType::Timestamp => {
            PropertyKind::Text
        }
        ColumnType::Number => PropertyKind::Number,
        ColumnType::Boolean => PropertyKind::Boolean,
        ColumnType::Integer => match rows.whole_bounds(name) {
            Some((low, high)) if low >= -EXACT && high <= EXACT => PropertyKind::Whole,
            _ => PropertyKind::Text,
        },
    };
    let of = |column: &crate::tables::OwnColumn| Carried {
        stored: column.name.clone(),
        name: free_name(table, &column.name),
        kind: kind(&column.name, column.kind),
    };
    table.columns.iter().map(of).collect()
}

/// The name of a column in tiles: its own, unless that says how many rows a feature is.
fn free_name(table: &OwnTable, name: &str) -> String {
    let mut free = name.to_owned();
    if name == COUNT {
        while free == COUNT || table.columns.iter().any(|column| column.name == free) {
            free.push('_');
        }
    }
    free
}

/// The values of a column that were read.
pub(super) struct Held<'a> {
    pub(super) of: &'a Carried,
    parts: Vec<ArrayRef>,
}

/// The texts of a column that has such, in the order of its rows.
pub(super) type Text<'a> = Vec<Option<&'a str>>;

impl<'a> Held<'a> {
    pub(super) const fn new(of: &'a Carried) -> Self {
        Self { of, parts: Vec::new() }
    }

    /// Takes the next rows; answers how many bytes their texts have.
    pub(super) fn take(&mut self, batch: &RecordBatch) -> Result<usize, ArrowError> {
        let Some(part) = batch.column_by_name(&self.of.stored) else {
            return Err(ArrowError::SchemaError(format!("{} was not read", self.of.stored)));
        };
        let stored = match self.of.kind {
            PropertyKind::Text => DataType::Utf8,
            PropertyKind::Whole => DataType::Int64,
            PropertyKind::Number => DataType::Float64,
            PropertyKind::Boolean => DataType::Boolean,
        };
        let part = cast(part, &stored)?;
        let texts = part.as_string_opt::<i32>();
        let bytes = texts.map_or(0, |texts| texts.iter().flatten().map(str::len).sum());
        self.parts.push(part);
        Ok(bytes)
    }

    /// Its texts, where it has such.
    pub(super) fn texts(&self) -> Text<'_> {
        let parts = self.parts.iter().filter_map(|part| part.as_string_opt::<i32>());
        parts.flat_map(|part| part.iter()).collect()
    }

    /// Its values; `texts` are its texts.
    pub(super) fn values<'t>(&self, texts: &Text<'t>) -> Values<'t> {
        let parts = self.parts.iter();
        match self.of.kind {
            PropertyKind::Text => Values::Texts(texts.clone()),
            PropertyKind::Whole => {
                let parts = parts.filter_map(|part| part.as_primitive_opt::<Int64Type>());
                Values::Integers(parts.flat_map(|part| part.iter()).collect())
            }
            PropertyKind::Number => {
                let parts = parts.filter_map(|part| part.as_primitive_opt::<Float64Type>());
                Values::Doubles(parts.flat_map(|part| part.iter()).collect())
            }
            PropertyKind::Boolean => {
                let parts = parts.filter_map(|part| part.as_boolean_opt());
                Values::Booleans(parts.flat_map(|part| part.iter()).collect())
            }
        }
    }
}
