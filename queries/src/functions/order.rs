//! Functions of the engine whose order follows from the range of their argument, where the range is not known.
//!
//! `abs`, `sqrt`, `ln` and others ask whether their argument is less than nothing. Of most functions the engine knows no
//! range, not even of which type it would be, and then fails to compare it: `row_number() OVER (ORDER BY abs(round(x)))`
//! was no statement. Here no range is no order.

use std::sync::Arc;

use arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::logical_expr::interval_arithmetic::Interval;
use datafusion::logical_expr::sort_properties::{ExprProperties, SortProperties};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl};
use datafusion::prelude::SessionContext;

use super::inner::as_inner;

/// Puts functions that fail on an unknown range into a form that does not.
pub(super) fn settle(context: &SessionContext) {
    let unknown = [ExprProperties::new_unknown(), ExprProperties::new_unknown()];
    let state = context.state();
    let fails = |function: &&Arc<ScalarUDF>| {
        let ranges = unknown.each_ref().map(|argument| &argument.range);
        function.output_ordering(&unknown).is_err() || function.evaluate_bounds(&ranges).is_err()
    };
    let failing = state.scalar_functions().values().filter(fails);
    for inner in failing.map(Arc::clone).collect::<Vec<_>>() {
        context.register_udf(ScalarUDF::from(Settled { inner }));
    }
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Settled {
    inner: Arc<ScalarUDF>,
}

impl ScalarUDFImpl for Settled {
    as_inner!();

    fn output_ordering(&self, inputs: &[ExprProperties]) -> Result<SortProperties> {
        Ok(self.inner.output_ordering(inputs).unwrap_or(SortProperties::Unordered))
    }

    fn evaluate_bounds(&self, inputs: &[&Interval]) -> Result<Interval> {
        self.inner.evaluate_bounds(inputs).or_else(|_| Interval::make_unbounded(&DataType::Null))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        self.inner.invoke_with_args(args)
    }
}
