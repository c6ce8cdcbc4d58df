//! Datasets in memory: how much they take, and how they leave it.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use crate::memory;
use crate::snapshot::Catalogues;

/// How often it is looked whether a dataset that is not served any more is used still.
const BETWEEN_LOOKS: Duration = Duration::from_millis(200);

/// Bytes that a dataset takes in memory, tables and indexes: at most eight times its files, as was measured of the real
/// country, and where small numbers are withheld a second catalogue over it twice more. The pyramid of tiles stays on the disk.
pub(super) fn resident(catalogues: &Catalogues) -> u64 {
    let times = if catalogues.differ() { 10 } else { 8 };
    tables(catalogues).saturating_mul(times)
}

/// Bytes that what people have recorded takes beside its dataset: values, columns and marks are there once more, areas and
/// geometry are not.
pub(super) fn resident_beside(base: &Catalogues) -> u64 {
    tables(base).saturating_mul(4)
}

/// Bytes of the files of a dataset's tables, but for tables of one's own, which are read where they stand.
fn tables(catalogues: &Catalogues) -> u64 {
    let dataset = catalogues.whole().dataset();
    let own: HashSet<String> = dataset.own_tables().iter().map(|(table, _)| table.file()).collect();
    let files = dataset.manifest.files.iter().filter(|file| file.name.ends_with(".parquet"));
    files.filter(|file| !own.contains(&file.name)).map(|file| file.bytes).sum()
}

/// Frees a dataset that is not served any more when the last request has done with it; what `base` has stays. That takes a
/// moment: whoever answered last must not be held up by it.
pub(super) fn take_down(old: Arc<Catalogues>, base: Option<&Arc<Catalogues>>) {
    for snapshot in alone(old).into_snapshots() {
        if base.is_none_or(|base| !base.shares(&snapshot)) {
            drop(alone(snapshot));
        }
    }
    memory::give_back();
}

/// What nobody else holds any more.
fn alone<T>(mut shared: Arc<T>) -> T {
    loop {
        match Arc::try_unwrap(shared) {
            Ok(own) => return own,
            Err(used) => shared = used,
        }
        std::thread::sleep(BETWEEN_LOOKS);
    }
}
