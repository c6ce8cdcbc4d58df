//! Years: what can be one.

use std::ops::RangeInclusive;

use super::date::Date;

/// The years that a figure, a round or an office can speak of: from that of the Republic's
/// proclamation on.
pub const YEARS: RangeInclusive<i32> = 1945..=2100;

/// The number as a year.
///
/// # Errors
///
/// It is outside of [`YEARS`]; the text says so, and which day it is if it is the serial number of one.
pub fn year(number: f64) -> Result<i32, String> {
    let (first, last) = (*YEARS.start(), *YEARS.end());
    if number.fract() == 0.0 && (f64::from(first)..=f64::from(last)).contains(&number) {
        return Ok(number as i32);
    }
    let day = match Date::of_serial(number) {
        Some(day) => format!(" (as a spreadsheet counts days it is {day})"),
        None => String::new(),
    };
    Err(format!("{number} is not a year from {first} to {last}{day}"))
}
