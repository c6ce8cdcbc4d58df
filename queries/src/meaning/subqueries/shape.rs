//! Whether a condition that names a column of the statement around a subquery can be moved out of it, as the engine
//! does to make a join, without another answer.

use datafusion::common::not_impl_err;
use datafusion::error::Result;
use datafusion::logical_expr::utils::split_conjunction;
use datafusion::logical_expr::{
    Aggregate, BinaryExpr, Cast, Distinct, Expr, ExprSchemable, Join, JoinType, LogicalPlan,
    Operator,
};

/// What the subquery is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Whether it has a row.
    Exists,
    /// Its only value.
    Scalar,
    /// Its rows, beside those of the statement around it.
    Lateral,
}

/// What is known of a part of the plan.
#[derive(Debug, Clone, Copy, Default)]
struct Below {
    /// It names a column of the statement around the subquery.
    correlated: bool,
    /// Some such condition is more than `column of its own = value from outside`.
    loosely: bool,
}

impl Below {
    fn and(self, other: Self) -> Self {
        Self {
            correlated: self.correlated || other.correlated,
            loosely: self.loosely || other.loosely,
        }
    }
}

/// Refuses a subquery whose conditions cannot be moved out of it.
pub(super) fn check(plan: &LogicalPlan, purpose: Use) -> Result<()> {
    let top = matches!(purpose, Use::Scalar | Use::Lateral);
    walk(plan, purpose, top).map(|_| ())
}

fn refuse<T>(what: &str) -> Result<T> {
    not_impl_err!(
        "a condition on the statement around a subquery {what}; compute the subquery with WITH and join it"
    )
}

/// `top`: nothing but names and expressions stands above, so that an aggregate without groups is the subquery's value.
fn walk(plan: &LogicalPlan, purpose: Use, top: bool) -> Result<Below> {
    match plan {
        LogicalPlan::Filter(filter) => {
            let below = walk(&filter.input, purpose, false)?;
            let own =
                split_conjunction(&filter.predicate).into_iter().filter(|c| c.contains_outer());
            Ok(own.fold(below, |below, condition| {
                below.and(Below { correlated: true, loosely: !is_plain(condition, &filter.input) })
            }))
        }
        LogicalPlan::Projection(projection) => {
            let below = walk(&projection.input, purpose, top)?;
            if projection.expr.iter().any(Expr::contains_outer) {
                return refuse("stands in the select list of the subquery");
            }
            Ok(below)
        }
        LogicalPlan::SubqueryAlias(alias) => walk(&alias.input, purpose, top),
        LogicalPlan::Sort(_) if plan.contains_outer_reference() => refuse("stands in ORDER BY"),
        LogicalPlan::Aggregate(_) | LogicalPlan::Window(_) if plan.contains_outer_reference() => {
            refuse("stands in an aggregate, GROUP BY or a window function")
        }
        LogicalPlan::Sort(sort) => held(walk(&sort.input, purpose, top)?, "is under ORDER BY"),
        LogicalPlan::Join(join) => walk_join(join, purpose),
        LogicalPlan::Aggregate(aggregate) => walk_aggregate(aggregate, purpose, top),
        LogicalPlan::Distinct(Distinct::All(input)) => {
            let below = walk(input, purpose, false)?;
            if below.loosely && purpose != Use::Exists {
                return refuse("is under DISTINCT and not an equality");
            }
            Ok(below)
        }
        LogicalPlan::Limit(limit) => {
            held(walk(&limit.input, purpose, false)?, "is under LIMIT or OFFSET")
        }
        LogicalPlan::Window(window) => {
            held(walk(&window.input, purpose, false)?, "is under a window function")
        }
        other => {
            let mut below = Below::default();
            for input in other.inputs() {
                below = below.and(walk(input, purpose, false)?);
            }
            below.correlated |= !plan.inputs().is_empty() && plan.contains_outer_reference();
            held(below, "is under UNION, UNNEST or another operation")
        }
    }
}

/// Nothing may be moved out of here.
fn held(below: Below, what: &str) -> Result<Below> {
    if below.correlated { refuse(what) } else { Ok(below) }
}

fn walk_join(join: &Join, purpose: Use) -> Result<Below> {
    let left = walk(&join.left, purpose, false)?;
    let right = walk(&join.right, purpose, false)?;
    if join.filter.as_ref().is_some_and(Expr::contains_outer) {
        return refuse("stands in ON; write it in WHERE");
    }
    // A row that an outer join fills up with NULL, or that another must not match, is none to sort out afterwards.
    let filled = match join.join_type {
        JoinType::Inner => Below::default(),
        JoinType::Left | JoinType::LeftSemi | JoinType::LeftAnti | JoinType::LeftMark => right,
        JoinType::Right | JoinType::RightSemi | JoinType::RightAnti | JoinType::RightMark => left,
        JoinType::Full => left.and(right),
    };
    held(filled, "is on the side of an outer join, EXCEPT or INTERSECT that may be missing")?;
    Ok(left.and(right))
}

fn walk_aggregate(aggregate: &Aggregate, purpose: Use, top: bool) -> Result<Below> {
    let below = walk(&aggregate.input, purpose, false)?;
    if !below.correlated {
        return Ok(below);
    }
    if aggregate.group_expr.iter().any(|expr| matches!(expr, Expr::GroupingSet(_))) {
        return refuse("is under ROLLUP, CUBE or GROUPING SETS");
    }
    if aggregate.group_expr.is_empty() && !top {
        return refuse("is under an aggregate that is not the subquery's value");
    }
    let only_groups = aggregate.aggr_expr.is_empty() && purpose == Use::Exists;
    if below.loosely && !only_groups {
        return refuse("is under an aggregate and not an equality");
    }
    Ok(below)
}

/// Whether a condition says `column = value from outside`, so that rows of one group have one value of it.
fn is_plain(condition: &Expr, input: &LogicalPlan) -> bool {
    let Expr::BinaryExpr(BinaryExpr { left, op: Operator::Eq, right }) = condition else {
        return false;
    };
    (is_column(left, input) && !right.any_column_refs())
        || (is_column(right, input) && !left.any_column_refs())
}

/// A column, or a cast of one that keeps different values different.
fn is_column(expr: &Expr, input: &LogicalPlan) -> bool {
    match expr {
        Expr::Column(_) => true,
        Expr::Cast(Cast { expr, field }) => {
            let Ok(from) = expr.get_type(input.schema()) else { return false };
            let to = field.data_type();
            let wider = from.is_integer()
                && to.is_integer()
                && from.primitive_width() <= to.primitive_width();
            let text = from.is_string() && to.is_string();
            matches!(expr.as_ref(), Expr::Column(_)) && (wider || text)
        }
        _ => false,
    }
}
