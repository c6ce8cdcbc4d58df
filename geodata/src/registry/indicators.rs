//! Indicators that no import has: counts that villages report themselves, apart from placements.

use serde::Deserialize;

use crate::dataset::Indicator;
use crate::error::{GeodataError, Place};

const REPORTED: &str = include_str!("../../data/reported.toml");
const PATH: &str = "geodata/data/reported.toml";

#[derive(Deserialize)]
struct File {
    indicator: Vec<Line>,
}

#[derive(Deserialize)]
struct Line {
    plausible: [f64; 2],
    #[serde(flatten)]
    indicator: Indicator,
}

/// The indicators that villages report.
///
/// # Errors
/// When the committed catalogue is not valid, which a test rules out.
pub fn reported() -> Result<Vec<Indicator>, GeodataError> {
    Ok(with_ranges()?.into_iter().map(|(indicator, _)| indicator).collect())
}

/// The same, each with the range in which its values are.
pub(super) fn with_ranges() -> Result<Vec<(Indicator, [f64; 2])>, GeodataError> {
    let file: File = toml::from_str(REPORTED).map_err(broken)?;
    Ok(file.indicator.into_iter().map(|line| (line.indicator, line.plausible)).collect())
}

pub(super) fn broken(error: toml::de::Error) -> GeodataError {
    let path = std::path::Path::new(PATH);
    GeodataError::source(
        path,
        Place::File,
        error.to_string(),
        "the catalogue is part of the program; report this",
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_committed_reported_indicators_are_valid() {
        let reported = reported().unwrap();
        assert!(reported.iter().all(|line| line.level == "village" && line.min_cell == Some(5)));
        let ids: BTreeSet<&str> = reported.iter().map(|line| line.id.as_str()).collect();
        assert_eq!(ids.len(), reported.len());
        let known = crate::catalogue::indicators().unwrap();
        assert!(known.iter().all(|line| !ids.contains(line.id.as_str())), "apart from placements");
    }
}
