//! The named questions: SQL files with a heading, built into the program or in a directory of the operator's.
//! `heading` says what is in a file.

mod directory;
mod heading;
mod question;

use std::path::Path;

use crate::error::QueryError;

pub use directory::OwnQuestionError;
pub use heading::HeadingError;
pub use question::{Expected, NamedParam, NamedQuery};

macro_rules! questions {
    ($($name:literal),* $(,)?) => {
        const FILES: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../sql/", $name, ".sql")))),*];
    };
}

questions![
    "areas_at_point",
    "areas_that_differ",
    "candidates_near_each_other",
    "claims_against_rounds",
    "claims_versus_register",
    "correlations",
    "coverage_by_regency",
    "coverage_per_1000",
    "designated_villages",
    "designations_by_province",
    "designations_by_year_and_funding",
    "desks_at_date",
    "distance_to_designated",
    "distance_to_office_by_regency",
    "events_and_people",
    "figures_of_village",
    "funding_and_claims",
    "gap_by_area",
    "gini_by_year",
    "join_report_by_check",
    "lorenz_points",
    "missing_by_regency",
    "missing_by_year",
    "nearest_designated",
    "nearest_offices",
    "need_by_year",
    "neighbours_of_village",
    "offices_at_date",
    "partners",
    "pillar_progress",
    "pillar_wordings",
    "pillars_by_village",
    "points_in_other_regency",
    "rank_intervals",
    "reach_of_designated",
    "recompute_ranking",
    "rollup_by_province",
    "same_name_in_district",
    "seats_by_need",
    "sources_of_figures",
    "statements_by_kind",
    "top_under_two_weights",
    "underserved_villages",
    "villages_by_name",
    "villages_far_from_ltsa",
    "villages_in_box",
    "villages_within_km",
    "villages_without_boundary",
    "years_by_indicator",
];

/// All named questions, by name.
///
/// # Errors
/// [`QueryError::Internal`] when a file has a wrong heading; a test keeps that from happening.
pub fn named_queries() -> Result<Vec<NamedQuery>, QueryError> {
    let read = FILES.iter().map(|(name, text)| {
        heading::parse(name, text)
            .map_err(|error| QueryError::internal(format!("queries/sql/{name}.sql, {error}")))
    });
    read.collect()
}

/// The questions of a directory: one in each file `NAME.sql`, by name. None has the name of a question that is
/// built in.
///
/// # Errors
/// When the directory or a file cannot be read or is not as it must be; the message names file and line.
pub fn own_queries(dir: &Path) -> Result<Vec<NamedQuery>, OwnQuestionError> {
    directory::read(dir, |name| FILES.iter().any(|(built_in, _)| *built_in == name))
}
