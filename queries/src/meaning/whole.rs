//! A number with a fraction that becomes a whole one is rounded, as in PostgreSQL; the engine cuts its fraction off.

use std::sync::{Arc, LazyLock};

use arrow::array::{ArrayRef, AsArray};
use arrow::datatypes::{DataType, Float32Type, Float64Type};
use datafusion::common::config::ConfigOptions;
use datafusion::common::internal_err;
use datafusion::common::tree_node::Transformed;
use datafusion::error::Result;
use datafusion::functions::math::expr_fn::round;
use datafusion::logical_expr::{
    Cast, ColumnarValue, Expr, ExprSchemable, LogicalPlan, ScalarFunctionArgs, ScalarUDF,
    ScalarUDFImpl, Signature, Volatility,
};
use datafusion::optimizer::AnalyzerRule;

use super::walk::rewrite;

static NEAREST: LazyLock<Arc<ScalarUDF>> = LazyLock::new(|| {
    Arc::new(ScalarUDF::from(Nearest { signature: Signature::any(1, Volatility::Immutable) }))
});

/// The rule.
#[derive(Debug)]
pub(super) struct Whole;

impl AnalyzerRule for Whole {
    fn analyze(&self, plan: LogicalPlan, _: &ConfigOptions) -> Result<LogicalPlan> {
        rewrite(plan, |expr, schema| {
            let Expr::Cast(Cast { expr: of, field }) = expr else {
                return Ok(Transformed::no(expr));
            };
            let from = of.get_type(schema);
            let rounded = match (field.data_type().is_integer(), from) {
                (true, Ok(DataType::Float32 | DataType::Float64)) => NEAREST.call(vec![*of]),
                (true, Ok(kind)) if kind.is_decimal() => round(vec![*of]),
                _ => return Ok(Transformed::no(Expr::Cast(Cast { expr: of, field }))),
            };
            Ok(Transformed::yes(Expr::Cast(Cast { expr: Box::new(rounded), field })))
        })
    }

    fn name(&self) -> &str {
        "whole"
    }
}

/// The nearest whole number, of two the even one: PostgreSQL's rule for double precision. Decimals go away from zero.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Nearest {
    signature: Signature,
}

impl ScalarUDFImpl for Nearest {
    fn name(&self) -> &str {
        "nearest_whole"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        Ok(types.first().cloned().unwrap_or(DataType::Float64))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let Some(array) = arrays.first() else { return internal_err!("the nearest of nothing") };
        let rounded: ArrayRef = match array.data_type() {
            DataType::Float32 => Arc::new(
                array.as_primitive::<Float32Type>().unary::<_, Float32Type>(f32::round_ties_even),
            ),
            DataType::Float64 => Arc::new(
                array.as_primitive::<Float64Type>().unary::<_, Float64Type>(f64::round_ties_even),
            ),
            other => return internal_err!("the nearest whole number of {other}"),
        };
        Ok(ColumnarValue::Array(rounded))
    }
}
