//! The seconds of an interval: a year has 365.25 days, a month of what is left thirty, as in PostgreSQL; to the engine a year is twelve
//! months of thirty days.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Float64Array};
use arrow::datatypes::{DataType, IntervalMonthDayNano, IntervalMonthDayNanoType};
use datafusion::common::internal_err;
use datafusion::error::Result;
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};

const SECONDS_OF_DAY: f64 = 86_400.0;
const DAYS_OF_YEAR: f64 = 365.25;
const DAYS_OF_MONTH: f64 = 30.0;

#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Epoch {
    signature: Signature,
}

impl Epoch {
    pub(super) fn new() -> Self {
        Self { signature: Signature::any(1, Volatility::Immutable) }
    }
}

impl ScalarUDFImpl for Epoch {
    fn name(&self) -> &str {
        "interval_seconds"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let intervals =
            arrays.first().and_then(|array| array.as_primitive_opt::<IntervalMonthDayNanoType>());
        let Some(intervals) = intervals else { return internal_err!("no interval has seconds") };
        let found: Float64Array = intervals.unary(seconds);
        Ok(ColumnarValue::Array(Arc::new(found) as ArrayRef))
    }
}

fn seconds(of: IntervalMonthDayNano) -> f64 {
    let days = f64::from(of.months / 12) * DAYS_OF_YEAR
        + f64::from(of.months % 12) * DAYS_OF_MONTH
        + f64::from(of.days);
    // So exact as a double: some hundred years of microseconds.
    days * SECONDS_OF_DAY + (of.nanoseconds / 1000) as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_those_of_postgresql() {
        for ((months, days, nanoseconds), expected) in [
            ((12, 0, 0), 31_557_600.0),
            ((-14, 0, 0), -36_741_600.0),
            ((14, 3, 14_706_500_000_000), 37_015_506.5),
        ] {
            let of = IntervalMonthDayNanoType::make_value(months, days, nanoseconds);
            assert_eq!(seconds(of), expected);
        }
    }
}
