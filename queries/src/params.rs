//! `$1` and `$name`: values of a request put into the parsed statement.
//!
//! The value replaces the placeholder in the syntax tree, not in the text, so it can never be read
//! as SQL; and the planner sees a literal, so every type rule works as it does for written values.

use std::collections::HashSet;
use std::ops::ControlFlow;

use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::ast::{Array, Expr, UnaryOperator, Value, VisitMut, VisitorMut};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::error::QueryError;

/// The most that values may take in a statement, each as often as its placeholder stands there, in bytes. A body of a
/// megabyte that a short statement names ten thousand times would be ten gigabytes.
const MOST_BYTES: usize = 32 << 20;
/// What a value takes in the syntax tree beside the letters of a text, in bytes.
const BYTES_OF_A_VALUE: usize = 128;

/// The values of a request's placeholders.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub enum Params {
    /// There are none.
    #[default]
    None,
    /// For `$1`, `$2`, ...
    Positional(Vec<Json>),
    /// For `$name`.
    Named(serde_json::Map<String, Json>),
}

impl Params {
    /// Reads the `params` of a request: an array, an object, or nothing.
    ///
    /// # Errors
    /// [`QueryError::Parameter`] for any other JSON.
    pub fn from_json(json: Json) -> Result<Self, QueryError> {
        match json {
            Json::Null => Ok(Self::None),
            Json::Array(values) => Ok(Self::Positional(values)),
            Json::Object(values) => Ok(Self::Named(values)),
            _ => Err(QueryError::parameter(
                "params",
                "must be an array for $1, $2 or an object for $name",
            )),
        }
    }

    fn names(&self) -> Vec<String> {
        match self {
            Self::None => Vec::new(),
            Self::Positional(values) => (1..=values.len()).map(|n| n.to_string()).collect(),
            Self::Named(values) => values.keys().cloned().collect(),
        }
    }

    fn get(&self, name: &str) -> Option<&Json> {
        match self {
            Self::None => None,
            Self::Positional(values) => values.get(name.parse::<usize>().ok()?.checked_sub(1)?),
            Self::Named(values) => values.get(name),
        }
    }
}

/// Replaces every placeholder of `statement`.
///
/// # Errors
/// [`QueryError::Parameter`] when a placeholder has no value, or a value no placeholder; [`QueryError::TooLarge`] when the
/// values are too many or too long.
pub(crate) fn bind(statement: &mut Statement, params: &Params) -> Result<(), QueryError> {
    let mut binder = Binder { params, used: HashSet::new(), room: MOST_BYTES };
    bind_statement(statement, &mut binder)?;
    match params.names().into_iter().find(|name| !binder.used.contains(name)) {
        Some(name) => Err(QueryError::parameter(
            format!("${name}"),
            "has a value, but the query does not use it",
        )),
        None => Ok(()),
    }
}

fn bind_statement(statement: &mut Statement, binder: &mut Binder<'_>) -> Result<(), QueryError> {
    match statement {
        Statement::Statement(ast) => match ast.visit(binder) {
            ControlFlow::Break(error) => Err(error),
            ControlFlow::Continue(()) => Ok(()),
        },
        Statement::Explain(explain) => bind_statement(&mut explain.statement, binder),
        _ => Ok(()),
    }
}

struct Binder<'a> {
    params: &'a Params,
    used: HashSet<String>,
    /// Bytes that values may still take.
    room: usize,
}

impl VisitorMut for Binder<'_> {
    type Break = QueryError;

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<QueryError> {
        let Expr::Value(value) = &*expr else { return ControlFlow::Continue(()) };
        let Value::Placeholder(placeholder) = &value.value else {
            return ControlFlow::Continue(());
        };
        match self.value_of(placeholder) {
            Ok(literal) => {
                *expr = literal;
                ControlFlow::Continue(())
            }
            Err(error) => ControlFlow::Break(error),
        }
    }
}

impl Binder<'_> {
    fn value_of(&mut self, placeholder: &str) -> Result<Expr, QueryError> {
        let name =
            placeholder.strip_prefix('$').filter(|name| !name.is_empty()).ok_or_else(|| {
                QueryError::parameter(placeholder, "is not a placeholder; write $1 or $name")
            })?;
        let json = self.params.get(name).ok_or_else(|| {
            QueryError::parameter(placeholder, "has no value; send it in `params`")
        })?;
        let Some(room) = self.room.checked_sub(weight(json)) else {
            let what = "the values of placeholders, each as often as it stands in the statement";
            return Err(QueryError::TooLarge { what: what.into(), limit_bytes: MOST_BYTES });
        };
        self.room = room;
        if !self.used.contains(name) {
            self.used.insert(name.to_owned());
        }
        literal(json).ok_or_else(|| {
            QueryError::parameter(
                placeholder,
                "must be null, a boolean, a number, a text or an array of those",
            )
        })
    }
}

