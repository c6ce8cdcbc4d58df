//! Subqueries in conditions, in forms that the engine answers rightly.
//!
//! The engine makes joins of `IN` and `EXISTS`. It forgets that NULL is unknown (apache/datafusion #25340, #25347,
//! #25473, #25474), that an aggregate without groups always has a row (#24960), that OFFSET skips rows (#25283) and
//! that a condition does not pass an outer join (#25507). `IN` and `NOT IN` become `EXISTS`, which is never unknown;
//! what stands outside of WHERE becomes a count; a shape whose condition cannot be moved out of it is computed for every
//! row around it, or refused.

mod apart;
mod apply;
mod around;
mod existence;
mod lift;
mod maybe;
mod membership;
mod parts;
mod shape;

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::error::Result;
use datafusion::logical_expr::expr::InSubquery;
use datafusion::logical_expr::expr_rewriter::NamePreserver;
use datafusion::logical_expr::utils::{conjunction, split_conjunction_owned};
use datafusion::logical_expr::{Expr, Filter, LogicalPlan};
use datafusion::optimizer::AnalyzerRule;

use super::walk::inputs;
use parts::{Place, Scope};

/// The rule.
#[derive(Debug)]
pub(super) struct Subqueries;

impl AnalyzerRule for Subqueries {
    fn analyze(&self, plan: LogicalPlan, _: &ConfigOptions) -> Result<LogicalPlan> {
        let plan = plan.transform_down_with_subqueries(lift::narrowed)?.data;
        let plan = plan.transform_up_with_subqueries(apart::told_apart)?.data;
        Ok(plan.transform_up_with_subqueries(mend)?.data)
    }

    fn name(&self) -> &str {
        "subqueries"
    }
}

/// Mends the expressions of one node; those of its subqueries are mended already.
fn mend(node: LogicalPlan) -> Result<Transformed<LogicalPlan>> {
    if let LogicalPlan::Join(join) = &node
        && let Some(done) = lift::lateral(join)?
    {
        return Ok(Transformed::yes(done));
    }
    if !has_subqueries(&node)? {
        return Ok(Transformed::no(node));
    }
    mend_expressions(node)?.transform_data(lift::values)
}

fn mend_expressions(node: LogicalPlan) -> Result<Transformed<LogicalPlan>> {
    let schema = inputs(&node)?;
    let scope = |place| Scope { schema: &schema, place };
    if let LogicalPlan::Filter(filter) = node {
        let mut conditions = Vec::new();
        for condition in split_conjunction_owned(filter.predicate) {
            whole_condition(condition, &scope(Place::Filter), &mut conditions)?;
        }
        return Ok(Transformed::yes(match conjunction(conditions) {
            Some(predicate) => LogicalPlan::Filter(Filter::try_new(predicate, filter.input)?),
            None => filter.input.as_ref().clone(),
        }));
    }
    let names = NamePreserver::new(&node);
    let mended = node.map_expressions(|expr| {
        let name = names.save(&expr);
        let mended = within(expr, &scope(Place::Other))?;
        Ok(mended.update_data(|expr| name.restore(expr)))
    })?;
    mended
        .map_data(|node| if node.inputs().is_empty() { Ok(node) } else { node.recompute_schema() })
}

fn has_subqueries(node: &LogicalPlan) -> Result<bool> {
    let mut found = false;
    node.apply_expressions(|expr| {
        found = found || expr.exists(|inner| Ok(parts::subquery_of(inner).is_some()))?;
        Ok(TreeNodeRecursion::Continue)
    })?;
    Ok(found)
}

/// A condition of WHERE that stands alone or between ANDs: unknown is as good as false.
fn whole_condition(condition: Expr, scope: &Scope<'_>, out: &mut Vec<Expr>) -> Result<()> {
    let (condition, negated) = match condition {
        Expr::Not(inner) if matches!(*inner, Expr::InSubquery(_)) => (*inner, true),
        other => (other, false),
    };
    match condition {
        Expr::InSubquery(InSubquery { expr, subquery, negated: not }) => {
            let member = membership::Member::new(*expr, subquery, scope)?;
            if not == negated { member.holds(out) } else { member.fails(out) }
        }
        other => {
            // It moves out of the subquery that it stands in, and what EXISTS became would have one name there, whichever it was.
            let place = if other.contains_outer() { Place::Other } else { scope.place };
            out.push(within(other, &Scope { place, ..*scope })?.data);
            Ok(())
        }
    }
}

/// An expression with subqueries anywhere in it, where unknown, true and false are three things.
fn within(expr: Expr, scope: &Scope<'_>) -> Result<Transformed<Expr>> {
    expr.transform_up(|inner| {
        if let Some(subquery) = parts::subquery_of(&inner) {
            parts::reach(subquery, scope)?;
        }
        Ok(match inner {
            Expr::InSubquery(InSubquery { expr, subquery, negated }) => Transformed::yes(
                membership::Member::new(*expr, subquery, scope)?.three_valued(negated)?,
            ),
            Expr::Exists(exists) => {
                let found = existence::exists(&exists.subquery, scope.place)?;
                Transformed::yes(if exists.negated { !found } else { found })
            }
            Expr::SetComparison(compared) => {
                shape::check(&compared.subquery.subquery, shape::Use::Exists)?;
                Transformed::no(Expr::SetComparison(compared))
            }
            other => Transformed::no(other),
        })
    })
}
