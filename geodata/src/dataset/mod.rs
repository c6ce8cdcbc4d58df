//! The dataset directory: an immutable set of Parquet files with a manifest.
//!
//! `docs/dataset.md` describes the files. [`write()`] makes one from [`Contents`], [`Dataset::open`]
//! reads one, [`Dataset::verify`] checks that no byte of it has changed since.

mod areas;
mod manifest;
mod model;
mod read;
mod schema;
#[cfg(test)]
mod tests;
mod write;

pub use manifest::{
    ColumnOrigin, Counts, DatasetKind, FileEntry, Manifest, Meta, ReportCount, SourceEntry,
};
pub use model::{
    Area, CheckTitle, Claim, Contents, Designation, Indicator, IndicatorValue, Institution,
    LtsaDesk, LtsaOffice, Partnership, Pillar, PillarStatus, Programme, ProgrammeTables,
    ReportLine, Round, RoundQuota, Severity, ValueStatus,
};
pub use read::Dataset;
pub use schema::PLAIN_TABLES;
pub use write::write;

/// The version of the directory format that this crate writes and reads.
pub const FORMAT: u32 = 1;
/// The name of the manifest in a dataset directory.
pub const MANIFEST: &str = "dataset.toml";
