//! Digits of numbers.

/// The greatest power of ten that is not above `value`.
pub(super) fn power_below(value: f64) -> f64 {
    10f64.powf(value.log10().floor())
}

/// `value` with so many significant digits.
pub(super) fn significant(value: f64, digits: usize) -> f64 {
    let text = format!("{value:.*e}", digits.saturating_sub(1));
    // What was a number is one.
    text.parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_as_many_digits_as_are_asked_for() {
        assert_eq!(significant(0.1 + 0.2, 10), 0.3);
        assert_eq!(significant(123_456.0, 2), 120_000.0);
        assert_eq!([0.07, 1.0, 999.0].map(power_below), [0.01, 1.0, 100.0]);
    }
}
