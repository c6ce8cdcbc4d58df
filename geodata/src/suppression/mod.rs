//! Small numbers: a dataset for everybody, in which counts of few people are withheld.
//!
//! Some indicators count people and say which count is the smallest that may be shown (`indicators.min_cell`). Counts
//! from 1 to below it are *small*. The dataset for everybody is the same dataset without them, and without what would
//! give them away; whatever is computed of it (tables, maps, ranks, sums, files) cannot know them. So nothing above this
//! module has to be careful.
//!
//! - **Siblings.** A total of which one part alone is withheld gives that part away. So another part is withheld
//!   with it, or the total ([`hidden`]).
//! - **Parts of the same people.** Women and men of all who are counted: where one of them, what is left of the total, or the total
//!   is small, no part is shown, with all that is stated of parts above and beside it (`parts`).
//! - **Other times.** A mean of years, a part of a year and an imputed figure are withheld where a year of the same area is,
//!   and for the areas above; a mean too that would tell of a year which nobody
//!   states, beside those withheld (`rows`).
//! - **Rates** are withheld where the count that they are made of is; one that gives a small count away with the
//!   number of residents is one itself.
//! - **Words.** Claims about withheld figures and lines of the join report that repeat them lose their numbers.
//!
//! Rows stay, with the status `suppressed` and no value: nobody takes them for unknown or zero.

mod cells;
mod parts;
mod rows;
mod tables;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use arrow::array::RecordBatch;
use arrow::ipc::writer::StreamWriter;
use blake3::Hasher;

use crate::code::{AreaCode, Level};
use crate::dataset::Dataset;
use crate::error::GeodataError;

pub use cells::{Cells, hidden};

/// The same dataset for everybody; none where nothing is to be withheld. It is known by a version of its own.
///
/// # Errors
/// When a table is not as `docs/dataset.md` says.
pub fn for_everybody(dataset: &Dataset) -> Result<Option<Dataset>, GeodataError> {
    let withheld = rows::find(dataset)?;
    if withheld.is_empty() {
        return Ok(None);
    }
    let tables = tables::without(dataset, &withheld)?;
    let mut public = dataset.clone();
    public.manifest.version = version(dataset, &tables, &withheld.residents)?;
    public.replace(tables, |area| withheld.residents.contains(&area));
    Ok(Some(public))
}

/// The version of the dataset for everybody: other addresses and tags than those of the whole one. It is a hash of
/// what is shown and of nothing else, so that nobody tries which small number gives it.
fn version(
    dataset: &Dataset,
    tables: &[(&'static str, RecordBatch)],
    residents: &BTreeSet<AreaCode>,
) -> Result<String, GeodataError> {
    let mut hasher = Hasher::new_derive_key("desmigratif: dataset without small numbers");
    let manifest = &dataset.manifest;
    if dataset.recorded() > 0 {
        hasher.update(&dataset.recorded().to_le_bytes());
    }
    for file in &manifest.files {
        let table = file.name.strip_suffix(".parquet").unwrap_or(&file.name);
        let differs = tables.iter().any(|(name, _)| *name == table)
            || dataset.added().any(|(name, _)| name == table)
            || !residents.is_empty() && Level::ALL.iter().any(|level| level.plural() == table);
        if !differs {
            hasher.update(file.blake3.as_bytes());
        }
    }
    for level in Level::ALL.into_iter().filter(|_| !residents.is_empty()) {
        for area in dataset.areas(level) {
            let people = area.population.filter(|_| !residents.contains(&area.code));
            hasher.update(format!("{}{}{people:?}", area.code, area.name).as_bytes());
        }
    }
    let of_others = |name: &str| tables.iter().all(|(own, _)| *own != name);
    let added = dataset.added().filter(|(name, _)| of_others(name)).map(|(_, table)| table);
    for table in tables.iter().map(|(_, table)| table).chain(added) {
        let mut writer = StreamWriter::try_new(&mut hasher, &table.schema())?;
        writer.write(table)?;
        writer.finish()?;
    }
    Ok(hasher.finalize().to_hex().chars().take(16).collect())
}
