//! Tables of one's own: scanned from their Parquet files, never loaded. Of a file only those row groups are read
//! whose bounds a filter may find something in.
//!
//! ```text
//! provider -> OwnTableExec: stored (file, bounds of its row groups) <- prune (filters as conditions on bounds)
//! ```

mod exec;
mod provider;
mod prune;
mod stored;

pub(crate) use provider::OwnTableProvider;
pub(crate) use stored::Stored;
