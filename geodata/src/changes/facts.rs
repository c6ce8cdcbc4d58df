//! The changes and other names that stand in `data/`.

use serde::de::DeserializeOwned;

use crate::dataset::{AreaAlias, AreaChange};

/// Changes of codes by law: the four provinces of 2022 on Papua, and their regencies.
///
/// # Errors
/// When the committed table is not valid, which a test rules out.
pub fn facts() -> Result<Vec<AreaChange>, FactError> {
    rows("area_changes.csv", include_str!("../../data/area_changes.csv"))
}

/// Other names of areas, as published texts have them.
///
/// # Errors
/// When the committed table is not valid, which a test rules out.
pub fn aliases() -> Result<Vec<AreaAlias>, FactError> {
    rows("area_aliases.csv", include_str!("../../data/area_aliases.csv"))
}

/// A committed table that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("geodata/data/{table}: {source}")]
pub struct FactError {
    table: &'static str,
    source: csv::Error,
}

impl From<FactError> for crate::GeodataError {
    fn from(error: FactError) -> Self {
        Self::source(
            &std::path::Path::new("geodata/data").join(error.table),
            crate::error::Place::File,
            error.source.to_string(),
            "the table is part of the program; report this",
        )
    }
}

fn rows<T: DeserializeOwned>(table: &'static str, text: &str) -> Result<Vec<T>, FactError> {
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|source| FactError { table, source })
}
