//! What is known of the programme, from the tables committed in `data/programme/`.
//!
//! Every row names its source. The figures come from the articles that the project grew from and
//! from other published reports; none is averaged with another.

use crate::dataset::ProgrammeTables;
use crate::error::GeodataError;
use crate::facts::rows;

macro_rules! table {
    ($name:literal) => {
        rows(
            concat!("programme/", $name, ".csv"),
            include_str!(concat!("../data/programme/", $name, ".csv")),
        )
    };
}

/// The programme's tables. LTSA offices have no position yet; see [`crate::offices::locate`]. Templates of plans
/// are those of a specification; see [`crate::templates`].
///
/// # Errors
/// When a committed table is not valid, which a test rules out.
pub fn facts() -> Result<ProgrammeTables, GeodataError> {
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

#[cfg(test)]
mod tests;
