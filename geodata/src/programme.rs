//! What is known of the programme, from the tables committed in `data/programme/`.
//!
//! Every row names its source. The figures come from the articles that the project grew from and
//! from other published reports; none is averaged with another.

use serde::de::DeserializeOwned;

use crate::dataset::ProgrammeTables;

macro_rules! table {
    ($name:literal) => {
        rows($name, include_str!(concat!("../data/programme/", $name, ".csv")))
    };
}

/// The programme's tables. LTSA offices have no position yet; see [`crate::offices::locate`]. Templates of plans
/// are those of a specification; see [`crate::templates`].
///
/// # Errors
/// When a committed table is not valid, which a test rules out.
pub fn facts() -> Result<ProgrammeTables, FactError> {
    Ok(ProgrammeTables {
        programmes: table!("programmes")?,
        pillars: table!("pillars")?,
        pillar_wordings: table!("pillar_wordings")?,
        statements: table!("statements")?,
        events: table!("events")?,
        office_holders: table!("office_holders")?,
        rounds: table!("rounds")?,
        round_quotas: table!("round_quotas")?,
        plan_templates: Vec::new(),
        designations: table!("designations")?,
        pillar_status: table!("pillar_status")?,
        ltsa_offices: table!("ltsa_offices")?,
        ltsa_desks: table!("ltsa_desks")?,
        institutions: table!("institutions")?,
        partnerships: table!("partnerships")?,
        claims: table!("claims")?,
    })
}

/// A committed table that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("geodata/data/programme/{table}.csv: {source}")]
pub struct FactError {
    table: &'static str,
    source: csv::Error,
}

impl From<FactError> for crate::GeodataError {
    fn from(error: FactError) -> Self {
        Self::source(
            std::path::Path::new(&format!("geodata/data/programme/{}.csv", error.table)),
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

#[cfg(test)]
mod tests;
