//! The dataset directory: an immutable set of Parquet files with a manifest.
//!
//! `docs/dataset.md` describes the files. [`write()`] makes one from [`Contents`], [`Dataset::open`]
//! reads one and checks that no byte of it has changed since.

mod areas;
mod copies;
mod draft;
mod files;
mod indicator_values;
mod manifest;
mod mapped;
mod model;
mod place;
mod pyramid;
mod read;
mod report;
mod schema;
mod shape;
#[cfg(test)]
mod tests;
mod write;

pub use draft::{Draft, findings, write};
pub use indicator_values::check_values;
pub(crate) use indicator_values::{IndicatorRow, rows as indicator_rows, to_batch as values_batch};
pub use manifest::{
    ColumnOrigin, Counts, DatasetKind, FORMAT, FORMAT_WITH_TABLES, FileEntry, MANIFEST, Manifest,
    Meta, SourceEntry, Standing,
};
pub use model::{
    Aggregate, Area, AreaAlias, AreaChange, Claim, CodeBridge, CodeTables, Contents, Designation,
    Event, Indicator, IndicatorValue, Institution, LtsaDesk, LtsaOffice, NewArea, OfficeHolder,
    Partnership, Pillar, PillarStatus, PillarWording, PlanTemplate, Programme, ProgrammeTables,
    Qualifier, Round, RoundQuota, Statement, ValueStatus,
};
pub use read::Dataset;
pub use report::{CheckTitle, ReportCount, ReportLine, Severity};
pub use schema::{PLAIN_TABLES, REGISTRY_TABLES};
pub use shape::{PolygonColumn, Shape, crs84};
pub use write::{check_target, is_dataset};
pub(crate) use write::{report_batch, rows as batch_of};
