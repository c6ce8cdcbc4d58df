//! Columns of one name from two tables, told apart before a condition on them leaves its subquery.
//!
//! The engine moves a condition on the row around out of the subquery and puts one name over all of its tables: of
//! `a.code` and `b.code` both become `code`, and it takes the first. So where such a condition stands the columns get
//! names of their own, and their former ones again above it.

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Column, not_impl_err};
use datafusion::error::Result;
use datafusion::logical_expr::utils::{conjunction, split_conjunction_owned};
use datafusion::logical_expr::{Expr, Filter, LogicalPlan, LogicalPlanBuilder};

use super::parts::subquery_of;

/// A condition on the row around whose own columns share their names with others, over columns of other names.
pub(super) fn told_apart(node: LogicalPlan) -> Result<Transformed<LogicalPlan>> {
    let LogicalPlan::Filter(filter) = node else { return Ok(Transformed::no(node)) };
    if !filter.predicate.contains_outer() {
        return Ok(Transformed::no(LogicalPlan::Filter(filter)));
    }
    let schema = Arc::clone(filter.input.schema());
    let mut count: HashMap<&str, usize> = HashMap::new();
    for field in schema.fields() {
        *count.entry(field.name()).or_default() += 1;
    }
    let shared = |name: &str| count.get(name).is_some_and(|count| *count > 1);
    let asks = |condition: &Expr| {
        condition.contains_outer() && condition.column_refs().iter().any(|c| shared(&c.name))
    };
    let conditions = split_conjunction_owned(filter.predicate.clone());
    let (moved, kept): (Vec<Expr>, Vec<Expr>) = conditions.into_iter().partition(asks);
    if moved.is_empty() {
        return Ok(Transformed::no(LogicalPlan::Filter(filter)));
    }
    let (mut names, mut below, mut above) = (HashMap::new(), Vec::new(), Vec::new());
    for (place, (qualifier, field)) in schema.iter().enumerate() {
        let column = Column::new(qualifier.cloned(), field.name());
        if shared(field.name()) {
            let own = Column::from_name(format!("{}#{place}", field.name()));
            below.push(Expr::Column(column.clone()).alias(own.name.clone()));
            above.push(Expr::Column(own.clone()).alias_qualified(qualifier.cloned(), field.name()));
            names.insert(column, own);
        } else {
            below.push(Expr::Column(column.clone()));
            above.push(Expr::Column(column));
        }
    }
    let renamed = moved.into_iter().map(|condition| renamed(condition, &names));
    let Some(renamed) = conjunction(renamed.collect::<Result<Vec<_>>>()?) else {
        return Ok(Transformed::no(LogicalPlan::Filter(filter)));
    };
    let input = match conjunction(kept) {
        Some(kept) => LogicalPlan::Filter(Filter::try_new(kept, filter.input)?),
        None => filter.input.as_ref().clone(),
    };
    let plan = LogicalPlanBuilder::from(input).project(below)?.filter(renamed)?.project(above)?;
    Ok(Transformed::yes(plan.build()?))
}

/// The condition over columns of other names.
fn renamed(condition: Expr, names: &HashMap<Column, Column>) -> Result<Expr> {
    if condition.exists(|inner| Ok(subquery_of(inner).is_some()))? {
        return not_impl_err!(
            "a condition on the statement around a subquery has a subquery of its own and columns whose names stand in two tables; select them under other names first"
        );
    }
    let renamed = condition.transform(|inner| match inner {
        Expr::Column(column) => match names.get(&column) {
            Some(own) => Ok(Transformed::yes(Expr::Column(own.clone()))),
            None => Ok(Transformed::no(Expr::Column(column))),
        },
        other => Ok(Transformed::no(other)),
    })?;
    Ok(renamed.data)
}
