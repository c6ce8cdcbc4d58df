//! `a IS DISTINCT FROM b AND c`, which the engine reads as `a IS DISTINCT FROM (b AND c)`, as PostgreSQL means it.

use datafusion::sql::sqlparser::ast::{BinaryOperator, Expr, UnaryOperator, Value};

/// The expression, which another is to take the place of. A copy would cost its size once more for every one around it.
pub(super) fn taken(expr: &mut Expr) -> Expr {
    std::mem::replace(expr, Expr::Value(Value::Null.into()))
}

/// Gives an expression, whose parts are as they should be, the order that PostgreSQL reads: what follows
/// `IS DISTINCT FROM` ends at AND and OR, and so do the operand of NOT and of the AND around it.
pub(super) fn rebind(expr: &mut Expr) {
    let ends: fn(&BinaryOperator) -> bool = match expr {
        Expr::IsDistinctFrom(..) | Expr::IsNotDistinctFrom(..) | Expr::UnaryOp { .. } => {
            |op| matches!(op, BinaryOperator::And | BinaryOperator::Or)
        }
        Expr::BinaryOp { .. } => |op| matches!(op, BinaryOperator::Or),
        _ => return,
    };
    let Some(operand) = last_operand(expr).filter(|operand| follows(operand, ends)) else { return };
    let mut chain = taken(operand);
    let mut first = &mut chain;
    while follows(first, ends) {
        let Expr::BinaryOp { left, .. } = first else { return };
        first = left.as_mut();
    }
    let bound = taken(first);
    if let Some(operand) = last_operand(expr) {
        *operand = bound;
    }
    *first = taken(expr);
    *expr = chain;
}

/// What stands behind an operator that binds more than the AND or OR behind it.
fn last_operand(expr: &mut Expr) -> Option<&mut Expr> {
    match expr {
        Expr::IsDistinctFrom(_, right) | Expr::IsNotDistinctFrom(_, right) => Some(right.as_mut()),
        Expr::UnaryOp { op: UnaryOperator::Not, expr } => Some(expr.as_mut()),
        Expr::BinaryOp { op: BinaryOperator::And, right, .. } => Some(right.as_mut()),
        _ => None,
    }
}

/// Whether an expression without brackets is of an operator that ends what stands before it.
fn follows(expr: &Expr, ends: fn(&BinaryOperator) -> bool) -> bool {
    matches!(expr, Expr::BinaryOp { op, .. } if ends(op))
}
