//! Names of result columns.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};

use crate::geometry::is_geometry;

/// The schema with every column named differently: `SELECT v.code, r.code` answers `code, code_2`.
/// Objects of JSON could not hold both otherwise.
pub(crate) fn unique_names(schema: &SchemaRef) -> SchemaRef {
    let mut taken: HashSet<String> =
        schema.fields().iter().map(|field| field.name().clone()).collect();
    if taken.len() == schema.fields().len() {
        return Arc::clone(schema);
    }
    let mut seen: HashSet<String> = HashSet::new();
    let fields = schema.fields().iter().map(|field| {
        let name = field.name();
        if seen.insert(name.clone()) {
            return field.as_ref().clone();
        }
        let free = (2..).map(|n| format!("{name}_{n}")).find(|name| !taken.contains(name));
        let free = free.unwrap_or_else(|| name.clone());
        taken.insert(free.clone());
        field.as_ref().clone().with_name(free)
    });
    Arc::new(Schema::new_with_metadata(fields.collect::<Vec<Field>>(), schema.metadata().clone()))
}

/// The name of a column's type, as SQL writes it.
pub(crate) fn type_name(field: &Field) -> String {
    use DataType as T;
    if is_geometry(field) {
        return "geometry".to_owned();
    }
    match field.data_type() {
        T::Utf8 | T::LargeUtf8 | T::Utf8View => "text".to_owned(),
        T::Boolean => "boolean".to_owned(),
        T::Int8 | T::Int16 | T::UInt8 => "smallint".to_owned(),
        T::Int32 | T::UInt16 => "integer".to_owned(),
        T::Int64 | T::UInt32 | T::UInt64 => "bigint".to_owned(),
        T::Float16 | T::Float32 => "real".to_owned(),
        T::Float64 => "double".to_owned(),
        T::Decimal32(p, s) | T::Decimal64(p, s) | T::Decimal128(p, s) | T::Decimal256(p, s) => {
            format!("decimal({p},{s})")
        }
        T::Date32 | T::Date64 => "date".to_owned(),
        T::Time32(_) | T::Time64(_) => "time".to_owned(),
        T::Timestamp(..) => "timestamp".to_owned(),
        T::Interval(_) | T::Duration(_) => "interval".to_owned(),
        T::Binary | T::LargeBinary | T::BinaryView | T::FixedSizeBinary(_) => "bytes".to_owned(),
        T::List(_)
        | T::LargeList(_)
        | T::FixedSizeList(..)
        | T::ListView(_)
        | T::LargeListView(_) => "list".to_owned(),
        T::Struct(_) => "struct".to_owned(),
        T::Map(..) => "map".to_owned(),
        T::Dictionary(_, value) => type_name(&Field::new("", value.as_ref().clone(), true)),
        T::Null => "null".to_owned(),
        other => other.to_string().to_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_the_same_name_get_numbers() {
        let field = |name: &str| Field::new(name, DataType::Int64, true);
        let schema = Arc::new(Schema::new(vec![
            field("code"),
            field("code"),
            field("code_2"),
            field("code"),
        ]));
        let unique = unique_names(&schema);
        let names: Vec<&str> = unique.fields().iter().map(|field| field.name().as_str()).collect();
        assert_eq!(names, ["code", "code_3", "code_2", "code_4"]);
    }
}
