//! Rows that are compared, `(a, b) = (c, d)`, as their members, and `x = ANY (ARRAY[a, b])` as a list: the engine takes NULL
//! in a row or an array for a value like others.

use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{BinaryOperator, Expr, UnaryOperator};

use super::like_any::{LikeAny, either};
use super::refuse::refuse;
use crate::error::QueryError;

/// What stands for a comparison of rows; `None` when the expression is anything else.
pub(super) fn spell_out(expr: &Expr, lists: &mut LikeAny) -> Option<ControlFlow<QueryError, Expr>> {
    match expr {
        Expr::BinaryOp { left, op, right } => {
            let (Some(a), Some(b)) = (row(left), row(right)) else {
                let mixed = row(left).is_some() || row(right).is_some();
                return mixed.then(other);
            };
            let equal = match equal(a, b) {
                Some(equal) => equal,
                None => return Some(unlike()),
            };
            match op {
                BinaryOperator::Eq => Some(ControlFlow::Continue(equal)),
                BinaryOperator::NotEq => Some(ControlFlow::Continue(not(equal))),
                _ => Some(other()),
            }
        }
        Expr::InList { expr: compared, list, negated } => {
            let a = row(compared)?;
            if let ControlFlow::Break(error) = lists.repeat(compared, list.len()) {
                return Some(ControlFlow::Break(error));
            }
            let rows: Option<Vec<Expr>> =
                list.iter().map(|item| row(item).and_then(|b| equal(a, b))).collect();
            let Some(any) = rows.as_deref().and_then(either) else { return Some(unlike()) };
            let any = Expr::Nested(Box::new(any));
            Some(ControlFlow::Continue(if *negated { not(any) } else { any }))
        }
        Expr::AnyOp { left, compare_op: BinaryOperator::Eq, right, .. }
        | Expr::AllOp { left, compare_op: BinaryOperator::NotEq, right }
            if row(left).is_none() && !items(right).is_empty() =>
        {
            Some(ControlFlow::Continue(Expr::Nested(Box::new(Expr::InList {
                expr: left.clone(),
                list: items(right).to_vec(),
                negated: matches!(expr, Expr::AllOp { .. }),
            }))))
        }
        Expr::IsNull(inner)
        | Expr::IsNotNull(inner)
        | Expr::InSubquery { expr: inner, .. }
        | Expr::AnyOp { left: inner, .. }
        | Expr::AllOp { left: inner, .. } => row(inner).map(|_| other()),
        Expr::IsDistinctFrom(a, b) | Expr::IsNotDistinctFrom(a, b) => {
            row(a).or(row(b)).map(|_| other())
        }
        Expr::Between { expr: inner, .. } => row(inner).map(|_| other()),
        _ => None,
    }
}

fn other() -> ControlFlow<QueryError, Expr> {
    refuse(
        "rows are compared by =, <> and IN (list) only; compare their members, a.x = b.x AND a.y = b.y",
    )
}

fn unlike() -> ControlFlow<QueryError, Expr> {
    refuse("rows are compared with rows of as many members")
}

/// The items of an array that is written out.
fn items(expr: &Expr) -> &[Expr] {
    match expr {
        Expr::Array(array) => &array.elem,
        Expr::Nested(inner) => items(inner),
        _ => &[],
    }
}

/// The members of a row.
fn row(expr: &Expr) -> Option<&[Expr]> {
    match expr {
        Expr::Tuple(members) => Some(members),
        Expr::Nested(inner) => row(inner),
        _ => None,
    }
}

/// All members equal; `None` where there are not as many.
fn equal(a: &[Expr], b: &[Expr]) -> Option<Expr> {
    if a.len() != b.len() {
        return None;
    }
    let one = |(a, b): (&Expr, &Expr)| {
        let side = |expr: &Expr| Box::new(Expr::Nested(Box::new(expr.clone())));
        Expr::BinaryOp { left: side(a), op: BinaryOperator::Eq, right: side(b) }
    };
    let both = |left: Expr, right: Expr| Expr::BinaryOp {
        left: Box::new(left),
        op: BinaryOperator::And,
        right: Box::new(right),
    };
    let all = a.iter().zip(b).map(one).reduce(both)?;
    Some(Expr::Nested(Box::new(all)))
}

fn not(expr: Expr) -> Expr {
    Expr::Nested(Box::new(Expr::UnaryOp { op: UnaryOperator::Not, expr: Box::new(expr) }))
}
