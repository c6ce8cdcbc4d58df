//! The report of an import: a page for people and a document for programs.

use std::fmt;
use std::path::Path;

use serde::Serialize;

use super::findings::{ALL, Findings};
use crate::dataset::{Counts, ReportLine, Severity};
use crate::error::GeodataError;
use crate::tables::OwnTable;

/// Lines of each check that the page shows; `report.json` has them all.
const SHOWN: usize = 8;

/// What an import did.
#[derive(Debug, Clone, Serialize)]
pub struct ImportReport {
    /// Title of the dataset.
    pub title: String,
    /// Edition of the register.
    pub vintage: String,
    /// Numbers of areas.
    pub counts: Counts,
    /// Numbers of values by indicator.
    pub values: Vec<ValueCount>,
    /// Villages that take part in a programme.
    pub designations: usize,
    /// One-stop service offices.
    pub ltsa_offices: usize,
    /// Tables of one's own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<OwnTable>,
    /// The checks that found something.
    pub checks: Vec<CheckCount>,
    /// Everything that was found.
    pub lines: Vec<ReportLine>,
}

/// Numbers of values of one indicator.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ValueCount {
    /// The indicator.
    pub indicator: String,
    /// The first and the last year.
    pub years: (i32, i32),
    /// Values that are known.
    pub present: usize,
    /// Values that are missing.
    pub missing: usize,
}

/// Number of lines of one check.
#[derive(Debug, Clone, Serialize)]
pub struct CheckCount {
    /// The check's key.
    pub check: String,
    /// What it means.
    pub title_en: String,
    /// The same in Indonesian.
    pub title_id: String,
    /// How much a line matters.
    pub severity: Severity,
    /// Number of lines.
    pub count: usize,
}

impl CheckCount {
    /// The checks that found something, in the order of the report.
    pub fn of(findings: &Findings) -> Vec<Self> {
        ALL.iter()
            .map(|check| Self {
                check: check.title.check.to_owned(),
                title_en: check.title.title_en.to_owned(),
                title_id: check.title.title_id.to_owned(),
                severity: check.severity,
                count: findings.count(*check),
            })
            .filter(|count| count.count > 0)
            .collect()
    }
}

impl ImportReport {
    /// Number of lines of a check.
    pub fn count(&self, check: &str) -> usize {
        self.checks.iter().find(|c| c.check == check).map_or(0, |c| c.count)
    }

    /// Refuses what was repaired or did not join.
    ///
    /// # Errors
    ///
    /// The report has warnings or errors; the text counts them by check.
    pub fn strict(&self, input: &Path) -> Result<(), GeodataError> {
        let problems = self.at_least(Severity::Warning);
        if problems == 0 {
            return Ok(());
        }
        let found: Vec<String> = self
            .checks
            .iter()
            .filter(|c| c.severity >= Severity::Warning)
            .map(|c| format!("{} × {}", c.count, c.title_en))
            .collect();
        Err(GeodataError::dataset(
            input,
            format!("--strict: {problems} warnings and errors: {}", found.join("; ")),
            "correct the sources, or import without --strict and read the report",
        ))
    }

    /// How many things of this weight or more were found.
    pub fn at_least(&self, severity: Severity) -> usize {
        self.checks.iter().filter(|c| c.severity >= severity).map(|c| c.count).sum()
    }
}

impl fmt::Display for ImportReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let c = &self.counts;
        writeln!(f, "{}, register of {}\n", self.title, self.vintage)?;
        writeln!(
            f,
            "{} provinces, {} regencies, {} districts, {} villages",
            grouped(c.provinces),
            grouped(c.regencies),
            grouped(c.districts),
            grouped(c.villages)
        )?;
        writeln!(
            f,
            "{} villages with a polygon, {} without",
            grouped(c.villages_with_geometry),
            grouped(c.villages - c.villages_with_geometry)
        )?;
        writeln!(
            f,
            "{} designated villages, {} service offices (LTSA)\n",
            grouped(self.designations),
            grouped(self.ltsa_offices)
        )?;
        writeln!(f, "Indicators                  years       values  missing")?;
        for v in &self.values {
            let years = if v.years.0 == v.years.1 {
                v.years.0.to_string()
            } else {
                format!("{}-{}", v.years.0, v.years.1)
            };
            writeln!(
                f,
                "  {:<24}  {years:<9} {:>8} {:>8}",
                v.indicator,
                grouped(v.present),
                grouped(v.missing)
            )?;
        }
        for table in &self.tables {
            writeln!(
                f,
                "\nTable {}: {} rows, {} with a place ({})",
                table.name,
                grouped(usize::try_from(table.rows).unwrap_or(usize::MAX)),
                grouped(usize::try_from(table.located_rows).unwrap_or(usize::MAX)),
                table.title_en
            )?;
        }
        writeln!(f, "\nWhat was found")?;
        for check in &self.checks {
            writeln!(
                f,
                "  {:>6}  {:<7}  {}",
                grouped(check.count),
                check.severity.as_str(),
                check.title_en
            )?;
        }
        for check in &self.checks {
            writeln!(f, "\n{} ({})", check.title_en, grouped(check.count))?;
            for line in self.lines.iter().filter(|line| line.check == check.check).take(SHOWN) {
                write!(f, "  {}", line.area_code.as_deref().unwrap_or("-"))?;
                if let Some(name) = &line.name {
                    write!(f, " {name}")?;
                }
                write!(f, ": {}", line.detail)?;
                if let (Some(before), Some(after)) = (line.area_before_km2, line.area_after_km2) {
                    write!(
                        f,
                        "; {before:.3} km² as stored (outer rings less holes), {after:.3} km² after"
                    )?;
                }
                writeln!(f)?;
            }
            if check.count > SHOWN {
                writeln!(
                    f,
                    "  and {} more in report.json and in the table join_report",
                    grouped(check.count - SHOWN)
                )?;
            }
        }
        Ok(())
    }
}

/// A number with a comma between thousands.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
