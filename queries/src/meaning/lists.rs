//! `x IN (a, b)` and `x NOT IN (a, b)` beside one another, or over a list that holds NULL or a column.
//!
//! Where two such lists are about one value the engine joins them by what is written in them: `x NOT IN (1) OR x NOT IN (2)`
//! becomes true, also where x is NULL, `x IN (3) AND x NOT IN (NULL)` becomes `x = 3`, and `x IN (y) AND x IN (z)` false. It
//! takes them to be about one value where the expressions are the same; here each further one is another expression with the same
//! value, `nullif(x, NULL)`.

use datafusion::common::config::ConfigOptions;
use datafusion::common::not_impl_err;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::error::Result;
use datafusion::functions::core::expr_fn::nullif;
use datafusion::logical_expr::expr_rewriter::NamePreserver;
use datafusion::logical_expr::{Expr, ExprSchemable, LogicalPlan};
use datafusion::optimizer::AnalyzerRule;
use datafusion::scalar::ScalarValue;

use super::walk::inputs;

/// Lists about one value in one expression: each is wrapped once more than the one before.
const MOST: usize = 64;

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
    let schema = inputs(&node)?;
    let names = NamePreserver::new(&node);
    node.map_expressions(|expr| {
        let name = names.save(&expr);
        let mut seen: Vec<Expr> = Vec::new();
        let changed = expr.transform_up(|inner| {
            let Expr::InList(mut list) = inner else { return Ok(Transformed::no(inner)) };
            let before = seen.iter().filter(|other| **other == *list.expr).count();
            if before >= MOST {
                return not_impl_err!(
                    "more than {MOST} lists of IN about one value in one expression; join them, or join a table of the values"
                );
            }
            seen.push(list.expr.as_ref().clone());
            let times = match before {
                0 => usize::from(!list.list.iter().all(is_known)),
                before => before + 1,
            };
            let null = ScalarValue::try_from(&list.expr.get_type(&schema)?)?;
            for _ in 0..times {
                list.expr = Box::new(nullif(*list.expr, Expr::Literal(null.clone(), None)));
            }
            Ok(Transformed::new_transformed(Expr::InList(list), times > 0))
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
