//! Rows of Arrow batches as structs, by the names of their columns.
//!
//! A row is a serde map of cells. `serde_arrow` does the same for every type of Arrow, with a second model
//! of Arrow's arrays; own questions answer texts, numbers and truth values only.

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray,
    UInt64Array,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type, UInt64Type};
use arrow::error::ArrowError;
use serde::de::value::MapDeserializer;
use serde::de::{DeserializeOwned, Deserializer, IntoDeserializer, Visitor, value};
use serde::forward_to_deserialize_any;

use crate::error::QueryError;

/// The rows of a batch as structs.
///
/// # Errors
/// [`QueryError::Internal`] when a column has a type that is no single value, or a row does not fit `T`.
pub(crate) fn read<T: DeserializeOwned>(batch: &RecordBatch) -> Result<Vec<T>, QueryError> {
    let schema = batch.schema();
    let columns = schema.fields().iter().zip(batch.columns()).map(|(field, array)| {
        Ok((field.name().as_str(), FieldValues::new(array).map_err(QueryError::internal)?))
    });
    let columns: Vec<(&str, FieldValues)> = columns.collect::<Result<_, QueryError>>()?;
    let row = |row| {
        let cells = columns.iter().map(|(name, column)| (*name, Cell { column, row }));
        T::deserialize(MapDeserializer::<_, value::Error>::new(cells))
    };
    (0..batch.num_rows()).map(row).collect::<Result<_, _>>().map_err(QueryError::internal)
}

/// A column in the one layout of its kind.
enum FieldValues {
    Flags(BooleanArray),
    Integers(Int64Array),
    Unsigned(UInt64Array),
    Numbers(Float64Array),
    Texts(StringArray),
}

impl FieldValues {
    fn new(array: &ArrayRef) -> Result<Self, ArrowError> {
        let values = match array.data_type() {
            DataType::Dictionary(_, values) => values.as_ref(),
            plain => plain,
        };
        Ok(match values {
            DataType::Boolean => Self::Flags(cast(array, &DataType::Boolean)?.as_boolean().clone()),
            DataType::UInt64 => {
                Self::Unsigned(cast(array, values)?.as_primitive::<UInt64Type>().clone())
            }
            kind if kind.is_integer() => {
                Self::Integers(cast(array, &DataType::Int64)?.as_primitive::<Int64Type>().clone())
            }
            kind if kind.is_numeric() => Self::Numbers(
                cast(array, &DataType::Float64)?.as_primitive::<Float64Type>().clone(),
            ),
            // A column of NULL alone can stand for any of them.
            kind if kind.is_string() || kind.is_null() => {
                Self::Texts(cast(array, &DataType::Utf8)?.as_string::<i32>().clone())
            }
            other => {
                let problem = format!("{other} is not a single value");
                return Err(ArrowError::NotYetImplemented(problem));
            }
        })
    }

    fn is_null(&self, row: usize) -> bool {
        match self {
            Self::Flags(array) => array.is_null(row),
            Self::Integers(array) => array.is_null(row),
            Self::Unsigned(array) => array.is_null(row),
            Self::Numbers(array) => array.is_null(row),
            Self::Texts(array) => array.is_null(row),
        }
    }
}

/// One value of a row. The row is one of the batch's.
#[derive(Clone, Copy)]
struct Cell<'a> {
    column: &'a FieldValues,
    row: usize,
}

impl<'de> IntoDeserializer<'de> for Cell<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Cell<'de> {
    type Error = value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, value::Error> {
        if self.column.is_null(self.row) {
            return visitor.visit_unit();
        }
        match self.column {
            FieldValues::Flags(array) => visitor.visit_bool(array.value(self.row)),
            FieldValues::Integers(array) => visitor.visit_i64(array.value(self.row)),
            FieldValues::Unsigned(array) => visitor.visit_u64(array.value(self.row)),
            FieldValues::Numbers(array) => visitor.visit_f64(array.value(self.row)),
            FieldValues::Texts(array) => visitor.visit_str(array.value(self.row)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, value::Error> {
        if self.column.is_null(self.row) { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, value::Error> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