/// About what the value takes as literals, in bytes.
fn weight(json: &Json) -> usize {
    BYTES_OF_A_VALUE
        + match json {
            Json::String(text) => text.len(),
            Json::Array(items) => items.iter().map(weight).sum(),
            _ => 0,
        }
}

/// The JSON value as a literal; `None` for an object.
fn literal(json: &Json) -> Option<Expr> {
    let value = |value: Value| Expr::Value(value.into());
    Some(match json {
        Json::Null => value(Value::Null),
        Json::Bool(b) => value(Value::Boolean(*b)),
        Json::String(text) => value(Value::SingleQuotedString(text.clone())),
        Json::Number(number) => {
            let text = number.to_string();
            match text.strip_prefix('-') {
                None => value(Value::Number(text, false)),
                Some(digits) => Expr::UnaryOp {
                    op: UnaryOperator::Minus,
                    expr: Box::new(value(Value::Number(digits.to_owned(), false))),
                },
            }
        }
        Json::Array(items) => {
            let elem = items.iter().map(literal).collect::<Option<Vec<_>>>()?;
            Expr::Array(Array { elem, named: false })
        }
        Json::Object(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Known;
    use serde_json::json;

    fn bound(sql: &str, params: Json) -> Result<String, QueryError> {
        let mut statement = crate::guard::parse(sql, &Known::default()).unwrap();
        bind(&mut statement, &Params::from_json(params)?)?;
        Ok(statement.to_string())
    }

    #[test]
    fn values_replace_placeholders_by_position_and_by_name() {
        let twice = bound("SELECT $1, $2, $1", json!([1, "a"])).unwrap();
        assert_eq!(twice, "SELECT 1, 'a', 1 AS \"$1_2\"");
        assert_eq!(
            bound("SELECT * FROM t WHERE x > $low LIMIT $n", json!({"low": -2.5, "n": 3})).unwrap(),
            "SELECT * FROM t WHERE x > -2.5 LIMIT 3"
        );
        assert_eq!(
            bound("SELECT $1, $2, $3", json!([null, true, [1, 2]])).unwrap(),
            "SELECT NULL, true, [1, 2]"
        );
    }

    #[test]
    fn a_text_stays_a_text_whatever_it_says() {
        let sql = bound("SELECT $1", json!(["'; DROP TABLE villages; --"])).unwrap();
        assert_eq!(sql, "SELECT '''; DROP TABLE villages; --'");
    }

    #[test]
    fn missing_unused_and_impossible_values_are_named() {
        for (sql, params, name) in [
            ("SELECT $1", json!(null), "$1"),
            ("SELECT $2", json!([1]), "$2"),
            ("SELECT 1", json!({"x": 1}), "$x"),
            ("SELECT $a", json!({"a": {"b": 1}}), "$a"),
            ("SELECT 1", json!(3), "params"),
        ] {
            match bound(sql, params) {
                Err(QueryError::Parameter { name: found, .. }) => assert_eq!(found, name),
                other => panic!("{sql}: {other:?}"),
            }
        }
    }

    #[test]
    fn values_that_are_repeated_have_a_bound() {
        let many = |times: usize, value: Json| {
            bound(&format!("SELECT {}", vec!["$1"; times].join(", ")), json!([value])).map(|_| ())
        };
        // Every village of the country, twice.
        let codes = vec!["52.03.01.2001"; 83_762];
        assert!(many(2, json!(codes)).is_ok());
        assert!(many(10_000, json!(1)).is_ok());
        for (times, value) in [(10_000, json!("x".repeat(1 << 20))), (50, json!(codes))] {
            let refused = many(times, value).unwrap_err();
            assert!(matches!(refused, QueryError::TooLarge { .. }), "{refused:?}");
        }
    }

    #[test]
    fn explained_queries_are_bound_too() {
        assert_eq!(bound("EXPLAIN SELECT $1", json!([7])).unwrap(), "EXPLAIN SELECT 7");
    }
}
