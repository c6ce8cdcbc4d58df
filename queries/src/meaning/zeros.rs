//! Two zeros that are one: `-0.0` and `0.0`, which the engine's `nullif` and `CASE x WHEN` tell apart.

use datafusion::common::DFSchema;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::Transformed;
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, ExprSchemable, LogicalPlan, lit};
use datafusion::optimizer::AnalyzerRule;
use datafusion::scalar::ScalarValue;

use super::walk::rewrite;

/// The rule.
#[derive(Debug)]
pub(super) struct OneZero;

impl AnalyzerRule for OneZero {
    fn analyze(&self, plan: LogicalPlan, _: &ConfigOptions) -> Result<LogicalPlan> {
        rewrite(plan, |expr, schema| {
            Ok(match expr {
                Expr::ScalarFunction(mut call) if call.func.name() == "nullif" => {
                    call.args = call.args.into_iter().map(|arg| settled(arg, schema)).collect();
                    Transformed::yes(Expr::ScalarFunction(call))
                }
                Expr::Case(mut case) => {
                    let Some(of) = case.expr.take() else {
                        return Ok(Transformed::no(Expr::Case(case)));
                    };
                    case.expr = Some(Box::new(settled(*of, schema)));
                    for (when, _) in &mut case.when_then_expr {
                        let bare = std::mem::replace(when.as_mut(), lit(ScalarValue::Null));
                        **when = settled(bare, schema);
                    }
                    Transformed::yes(Expr::Case(case))
                }
                other => Transformed::no(other),
            })
        })
    }

    fn name(&self) -> &str {
        "one_zero"
    }
}

/// `x + 0.0`, which is `0.0` for both zeros and `x` for everything else.
fn settled(expr: Expr, schema: &DFSchema) -> Expr {
    match &expr {
        Expr::Literal(ScalarValue::Float64(Some(value)), _) if *value != 0.0 => expr,
        Expr::Literal(ScalarValue::Float32(Some(value)), _) if *value != 0.0 => expr,
        // No sum of its own: the engine adds nothing to a literal before it compares.
        Expr::Literal(ScalarValue::Float64(Some(_)), _) => lit(0.0_f64),
        Expr::Literal(ScalarValue::Float32(Some(_)), _) => lit(0.0_f32),
        _ => match expr.get_type(schema) {
            Ok(arrow::datatypes::DataType::Float64) => expr + lit(0.0_f64),
            Ok(arrow::datatypes::DataType::Float32) => expr + lit(0.0_f32),
            _ => expr,
        },
    }
}
