//! Keys that occur more than once, found among any number of rows: sorted by a hash on the disk.

use std::sync::Arc;

use arrow::array::{AsArray, RecordBatch, StringBuilder, UInt64Builder};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, UInt64Type};

use super::super::findings::{TABLE_KEY, TABLE_NO_KEY};
use super::defects::Defects;
use crate::error::{GeodataError, Place};
use crate::progress::Progress;
use crate::source::Record;
use crate::tables::{BATCH_ROWS, Sorter, Spill};

/// The keys of a table.
pub(super) struct Keys {
    schema: SchemaRef,
    hashes: UInt64Builder,
    texts: StringBuilder,
    places: UInt64Builder,
    sorter: Sorter,
    lines: bool,
}

impl Keys {
    pub(super) fn new(spill: Spill) -> Self {
        let schema = Arc::new(Schema::new(vec![
            Field::new("hash", DataType::UInt64, false),
            Field::new("key", DataType::Utf8, false),
            Field::new("place", DataType::UInt64, false),
        ]));
        let sorter = Sorter::new(Arc::clone(&schema), spill);
        Self {
            schema,
            hashes: UInt64Builder::new(),
            texts: StringBuilder::new(),
            places: UInt64Builder::new(),
            sorter,
            lines: false,
        }
    }

    /// Takes the key of a row, in column number `at`.
    pub(super) fn take(
        &mut self,
        record: &Record<'_>,
        at: usize,
        defects: &mut Defects,
        progress: &dyn Progress,
    ) -> Result<(), GeodataError> {
        let key = record.text(at);
        if key.is_empty() {
            defects.add(TABLE_NO_KEY, record, || "no key".to_owned());
            return Ok(());
        }
        let hash = blake3::hash(key.as_bytes());
        let first = hash.as_bytes().first_chunk::<8>().copied().unwrap_or_default();
        self.hashes.append_value(u64::from_le_bytes(first));
        self.texts.append_value(&key);
        self.places.append_value(match record.row().place {
            Place::Line(number) => {
                self.lines = true;
                number
            }
            Place::Feature(number) => number,
            Place::File | Place::Column(_) => 0,
        });
        if self.hashes.values_slice().len() >= BATCH_ROWS {
            self.end_batch(progress)
        } else {
            Ok(())
        }
    }

    fn end_batch(&mut self, progress: &dyn Progress) -> Result<(), GeodataError> {
        let batch = RecordBatch::try_new(
            Arc::clone(&self.schema),
            vec![
                Arc::new(self.hashes.finish()),
                Arc::new(self.texts.finish()),
                Arc::new(self.places.finish()),
            ],
        )?;
        self.sorter.push(batch, progress)
    }

    /// Every row whose key an earlier row has becomes a defect.
    pub(super) fn finish(
        mut self,
        defects: &mut Defects,
        progress: &dyn Progress,
    ) -> Result<(), GeodataError> {
        self.end_batch(progress)?;
        let word = if self.lines { "line" } else { "feature" };
        // Keys of the hash that is read, each with the place where it first stands.
        let (mut current, mut known): (u64, Vec<(String, u64)>) = (0, Vec::new());
        for batch in self.sorter.sorted(progress)? {
            let batch = batch?;
            let numbers = |at: usize| batch.column(at).as_primitive::<UInt64Type>().values();
            let texts = batch.column(1).as_string::<i32>();
            let rows = numbers(0).iter().zip(texts.iter().flatten()).zip(numbers(2));
            for ((hash, key), place) in rows {
                if *hash != current {
                    current = *hash;
                    known.clear();
                }
                match known.iter().find(|(other, _)| other == key) {
                    Some((_, first)) => defects.add_at(TABLE_KEY, || {
                        format!("{word} {place}: `{key}` is the key of {word} {first} already")
                    }),
                    None => known.push((key.to_owned(), *place)),
                }
            }
        }
        Ok(())
    }
}
