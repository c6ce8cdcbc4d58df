//! Some rows of the file of a table of points, which follow one another.

use std::fs::File;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use arrow::array::RecordBatch;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder, RowSelection,
    RowSelector,
};
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::statistics::Statistics;

use super::model::OwnTable;
use super::positioned::Positioned;
use crate::error::GeodataError;

/// Rows that are decoded at once; between these a reader may stop.
const BATCH_ROWS: usize = 4096;

/// The rows of a table of points in its file.
#[derive(Debug)]
pub struct PointRows {
    name: String,
    file: Positioned,
    metadata: ArrowReaderMetadata,
}

impl PointRows {
    /// Reads what the file says of itself.
    ///
    /// # Errors
    /// When it is not that of the table.
    pub fn open(table: &OwnTable, file: Arc<File>) -> Result<Self, GeodataError> {
        let name = table.file();
        let file = Positioned::new(file).map_err(GeodataError::io(Path::new(&name)))?;
        let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())
            .map_err(|error| unreadable(&name, &error))?;
        let names = |fields: &arrow::datatypes::Fields| {
            fields.iter().map(|field| field.name().clone()).collect::<Vec<_>>()
        };
        if names(metadata.schema().fields()) != names(table.stored().fields()) {
            return Err(unreadable(&name, &"it has other columns than its manifest says"));
        }
        Ok(Self { name, file, metadata })
    }

    /// Reads some columns of rows that follow one another, batch by batch.
    ///
    /// # Errors
    /// When the file is broken; so may each batch be.
    pub fn read<'a>(
        &'a self,
        rows: Range<u64>,
        columns: &[&str],
    ) -> Result<impl Iterator<Item = Result<RecordBatch, GeodataError>> + use<'a>, GeodataError>
    {
        let (groups, selection) = self.chosen(rows);
        let mask = ProjectionMask::columns(self.metadata.parquet_schema(), columns.iter().copied());
        let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(
            self.file.clone(),
            self.metadata.clone(),
        )
        .with_row_groups(groups)
        .with_row_selection(selection)
        .with_projection(mask)
        .with_batch_size(BATCH_ROWS)
        .build()
        .map_err(|error| unreadable(&self.name, &error))?;
        Ok(reader.map(|batch| batch.map_err(|error| unreadable(&self.name, &error))))
    }

    /// The row groups in which these rows are, and which they are among the rows of those.
    fn chosen(&self, rows: Range<u64>) -> (Vec<usize>, RowSelection) {
        let (mut groups, mut selectors, mut begin) = (Vec::new(), Vec::new(), 0u64);
        for (number, group) in self.metadata.metadata().row_groups().iter().enumerate() {
            let end = begin + u64::try_from(group.num_rows()).unwrap_or(0);
            let (from, to) = (rows.start.max(begin), rows.end.min(end));
            if from < to {
                groups.push(number);
                // Rows of a group are a number of this machine.
                let count = |rows: u64| usize::try_from(rows).unwrap_or(usize::MAX);
                selectors.push(RowSelector::skip(count(from - begin)));
                selectors.push(RowSelector::select(count(to - from)));
                selectors.push(RowSelector::skip(count(end - to)));
            }
            begin = end;
        }
        (groups, selectors.into())
    }

    /// Between which numbers those of a column of whole numbers lie; `None` where the file does not say, or there is none.
    pub fn whole_bounds(&self, column: &str) -> Option<(i64, i64)> {
        let leaves = self.metadata.parquet_schema().columns();
        let at = leaves.iter().position(|leaf| leaf.path().string() == column)?;
        let mut bounds = None;
        for group in self.metadata.metadata().row_groups() {
            if let Some((low, high)) = group_bounds(group, at)? {
                let (lowest, highest) = bounds.unwrap_or((low, high));
                bounds = Some((low.min(lowest), high.max(highest)));
            }
        }
        bounds
    }
}

/// The bounds of a column in a row group; none of one without any value, and `None` where they are not known.
fn group_bounds(group: &RowGroupMetaData, column: usize) -> Option<Option<(i64, i64)>> {
    let statistics = group.columns().get(column)?.statistics()?;
    if statistics.null_count_opt() == u64::try_from(group.num_rows()).ok() {
        return Some(None);
    }
    match statistics {
        Statistics::Int64(bounds) => Some(Some((*bounds.min_opt()?, *bounds.max_opt()?))),
        _ => None,
    }
}

fn unreadable(file: &str, problem: &dyn std::fmt::Display) -> GeodataError {
    let problem = format!("cannot be read: {problem}");
    GeodataError::dataset(Path::new(file), problem, "see the reason, and import it again")
}
