//! Sorts more rows than fit into memory: runs that fit are sorted and written to the disk, and merged.
//!
//! Rows of the same key keep the order in which they came, so that the same input gives the same bytes.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::{self, File};
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};

use arrow::array::{AsArray, RecordBatch};
use arrow::compute::interleave_record_batch;
use arrow::datatypes::{SchemaRef, UInt64Type};
use arrow::error::ArrowError;
use arrow::ipc::reader::StreamReader;
use arrow::ipc::writer::StreamWriter;

use super::spill::Spill;
use crate::error::GeodataError;
use crate::progress::{Progress, go_on};

/// Bytes of rows that are sorted at once.
const RUN_BYTES: usize = 96 << 20;
/// Rows of a batch in a run: each run has one in memory while all are merged.
const RUN_BATCH: usize = 2048;
/// Rows of a batch that is given back, and that is better taken.
pub const BATCH_ROWS: usize = 8192;
/// Runs that are merged at once; more become one first.
const FAN_IN: usize = 128;

/// Takes rows whose first column is their key, a number of 64 bits that is never NULL.
#[derive(Debug)]
pub struct Sorter {
    schema: SchemaRef,
    spill: Spill,
    run_bytes: usize,
    held: Vec<RecordBatch>,
    held_bytes: usize,
    runs: Vec<PathBuf>,
    written: usize,
}

impl Sorter {
    /// A sorter of rows of `schema` that writes its runs into `spill`.
    pub fn new(schema: SchemaRef, spill: Spill) -> Self {
        let (held, runs) = (Vec::new(), Vec::new());
        Self { schema, spill, run_bytes: RUN_BYTES, held, held_bytes: 0, runs, written: 0 }
    }

    #[cfg(test)]
    fn with_run_bytes(self, run_bytes: usize) -> Self {
        Self { run_bytes, ..self }
    }

    /// Takes rows.
    ///
    /// # Errors
    /// When the disk refuses, or whoever is watching interrupts.
    pub fn push(
        &mut self,
        batch: RecordBatch,
        progress: &dyn Progress,
    ) -> Result<(), GeodataError> {
        go_on(progress)?;
        self.held_bytes += batch.get_array_memory_size();
        self.held.push(batch);
        if self.held_bytes >= self.run_bytes {
            self.end_run(progress)?;
        }
        Ok(())
    }

    fn next_path(&mut self) -> PathBuf {
        self.written += 1;
        self.spill.path().join(format!("{}.run", self.written))
    }

    fn end_run(&mut self, progress: &dyn Progress) -> Result<(), GeodataError> {
        let held = std::mem::take(&mut self.held);
        self.held_bytes = 0;
        let mut order: Vec<(u64, u32, u32)> = Vec::new();
        for (batch, number) in held.iter().zip(0u32..) {
            let keys = keys(batch)?;
            order.extend(keys.iter().zip(0u32..).map(|(key, row)| (*key, number, row)));
        }
        order.sort_unstable();
        let path = self.next_path();
        let batches: Vec<&RecordBatch> = held.iter().collect();
        let mut writer = self.writer(&path)?;
        for part in order.chunks(RUN_BATCH) {
            go_on(progress)?;
            let places: Vec<(usize, usize)> =
                part.iter().map(|(_, batch, row)| (*batch as usize, *row as usize)).collect();
            writer.write(&interleave_record_batch(&batches, &places)?)?;
        }
        writer.finish()?;
        self.runs.push(path);
        if self.runs.len() >= FAN_IN {
            self.merge_runs(progress)?;
        }
        Ok(())
    }

    fn writer(&self, path: &Path) -> Result<StreamWriter<BufWriter<File>>, GeodataError> {
        let file = File::create(path).map_err(GeodataError::io(path))?;
        Ok(StreamWriter::try_new(BufWriter::with_capacity(1 << 18, file), &self.schema)?)
    }

    /// Makes one run of all.
    fn merge_runs(&mut self, progress: &dyn Progress) -> Result<(), GeodataError> {
        let runs = std::mem::take(&mut self.runs);
        let path = self.next_path();
        let mut writer = self.writer(&path)?;
        for batch in Merge::new(&runs)? {
            go_on(progress)?;
            let batch = batch?;
            for start in (0..batch.num_rows()).step_by(RUN_BATCH) {
                writer.write(&batch.slice(start, RUN_BATCH.min(batch.num_rows() - start)))?;
            }
        }
        writer.finish()?;
        for run in &runs {
            fs::remove_file(run).map_err(GeodataError::io(run))?;
        }
        self.runs.push(path);
        Ok(())
    }

    /// All rows in the order of their keys.
    ///
    /// # Errors
    /// As [`push`](Self::push).
    pub fn sorted(mut self, progress: &dyn Progress) -> Result<Sorted, GeodataError> {
        if !self.held.is_empty() {
            self.end_run(progress)?;
        }
        Ok(Sorted { merge: Merge::new(&self.runs)?, _spill: self.spill })
    }
}

fn keys(batch: &RecordBatch) -> Result<&[u64], ArrowError> {
    let column = batch.columns().first().and_then(|column| column.as_primitive_opt::<UInt64Type>());
    let wrong = || ArrowError::InvalidArgumentError("rows are sorted by a number".to_owned());
    Ok(column.ok_or_else(wrong)?.values())
}

