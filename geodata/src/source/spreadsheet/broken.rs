//! The error of a workbook that is not as it should be.

use std::path::Path;

use crate::error::{GeodataError, Place};

pub(super) fn broken(path: &Path, problem: String) -> GeodataError {
    let advice = "open it in the program that made it and save it again";
    GeodataError::source(path, Place::File, problem, advice)
}
