//! Numbers that stand as text: what `1.234` is depends on the convention of whoever wrote it.
//!
//! A source states its convention (`read.decimal_comma`, `read.thousands`). What it leaves open is
//! taken only from texts that no other convention reads otherwise; all others are refused with both
//! readings, because either may be off by a factor of a thousand.

use super::options::Options;

/// How the numbers of a file are written, as far as its source states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Convention {
    decimal: Option<char>,
    thousands: Option<char>,
}

/// Why a text is no number, and what to do.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused {
    pub problem: String,
    pub advice: &'static str,
}

const CORRECT: &str = "correct the cell, or leave it blank if the value is not known";
const STATE: &str = "state how the file writes numbers: read.decimal_comma = false for a decimal point; \
     read.decimal_comma = true for a decimal comma; and read.thousands = \".\", \",\" or \" \" if \
     thousands are separated";

impl Convention {
    /// The convention that `options` state.
    ///
    /// # Errors
    ///
    /// The marks that they name cannot be told apart, or cannot separate thousands.
    pub fn of(options: &Options) -> Result<Self, String> {
        let decimal = options.decimal_comma.map(|comma| if comma { ',' } else { '.' });
        let Some(thousands) = options.thousands else {
            return Ok(Self { decimal, thousands: None });
        };
        if !['.', ',', ' ', '\''].contains(&thousands) {
            return Err(format!("`{thousands}` cannot separate thousands"));
        }
        let decimal = decimal.unwrap_or('.');
        if decimal == thousands {
            return Err(format!(
                "`{thousands}` cannot separate thousands and decimals at once; state read.decimal_comma"
            ));
        }
        Ok(Self { decimal: Some(decimal), thousands: Some(thousands) })
    }

    /// The number that the text is, without doubt.
    ///
    /// # Errors
    ///
    /// The text is no number, or another convention that is not excluded reads another one.
    pub fn read(self, text: &str) -> Result<f64, Refused> {
        let decimal = self.decimal.unwrap_or('.');
        let other = if decimal == '.' { ',' } else { '.' };
        let plain = reading(text, decimal, self.thousands);
        // With its thousands separated, which was not stated.
        let grouped = reading(text, decimal, Some(other));
        let swapped = reading(text, other, Some(decimal));
        let stated = self.decimal.is_some();
        match (plain, grouped, swapped) {
            (Some(number), ..) if stated => Ok(number),
            (Some(number), _, None) => Ok(number),
            (Some(number), _, Some(second)) if number == second => Ok(number),
            (Some(number), _, Some(second)) => Err(Refused {
                problem: format!(
                    "`{text}` is {number}{} and {second}{}",
                    with(decimal, None),
                    with(other, Some(decimal))
                ),
                advice: STATE,
            }),
            (None, Some(number), None) if stated && self.thousands.is_none() => Ok(number),
            (None, Some(number), Some(second)) if self.thousands.is_none() => Err(Refused {
                problem: format!(
                    "`{text}` is {number}{} and {second}{}",
                    with(decimal, Some(other)),
                    with(other, None)
                ),
                advice: STATE,
            }),
            (None, _, Some(second)) => Err(Refused {
                problem: format!(
                    "`{text}` is no number{}; it is {second}{}",
                    with(decimal, self.thousands),
                    with(other, Some(decimal))
                ),
                advice: STATE,
            }),
            (None, Some(number), None) => Err(Refused {
                problem: format!(
                    "`{text}` is no number{}; it is {number}{}",
                    with(decimal, self.thousands),
                    with(decimal, Some(other))
                ),
                advice: STATE,
            }),
            (None, None, None) => Err(Refused {
                problem: format!(
                    "`{text}` is not a number, neither with a decimal point nor with a decimal comma"
                ),
                advice: CORRECT,
            }),
        }
    }
}

/// Whether the text is a number when decimals are marked by a comma, or else by a point, and thousands by
/// the other or not at all.
pub fn reads_as_number(text: &str, decimal_comma: bool) -> bool {
    let (decimal, other) = if decimal_comma { (',', '.') } else { ('.', ',') };
    reading(text, decimal, Some(other)).is_some()
}

fn with(decimal: char, thousands: Option<char>) -> String {
    let decimal = if decimal == '.' { "decimal point" } else { "decimal comma" };
    let thousands = match thousands {
        None => "",
        Some('.') => " and points between thousands",
        Some(',') => " and commas between thousands",
        Some('\'') => " and apostrophes between thousands",
        Some(_) => " and blanks between thousands",
    };
    format!(" with a {decimal}{thousands}")
}

/// The number that the text is under one convention, in which every mark stands where it should.
fn reading(text: &str, decimal: char, thousands: Option<char>) -> Option<f64> {
    let (sign, body) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match body.find(['e', 'E']) {
        Some(at) => (body.get(..at)?, Some(body.get(at + 1..)?)),
        None => (body, None),
    };
    let (whole, fraction) = match mantissa.split_once(decimal) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if fraction.is_some_and(|fraction| !digits(fraction)) {
        return None;
    }
    let exponent = match exponent {
        None => String::new(),
        Some(power) => {
            let plain = power.strip_prefix(['+', '-']).unwrap_or(power);
            (digits(plain) && plain.len() <= 3).then(|| format!("e{power}"))?
        }
    };
    let whole = if digits(whole) || (whole.is_empty() && fraction.is_some()) {
        whole.to_owned()
    } else if exponent.is_empty() {
        joined(whole, thousands?)?
    } else {
        return None;
    };
    let plain = format!("{sign}{whole}.{}{exponent}", fraction.unwrap_or("0"));
    plain.parse::<f64>().ok().filter(|number| number.is_finite())
}

