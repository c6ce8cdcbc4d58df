//! Reports about the programme in a specification.

use serde::Deserialize;

use super::codes::Follow;
use crate::source::Options;

/// Villages reported as taking part in a programme.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Designations {
    /// The file, relative to the input directory.
    pub file: String,
    /// Key of the source.
    pub source: String,
    /// How to read it.
    #[serde(default)]
    pub read: Options,
    /// The column with the programme's id.
    pub programme: String,
    /// The column with the village's code.
    pub code: String,
    /// How codes of an older edition are followed.
    pub follow: Option<Follow>,
    /// The column with the name as reported.
    pub name: String,
    /// The column with the name that it was matched with.
    pub matched_name: Option<String>,
    /// The column with the regency as reported.
    pub regency: Option<String>,
    /// The column with the year.
    pub year: Option<String>,
    /// The column that says how the code was found.
    #[serde(rename = "match")]
    pub match_column: String,
    /// The texts of that column that make a designation; all others are proposals.
    pub accept: Vec<String>,
    /// The column with the source of each row.
    pub source_column: Option<String>,
}

/// One-stop service offices, known by the area that they serve.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ltsa {
    /// The file, relative to the input directory.
    pub file: String,
    /// Key of the source.
    pub source: String,
    /// How to read it.
    #[serde(default)]
    pub read: Options,
    /// The column with the area's code.
    pub code: String,
    /// How codes of an older edition are followed.
    pub follow: Option<Follow>,
    /// The column with the date since when.
    pub since: Option<String>,
    /// The column with a note.
    pub note: Option<String>,
    /// A note that says that the office does not operate yet.
    pub planned: Option<String>,
    /// The column with the source of each row.
    pub source_column: Option<String>,
}