/// Sorted rows, batch by batch.
pub struct Sorted {
    merge: Merge,
    _spill: Spill,
}

impl Iterator for Sorted {
    type Item = Result<RecordBatch, GeodataError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.merge.next()
    }
}

/// A run and where it is read.
struct Run {
    reader: StreamReader<BufReader<File>>,
    /// The batch that is read, by its place among those that are held.
    slot: usize,
    row: usize,
}

struct Merge {
    runs: Vec<Run>,
    /// The next key of every run that has more rows.
    next: BinaryHeap<Reverse<(u64, usize)>>,
    /// Batches of which rows are still to be given back.
    held: Vec<RecordBatch>,
}

impl Merge {
    fn new(paths: &[PathBuf]) -> Result<Self, GeodataError> {
        let mut merge = Self { runs: Vec::new(), next: BinaryHeap::new(), held: Vec::new() };
        for (number, path) in paths.iter().enumerate() {
            let file = File::open(path).map_err(GeodataError::io(path))?;
            let reader = StreamReader::try_new(BufReader::with_capacity(1 << 17, file), None)?;
            merge.runs.push(Run { reader, slot: 0, row: 0 });
            merge.advance(number)?;
        }
        Ok(merge)
    }

    /// Reads the next batch of a run, unless it has come to its end.
    fn advance(&mut self, number: usize) -> Result<(), GeodataError> {
        let Some(run) = self.runs.get_mut(number) else { return Ok(()) };
        while let Some(batch) = run.reader.next().transpose()? {
            if let Some(key) = keys(&batch)?.first() {
                self.next.push(Reverse((*key, number)));
                (run.slot, run.row) = (self.held.len(), 0);
                self.held.push(batch);
                break;
            }
        }
        Ok(())
    }

    fn batch(&mut self) -> Result<Option<RecordBatch>, GeodataError> {
        let mut places = Vec::with_capacity(BATCH_ROWS);
        while places.len() < BATCH_ROWS
            && let Some(Reverse((_, number))) = self.next.pop()
        {
            let Some(run) = self.runs.get_mut(number) else { continue };
            places.push((run.slot, run.row));
            run.row += 1;
            let key = match self.held.get(run.slot) {
                Some(batch) => keys(batch)?.get(run.row).copied(),
                None => None,
            };
            match key {
                Some(key) => self.next.push(Reverse((key, number))),
                None => self.advance(number)?,
            }
        }
        if places.is_empty() {
            return Ok(None);
        }
        let batches: Vec<&RecordBatch> = self.held.iter().collect();
        let batch = interleave_record_batch(&batches, &places)?;
        self.forget_read();
        Ok(Some(batch))
    }

    /// Lets go of batches that were read to their end.
    fn forget_read(&mut self) {
        let mut kept = Vec::with_capacity(self.runs.len());
        for run in &mut self.runs {
            if let Some(batch) = self.held.get(run.slot)
                && run.row < batch.num_rows()
            {
                kept.push(batch.clone());
                run.slot = kept.len() - 1;
            } else {
                run.slot = usize::MAX;
            }
        }
        self.held = kept;
    }
}

impl Iterator for Merge {
    type Item = Result<RecordBatch, GeodataError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.batch().transpose()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, UInt64Array};
    use arrow::datatypes::{DataType, Field, Schema};

    use super::*;
    use crate::progress::Silent;

    fn sorted(keys: &[u64], run_bytes: usize) -> Vec<(u64, u64)> {
        let number = |name| Field::new(name, DataType::UInt64, false);
        let schema = Arc::new(Schema::new(vec![number("key"), number("came")]));
        let dir = tempfile::tempdir().unwrap();
        let spill = Spill::within(dir.path()).unwrap();
        let mut sorter = Sorter::new(schema.clone(), spill).with_run_bytes(run_bytes);
        let came: Vec<u64> = (0..keys.len() as u64).collect();
        for (keys, came) in keys.chunks(100).zip(came.chunks(100)) {
            let columns = [keys, came].map(|column| {
                Arc::new(UInt64Array::from_iter_values(column.iter().copied())) as ArrayRef
            });
            let batch = RecordBatch::try_new(schema.clone(), columns.to_vec()).unwrap();
            sorter.push(batch, &Silent).unwrap();
        }
        let mut out = Vec::new();
        for batch in sorter.sorted(&Silent).unwrap() {
            let batch = batch.unwrap();
            let column = |at: usize| batch.column(at).as_primitive::<UInt64Type>().values().clone();
            out.extend(column(0).iter().copied().zip(column(1).iter().copied()));
        }
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0, "nothing stays");
        out
    }

    #[test]
    fn rows_come_sorted_and_equal_ones_as_they_came_whatever_fits() {
        let keys: Vec<u64> = (0..60_000u64).map(|n| n.wrapping_mul(7919) % 1000).collect();
        let mut expected: Vec<(u64, u64)> = keys.iter().copied().zip(0..).collect();
        expected.sort_unstable();
        // One run; sixty; more than are merged at once.
        for run_bytes in [1 << 30, 20_000, 1] {
            assert_eq!(sorted(&keys, run_bytes), expected, "{run_bytes}");
        }
        assert_eq!(sorted(&[], 1), []);
        assert_eq!(sorted(&[u64::MAX, 0], 1), [(0, 1), (u64::MAX, 0)]);
    }
}
