//! The join report: what happened to every row that did not simply join, and what the checks mean.

use serde::{Deserialize, Serialize};

/// How much a line of the report matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Something did not fit and was handled as the line says.
    Warning,
    /// Something was left out.
    Error,
}

impl Severity {
    /// The value of the column `join_report.severity`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One row of a source that did not simply join, or one repair.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ReportLineInfo))]
pub struct ReportLine {
    /// The file or table that it came from.
    pub source: String,
    /// The key of the check.
    pub check: String,
    /// `info`, `warning` or `error`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub severity: Severity,
    /// The area that it speaks of.
    pub area_code: Option<String>,
    /// The name as the source writes it.
    pub name: Option<String>,
    /// What happened, in words.
    pub detail: String,
    /// For repairs: the area as the file stores it, in square kilometres: outer rings less their holes, whether
    /// valid or not. Nearly nothing where most of an area is stored as a hole of a small part.
    pub area_before_km2: Option<f64>,
    /// For repairs: the area after, in square kilometres.
    pub area_after_km2: Option<f64>,
    /// What was measured, in the unit that `detail` names.
    pub value: Option<f64>,
}

/// What a check of the join report means, in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckTitle {
    /// [`ReportLine::check`].
    pub check: &'static str,
    /// In Indonesian.
    pub title_id: &'static str,
    /// In English.
    pub title_en: &'static str,
}

/// How many lines of one check the join report holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ReportCountInfo))]
pub struct ReportCount {
    /// The check's key in `join_report`.
    pub check: String,
    /// `info`, `warning` or `error`: the most severe of its lines.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub severity: Severity,
    /// Number of lines.
    pub count: usize,
    /// What the check means, in Indonesian.
    pub title_id: String,
    /// What the check means, in English.
    pub title_en: String,
}
