//! What the parts of the fold share.

use std::collections::BTreeMap;

use arrow::array::RecordBatch;
use serde::Serialize;

use crate::dataset::{Dataset, batch_of};
use crate::error::GeodataError;
use crate::registry::{Row, Table};

pub(super) use crate::registry::taken::Counted;

/// What entries are laid over.
#[derive(Debug, Clone, Copy)]
pub struct Base<'a> {
    /// The dataset as it was imported.
    pub dataset: &'a Dataset,
    /// Its table `indicator_values`, which a dataset that is served has given up.
    pub values: &'a RecordBatch,
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
