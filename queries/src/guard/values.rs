//! One type of geometry in the columns of `VALUES`.

use std::collections::BTreeSet;

use datafusion::sql::sqlparser::ast::{DataType, Expr, Values};

use super::call::as_geometry;
use super::distinct::taken;
use crate::functions::gives_geometry;

/// Makes geometries of any kind of all values of a column in which one is written as a geometry: the engine takes a point,
/// a polygon and NULL for three types, and refuses them in one column.
pub(super) fn one_geometry(values: &mut Values) {
    let rows = || values.rows.iter().map(|row| row.content.iter().enumerate());
    let geometries: BTreeSet<usize> = rows()
        .flatten()
        .filter(|(_, value)| is_geometry(value))
        .map(|(column, _)| column)
        .collect();
    for row in &mut values.rows {
        for (column, value) in row.content.iter_mut().enumerate() {
            if geometries.contains(&column) {
                *value = as_geometry(taken(value));
            }
        }
    }
}

/// Whether a value is written as a geometry. Of names of columns nobody knows that here.
fn is_geometry(value: &Expr) -> bool {
    match value {
        Expr::Function(function) => match function.name.0.as_slice() {
            [name] => name.as_ident().is_some_and(|name| gives_geometry(&name.value)),
            _ => false,
        },
        Expr::Cast { data_type: DataType::Custom(name, _), .. } => {
            name.to_string().eq_ignore_ascii_case("geometry")
        }
        Expr::Nested(inner) => is_geometry(inner),
        _ => false,
    }
}
