//! `text/csv` by RFC 4180.
//!
//! Values stay exactly as they are. NULL is an empty field and the empty text is `""`, so both read
//! back as what they were. A text that begins like a formula (`=1+1`) is quoted but not changed.

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;

use super::Encoder;
use super::value::Column;
use crate::error::QueryError;
use crate::stream::Summary;

pub(super) struct Csv {
    schema: SchemaRef,
}

impl Csv {
    pub fn new(schema: &SchemaRef) -> Self {
        Self { schema: SchemaRef::clone(schema) }
    }
}

impl Encoder for Csv {
    fn start(&mut self, out: &mut Vec<u8>) -> Result<(), QueryError> {
        let mut line = String::new();
        for (i, field) in self.schema.fields().iter().enumerate() {
            if i > 0 {
                line.push(',');
            }
            write_field(field.name(), &mut line);
        }
        line.push_str("\r\n");
        out.extend_from_slice(line.as_bytes());
        Ok(())
    }

    fn batch(&mut self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<(), QueryError> {
        let schema = batch.schema();
        let columns = schema
            .fields()
            .iter()
            .zip(batch.columns())
            .map(|(field, array)| Column::new(array, field))
            .collect::<Result<Vec<_>, _>>()?;
        let (mut text, mut value) = (String::new(), String::new());
        for row in 0..batch.num_rows() {
            for (i, column) in columns.iter().enumerate() {
                if i > 0 {
                    text.push(',');
                }
                value.clear();
                if column.write_text(row, &mut value)? {
                    write_field(&value, &mut text);
                }
            }
            text.push_str("\r\n");
        }
        out.extend_from_slice(text.as_bytes());
        Ok(())
    }

    fn finish(&mut self, _: Summary, _: &mut Vec<u8>) -> Result<(), QueryError> {
        Ok(())
    }
}

fn write_field(value: &str, out: &mut String) {
    let plain = !value.is_empty()
        && !value.contains([',', '"', '\r', '\n'])
        && !value.starts_with([' ', '\t', '=', '@'])
        && !value.ends_with([' ', '\t']);
    if plain {
        out.push_str(value);
        return;
    }
    out.push('"');
    out.push_str(&value.replace('"', "\"\""));
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_only_where_they_must_be() {
        for (value, written) in [
            ("Sakra", "Sakra"),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("", "\"\""),
            ("=1+1", "\"=1+1\""),
            ("-8.5", "-8.5"),
            ("52.03", "52.03"),
        ] {
            let mut text = String::new();
            write_field(value, &mut text);
            assert_eq!(text, written);
        }
    }
}
