//! A tiny country whose every answer can be checked by hand; for tests of any crate.
//!
//! It is drawn twice, of the same rows ([`rows`]): with everything that is odd ([`contents`]) for what reads and computes,
//! and as a grid of equal squares ([`grid()`]) for what is seen from outside.

mod grid;
mod odd;
pub mod rows;

use std::io::Write as _;
use std::path::Path;

pub use grid::{BARE, ISLAND, contents as grid};
pub use odd::{VILLAGES, contents};

use crate::GeodataError;
use crate::dataset::{Contents, Dataset, write};
use crate::progress::Silent;

/// Writes the tiny country below `dir` and opens it.
///
/// # Errors
/// When the disk refuses.
pub fn dataset(dir: &Path) -> Result<Dataset, GeodataError> {
    written(&contents()?, &dir.join("tiny"))
}

/// Writes a country as the dataset `dir` and opens it.
///
/// # Errors
/// When the country is not sound or the disk refuses.
pub fn written(contents: &Contents, dir: &Path) -> Result<Dataset, GeodataError> {
    write(contents, &[], dir, &Silent)?;
    Dataset::open(dir)
}

/// Says that a test could not look at what it is about, why, and how to get what it needs: past the harness, which
/// keeps the output of a test that passes. `scripts/test` lists these lines at its end.
pub fn skipped(note: &str) {
    // Who cannot be told misses a remark, not a result.
    let _ = writeln!(std::io::stderr(), "skipped: {note}");
}
