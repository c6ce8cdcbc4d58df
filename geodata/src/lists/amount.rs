//! Years and numbers of people as they stand in text.

use crate::source::Date;

/// What stands in a cell of counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// A whole number that is not below zero.
    Whole(u32),
    /// The same, with marks between thousands: as nobody counts parts of people, there is no other reading.
    Grouped(u32),
    /// Less than nothing.
    Negative,
    /// A number that is not whole.
    Fraction,
    /// More people than there are.
    TooMany,
    /// No number.
    Other,
}

/// People of the country, and more.
const MOST: u64 = 500_000_000;

/// Reads a cell of counts.
pub fn amount(text: &str) -> Amount {
    let text = text.trim();
    let (negative, plain) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let of = |digits: &str, read: fn(u32) -> Amount| match digits.parse::<u64>() {
        Ok(_) if negative => Amount::Negative,
        Ok(number) if number <= MOST => u32::try_from(number).map_or(Amount::TooMany, read),
        Ok(_) => Amount::TooMany,
        Err(_) => Amount::Other,
    };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_digits(plain) && plain.len() <= 18 {
        return of(plain, Amount::Whole);
    }
    for mark in ['.', ',', ' '] {
        let groups: Vec<&str> = plain.split(mark).collect();
        let thousands = groups.len() > 1
            && groups.iter().all(|group| is_digits(group))
            && groups.iter().skip(1).all(|group| group.len() == 3)
            && groups.first().is_some_and(|first| first.len() <= 3 && !first.starts_with('0'));
        if thousands && groups.len() <= 6 {
            return of(&groups.concat(), Amount::Grouped);
        }
        if let [whole, part] = groups.as_slice()
            && mark != ' '
            && is_digits(whole)
            && is_digits(part)
        {
            let none = part.bytes().all(|byte| byte == b'0');
            return if none { of(whole, Amount::Whole) } else { Amount::Fraction };
        }
    }
    Amount::Other
}

/// The year of a cell: its number, or that of a day. None where it is neither.
pub fn year(text: &str) -> Option<i32> {
    if text.len() == 4 {
        return text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    }
    Date::of_iso(text).map(|date| date.year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_counted_in_whole_numbers() {
        for (text, is) in [
            ("12", Amount::Whole(12)),
            ("0", Amount::Whole(0)),
            ("12.0", Amount::Whole(12)),
            ("1.234", Amount::Grouped(1234)),
            ("1,234", Amount::Grouped(1234)),
            ("12.345.678", Amount::Grouped(12_345_678)),
            ("1 234", Amount::Grouped(1234)),
            ("-3", Amount::Negative),
            ("2.5", Amount::Fraction),
            ("2,5", Amount::Fraction),
            ("0.125", Amount::Fraction),
            ("900000000", Amount::TooMany),
            ("99999999999999999999", Amount::Other),
            ("dua", Amount::Other),
            ("12 orang", Amount::Other),
            ("#REF!", Amount::Other),
            ("1e3", Amount::Other),
        ] {
            assert_eq!(amount(text), is, "{text}");
        }
        assert_eq!(
            (year("2025"), year("2025-03-01"), year("25"), year("+202")),
            (Some(2025), Some(2025), None, None)
        );
    }
}
