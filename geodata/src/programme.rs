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
mod tests {
    use super::*;
    use crate::code::AreaCode;

    #[test]
    fn every_committed_table_is_valid_and_names_its_source() {
        let facts = facts().unwrap();
        assert_eq!(facts.pillars.len(), 4);
        assert_eq!(facts.designations.len(), 6);
        for designation in &facts.designations {
            let code: AreaCode = designation.village_code.parse().unwrap();
            assert_eq!(code.level(), crate::Level::Village);
            assert_eq!(designation.funding, "UNKNOWN");
        }
        assert!(facts.claims.iter().all(|claim| !claim.source.is_empty()));
        assert!(facts.institutions.iter().all(|institution| !institution.source.is_empty()));
    }

    #[test]
    fn the_rounds_of_2016_to_2019_sum_to_the_claim_of_402() {
        let facts = facts().unwrap();
        let targets: i32 =
            facts.rounds.iter().filter(|r| r.year <= 2019).filter_map(|r| r.target_n).sum();
        assert_eq!(targets, 402);
        assert!(facts.claims.iter().any(|claim| claim.value == Some(402.0)));
        assert!(facts.claims.iter().any(|claim| claim.value == Some(503.0)));
    }

    #[test]
    fn only_the_cirebon_claim_has_a_funding_source() {
        let funded: Vec<_> = facts()
            .unwrap()
            .claims
            .into_iter()
            .filter(|claim| claim.funding != "UNKNOWN")
            .collect();
        assert_eq!(funded.len(), 1);
        assert_eq!(funded[0].area_code.as_deref(), Some("32.09"));
        assert_eq!(funded[0].funding, "DANA_DESA");
    }
}
