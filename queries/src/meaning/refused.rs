//! What is refused in a plan: numbers drawn at random where the engine would draw them more than once, and names that it would
//! take for those of something else.

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::common::{not_impl_err, plan_err};
use datafusion::error::Result;
use datafusion::logical_expr::expr::{AggregateFunction, Between, InList};
use datafusion::logical_expr::{Cast, Expr, LogicalPlan};
use datafusion::optimizer::AnalyzerRule;

/// The rule. It changes nothing, and refuses what would be answered wrongly.
#[derive(Debug)]
pub(super) struct Refused;

impl AnalyzerRule for Refused {
    fn analyze(&self, plan: LogicalPlan, _: &ConfigOptions) -> Result<LogicalPlan> {
        plan.apply_with_subqueries(|node| {
            drawn(node)?;
            sorted(node)?;
            outside(node)?;
            node.apply_expressions(octets)?;
            Ok(TreeNodeRecursion::Continue)
        })?;
        Ok(plan)
    }

    fn name(&self) -> &str {
        "refused"
    }
}

/// `random() BETWEEN a AND b` is two comparisons, each with a number of its own (apache/datafusion #25415, #25457).
fn drawn(node: &LogicalPlan) -> Result<()> {
    let twice = |expr: &Expr| {
        expr.exists(|inner| {
            Ok(match inner {
                Expr::Between(Between { expr, .. }) | Expr::InList(InList { expr, .. }) => {
                    expr.is_volatile()
                }
                _ => false,
            })
        })
    };
    let mut found = match node {
        LogicalPlan::Aggregate(aggregate) => aggregate.group_expr.iter().any(Expr::is_volatile),
        _ => false,
    };
    node.apply_expressions(|expr| {
        found = found || twice(expr)?;
        Ok(TreeNodeRecursion::Continue)
    })?;
    if found {
        return not_impl_err!(
            "random() or uuid() in BETWEEN, IN or GROUP BY, where it is drawn more than once; a hash of the code can be repeated"
        );
    }
    Ok(())
}

/// In `SELECT y AS x FROM t ORDER BY abs(x)` x is a column of t where it has one, here the name in the select list.
fn sorted(node: &LogicalPlan) -> Result<()> {
    let LogicalPlan::Sort(sort) = node else { return Ok(()) };
    let mut below = sort.input.as_ref();
    while let LogicalPlan::Distinct(_) = below {
        let [input] = below.inputs()[..] else { return Ok(()) };
        below = input;
    }
    let LogicalPlan::Projection(list) = below else { return Ok(()) };
    for by in sort.expr.iter().map(|by| &by.expr) {
        if matches!(by, Expr::Column(_)) {
            continue;
        }
        for column in by.column_refs() {
            let Some(place) = list.schema.maybe_index_of_column(column) else { continue };
            let Some(Expr::Alias(alias)) = list.expr.get(place) else { continue };
            let itself =
                matches!(alias.expr.as_ref(), Expr::Column(inner) if inner.name == alias.name);
            let another = list.input.schema().fields().iter().any(|of| of.name() == &alias.name);
            if column.relation.is_none() && another && !itself {
                return not_impl_err!(
                    "`{}` in an expression of ORDER BY is a column and a name in the select list; give that another name",
                    alias.name
                );
            }
        }
    }
    Ok(())
}

/// `'\x41'::bytea` is one byte in PostgreSQL and four letters here.
fn octets(expr: &Expr) -> Result<TreeNodeRecursion> {
    let found = expr.exists(|inner| {
        let Expr::Cast(Cast { expr, field }) = inner else { return Ok(false) };
        let Expr::Literal(value, _) = expr.as_ref() else { return Ok(false) };
        let text = value.try_as_str().flatten();
        Ok(field.data_type().is_binary() && text.is_some_and(|text| text.starts_with("\\x")))
    })?;
    if found {
        return not_impl_err!("'\\x...' as bytes; decode('41', 'hex') reads them");
    }
    Ok(TreeNodeRecursion::Continue)
}

/// An aggregate over columns of the statement around alone is that statement's, not the subquery's.
fn outside(node: &LogicalPlan) -> Result<()> {
    let LogicalPlan::Aggregate(aggregate) = node else { return Ok(()) };
    for expr in &aggregate.aggr_expr {
        let Expr::AggregateFunction(AggregateFunction { params, .. }) = expr.clone().unalias()
        else {
            continue;
        };
        let outer = params.args.iter().any(Expr::contains_outer);
        if outer && !params.args.iter().any(Expr::any_column_refs) {
            return plan_err!(
                "an aggregate in a subquery computes with columns of the statement around it alone; compute it there, or name a column of the subquery"
            );
        }
    }
    Ok(())
}
