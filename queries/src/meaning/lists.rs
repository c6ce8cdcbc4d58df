//! `x IN (a, b)` and `x NOT IN (a, b)` beside one another, or over a list that holds NULL or a column.
//!
//! Where two such lists are about one value the engine joins them by what is written in them: `x NOT IN (1) OR x NOT IN (2)`
//! becomes true, also where x is NULL, `x IN (3) AND x NOT IN (NULL)` becomes `x = 3`, and `x IN (y) AND x IN (z)` false. It
//! takes them to be about one value where the expressions are the same; here each further one is another expression with the same
//! value.

use std::collections::HashMap;

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::error::Result;
use datafusion::logical_expr::expr_rewriter::NamePreserver;
use datafusion::logical_expr::{Expr, LogicalPlan};
use datafusion::optimizer::AnalyzerRule;

use super::itself::itself;

/// The rule.
#[derive(Debug)]
pub(super) struct Lists;

impl AnalyzerRule for Lists {
    fn analyze(&self, plan: LogicalPlan, _: &ConfigOptions) -> Result<LogicalPlan> {
        Ok(plan.transform_up_with_subqueries(told_apart)?.data)
    }

    fn name(&self) -> &str {
        "lists"
    }
}

fn told_apart(node: LogicalPlan) -> Result<Transformed<LogicalPlan>> {
    let names = NamePreserver::new(&node);
    node.map_expressions(|expr| {
        let name = names.save(&expr);
        let mut seen: HashMap<Expr, u64> = HashMap::new();
        let changed = expr.transform_up(|inner| {
            let Expr::InList(mut list) = inner else { return Ok(Transformed::no(inner)) };
            let before = seen.entry(list.expr.as_ref().clone()).or_default();
            let number = *before;
            *before += 1;
            if number == 0 && list.list.iter().all(is_known) {
                return Ok(Transformed::no(Expr::InList(list)));
            }
            list.expr = Box::new(itself(*list.expr, number));
            Ok(Transformed::yes(Expr::InList(list)))
        })?;
        Ok(changed.update_data(|expr| name.restore(expr)))
    })
}

/// Whether it is a value that is written there, and not NULL.
fn is_known(item: &Expr) -> bool {
    match item {
        Expr::Literal(value, _) => !value.is_null(),
        Expr::Cast(cast) => is_known(&cast.expr),
        _ => false,
    }
}
