//! `x LIKE ANY (ARRAY[a, b])`, which the engine does not know, as `x LIKE a OR x LIKE b`.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{BinaryOperator, Expr};

use crate::error::QueryError;

/// The most patterns of one list: each is a comparison for every row.
const MOST_PATTERNS: usize = 100;
/// The most text of a statement that is repeated, in bytes. What is compared stands before every item of a list, and may hold
/// a list of its own: five lists in one another would be ten thousand million comparisons.
const MOST_REPEATED: usize = 1 << 20;

/// Spells out the lists of one statement.
#[derive(Default)]
pub(super) struct LikeAny {
    repeated: usize,
}

impl LikeAny {
    /// Counts that `compared` is to stand before each of `items`.
    pub fn repeat(&mut self, compared: &Expr, items: usize) -> ControlFlow<QueryError> {
        let text = compared.to_string().len();
        self.repeated = self.repeated.saturating_add(text.saturating_mul(items));
        if self.repeated <= MOST_REPEATED {
            return ControlFlow::Continue(());
        }
        let what = "bytes that lists compare, each as often as they have items".into();
        ControlFlow::Break(QueryError::TooComplex { what, limit: MOST_REPEATED })
    }

    /// What stands for `expr`; `None` when it is anything else.
    pub fn spell_out(&mut self, expr: &Expr) -> Option<ControlFlow<QueryError, Expr>> {
        let (compared, pattern) = match expr {
            Expr::Like { any: true, expr, pattern, .. }
            | Expr::ILike { any: true, expr, pattern, .. } => (expr, pattern),
            _ => return None,
        };
        let mut patterns = pattern.as_ref();
        while let Expr::Nested(inner) = patterns {
            patterns = inner;
        }
        let items = match patterns {
            Expr::Tuple(items) => items.as_slice(),
            Expr::Array(array) => array.elem.as_slice(),
            one => std::slice::from_ref(one),
        };
        let refuse =
            |message: String| Some(ControlFlow::Break(QueryError::Unsupported { message }));
        if items.len() > MOST_PATTERNS {
            return refuse(format!("LIKE ANY of more than {MOST_PATTERNS} patterns"));
        }
        if let ControlFlow::Break(error) = self.repeat(compared, items.len()) {
            return Some(ControlFlow::Break(error));
        }
        match either(&items.iter().map(|item| with_pattern(expr, item)).collect::<Vec<_>>()) {
            Some(any) => Some(ControlFlow::Continue(Expr::Nested(Box::new(any)))),
            None => refuse("LIKE ANY of no pattern".to_owned()),
        }
    }
}

/// The comparison with one pattern instead of the list.
fn with_pattern(list: &Expr, pattern: &Expr) -> Expr {
    let pattern = Box::new(pattern.clone());
    match list {
        Expr::Like { negated, expr, escape_char, .. } => Expr::Like {
            negated: *negated,
            any: false,
            expr: expr.clone(),
            pattern,
            escape_char: escape_char.clone(),
        },
        Expr::ILike { negated, expr, escape_char, .. } => Expr::ILike {
            negated: *negated,
            any: false,
            expr: expr.clone(),
            pattern,
            escape_char: escape_char.clone(),
        },
        other => other.clone(),
    }
}

/// Halves joined by OR, so that a hundred are seven levels and not a hundred.
pub(super) fn either(all: &[Expr]) -> Option<Expr> {
    match all {
        [] => None,
        [one] => Some(one.clone()),
        _ => {
            let (left, right) = all.split_at(all.len() / 2);
            let (left, right) = (Box::new(either(left)?), Box::new(either(right)?));
            Some(Expr::BinaryOp { left, op: BinaryOperator::Or, right })
        }
    }
}
