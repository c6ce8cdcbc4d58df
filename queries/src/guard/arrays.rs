//! Arrays that hold NULL: it may be equal to anything, which the engine's `ANY` forgets, and is in no array for `@>`.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{BinaryOperator, Expr, Value};

use super::call::call;
use super::distinct::taken;
use super::like_any::LikeAny;
use crate::error::QueryError;

/// What stands for `expr`; `None` when it is anything else.
pub(super) fn spell_out(
    expr: &mut Expr,
    repeated: &mut LikeAny,
) -> Option<ControlFlow<QueryError, Expr>> {
    match expr {
        Expr::AnyOp { compare_op, right, .. } => {
            let written = matches!(right.as_ref(), Expr::Array(_));
            if matches!(right.as_ref(), Expr::Subquery(_))
                || (written && *compare_op == BinaryOperator::Eq)
            {
                return None;
            }
            if let ControlFlow::Break(error) = repeated.repeat(right, 2) {
                return Some(ControlFlow::Break(error));
            }
            // Nothing that is equal, and something that is not known, is not known.
            let some = Expr::IsNotNull(Box::new(missing(right)));
            let yes = Expr::Value(Value::Boolean(true).into());
            let unknown = call("nullif", vec![some, yes]);
            Some(ControlFlow::Continue(both(taken(expr), BinaryOperator::Or, unknown)))
        }
        Expr::BinaryOp { left, op, right } => {
            let within = match op {
                BinaryOperator::AtArrow => right,
                BinaryOperator::ArrowAt => left,
                _ => return None,
            };
            if let ControlFlow::Break(error) = repeated.repeat(within, 2) {
                return Some(ControlFlow::Break(error));
            }
            // True is more than false, and NULL is neither: `a @> b` where b holds no NULL, else false, and NULL of no array.
            let some = Expr::IsNotNull(Box::new(missing(within)));
            Some(ControlFlow::Continue(both(taken(expr), BinaryOperator::Gt, some)))
        }
        _ => None,
    }
}

/// Where the first NULL of an array stands.
fn missing(array: &Expr) -> Expr {
    call("array_position", vec![array.clone(), Expr::Value(Value::Null.into())])
}

fn both(left: Expr, op: BinaryOperator, right: Expr) -> Expr {
    let side = |expr| Box::new(Expr::Nested(Box::new(expr)));
    Expr::Nested(Box::new(Expr::BinaryOp { left: side(left), op, right: side(right) }))
}
