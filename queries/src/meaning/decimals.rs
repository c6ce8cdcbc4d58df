//! Quotients and means of decimals, of which the engine cuts off all digits but a few; here they are numbers of double precision.

use arrow::datatypes::DataType;
use datafusion::common::DFSchema;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::Transformed;
use datafusion::error::Result;
use datafusion::logical_expr::{
    BinaryExpr, Expr, ExprSchemable, LogicalPlan, Operator, WindowFunctionDefinition, cast,
};
use datafusion::optimizer::AnalyzerRule;

use super::walk::rewrite;

/// The rule; it stands before the engine's own that compares types.
#[derive(Debug)]
pub(super) struct Decimals;

impl AnalyzerRule for Decimals {
    fn analyze(&self, plan: LogicalPlan, _: &ConfigOptions) -> Result<LogicalPlan> {
        rewrite(plan, |expr, schema| {
            Ok(match expr {
                Expr::BinaryExpr(BinaryExpr { left, op: Operator::Divide, right })
                    if is_quotient(&left, &right, schema) =>
                {
                    let (left, right) = (Box::new(double(*left)), Box::new(double(*right)));
                    let op = Operator::Divide;
                    Transformed::yes(Expr::BinaryExpr(BinaryExpr { left, op, right }))
                }
                Expr::AggregateFunction(mut call)
                    if call.func.name() == "avg" && of_decimals(&call.params.args, schema) =>
                {
                    call.params.args = call.params.args.into_iter().map(double).collect();
                    Transformed::yes(Expr::AggregateFunction(call))
                }
                Expr::WindowFunction(mut call)
                    if matches!(&call.fun, WindowFunctionDefinition::AggregateUDF(of) if of.name() == "avg")
                        && of_decimals(&call.params.args, schema) =>
                {
                    let args = std::mem::take(&mut call.params.args);
                    call.params.args = args.into_iter().map(double).collect();
                    Transformed::yes(Expr::WindowFunction(call))
                }
                other => Transformed::no(other),
            })
        })
    }

    fn name(&self) -> &str {
        "decimals"
    }
}

fn double(expr: Expr) -> Expr {
    cast(expr, DataType::Float64)
}

fn is_decimal(expr: &Expr, schema: &DFSchema) -> bool {
    expr.get_type(schema).is_ok_and(|kind| kind.is_decimal())
}

fn of_decimals(args: &[Expr], schema: &DFSchema) -> bool {
    args.iter().any(|arg| is_decimal(arg, schema))
}

/// Whether one is a decimal and the other a number.
fn is_quotient(left: &Expr, right: &Expr, schema: &DFSchema) -> bool {
    let number = |side: &Expr| {
        side.get_type(schema).is_ok_and(|kind| kind.is_numeric() || kind == DataType::Null)
    };
    (is_decimal(left, schema) || is_decimal(right, schema)) && number(left) && number(right)
}
