//! Which of several rows about one area and indicator speaks.

use std::cmp::Reverse;

use crate::dataset::ValueStatus;

/// The order of rows about the same area and indicator: the first speaks.
pub(crate) type Precedence<'a> = (bool, Reverse<i32>, ValueStatus, &'a str);

/// The number that a row states, if it states one: finite, and not of a status that says that there
/// is none.
pub(crate) fn stated(value: Option<f64>, status: ValueStatus) -> Option<f64> {
    value.filter(|value| value.is_finite() && status.has_value())
}

/// A row with a value comes before one without, then the later year, then the better status
/// (observed, modelled, imputed), then the source that is first in the alphabet.
pub(crate) fn precedence(
    value: Option<f64>,
    year: i32,
    status: ValueStatus,
    source: &str,
) -> Precedence<'_> {
    (stated(value, status).is_none(), Reverse(year), status, source)
}
