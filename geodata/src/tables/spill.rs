//! A directory for what does not fit into memory, gone when it is dropped.

use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::GeodataError;

/// A directory that nobody else reads.
#[derive(Debug)]
pub struct Spill(PathBuf);

impl Spill {
    /// A new directory within `parent`.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn within(parent: &Path) -> Result<Self, GeodataError> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let dir = parent.join(format!(".desmigratif-sort-{}-{number}", std::process::id()));
        DirBuilder::new().mode(0o700).create(&dir).map_err(GeodataError::io(&dir))?;
        Ok(Self(dir))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Spill {
    fn drop(&mut self) {
        // What stays is within a directory that is removed too, or that the system clears.
        let _ = fs::remove_dir_all(&self.0);
    }
}
