//! The data dictionary: what every table and column means, its unit, and where it came from.
//!
//! The texts stand in `queries/dictionary.toml`; those of indicators come from the catalogue of the
//! dataset, and so do source and vintage.

use std::collections::BTreeMap;

use arrow::array::{Array as _, ArrayRef, RecordBatch};
use geodata::dataset::{Dataset, Indicator};
use geodata::tables::{LAT, LON};
use serde::{Deserialize, Serialize};

use crate::error::QueryError;
use crate::names::type_name;
use crate::own::{OwnTableProvider, Stored};
use crate::ranges::{Range, null_share, range};
use crate::tables::{self, TableMap};

const TEXTS: &str = include_str!("../dictionary.toml");

/// A table or view.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = TableInfo))]
pub struct TableEntry {
    /// Its name in SQL.
    pub name: String,
    /// `table`, or `view` where it follows from the others.
    pub kind: &'static str,
    /// Number of rows; null when it changes.
    pub rows: Option<usize>,
    /// What one row is, in Indonesian.
    pub description_id: String,
    /// What one row is, in English.
    pub description_en: String,
    /// The columns in order.
    pub columns: Vec<ColumnEntry>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = TableColumnInfo))]
pub struct ColumnEntry {
    /// Its name in SQL.
    pub name: String,
    /// Its type, as SQL writes it.
    #[serde(rename = "type")]
    pub data_type: String,
    /// Whether it may be NULL.
    pub nullable: bool,
    /// The unit; empty for codes and texts.
    pub unit: String,
    /// What it means, in Indonesian.
    pub description_id: String,
    /// What it means, in English.
    pub description_en: String,
    /// The key of the source, where the dataset states one.
    pub source: Option<String>,
    /// Date or edition of the source.
    pub vintage: Option<String>,
    /// The least value, as text: of numbers, days and texts.
    pub min: Option<String>,
    /// The greatest value, as text.
    pub max: Option<String>,
    /// The part of all rows that have no value, from 0 to 1; null where rows change or there are none.
    pub null_share: Option<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    /// Columns that mean the same wherever they stand.
    common: BTreeMap<String, Text>,
    tables: BTreeMap<String, TableText>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TableText {
    id: String,
    en: String,
    #[serde(default)]
    columns: BTreeMap<String, Text>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    id: String,
    en: String,
    #[serde(default)]
    unit: String,
}

/// The entries of all tables, by name.
pub(crate) fn entries(tables: &TableMap, dataset: &Dataset) -> Result<Vec<TableEntry>, QueryError> {
    let texts: Texts = toml::from_str(TEXTS).map_err(QueryError::internal)?;
    let indicators = dataset.indicators().map_err(QueryError::internal)?;
    tables
        .iter()
        .map(|(name, table)| {
            if let Some(own) = table.downcast_ref::<OwnTableProvider>() {
                return Ok(own_entry(own.stored()));
            }
            let text = texts.tables.get(name).ok_or_else(|| undocumented(name, "the table"))?;
            let columns = table.schema();
            let batches = tables::held_batches(table.as_ref());
            let columns = columns.fields().iter().enumerate().map(|(at, field)| {
                let column = field.name();
                let values: Vec<ArrayRef> =
                    batches.iter().flatten().filter_map(|b| b.columns().get(at)).cloned().collect();
                let nulls = values.iter().map(|array| array.null_count() as u64).sum();
                let all = values.iter().map(|array| array.len() as u64).sum();
                let Range { min, max } = range(&values);
                let text = text
                    .columns
                    .get(column)
                    .or_else(|| texts.common.get(column))
                    .cloned()
                    .or_else(|| indicator_text(name, column, &indicators))
                    .ok_or_else(|| undocumented(name, column))?;
                let origin = origin(dataset, name, column);
                Ok(ColumnEntry {
                    name: column.clone(),
                    data_type: type_name(field),
                    nullable: field.is_nullable(),
                    unit: text.unit,
                    description_id: text.id,
                    description_en: text.en,
                    source: origin.as_ref().map(|origin| origin.0.clone()),
                    vintage: origin.map(|origin| origin.1),
                    min,
                    max,
                    null_share: null_share(nulls, all),
                })
            });
            Ok(TableEntry {
                name: name.clone(),
                kind: if tables::is_view(name) { "view" } else { "table" },
                rows: batches
                    .as_ref()
                    .map(|batches| batches.iter().map(RecordBatch::num_rows).sum()),
                description_id: text.id.clone(),
                description_en: text.en.clone(),
                columns: columns.collect::<Result<_, QueryError>>()?,
            })
        })
        .collect()
}

fn undocumented(table: &str, what: &str) -> QueryError {
    QueryError::internal(format!("queries/dictionary.toml does not describe {what} of `{table}`"))
}

fn indicator_text(table: &str, column: &str, indicators: &[Indicator]) -> Option<Text> {
    if !tables::is_wide(table) {
        return None;
    }
    let indicator = indicators.iter().find(|indicator| indicator.id == column)?;
    let text = |name: &str, about: &str| {
        if about.is_empty() { name.to_owned() } else { format!("{name}: {about}") }
    };
    Some(Text {
        id: text(&indicator.name_id, &indicator.description_id),
        en: text(&indicator.name_en, &indicator.description_en),
        unit: indicator.unit.clone(),
    })
}

/// Source and vintage that the manifest states for a column. A column of the wide view or of a parent
/// code has the origin of the table that it was taken from.
fn origin(dataset: &Dataset, table: &str, column: &str) -> Option<(String, String)> {
    let stated = |table: &str| {
        let found = dataset
            .manifest
            .meta
            .columns
            .iter()
            .find(|o| o.table == table && o.column == column)?;
        Some((found.source.clone(), found.vintage.clone()))
    };
    let place = match table {
        "system_join_report" => "join_report",
        other => other,
    };
    stated(place).or_else(|| {
        if !tables::is_wide(table) {
            return None;
        }
        stated("villages").or_else(|| stated("indicator_values")).or_else(|| stated("indicators"))
    })
}

/// The entry of a table of one's own, which the import has described.
fn own_entry(stored: &Stored) -> TableEntry {
    let table = &stored.table;
    let titled = |title: &str, about: &str| {
        if about.is_empty() { title.to_owned() } else { format!("{title}: {about}") }
    };
    let unplaced = table.rows.saturating_sub(table.located_rows);
    let columns = stored.schema.fields().iter().map(|field| {
        let name = field.name().as_str();
        let own = table.columns.iter().find(|column| column.name == name);
        let (unit, id, en, nulls) = match own {
            Some(column) => {
                (column.unit.clone(), column.id.clone(), column.en.clone(), column.nulls)
            }
            None => {
                let (unit, id, en) = match name {
                    LON => ("°", "Bujur (WGS 84)", "Longitude (WGS 84)"),
                    LAT => ("°", "Lintang (WGS 84)", "Latitude (WGS 84)"),
                    _ => (
                        "",
                        "Letak (bujur, lintang; WGS 84)",
                        "The place (longitude, latitude; WGS 84)",
                    ),
                };
                (unit.to_owned(), id.to_owned(), en.to_owned(), unplaced)
            }
        };
        let Range { min, max } = stored.range(name);
        ColumnEntry {
            name: name.to_owned(),
            data_type: type_name(field),
            nullable: field.is_nullable(),
            unit,
            description_id: id,
            description_en: en,
            source: Some(table.source.clone()),
            vintage: Some(table.vintage.clone()).filter(|vintage| !vintage.is_empty()),
            min,
            max,
            null_share: null_share(nulls, table.rows),
        }
    });
    TableEntry {
        name: table.name.clone(),
        kind: "table",
        rows: usize::try_from(table.rows).ok(),
        description_id: titled(&table.title_id, &table.description_id),
        description_en: titled(&table.title_en, &table.description_en),
        columns: columns.collect(),
    }
}
