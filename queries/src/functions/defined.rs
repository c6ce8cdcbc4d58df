//! Functions of the engine that give an infinity or no number where PostgreSQL has none to give: here that is an error too.

use std::sync::Arc;

use arrow::array::{Array, AsArray};
use arrow::datatypes::{DataType, Float32Type, Float64Type};
use datafusion::common::exec_err;
use datafusion::error::Result;
use datafusion::logical_expr::interval_arithmetic::Interval;
use datafusion::logical_expr::sort_properties::{ExprProperties, SortProperties};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl};
use datafusion::prelude::SessionContext;

use super::inner::as_inner;

/// `cot(0)` and `atanh(1)` are infinite in PostgreSQL as well.
const PARTIAL: &[&str] = &[
    "ln", "log", "log10", "log2", "exp", "power", "asin", "acos", "acosh", "sinh", "cosh",
    "degrees",
];

/// Puts those functions into a form that says so.
pub(super) fn settle(context: &SessionContext) {
    let state = context.state();
    for name in PARTIAL {
        if let Some(inner) = state.scalar_functions().get(*name) {
            context.register_udf(ScalarUDF::from(Defined { inner: Arc::clone(inner) }));
        }
    }
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Defined {
    inner: Arc<ScalarUDF>,
}

impl ScalarUDFImpl for Defined {
    as_inner!();

    fn output_ordering(&self, inputs: &[ExprProperties]) -> Result<SortProperties> {
        self.inner.output_ordering(inputs)
    }

    fn evaluate_bounds(&self, inputs: &[&Interval]) -> Result<Interval> {
        self.inner.evaluate_bounds(inputs)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let (given, rows) = (args.args.clone(), args.number_rows);
        let found = self.inner.invoke_with_args(args)?;
        let constant = matches!(found, ColumnarValue::Scalar(_));
        let values = found.to_array(1)?;
        let Some(wrong) = unlimited(&values) else { return Ok(found) };
        // An infinity or no number that was given may go on.
        let rows = if constant { 1 } else { rows };
        let given = given.iter().map(|arg| arg.to_array(rows)).collect::<Result<Vec<_>>>()?;
        let given: Vec<Vec<usize>> =
            given.iter().map(|array| unlimited(array).unwrap_or_default()).collect();
        if wrong.iter().all(|row| given.iter().any(|rows| rows.binary_search(row).is_ok())) {
            return Ok(found);
        }
        exec_err!("{} of a value of which there is none, or none that fits", self.name())
    }
}

/// The rows in which a number is infinite or none; `None` where there are no such rows.
fn unlimited(values: &dyn Array) -> Option<Vec<usize>> {
    fn among(finite: impl Iterator<Item = Option<bool>>) -> Option<Vec<usize>> {
        let rows = finite.enumerate().filter(|(_, finite)| *finite == Some(false));
        let rows: Vec<usize> = rows.map(|(row, _)| row).collect();
        (!rows.is_empty()).then_some(rows)
    }
    match values.data_type() {
        DataType::Float32 => {
            among(values.as_primitive::<Float32Type>().iter().map(|v| v.map(f32::is_finite)))
        }
        DataType::Float64 => {
            among(values.as_primitive::<Float64Type>().iter().map(|v| v.map(f64::is_finite)))
        }
        _ => None,
    }
}
