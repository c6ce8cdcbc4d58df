//! Intervals times and divided by a number, as PostgreSQL computes `interval * 3`: what is left of a month becomes days of
//! which it has thirty, what is left of a day a part of its twenty-four hours.

use std::sync::Arc;

use arrow::array::{ArrayRef, IntervalMonthDayNanoArray};
use arrow::datatypes::{IntervalMonthDayNano, IntervalMonthDayNanoType};
use datafusion::error::Result;

use super::call::Call;
use super::spec::{Argument, Kind, Returns, Spec};

/// The function of `interval * number`.
pub(crate) const TIMES: &str = "interval_times";
/// The function of `interval / number`.
pub(crate) const DIVIDED: &str = "interval_divided";

const MICROS_OF_DAY: f64 = 86_400e6;
const DAYS_OF_MONTH: f64 = 30.0;

const INTERVAL: Argument = Argument::new("interval", Kind::Interval, "an interval");

/// The functions of this module. NULL in gives NULL out.
pub(crate) const SPECS: &[Spec] = &[
    Spec {
        name: TIMES,
        arguments: &[INTERVAL, Argument::new("factor", Kind::Number, "a number")],
        returns: Returns::Interval,
        eval: |call| scaled(call, Ok),
        en: "The operator interval * number. A part of a month becomes days, thirty to the month, a part of a day hours.",
        id: "Operator interval * angka. Sebagian bulan menjadi hari, tiga puluh per bulan, sebagian hari menjadi jam.",
        example: "SELECT DATE '2024-01-31' + 3 * INTERVAL '1 month'",
    },
    Spec {
        name: DIVIDED,
        arguments: &[INTERVAL, Argument::new("divisor", Kind::Number, "a number, not 0")],
        returns: Returns::Interval,
        eval: |call| {
            scaled(
                call,
                |divisor| {
                    if divisor == 0.0 { Err("division by zero") } else { Ok(divisor.recip()) }
                },
            )
        },
        en: "The operator interval / number. A part of a month becomes days, thirty to the month, a part of a day hours.",
        id: "Operator interval / angka. Sebagian bulan menjadi hari, tiga puluh per bulan, sebagian hari menjadi jam.",
        example: "SELECT INTERVAL '1 month' / 2",
    },
];

fn scaled(
    call: &Call<'_>,
    factor: fn(f64) -> std::result::Result<f64, &'static str>,
) -> Result<ArrayRef> {
    let (intervals, numbers) = (call.intervals(0)?, call.numbers(1)?);
    let mut rows = Vec::with_capacity(call.rows());
    for row in 0..call.rows() {
        rows.push(match (intervals(row), numbers(row)) {
            (Some(interval), Some(number)) => match factor(number).map(|by| times(interval, by)) {
                Ok(Some(found)) => Some(found),
                Ok(None) => return call.fail("the interval is too long"),
                Err(problem) => return call.fail(problem),
            },
            _ => None,
        });
    }
    Ok(Arc::new(rows.into_iter().collect::<IntervalMonthDayNanoArray>()))
}

/// `None` when a part does not fit. PostgreSQL counts microseconds.
fn times(interval: IntervalMonthDayNano, factor: f64) -> Option<IntervalMonthDayNano> {
    let micros = |days: f64| (days * MICROS_OF_DAY).round() / MICROS_OF_DAY;
    let months = f64::from(interval.months) * factor;
    let of_months = micros((months - months.trunc()) * DAYS_OF_MONTH);
    let days = f64::from(interval.days) * factor;
    let rest = micros(days - days.trunc() + of_months - of_months.trunc());
    let days = days.trunc() + of_months.trunc() + rest.trunc();
    // So exact as a double: some hundred years of microseconds.
    let time = interval.nanoseconds as f64 / 1e3 * factor + (rest - rest.trunc()) * MICROS_OF_DAY;
    let whole = |value: f64| {
        let fits = value.is_finite() && value.abs() < f64::from(i32::MAX);
        fits.then_some(value as i32)
    };
    let nanoseconds = (time.round().abs() < 9e15).then(|| time.round() as i64 * 1000)?;
    Some(IntervalMonthDayNanoType::make_value(whole(months.trunc())?, whole(days)?, nanoseconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_those_of_postgresql() {
        let hour = 3_600_000_000_000;
        for ((months, days, nanoseconds), factor, expected) in [
            ((0, 1, 0), 3.0, (0, 3, 0)),
            ((1, 0, 0), 0.5, (0, 15, 0)),
            ((0, 1, 0), 1.5, (0, 1, 12 * hour)),
            ((14, 3, hour), -2.0, (-28, -6, -2 * hour)),
            // SELECT interval '1 month 1 day 1 hour' * 0.1
            ((1, 1, hour), 0.1, (0, 3, 2 * hour + hour / 2)),
        ] {
            let given = IntervalMonthDayNanoType::make_value(months, days, nanoseconds);
            let found = times(given, factor).unwrap();
            assert_eq!((found.months, found.days, found.nanoseconds), expected, "{factor}");
        }
        assert!(times(IntervalMonthDayNanoType::make_value(1, 0, 0), f64::NAN).is_none());
        assert!(times(IntervalMonthDayNanoType::make_value(1, 0, 0), 1e10).is_none());
    }
}
