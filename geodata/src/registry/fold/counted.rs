//! What the parts of the fold share.

use std::collections::BTreeMap;

use arrow::array::RecordBatch;
use serde::Serialize;

use crate::dataset::{Dataset, batch_of};
use crate::error::GeodataError;
use crate::registry::{Checked, Entry, Row, Table};

/// What entries are laid over.
#[derive(Debug, Clone, Copy)]
pub struct Base<'a> {
    /// The dataset as it was imported.
    pub dataset: &'a Dataset,
    /// Its table `indicator_values`, which a dataset that is served has given up.
    pub values: &'a RecordBatch,
}

/// A row that counts, with the number of its entry.
pub(super) type Counted<'a> = (&'a Entry, Checked);

/// Of rows that are about the same the last one.
pub(super) fn last_of_each(rows: Vec<Counted<'_>>) -> Vec<Counted<'_>> {
    let mut last: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, (_, checked)) in rows.iter().enumerate().filter(|(_, (_, of))| !of.key.is_empty()) {
        last.insert(&checked.key, at);
    }
    let keep: Vec<bool> = rows
        .iter()
        .enumerate()
        .map(|(at, (_, of))| last.get(of.key.as_str()).is_none_or(|last| *last == at))
        .collect();
    rows.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(row, _)| row).collect()
}

/// The rows of one table, as their own type.
pub(super) fn of<'a, T: 'a>(
    counted: &'a BTreeMap<Table, Vec<Counted<'_>>>,
    table: Table,
    read: impl Fn(&'a Row) -> Option<T> + 'a,
) -> impl Iterator<Item = T> + 'a {
    counted.get(&table).into_iter().flatten().filter_map(move |(_, checked)| read(&checked.row))
}

/// Puts a table of rows to the others.
pub(super) fn put<T: Serialize>(
    tables: &mut Vec<(&'static str, RecordBatch)>,
    name: &'static str,
    rows: &[T],
) -> Result<(), GeodataError> {
    tables.push((name, batch_of(name, rows)?));
    Ok(())
}
