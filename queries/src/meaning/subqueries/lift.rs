//! Subqueries that the engine cannot make a join of, where [`apply`](super::apply) can.

use std::sync::Arc;

use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{TableReference, not_impl_datafusion_err};
use datafusion::error::Result;
use datafusion::logical_expr::expr_rewriter::NamePreserver;
use datafusion::logical_expr::utils::{conjunction, split_conjunction, split_conjunction_owned};
use datafusion::logical_expr::{
    Expr, Filter, Join, JoinType, LogicalPlan, LogicalPlanBuilder, Subquery, lit,
};

use super::apart;
use super::apply::apply;
use super::maybe::maybe;
use super::parts::subquery_of;
use super::shape;

/// A condition over a join with a LATERAL subquery, with what it says of the rows around said before the join: their
/// subqueries are computed for the rows that are wanted alone. The engine cannot move it through their numbering.
pub(super) fn narrowed(node: LogicalPlan) -> Result<Transformed<LogicalPlan>> {
    let LogicalPlan::Filter(filter) = &node else { return Ok(Transformed::no(node)) };
    let LogicalPlan::Join(join) = filter.input.as_ref() else { return Ok(Transformed::no(node)) };
    let keeps_left = matches!(join.join_type, JoinType::Inner | JoinType::Left);
    if !keeps_left || named(&join.right).is_none() {
        return Ok(Transformed::no(node));
    }
    let of_left = |condition: &&Expr| {
        let plain = !condition.is_volatile()
            && !condition.exists(|inner| Ok(subquery_of(inner).is_some())).unwrap_or(true);
        plain && condition.column_refs().iter().all(|column| join.left.schema().has_column(column))
    };
    let (before, after): (Vec<&Expr>, Vec<&Expr>) =
        split_conjunction(&filter.predicate).into_iter().partition(of_left);
    let Some(before) = conjunction(before.into_iter().cloned()) else {
        return Ok(Transformed::no(node));
    };
    let left = LogicalPlan::Filter(Filter::try_new(before, Arc::clone(&join.left))?);
    let joined = LogicalPlan::Join(Join { left: Arc::new(left), ..join.clone() });
    Ok(Transformed::yes(match conjunction(after.into_iter().cloned()) {
        Some(after) => LogicalPlan::Filter(Filter::try_new(after, Arc::new(joined))?),
        None => joined,
    }))
}

/// A join with a LATERAL subquery, done; `None` when the engine can do it.
///
/// # Errors
/// The refusal, when neither can.
pub(super) fn lateral(join: &Join) -> Result<Option<LogicalPlan>> {
    if let Some((left, _)) = named(&join.left) {
        shape::check(&left.subquery, shape::Use::Lateral)?;
    }
    let Some((subquery, alias)) = named(&join.right) else { return Ok(None) };
    let Err(refusal) = shape::check(&subquery.subquery, shape::Use::Lateral) else {
        return Ok(None);
    };
    let always = |filter: &Expr| matches!(filter, Expr::Literal(value, _) if *value == true.into());
    let filter = join.filter.as_ref().filter(|filter| !always(filter));
    let padded = match join.join_type {
        JoinType::Inner => false,
        JoinType::Left if filter.is_none() => true,
        _ => return Err(refusal),
    };
    let inner = named_as(&subquery.subquery, alias.into_iter())?;
    let Some(applied) = apply(&join.left, &inner, padded)? else { return Err(refusal) };
    let equal = join.on.iter().map(|(left, right)| left.clone().eq(right.clone()));
    let conditions = equal.chain(filter.cloned()).reduce(Expr::and);
    if padded && !join.on.is_empty() {
        return Err(refusal);
    }
    let mut plan = LogicalPlanBuilder::from(applied);
    if let Some(conditions) = conditions {
        plan = plan.filter(conditions)?;
    }
    plan.build().map(Some)
}

/// The subquery that is an input of a join, and the names that it is given, from the inside out.
fn named(plan: &LogicalPlan) -> Option<(&Subquery, Vec<&TableReference>)> {
    match plan {
        LogicalPlan::Subquery(subquery) => Some((subquery, Vec::new())),
        LogicalPlan::SubqueryAlias(alias) => {
            let (subquery, mut names) = named(&alias.input)?;
            names.push(&alias.alias);
            Some((subquery, names))
        }
        _ => None,
    }
}

fn named_as<'a>(
    plan: &LogicalPlan,
    names: impl Iterator<Item = &'a TableReference>,
) -> Result<LogicalPlan> {
    let mut plan = LogicalPlanBuilder::from(plan.clone());
    for name in names {
        plan = plan.alias(name.clone())?;
    }
    plan.build()
}

