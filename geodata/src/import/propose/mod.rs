//! `desmigratif spec`: a specification proposed from a folder. What the files show is filled in; what
//! they do not show is a question in a comment, never a guess that an import would follow.

mod look;
mod roles;
mod write;

use std::path::Path;

use crate::error::GeodataError;

use self::look::look;
use self::roles::Roles;

/// Proposes a specification for the files in the folder `dir`, as TOML with questions as comments.
///
/// # Errors
///
/// The folder cannot be read. A file that cannot be read is a comment that says why.
pub fn propose(dir: &Path) -> Result<String, GeodataError> {
    let mut names: Vec<String> = std::fs::read_dir(dir)
        .map_err(GeodataError::io(dir))?
        .flatten()
        .filter(|entry| entry.path().is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let mut looks = Vec::new();
    let mut left = Vec::new();
    for name in names {
        match look(dir, &name) {
            Ok(Some(look)) => looks.push(look),
            Ok(None) => {}
            Err(error) => left.push(error.to_string()),
        }
    }
    Ok(write::specification(&Roles::of(looks), &left))
}
