//! `age(later, earlier)`: the time between two moments in years, months and days, as PostgreSQL counts it.

use std::sync::Arc;

use arrow::array::{ArrayRef, IntervalMonthDayNanoArray};
use arrow::datatypes::{IntervalMonthDayNano, IntervalMonthDayNanoType};
use datafusion::error::Result;

use super::call::Call;
use super::spec::{Argument, Kind, Returns, Spec};

const DAY: i64 = 86_400_000_000;

/// The function of this module.
pub(crate) const SPECS: &[Spec] = &[Spec {
    name: "age",
    arguments: &[
        Argument::new("later", Kind::Time, "a date or a moment"),
        Argument::new("earlier", Kind::Time, "a date or a moment"),
    ],
    returns: Returns::Interval,
    eval: age,
    en: "The time from the second moment to the first in whole years, months and days and the rest, negative where it lies before. age(date) alone would change every day: write age(current_date, date).",
    id: "Selang waktu dari saat kedua ke saat pertama dalam tahun, bulan, hari dan sisanya; negatif bila lebih dahulu. age(tanggal) saja akan berubah setiap hari: tulislah age(current_date, tanggal).",
    example: "SELECT age(DATE '2024-03-31', DATE '2017-10-15')",
}];

fn age(call: &Call<'_>) -> Result<ArrayRef> {
    let (later, earlier) = (call.times(0)?, call.times(1)?);
    let mut rows = Vec::with_capacity(call.rows());
    for row in 0..call.rows() {
        rows.push(match (later(row), earlier(row)) {
            (Some(a), Some(b)) => match between(a, b) {
                Some(between) => Some(between),
                None => return call.fail("the moments are too far apart"),
            },
            _ => None,
        });
    }
    Ok(Arc::new(rows.into_iter().collect::<IntervalMonthDayNanoArray>()))
}

/// A moment as its parts: months since the year 0, day of the month from 1, microseconds of the day.
#[derive(Debug, Clone, Copy)]
struct Parts {
    months: i64,
    day: i64,
    micros: i64,
}

/// The days of a month that is counted from the year 0.
const fn days_of(month: i64) -> i64 {
    let year = month.div_euclid(12);
    match month.rem_euclid(12) {
        1 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        1 => 28,
        3 | 5 | 8 | 10 => 30,
        _ => 31,
    }
}

/// The calendar's parts of microseconds since 1970 (the proleptic Gregorian calendar, in eras of 400 years).
const fn parts(moment: i64) -> Parts {
    let (days, micros) = (moment.div_euclid(DAY) + 719_468, moment.rem_euclid(DAY));
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    // Years that begin in March, so that the leap day is their last.
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    Parts { months: (era * 400 + year) * 12 + month + 2, day, micros }
}

fn between(later: i64, earlier: i64) -> Option<IntervalMonthDayNano> {
    let (a, b) = (parts(later), parts(earlier));
    let sign = if later < earlier { -1 } else { 1 };
    let mut months = sign * (a.months - b.months);
    let mut days = sign * (a.day - b.day);
    let mut micros = sign * (a.micros - b.micros);
    if micros < 0 {
        micros += DAY;
        days -= 1;
    }
    // As PostgreSQL: a month is lent by the one that the earlier moment lies in.
    let lender = if later < earlier { a.months } else { b.months };
    while days < 0 {
        days += days_of(lender);
        months -= 1;
    }
    Some(IntervalMonthDayNanoType::make_value(
        i32::try_from(sign * months).ok()?,
        i32::try_from(sign * days).ok()?,
        sign * micros * 1000,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Microseconds since 1970 of a day.
    fn day(year: i64, month: i64, day: i64) -> i64 {
        let wanted = (year * 12 + month - 1, day);
        let found = (-200_000..200_000).find(|days| {
            let parts = parts(days * DAY);
            (parts.months, parts.day) == wanted
        });
        found.unwrap() * DAY
    }

    #[test]
    fn the_calendar_is_that_of_the_days_it_counts() {
        assert_eq!(day(1970, 1, 1), 0);
        assert_eq!(day(2000, 2, 29), 11_016 * DAY);
        let mut last = parts(-150_000 * DAY);
        for days in -149_999..150_000 {
            let next = parts(days * DAY);
            let same = next.months == last.months && next.day == last.day + 1;
            let turned =
                next.months == last.months + 1 && next.day == 1 && last.day == days_of(last.months);
            assert!(same || turned, "{last:?} {next:?}");
            last = next;
        }
    }

    #[test]
    fn ages_are_those_of_postgresql() {
        let hours = 3_600_000_000;
        for (later, earlier, expected) in [
            (day(2024, 3, 31), day(2024, 2, 29), (1, 2, 0)),
            (day(2020, 1, 1), day(2024, 2, 29), (-49, -28, 0)),
            (day(2001, 4, 10) + 3 * hours, day(1957, 6, 13) + 12 * hours, (525, 26, 15)),
            (day(2024, 2, 29), day(2024, 2, 29), (0, 0, 0)),
        ] {
            let found = between(later, earlier).unwrap();
            let found = (found.months, found.days, found.nanoseconds / hours / 1000);
            assert_eq!(found, expected);
        }
    }
}
