//! Finding columns by the names that the specification gives them.

use std::path::Path;

use crate::error::{GeodataError, Place};

/// Finds the positions of the columns `wanted` among the `names` of a file.
pub(super) fn resolve(
    path: &Path,
    names: &[String],
    wanted: &[&str],
    hint: &str,
) -> Result<Vec<usize>, GeodataError> {
    wanted
        .iter()
        .map(|&column| {
            let mut found = names.iter().enumerate().filter(|(_, name)| *name == column);
            match (found.next(), found.next()) {
                (Some((at, _)), None) => Ok(at),
                (Some(_), Some(_)) => Err(GeodataError::source(
                    path,
                    Place::Column(column.to_owned()),
                    "the column occurs twice",
                    "rename one of the two",
                )),
                (None, _) => Err(missing_column(path, names, column, hint)),
            }
        })
        .collect()
}

/// The error for a column that a file does not have.
pub(super) fn missing_column(
    path: &Path,
    names: &[String],
    column: &str,
    hint: &str,
) -> GeodataError {
    let shown: Vec<&str> = names.iter().take(40).map(String::as_str).collect();
    GeodataError::source(
        path,
        Place::Column(column.to_owned()),
        "the column is missing",
        format!(
            "the file has {}; correct the name in the specification or the file{hint}",
            shown.join(", ")
        ),
    )
}