/// A node without the values of subqueries that the engine cannot make a join of: they have become columns of what a
/// select list or a condition reads.
///
/// # Errors
/// The refusal, where they cannot.
pub(super) fn values(node: LogicalPlan) -> Result<Transformed<LogicalPlan>> {
    let is_filter = matches!(node, LogicalPlan::Filter(_));
    let takes_columns = is_filter || matches!(node, LogicalPlan::Projection(_));
    let below = match node.inputs().first() {
        Some(input) if takes_columns => Some((*input).clone()),
        _ => None,
    };
    let columns = below.as_ref().map(|input| input.schema().columns()).unwrap_or_default();
    let mut lift = Lift { below, count: 0 };
    let names = NamePreserver::new(&node);
    let lifted = node.map_expressions(|expr| {
        if is_filter {
            return lift.conditions(expr);
        }
        let name = names.save(&expr);
        Ok(lift.within(expr, false)?.update_data(|expr| name.restore(expr)))
    })?;
    let Lift { below: Some(below), count: 1.. } = lift else { return Ok(lifted) };
    let done = match lifted.data {
        LogicalPlan::Filter(filter) => {
            let kept = LogicalPlan::Filter(Filter::try_new(filter.predicate, Arc::new(below))?);
            // The values of several subqueries have one name.
            let kept = apart::told_apart(kept)?.data;
            let columns = columns.into_iter().map(Expr::Column);
            LogicalPlanBuilder::from(kept).project(columns)?.build()?
        }
        other => {
            let exprs = other.expressions();
            other.with_new_exprs(exprs, vec![below])?
        }
    };
    Ok(Transformed::yes(done))
}

const MOVES: &str = "a condition compares with the statement around a subquery and holds a subquery of its own; compute that one with WITH and join it";

/// What a node reads, with the columns that values of subqueries have become.
struct Lift {
    /// `None` where no columns can be added to it.
    below: Option<LogicalPlan>,
    count: usize,
}

impl Lift {
    /// A predicate. What moves out of the subquery that it stands in cannot take a value with it that is another one for each row.
    fn conditions(&mut self, predicate: Expr) -> Result<Transformed<Expr>> {
        let mut changed = false;
        let mut conditions = Vec::new();
        for condition in split_conjunction_owned(predicate) {
            let moves = condition.contains_outer();
            let lifted = self.within(condition, moves)?;
            changed |= lifted.transformed;
            conditions.push(lifted.data);
        }
        let all = conjunction(conditions).unwrap_or_else(|| lit(true));
        Ok(if changed { Transformed::yes(all) } else { Transformed::no(all) })
    }

    /// An expression; `moves`: also without the values that the engine could make a join of.
    fn within(&mut self, expr: Expr, moves: bool) -> Result<Transformed<Expr>> {
        expr.transform_up(|inner| {
            let Expr::ScalarSubquery(subquery) = &inner else { return Ok(Transformed::no(inner)) };
            let refusal = match shape::check(&subquery.subquery, shape::Use::Scalar) {
                Err(refusal) => refusal,
                Ok(()) if moves && !subquery.outer_ref_columns.is_empty() => {
                    not_impl_datafusion_err!("{MOVES}")
                }
                Ok(()) => {
                    return Ok(
                        maybe(subquery).map_or_else(|| Transformed::no(inner), Transformed::yes)
                    );
                }
            };
            let one = subquery.subquery.max_rows().is_some_and(|rows| rows <= 1);
            let Some(input) = self.below.as_ref().filter(|_| one) else { return Err(refusal) };
            let name = free_name(input, self.count);
            self.count += 1;
            let named = named_as(&subquery.subquery, std::iter::once(&name))?;
            let (Some(column), Some(applied)) =
                (named.schema().columns().into_iter().next(), apply(input, &named, true)?)
            else {
                return Err(refusal);
            };
            self.below = Some(applied);
            Ok(Transformed::yes(Expr::Column(column)))
        })
    }
}

/// A name that no table of a plan has.
fn free_name(plan: &LogicalPlan, count: usize) -> TableReference {
    let mut name = format!("value{count}");
    let taken = |name: &str| {
        let mut qualifiers = plan.schema().iter().filter_map(|(qualifier, _)| qualifier);
        qualifiers.any(|qualifier| qualifier.table() == name)
    };
    while taken(&name) {
        name.push('_');
    }
    TableReference::bare(name)
}
