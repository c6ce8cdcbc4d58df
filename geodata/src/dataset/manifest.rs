//! `dataset.toml`: what a dataset is, where it came from, and the hash of every file.

use serde::{Deserialize, Serialize};

use super::report::ReportCount;
use crate::tables::OwnTable;

/// The version of the directory format that this crate writes and reads.
pub const FORMAT: u32 = 6;
/// The version of a dataset with tables of one's own, which programs that know only [`FORMAT`] cannot read.
pub const FORMAT_WITH_TABLES: u32 = 7;
/// The name of the manifest in a dataset directory.
pub const MANIFEST: &str = "dataset.toml";

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
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SourceInfo))]
pub struct SourceEntry {
    /// Short key, used by `indicator_values.source` and by columns.
    pub key: String,
    /// What it is.
    pub title: String,
    /// Under which terms.
    pub licence: String,
    /// Who stands behind it.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required))]
    pub standing: Standing,
    /// Where it was published.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required))]
    pub url: String,
    /// The date or edition.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required))]
    pub vintage: String,
    /// What a reader must know.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required))]
    pub note: String,
}

/// Who stands behind a source: only what an office publishes itself is official data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Standing {
    /// An office publishes it itself.
    Official,
    /// The press reports it.
    Press,
    /// Volunteers have compiled it, also from what offices publish.
    Volunteers,
    /// A model made it.
    Model,
    /// Nobody said.
    #[default]
    Unstated,
}

/// Where a column's values came from.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ColumnInfo))]
pub struct ColumnOrigin {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// Key of the source.
    pub source: String,
    /// The date or edition.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required))]
    pub vintage: String,
    /// `observed`, `modelled` or `derived`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(required))]
    pub status: String,
}

/// Numbers of areas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = CountsInfo))]
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
    /// The beginnings of the BLAKE3 of each MiB of it, hexadecimal: they say where a file was damaged.
    pub blocks: Vec<String>,
}

/// The whole manifest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`FORMAT`], or [`FORMAT_WITH_TABLES`].
    pub format: u32,
    /// 16 hexadecimal digits: BLAKE3 over everything else in this file, and so over every byte of the dataset.
    pub version: String,
    /// The description.
    pub meta: Meta,
    /// Numbers of areas.
    pub counts: Counts,
    /// Summary of the join report.
    #[serde(default)]
    pub report: Vec<ReportCount>,
    /// Tables of one's own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<OwnTable>,
    /// The data files.
    pub files: Vec<FileEntry>,
}

impl Manifest {
    /// The version that all the rest of the manifest implies, and with it every byte of the files.
    pub(super) fn contents_version(&self) -> Result<String, toml::ser::Error> {
        let nameless = Self { version: String::new(), ..self.clone() };
        let hash = blake3::hash(toml::to_string(&nameless)?.as_bytes());
        Ok(hash.to_hex().chars().take(16).collect())
    }
}
