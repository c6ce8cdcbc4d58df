//! Entries that a dataset cannot count, and their lines of the join report.

use super::entry::{Entry, Table};
use crate::dataset::{ReportCount, ReportLine, Severity};

/// The key of the check.
const CHECK: &str = "registry_unfit";

/// An entry that the dataset cannot count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// The entry.
    pub id: String,
    /// What it is a row of.
    pub table: Table,
    /// The area that it names.
    pub area: Option<String>,
    /// Why.
    pub detail: String,
}

impl Unfit {
    /// The entry, and why.
    pub(super) fn new(entry: &Entry, detail: String) -> Self {
        let text = |field: &str| entry.row.get(field)?.as_str().map(str::to_owned);
        let area = text("village_code").or_else(|| text("area_code"));
        Self { id: entry.id.clone(), table: entry.table, area, detail }
    }
}

/// Its line.
pub(super) fn line(of: &Unfit) -> ReportLine {
    ReportLine {
        source: "registry".to_owned(),
        check: CHECK.to_owned(),
        severity: Severity::Error,
        area_code: of.area.clone(),
        name: None,
        detail: format!("{} {}: {}", of.table.name(), of.id, of.detail),
        area_before_km2: None,
        area_after_km2: None,
        value: None,
    }
}

/// The line of the summary.
pub(super) fn count(lines: usize) -> ReportCount {
    ReportCount {
        check: CHECK.to_owned(),
        severity: Severity::Error,
        count: lines,
        title_id: "Catatan yang tidak cocok dengan data ini".to_owned(),
        title_en: "Records that do not fit this dataset".to_owned(),
    }
}
