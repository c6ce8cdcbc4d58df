//! Lays entries over the tables of a base.

mod counted;
mod programme;
mod values;

use blake3::Hasher;

use self::programme::Programme;
use super::entry::{Entry, changing};
use super::known::Known;
use super::rows::without_names;
use super::taken::{Taken, taken};
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
    /// What cannot be counted; proposals and what is said of them too.
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
    let Taken { rows: counted, unfit: mut others } =
        taken(&mut Known::new(base.dataset, None)?, entries);
    let mut tables = Vec::new();
    let mut programme = Programme::of(base.dataset)?;
    programme.take(&counted);
    programme.tables(&mut tables)?;
    values::tables(base, &counted, &programme, &mut others, &mut tables)?;
    let mut count = None;
    // What is proposed, and what is said of it, changes no table.
    let listed: Vec<&Unfit> = others.iter().filter(|of| of.table.changes_tables()).collect();
    if !listed.is_empty() {
        let mut lines: Vec<ReportLine> = base.dataset.rows("join_report")?;
        lines.extend(listed.iter().copied().map(unfit::line));
        tables.push(("join_report", report_batch(&lines)?));
        count = Some(unfit::count(listed.len()));
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
