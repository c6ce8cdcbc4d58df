//! Whether a subquery has a row.

use datafusion::common::not_impl_err;
use datafusion::error::Result;
use datafusion::logical_expr::logical_plan::{FetchType, SkipType};
use datafusion::logical_expr::{
    Distinct, Expr, LogicalPlan, LogicalPlanBuilder, Subquery, exists as engine_exists, lit,
};
use std::sync::Arc;

use super::parts::{Place, row_count, subquery};
use super::shape::{self, Use};

/// A plan without what does not matter for whether it has a row.
struct Bare<'a> {
    plan: &'a LogicalPlan,
    /// Rows that are passed over.
    skip: usize,
    /// Whether no row may be taken at all.
    none: bool,
}

/// Takes off the select list, the order and the limit.
fn bare(plan: &LogicalPlan) -> Result<Bare<'_>> {
    let mut bare = Bare { plan, skip: 0, none: false };
    loop {
        bare.plan = match bare.plan {
            LogicalPlan::Projection(projection) => &projection.input,
            LogicalPlan::SubqueryAlias(alias) => &alias.input,
            LogicalPlan::Sort(sort) if sort.fetch.is_none() => &sort.input,
            LogicalPlan::Distinct(Distinct::All(input)) if bare.skip == 0 => input,
            LogicalPlan::Limit(limit) if bare.skip == 0 => {
                match (limit.get_skip_type()?, limit.get_fetch_type()?) {
                    (SkipType::Literal(skip), FetchType::Literal(fetch)) => {
                        bare.skip = skip;
                        bare.none = bare.none || fetch == Some(0);
                        &limit.input
                    }
                    _ => return Ok(bare),
                }
            }
            _ => return Ok(bare),
        };
    }
}

/// Whether the plan is an aggregate without groups, which has one row whatever it reads.
pub(super) fn has_one_row(plan: &LogicalPlan) -> bool {
    matches!(plan, LogicalPlan::Aggregate(aggregate) if aggregate.group_expr.is_empty())
}

/// An expression that is true when the subquery has a row, and false otherwise.
pub(super) fn exists(asked: &Subquery, place: Place) -> Result<Expr> {
    let Bare { plan, skip, none } = bare(&asked.subquery)?;
    if none {
        return Ok(lit(false));
    }
    if has_one_row(plan) {
        return Ok(lit(skip == 0));
    }
    let correlated = !asked.subquery.all_out_ref_exprs().is_empty();
    if !correlated {
        // One row is enough to know.
        let one = LogicalPlanBuilder::from(asked.subquery.as_ref().clone()).limit(0, Some(1))?;
        return Ok(row_count(one.build()?)?.gt(lit(0i64)));
    }
    if let LogicalPlan::Filter(having) = plan
        && has_one_row(&having.input)
    {
        if skip > 0 || having.predicate.contains_outer() {
            return not_impl_err!(
                "EXISTS over HAVING without GROUP BY that names a column of the statement around it"
            );
        }
        let kept = LogicalPlanBuilder::from(having.input.as_ref().clone())
            .project(vec![having.predicate.clone().alias("kept")])?
            .build()?;
        return Ok(Expr::ScalarSubquery(subquery(kept)).is_true());
    }
    let joined = skip == 0 && place == Place::Filter && shape::check(plan, Use::Exists).is_ok();
    if joined {
        return Ok(engine_exists(Arc::new(plan.clone())));
    }
    let skip = i64::try_from(skip).unwrap_or(i64::MAX);
    Ok(row_count(plan.clone())?.gt(lit(skip)))
}
