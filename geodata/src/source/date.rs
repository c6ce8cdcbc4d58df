//! Days and moments as files type them.

use std::fmt;

use calamine::{ExcelDateTime, ExcelDateTimeType};

/// A day, with the time of day where the file gives one. Files name no time zone, or their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// The year of the Gregorian calendar.
    pub year: i32,
    /// The month, from 1.
    pub month: u8,
    /// The day of the month, from 1.
    pub day: u8,
    /// Seconds since midnight; zero where the file knows only the day.
    pub seconds: u32,
}

impl Date {
    /// A day without a time of day.
    pub const fn day(year: i32, month: u8, day: u8) -> Self {
        Self { year, month, day, seconds: 0 }
    }

    /// Reads ISO 8601: `2018-05-17`, with a time of day and an offset or without. The offset is the
    /// writer's own and moves nothing.
    pub fn of_iso(text: &str) -> Option<Self> {
        let (date, time) = match text.find(['T', ' ']) {
            Some(at) => (text.get(..at)?, text.get(at + 1..)?),
            None => (text, ""),
        };
        let mut parts = date.split('-');
        let year = digits(parts.next()?, 4)?;
        let month = digits(parts.next()?, 2)?;
        let day = digits(parts.next()?, 2)?;
        if parts.next().is_some() || !(1..=12).contains(&month) {
            return None;
        }
        let year = i32::try_from(year).ok()?;
        if !(1..=length(year, month)).contains(&day) {
            return None;
        }
        let seconds = if time.is_empty() { 0 } else { seconds(time)? };
        Some(Self { year, month: u8::try_from(month).ok()?, day: u8::try_from(day).ok()?, seconds })
    }

    /// The day whose serial number a spreadsheet with the epoch of 1900 shows as `serial` when its
    /// cell lost its format; `None` outside of 1945 to 2100.
    pub fn of_serial(serial: f64) -> Option<Self> {
        if !(16_438.0..73_416.0).contains(&serial) {
            return None;
        }
        let moment = ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, false);
        let (year, month, day, ..) = moment.to_ymd_hms_milli();
        Some(Self::day(i32::from(year), month, day))
    }
}

impl Date {
    /// Days since the beginning of 1970 (H. Hinnant, days_from_civil: years begin in March, so that the leap day is last).
    pub fn since_1970(self) -> i32 {
        let (month, day) = (i32::from(self.month), i32::from(self.day));
        let year = self.year - i32::from(month <= 2);
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)?;
        if self.seconds > 0 {
            let (hour, minute, second) =
                (self.seconds / 3600, self.seconds / 60 % 60, self.seconds % 60);
            write!(f, " {hour:02}:{minute:02}:{second:02}")?;
        }
        Ok(())
    }
}

fn digits(text: &str, count: usize) -> Option<u32> {
    (text.len() == count && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

const fn length(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// `12:30`, `12:30:15` or `12:30:15.250`, before an offset if there is one.
fn seconds(time: &str) -> Option<u32> {
    let time = time.strip_suffix('Z').unwrap_or(time);
    let time = time.split(['+', '-']).next()?;
    let mut parts = time.split(':');
    let hour = digits(parts.next()?, 2).filter(|h| *h < 24)?;
    let minute = digits(parts.next()?, 2).filter(|m| *m < 60)?;
    let second = match parts.next() {
        None => 0,
        Some(text) => digits(text.split('.').next()?, 2).filter(|s| *s < 60)?,
    };
    parts.next().is_none().then_some(hour * 3600 + minute * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_iso_writes_them_and_nothing_else_is() {
        let day = Date::day(2016, 3, 1);
        for text in ["2016-03-01", "2016-03-01T00:00:00", "2016-03-01 00:00", "2016-03-01T00:00Z"] {
            assert_eq!(Date::of_iso(text), Some(day), "{text}");
        }
        let noon = Date::of_iso("2016-02-29T12:30:15.5+07:00").unwrap();
        assert_eq!(noon.to_string(), "2016-02-29 12:30:15");
        for text in
            ["2016", "2016-3-1", "01-03-2016", "2015-02-29", "2016-13-01", "2016-03-01 noon"]
        {
            assert_eq!(Date::of_iso(text), None, "{text}");
        }
    }

    #[test]
    fn days_are_counted_from_1970() {
        for (text, days) in [
            ("1970-01-01", 0),
            ("2000-02-29", 11_016),
            ("2000-03-01", 11_017),
            ("1969-12-31", -1),
            ("2026-11-28", 20_785),
        ] {
            assert_eq!(Date::of_iso(text).unwrap().since_1970(), days, "{text}");
        }
    }

    #[test]
    fn a_serial_number_is_recognised_as_the_day_that_it_was() {
        assert_eq!(Date::of_serial(43_237.0), Some(Date::day(2018, 5, 17)));
        assert_eq!(Date::of_serial(42_430.0), Some(Date::day(2016, 3, 1)));
        assert_eq!(Date::of_serial(2018.0), None);
    }
}
