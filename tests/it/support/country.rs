//! The tiny country as a grid (`geodata::testing`): small enough to check by hand.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use geodata::dataset::Contents;
use geodata::testing;
pub use geodata::testing::{BARE, ISLAND};

/// The country as a dataset directory, written once for all tests.
pub fn directory() -> &'static Path {
    static DIRECTORY: OnceLock<PathBuf> = OnceLock::new();
    DIRECTORY.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap().keep().join("country");
        testing::written(&contents(), &dir).unwrap();
        dir
    })
}

/// The whole country.
pub fn contents() -> Contents {
    testing::grid().unwrap()
}
