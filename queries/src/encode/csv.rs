//! `text/csv`: a heading, then the rows. Geometry is WKT.

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;

use super::encoder::Encoder;
use super::value::CellWriter;
use crate::csv::CsvWriter;
use crate::error::QueryError;
use crate::statement::Summary;

pub(super) struct Csv {
    schema: SchemaRef,
    writer: CsvWriter,
}

impl Csv {
    pub fn new(schema: &SchemaRef) -> Self {
        Self { schema: SchemaRef::clone(schema), writer: CsvWriter::new() }
    }
}

impl Encoder for Csv {
    fn start(&mut self, out: &mut Vec<u8>) -> Result<(), QueryError> {
        for field in self.schema.fields() {
            self.writer.text(field.name());
        }
        self.writer.end_row();
        out.extend_from_slice(self.writer.take().as_bytes());
        Ok(())
    }

    fn batch(&mut self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<(), QueryError> {
        let schema = batch.schema();
        let columns = schema
            .fields()
            .iter()
            .zip(batch.columns())
            .map(|(field, array)| CellWriter::new(array, field))
            .collect::<Result<Vec<_>, _>>()?;
        let mut value = String::new();
        for row in 0..batch.num_rows() {
            for column in &columns {
                value.clear();
                match column.write_text(row, &mut value)? {
                    false => self.writer.missing(),
                    true if column.is_numeric() => self.writer.number(&value),
                    true => self.writer.text(&value),
                }
            }
            self.writer.end_row();
        }
        out.extend_from_slice(self.writer.take().as_bytes());
        Ok(())
    }

    fn finish(&mut self, _: Summary, _: &mut Vec<u8>) -> Result<(), QueryError> {
        Ok(())
    }
}
