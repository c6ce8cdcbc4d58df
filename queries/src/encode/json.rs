//! `application/json`: columns, rows as objects, and at the end what is only known then.

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;

use super::encoder::Encoder;
use super::value::{CellWriter, string};
use crate::error::QueryError;
use crate::names::type_name;
use crate::statement::Summary;

pub(super) struct Json {
    schema: SchemaRef,
    version: String,
    begun: bool,
}

impl Json {
    pub fn new(schema: &SchemaRef, version: &str) -> Self {
        Self { schema: SchemaRef::clone(schema), version: version.to_owned(), begun: false }
    }
}

impl Encoder for Json {
    fn start(&mut self, out: &mut Vec<u8>) -> Result<(), QueryError> {
        let mut text = String::from("{\"columns\":[");
        for (i, field) in self.schema.fields().iter().enumerate() {
            text.push_str(if i > 0 { ",{\"name\":" } else { "{\"name\":" });
            string(field.name(), &mut text);
            text.push_str(",\"type\":");
            string(&type_name(field), &mut text);
            text.push('}');
        }
        text.push_str("],\"items\":[");
        out.extend_from_slice(text.as_bytes());
        Ok(())
    }

    fn batch(&mut self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<(), QueryError> {
        let columns = columns(batch)?;
        let mut text = String::new();
        for row in 0..batch.num_rows() {
            text.push_str(if self.begun { ",\n" } else { "\n" });
            self.begun = true;
            write_object(&columns, row, &mut text)?;
        }
        out.extend_from_slice(text.as_bytes());
        Ok(())
    }

    fn finish(&mut self, summary: Summary, out: &mut Vec<u8>) -> Result<(), QueryError> {
        let mut text = String::from("\n],");
        trailer(summary, &self.version, &mut text);
        out.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

/// The columns of a batch with their names as JSON.
pub(super) fn columns(batch: &RecordBatch) -> Result<Vec<(String, CellWriter)>, QueryError> {
    let schema = batch.schema();
    let pairs = schema.fields().iter().zip(batch.columns());
    pairs
        .map(|(field, array)| {
            let mut name = String::new();
            string(field.name(), &mut name);
            Ok((name, CellWriter::new(array, field)?))
        })
        .collect()
}

/// A row as an object.
pub(super) fn write_object(
    columns: &[(String, CellWriter)],
    row: usize,
    text: &mut String,
) -> Result<(), QueryError> {
    text.push('{');
    for (i, (name, column)) in columns.iter().enumerate() {
        if i > 0 {
            text.push(',');
        }
        text.push_str(name);
        text.push(':');
        column.write_json(row, text)?;
    }
    text.push('}');
    Ok(())
}

/// The last members of the document and its closing brace.
pub(super) fn trailer(summary: Summary, version: &str, text: &mut String) {
    let elapsed = summary.elapsed.as_secs_f64() * 1000.0;
    text.push_str(&format!(
        "\"row_count\":{},\"truncated\":{},\"elapsed_ms\":{elapsed:.1},\"dataset_version\":",
        summary.rows, summary.truncated
    ));
    string(version, text);
    text.push_str("}\n");
}
