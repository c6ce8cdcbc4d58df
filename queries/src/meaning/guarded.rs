//! `WHERE y <> 0 AND x / y > 1`: what may fail is computed of the rows that the conditions beside it leave.
//!
//! The engine computes all conditions of most rows, whatever the others say. Here a divisor, the argument of a function that is not defined
//! everywhere and a text that becomes something else are NULL where a condition about the same columns does not hold;
//! the row is out then, whatever comes of it.

use std::collections::HashSet;

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Column, DFSchema};
use datafusion::error::Result;
use datafusion::logical_expr::utils::{conjunction, split_conjunction_owned};
use datafusion::logical_expr::{
    BinaryExpr, Cast, Expr, ExprSchemable, Filter, LogicalPlan, Operator, when,
};
use datafusion::optimizer::AnalyzerRule;

/// The functions that are not defined everywhere.
const PARTIAL: &[&str] =
    &["ln", "log", "log10", "log2", "sqrt", "power", "exp", "asin", "acos", "acosh", "atanh"];
/// Conditions of one WHERE that are looked at; each may be written once more for each other.
const MOST: usize = 32;

/// The rule.
#[derive(Debug)]
pub(super) struct Guarded;

impl AnalyzerRule for Guarded {
    fn analyze(&self, plan: LogicalPlan, _: &ConfigOptions) -> Result<LogicalPlan> {
        let done = plan.transform_up_with_subqueries(|node| match node {
            LogicalPlan::Filter(filter) => {
                let schema = filter.input.schema();
                let guarded = guard(filter.predicate.clone(), schema)?;
                if !guarded.transformed {
                    return Ok(Transformed::no(LogicalPlan::Filter(filter)));
                }
                let filter = Filter::try_new(guarded.data, filter.input)?;
                Ok(Transformed::yes(LogicalPlan::Filter(filter)))
            }
            other => Ok(Transformed::no(other)),
        })?;
        Ok(done.data)
    }

    fn name(&self) -> &str {
        "guarded"
    }
}

type Guard = (Expr, HashSet<Column>);

fn guard(predicate: Expr, schema: &DFSchema) -> Result<Transformed<Expr>> {
    let whole = predicate.clone();
    let parts = split_conjunction_owned(predicate);
    let fails = |part: &Expr| part.exists(|inner| Ok(is_partial(inner, schema)));
    let guards = parts.iter().filter_map(|part| match is_simple(part) {
        true if !fails(part).unwrap_or(true) => {
            Some((part.clone(), part.column_refs().into_iter().cloned().collect()))
        }
        _ => None,
    });
    let guards: Vec<Guard> = guards.collect();
    if guards.is_empty() || guards.len() == parts.len() || parts.len() > MOST {
        return Ok(Transformed::no(whole));
    }
    let mut changed = false;
    let parts = parts.into_iter().map(|part| {
        if !is_simple(&part) {
            return Ok(part);
        }
        // A condition about more columns would keep this one from going below a join.
        let own: HashSet<Column> = part.column_refs().into_iter().cloned().collect();
        let within = guards.iter().filter(|(_, columns)| columns.is_subset(&own));
        let within: Vec<&Guard> = within.collect();
        let done = part.transform_up(|inner| held(inner, &within, schema))?;
        changed |= done.transformed;
        Ok(done.data)
    });
    let parts = parts.collect::<Result<Vec<_>>>()?;
    Ok(match conjunction(parts) {
        Some(all) if changed => Transformed::yes(all),
        _ => Transformed::no(whole),
    })
}

/// Whether a condition may be asked once more: it costs little and says the same again.
fn is_simple(expr: &Expr) -> bool {
    let other = expr.exists(|inner| {
        Ok(match inner {
            Expr::Exists(_)
            | Expr::InSubquery(_)
            | Expr::SetComparison(_)
            | Expr::ScalarSubquery(_)
            | Expr::OuterReferenceColumn(..) => true,
            Expr::ScalarFunction(call) => {
                let name = call.func.name().to_lowercase();
                name.starts_with("st_") || name.starts_with("geometry")
            }
            _ => false,
        })
    });
    !other.unwrap_or(true) && !expr.is_volatile()
}

fn is_partial(expr: &Expr, schema: &DFSchema) -> bool {
    match expr {
        Expr::BinaryExpr(BinaryExpr { op: Operator::Divide | Operator::Modulo, right, .. }) => {
            !matches!(right.as_ref(), Expr::Literal(..))
        }
        Expr::ScalarFunction(call) => PARTIAL.contains(&call.func.name()),
        Expr::Cast(cast) => reads_text(cast, schema),
        _ => false,
    }
}

fn reads_text(Cast { expr, field }: &Cast, schema: &DFSchema) -> bool {
    !matches!(expr.as_ref(), Expr::Literal(..))
        && !field.data_type().is_string()
        && !field.data_type().is_nested()
        && expr.get_type(schema).is_ok_and(|kind| kind.is_string())
}

/// What may fail, with NULL where a condition about the same columns does not hold.
fn held(expr: Expr, guards: &[&Guard], schema: &DFSchema) -> Result<Transformed<Expr>> {
    if !is_partial(&expr, schema) {
        return Ok(Transformed::no(expr));
    }
    let mut changed = false;
    let mut within = |of: Expr| -> Result<Expr> {
        let columns = of.column_refs();
        let about =
            guards.iter().filter(|(_, of)| of.iter().any(|column| columns.contains(column)));
        let Some(all) = conjunction(about.map(|(guard, _)| guard.clone())) else { return Ok(of) };
        changed = true;
        when(all, of).end()
    };
    let held = match expr {
        Expr::BinaryExpr(BinaryExpr { left, op, right }) => {
            let right = Box::new(within(*right)?);
            Expr::BinaryExpr(BinaryExpr { left, op, right })
        }
        Expr::ScalarFunction(mut call) => {
            call.args = call.args.into_iter().map(&mut within).collect::<Result<_>>()?;
            Expr::ScalarFunction(call)
        }
        Expr::Cast(Cast { expr, field }) => {
            Expr::Cast(Cast { expr: Box::new(within(*expr)?), field })
        }
        other => other,
    };
    Ok(if changed { Transformed::yes(held) } else { Transformed::no(held) })
}
