//! `dataset.toml`: what a dataset is, where it came from, and the hash of every file.

use serde::{Deserialize, Serialize};

use super::model::Severity;

/// Whether a dataset speaks of the real country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DatasetKind {
    /// Schematic borders and modelled values; every view and export says so.
    #[default]
    Demonstration,
    /// Imported from official sources.
    Official,
}

/// The descriptive part of a manifest, known before anything is written.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meta {
    /// Demonstration or official.
    pub kind: DatasetKind,
    /// Title in Indonesian.
    pub title_id: String,
    /// Title in English.
    pub title_en: String,
    /// Year of the code register.
    pub vintage: String,
    /// Sources with their licences.
    #[serde(default)]
    pub sources: Vec<SourceEntry>,
    /// Where columns came from.
    #[serde(default)]
    pub columns: Vec<ColumnOrigin>,
}

/// A source of a dataset.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceEntry {
    /// Short key, used by `indicator_values.source` and by columns.
    pub key: String,
    /// What it is.
    pub title: String,
    /// Under which terms.
    pub licence: String,
    /// Where it was published.
    #[serde(default)]
    pub url: String,
    /// The date or edition.
    #[serde(default)]
    pub vintage: String,
    /// What a reader must know.
    #[serde(default)]
    pub note: String,
}

/// Where a column's values came from.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnOrigin {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// [`SourceEntry::key`].
    pub source: String,
    /// The date or edition.
    #[serde(default)]
    pub vintage: String,
    /// `observed`, `modelled` or `derived`.
    #[serde(default)]
    pub status: String,
}

/// Numbers of areas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Provinces.
    pub provinces: usize,
    /// Regencies.
    pub regencies: usize,
    /// Districts.
    pub districts: usize,
    /// Villages.
    pub villages: usize,
    /// Villages that have a polygon.
    pub villages_with_geometry: usize,
}

/// How many lines of one check the join report holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportCount {
    /// The check's key in `join_report`.
    pub check: String,
    /// The most severe of its lines.
    pub severity: Severity,
    /// Number of lines.
    pub count: usize,
    /// What the check means, in Indonesian.
    pub title_id: String,
    /// What the check means, in English.
    pub title_en: String,
}

/// One data file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// Name in the directory.
    pub name: String,
    /// Rows, zero for files that are not tables.
    pub rows: usize,
    /// Size.
    pub bytes: u64,
    /// BLAKE3 of the contents, hexadecimal.
    pub blake3: String,
}

/// The whole manifest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`super::FORMAT`].
    pub format: u32,
    /// 16 hexadecimal digits: BLAKE3 over the names and hashes of all files and the description.
    pub version: String,
    /// The description.
    pub meta: Meta,
    /// Numbers of areas.
    pub counts: Counts,
    /// Summary of the join report.
    #[serde(default)]
    pub report: Vec<ReportCount>,
    /// The data files.
    pub files: Vec<FileEntry>,
}

impl Manifest {
    /// The version that the files and the description imply.
    pub(super) fn content_version(
        meta: &Meta,
        files: &[FileEntry],
    ) -> Result<String, toml::ser::Error> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(toml::to_string(meta)?.as_bytes());
        for file in files {
            hasher.update(file.name.as_bytes());
            hasher.update(file.blake3.as_bytes());
        }
        Ok(hasher.finalize().to_hex().chars().take(16).collect())
    }
}
