//! The changes and other names that stand in `data/`.

use crate::dataset::{AreaAlias, AreaChange};
use crate::error::GeodataError;
use crate::facts::rows;

/// Changes of codes by law: the four provinces of 2022 on Papua, and their regencies.
///
/// # Errors
/// When the committed table is not valid, which a test rules out.
pub fn facts() -> Result<Vec<AreaChange>, GeodataError> {
    rows("area_changes.csv", include_str!("../../data/area_changes.csv"))
}

/// Other names of areas, as published texts have them.
///
/// # Errors
/// When the committed table is not valid, which a test rules out.
pub fn aliases() -> Result<Vec<AreaAlias>, GeodataError> {
    rows("area_aliases.csv", include_str!("../../data/area_aliases.csv"))
}
