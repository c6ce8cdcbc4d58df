//! One value as JSON or as plain text.

use std::fmt::Write;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{
    DataType, Field, Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow::util::display::{ArrayFormatter, FormatOptions};

use crate::error::QueryError;
use crate::geometry::{Shape, is_geometry, read_shapes, write_geojson, write_wkt};

/// The largest integer that every JSON reader keeps exactly: 2^53.
const EXACT: u64 = 1 << 53;

/// A column of a batch, ready to be written value by value.
pub(super) enum CellWriter {
    Geometry(Vec<Option<Shape>>),
    Plain(ArrayRef),
}

impl CellWriter {
    pub fn new(array: &ArrayRef, field: &Field) -> Result<Self, QueryError> {
        if is_geometry(field) {
            return Ok(Self::Geometry(read_shapes(array, field).map_err(QueryError::internal)?));
        }
        // Dictionaries are only a way to store the values.
        if let DataType::Dictionary(_, values) = field.data_type() {
            return Ok(Self::Plain(
                arrow::compute::cast(array, values).map_err(QueryError::internal)?,
            ));
        }
        Ok(Self::Plain(Arc::clone(array)))
    }

    /// Whether its values are numbers.
    pub fn is_numeric(&self) -> bool {
        matches!(self, Self::Plain(array) if array.data_type().is_numeric())
    }

    /// Appends the value as JSON.
    pub fn write_json(&self, row: usize, out: &mut String) -> Result<(), QueryError> {
        match self {
            Self::Geometry(shapes) => {
                match shapes.get(row).and_then(Option::as_ref) {
                    Some(shape) => write_geojson(&shape.geometry, None, out),
                    None => out.push_str("null"),
                }
                Ok(())
            }
            Self::Plain(array) => write_json(array, row, out),
        }
    }

    /// Appends the value as text; NULL appends nothing and says so.
    pub fn write_text(&self, row: usize, out: &mut String) -> Result<bool, QueryError> {
        match self {
            Self::Geometry(shapes) => {
                let Some(shape) = shapes.get(row).and_then(Option::as_ref) else {
                    return Ok(false);
                };
                write_wkt(&shape.geometry, out);
                Ok(true)
            }
            Self::Plain(array) if array.is_null(row) => Ok(false),
            Self::Plain(array) => {
                match array.data_type() {
                    DataType::Utf8 => out.push_str(array.as_string::<i32>().value(row)),
                    DataType::LargeUtf8 => out.push_str(array.as_string::<i64>().value(row)),
                    DataType::Utf8View => out.push_str(array.as_string_view().value(row)),
                    DataType::Float64 => float(array.as_primitive::<Float64Type>().value(row), out),
                    DataType::Float32 => {
                        float(f64::from(array.as_primitive::<Float32Type>().value(row)), out)
                    }
                    DataType::List(_)
                    | DataType::LargeList(_)
                    | DataType::FixedSizeList(..)
                    | DataType::Struct(_) => {
                        write_json(array, row, out)?;
                    }
                    _ => display(array, row, out)?,
                }
                Ok(true)
            }
        }
    }
}

fn write_json(array: &ArrayRef, row: usize, out: &mut String) -> Result<(), QueryError> {
    use DataType as T;
    if array.data_type() == &T::Null || array.is_null(row) {
        out.push_str("null");
        return Ok(());
    }
    match array.data_type() {
        T::Boolean => out.push_str(if array.as_boolean().value(row) { "true" } else { "false" }),
        T::Int8 => integer(i64::from(array.as_primitive::<Int8Type>().value(row)), out),
        T::Int16 => integer(i64::from(array.as_primitive::<Int16Type>().value(row)), out),
        T::Int32 => integer(i64::from(array.as_primitive::<Int32Type>().value(row)), out),
        T::Int64 => integer(array.as_primitive::<Int64Type>().value(row), out),
        T::UInt8 => unsigned(u64::from(array.as_primitive::<UInt8Type>().value(row)), out),
        T::UInt16 => unsigned(u64::from(array.as_primitive::<UInt16Type>().value(row)), out),
        T::UInt32 => unsigned(u64::from(array.as_primitive::<UInt32Type>().value(row)), out),
        T::UInt64 => unsigned(array.as_primitive::<UInt64Type>().value(row), out),
        T::Float16 => json_float(f64::from(array.as_primitive::<Float16Type>().value(row)), out),
        T::Float32 => json_float(f64::from(array.as_primitive::<Float32Type>().value(row)), out),
        T::Float64 => json_float(array.as_primitive::<Float64Type>().value(row), out),
        T::Utf8 => string(array.as_string::<i32>().value(row), out),
        T::LargeUtf8 => string(array.as_string::<i64>().value(row), out),
        T::Utf8View => string(array.as_string_view().value(row), out),
        T::List(item) => list(&array.as_list::<i32>().value(row), item, out)?,
        T::LargeList(item) => list(&array.as_list::<i64>().value(row), item, out)?,
        T::FixedSizeList(item, _) => list(&array.as_fixed_size_list().value(row), item, out)?,
        T::Struct(fields) => {
            out.push('{');
            for (i, (field, column)) in fields.iter().zip(array.as_struct().columns()).enumerate() {
                if i > 0 {
                    out.push(',');
                }
                string(field.name(), out);
                out.push(':');
                write_item(column, field, row, out)?;
            }
            out.push('}');
        }
        T::Decimal32(..) | T::Decimal64(..) | T::Decimal128(..) | T::Decimal256(..) => {
            let mut text = String::new();
            display(array, row, &mut text)?;
            let exact = text.bytes().filter(u8::is_ascii_digit).count() <= 15;
            if exact { out.push_str(&text) } else { string(&text, out) }
        }
        _ => {
            let mut text = String::new();
            display(array, row, &mut text)?;
            string(&text, out);
        }
    }
    Ok(())
}

/// A value that stands in a list or struct: geometries there are GeoJSON too.
fn write_item(
    array: &ArrayRef,
    field: &Field,
    row: usize,
    out: &mut String,
) -> Result<(), QueryError> {
    if !is_geometry(field) {
        return write_json(array, row, out);
    }
    let shapes = read_shapes(&array.slice(row, 1), field).map_err(QueryError::internal)?;
    match shapes.first().and_then(Option::as_ref) {
        Some(shape) => write_geojson(&shape.geometry, None, out),
        None => out.push_str("null"),
    }
    Ok(())
}

fn list(items: &ArrayRef, item: &Field, out: &mut String) -> Result<(), QueryError> {
    out.push('[');
    for i in 0..items.len() {
        if i > 0 {
            out.push(',');
        }
        write_item(items, item, i, out)?;
    }
    out.push(']');
    Ok(())
}

fn display(array: &ArrayRef, row: usize, out: &mut String) -> Result<(), QueryError> {
    let formatter =
        ArrayFormatter::try_new(array, &FormatOptions::default()).map_err(QueryError::internal)?;
    write!(out, "{}", formatter.value(row)).map_err(QueryError::internal)
}

fn integer(value: i64, out: &mut String) {
    quoted_when(value.unsigned_abs() > EXACT, value, out);
}

fn unsigned(value: u64, out: &mut String) {
    quoted_when(value > EXACT, value, out);
}

fn quoted_when(large: bool, value: impl std::fmt::Display, out: &mut String) {
    // Writing to a String cannot fail.
    let _ = if large { write!(out, "\"{value}\"") } else { write!(out, "{value}") };
}

/// JSON knows neither NaN nor infinity.
fn json_float(value: f64, out: &mut String) {
    if value.is_finite() { float(value, out) } else { out.push_str("null") }
}

/// The shortest text that reads back as the same number.
fn float(value: f64, out: &mut String) {
    let _ = match value.abs() {
        size if size != 0.0 && !(1e-6..1e16).contains(&size) => write!(out, "{value:e}"),
        _ => write!(out, "{value}"),
    };
}

/// A JSON string with its quotes.
pub(super) fn string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{Float64Array, Int64Array, StringArray};

    fn json(array: ArrayRef) -> Vec<String> {
        let field = Field::new("x", array.data_type().clone(), true);
        let column = CellWriter::new(&array, &field).unwrap();
        (0..array.len())
            .map(|row| {
                let mut text = String::new();
                column.write_json(row, &mut text).unwrap();
                text
            })
            .collect()
    }

    #[test]
    fn large_integers_become_texts_and_no_digit_is_lost() {
        let edge = 1_i64 << 53;
        let array = Int64Array::from(vec![
            Some(edge),
            Some(edge + 1),
            Some(-edge - 1),
            Some(i64::MIN),
            None,
        ]);
        assert_eq!(
            json(Arc::new(array)),
            [
                "9007199254740992",
                "\"9007199254740993\"",
                "\"-9007199254740993\"",
                "\"-9223372036854775808\"",
                "null"
            ]
        );
    }

    #[test]
    fn numbers_that_json_does_not_know_become_null() {
        let array = Float64Array::from(vec![f64::NAN, f64::INFINITY, 0.1, -0.0, 1e300, 1e-9, 5.0]);
        let texts = json(Arc::new(array));
        assert_eq!(texts, ["null", "null", "0.1", "-0", "1e300", "1e-9", "5"]);
        assert_eq!(serde_json::from_str::<f64>(&texts[4]).unwrap(), 1e300);
    }

    #[test]
    fn texts_are_escaped_as_json_reads_them() {
        let text = "a\"b\\c\nd\u{1}é😀";
        let written = json(Arc::new(StringArray::from(vec![text])));
        assert_eq!(serde_json::from_str::<String>(&written[0]).unwrap(), text);
    }
}