/// `1.234.567` without its marks: one to three digits that do not begin with a zero, then threes.
fn joined(whole: &str, thousands: char) -> Option<String> {
    let is_mark =
        |c: char| c == thousands || (thousands == ' ' && matches!(c, '\u{a0}' | '\u{202f}'));
    let mut groups = whole.split(is_mark);
    let first = groups.next()?;
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !(1..=3).contains(&first.len()) || !digits(first) || first.starts_with('0') {
        return None;
    }
    let mut all = first.to_owned();
    for group in groups {
        if group.len() != 3 || !digits(group) {
            return None;
        }
        all.push_str(group);
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(
        decimal_comma: Option<bool>,
        thousands: Option<char>,
        text: &str,
    ) -> Result<f64, String> {
        let options = Options { decimal_comma, thousands, ..Options::default() };
        Convention::of(&options).unwrap().read(text).map_err(|refused| refused.problem)
    }

    #[test]
    fn what_no_other_convention_reads_otherwise_needs_no_statement() {
        for (text, number) in [
            ("0", 0.0),
            ("1234", 1234.0),
            ("0.617", 0.617),
            ("12.5", 12.5),
            ("4174.211", 4174.211),
            ("-1.5", -1.5),
            ("1e-05", 1e-5),
            (".5", 0.5),
        ] {
            assert_eq!(read(None, None, text), Ok(number), "{text}");
        }
    }

    #[test]
    fn two_readings_are_both_named_and_none_is_taken() {
        let both = "`1.234` is 1.234 with a decimal point and 1234 with a decimal comma and points between thousands";
        assert_eq!(read(None, None, "1.234"), Err(both.to_owned()));
        for (stated, text, readings) in [
            (None, "-1.234", ["-1.234", "-1234"]),
            (None, "1,234", ["1234", "1.234"]),
            (Some(false), "1,234", ["1234", "1.234"]),
            (Some(true), "1.234", ["1234", "1.234"]),
            (Some(true), "14.470", ["14470", "14.47"]),
        ] {
            let problem = read(stated, None, text).unwrap_err();
            assert!(readings.iter().all(|r| problem.contains(r)), "{stated:?} {text}: {problem}");
        }
        for (stated, text, other) in [
            (Some(true), "12.5", "12.5 with a decimal point"),
            (Some(true), "14.47", "14.47 with a decimal point"),
            (None, "12,5", "12.5 with a decimal comma"),
            (Some(false), "1.234,5", "1234.5 with a decimal comma"),
            (None, "1.234.567", "1234567 with a decimal comma"),
            (None, "1,234,567", "1234567 with a decimal point and commas between thousands"),
        ] {
            let problem = read(stated, None, text).unwrap_err();
            assert!(problem.contains("is no number with"), "{text}: {problem}");
            assert!(problem.contains(other), "{text}: {problem}");
        }
    }

    #[test]
    fn a_stated_convention_is_read_by_and_every_mark_must_stand_where_it_should() {
        assert_eq!(read(Some(false), None, "1.234"), Ok(1.234));
        assert_eq!(read(Some(true), None, "12,5"), Ok(12.5));
        assert_eq!(read(Some(true), None, "1,234"), Ok(1.234));
        assert_eq!(read(Some(true), None, "1.234,5"), Ok(1234.5), "nothing else it could be");
        assert_eq!(read(Some(true), None, "1.234.567"), Ok(1_234_567.0));
        assert_eq!(read(Some(true), Some('.'), "1.234"), Ok(1234.0));
        assert_eq!(read(Some(false), Some(','), "1,234.5"), Ok(1234.5));
        assert_eq!(read(None, Some(','), "1,234"), Ok(1234.0));
        assert_eq!(read(Some(true), Some(' '), "1\u{a0}234,5"), Ok(1234.5));
        for text in ["14.47", "0.123", "12.34.567", "1.2.3", "1234.567", "1,5,5"] {
            assert!(read(Some(true), Some('.'), text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_at_all_is_refused_whatever_is_stated() {
        for text in ["1.2.3", "satu", "inf", "NaN", "1e999", "5.", "--1", "1 2", "12%", "", "1_000"]
        {
            for stated in [None, Some(false), Some(true)] {
                assert!(read(stated, None, text).is_err(), "{text}");
            }
        }
        assert!(read(None, None, "1.2.3").unwrap_err().contains("not a number"));
    }

    #[test]
    fn marks_that_cannot_be_told_apart_are_refused() {
        let of = |decimal_comma, thousands| {
            Convention::of(&Options { decimal_comma, thousands, ..Options::default() })
        };
        assert!(of(Some(true), Some(',')).is_err());
        assert!(of(None, Some('.')).is_err());
        assert!(of(Some(true), Some('x')).is_err());
    }
}
