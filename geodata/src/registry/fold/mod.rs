//! Lays entries over the tables of a base.

mod counted;
mod programme;
mod values;

use std::collections::BTreeMap;

use blake3::Hasher;

use self::counted::last_of_each;
use self::programme::Programme;
use super::check::check;
use super::checked::Problem;
use super::entry::{Entry, Table, changing};
use super::follow::{followed, successors};
use super::known::Known;
use super::rows::without_names;
use super::unfit::{self, Unfit};
use crate::canonical::canonical;
use crate::dataset::{Dataset, ReportLine, report_batch};
use crate::error::GeodataError;

pub use self::counted::Base;

/// A dataset with what people recorded.
#[derive(Debug)]
pub struct Folded {
    /// The dataset, known by a version of its own.
    pub dataset: Dataset,
    /// What cannot be counted.
    pub unfit: Vec<Unfit>,
}

/// Lays `entries`, in the order in which they were recorded, over `base`; none where nothing of them counts.
///
/// # Errors
/// When a table of the base is not as `docs/dataset.md` says.
pub fn fold(base: Base<'_>, entries: &[Entry]) -> Result<Option<Folded>, GeodataError> {
    let counting = changing(entries);
    if counting.is_empty() {
        return Ok(None);
    }
    let mut known = Known::new(base.dataset, None)?;
    let (mut others, mut counted) = (Vec::new(), BTreeMap::new());
    for table in Table::ALL {
        let mut rows = Vec::new();
        for entry in counting.iter().filter(|entry| entry.table == table) {
            match check(&known, table, 0, &followed(&known, &entry.row)) {
                Ok(checked) => {
                    known.learn(&checked);
                    rows.push((*entry, checked));
                }
                Err(problems) => {
                    let say =
                        |problem: &Problem| format!("`{}`: {}", problem.field, problem.detail);
                    let mut detail: Vec<String> = problems.iter().map(say).collect();
                    detail.extend(successors(&known, &entry.row));
                    others.push(Unfit::new(entry, detail.join("; ")));
                }
            }
        }
        counted.insert(table, last_of_each(rows));
    }
    let mut tables = Vec::new();
    let mut programme = Programme::of(base.dataset)?;
    programme.take(&counted);
    programme.tables(&mut tables)?;
    values::tables(base, &counted, &programme, &mut others, &mut tables)?;
    let mut count = None;
    if !others.is_empty() {
        let mut lines: Vec<ReportLine> = base.dataset.rows("join_report")?;
        lines.extend(unfit::lines(&others));
        tables.push(("join_report", report_batch(&lines)?));
        count = Some(unfit::count(&others));
    }
    let last = counting.iter().map(|entry| entry.seq).max().unwrap_or_default();
    let version = version(base.dataset, &counting, last)?;
    Ok(Some(Folded { dataset: base.dataset.with(tables, version, last, count), unfit: others }))
}

/// Another version for other rows and another last event; without a hash of anybody's name.
fn version(dataset: &Dataset, counting: &[&Entry], last: i64) -> Result<String, GeodataError> {
    let mut hasher = Hasher::new_derive_key("desmigratif: dataset with what people recorded");
    hasher.update(format!("{} {last}", dataset.manifest.version).as_bytes());
    for entry in counting {
        let row = canonical(&without_names(entry.row.clone())).map_err(|error| {
            GeodataError::dataset(dataset.dir(), error.to_string(), "report this")
        })?;
        hasher.update(format!("\n{} {row}", entry.table.name()).as_bytes());
    }
    Ok(hasher.finalize().to_hex().chars().take(16).collect())
}
