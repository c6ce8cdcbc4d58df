//! PostgreSQL's signs and casts for JSON, as functions over texts.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    BinaryOperator, DataType, Expr, Function, Ident, ObjectName, UnaryOperator, Value,
};

use super::call::call;
use super::distinct::taken;
use super::signs::{MEMBER, MEMBER_TEXT};
use crate::error::QueryError;

/// Functions of `jsonb` that are here by the name that they have for `json`.
const OF_BOTH: &[&str] = &[
    "array_elements",
    "array_elements_text",
    "array_length",
    "extract_path",
    "extract_path_text",
    "object_keys",
    "typeof",
];

/// Puts functions in the place of `->`, `->>`, `::json` and `::jsonb`, and of functions of `jsonb`.
pub(super) fn translate(expr: &mut Expr) -> ControlFlow<QueryError> {
    match expr {
        Expr::Function(function) => rename(function),
        Expr::Cast { expr: inner, data_type: DataType::JSON | DataType::JSONB, .. } => {
            *expr = call("json", vec![taken(inner)]);
        }
        Expr::BinaryOp { left, op: BinaryOperator::Custom(sign), right } => {
            let text = match sign.as_str() {
                MEMBER => "",
                MEMBER_TEXT => "_text",
                _ => return ControlFlow::Continue(()),
            };
            // A whole number is a place in an array; what else a place could be is a column, and is refused by its type.
            let place = is_number(match &**right {
                Expr::UnaryOp { op: UnaryOperator::Minus, expr } => expr,
                other => other,
            });
            let kind = if place { "json_array_element" } else { "json_object_field" };
            *expr = call(&format!("{kind}{text}"), vec![taken(left), taken(right)]);
        }
        Expr::BinaryOp {
            op: BinaryOperator::HashArrow | BinaryOperator::HashLongArrow, ..
        } => {
            let message = "#> and #>>; json_extract_path(json, 'a', 'b') and json_extract_path_text follow a path";
            return ControlFlow::Break(QueryError::Unsupported { message: message.to_owned() });
        }
        _ => {}
    }
    ControlFlow::Continue(())
}

fn is_number(expr: &Expr) -> bool {
    matches!(expr, Expr::Value(value) if matches!(value.value, Value::Number(..)))
}

fn rename(function: &mut Function) {
    let [part] = function.name.0.as_slice() else { return };
    let name = part.as_ident().and_then(|name| as_json(&name.value));
    if let Some(name) = name {
        function.name = ObjectName::from(vec![Ident::new(name)]);
    }
}

/// The name of the function of `json` that stands for this one of `jsonb`.
pub(super) fn as_json(name: &str) -> Option<String> {
    let name = name.to_lowercase();
    let rest = name.strip_prefix("jsonb_").filter(|rest| OF_BOTH.contains(rest))?;
    Some(format!("json_{rest}"))
}
