//! Numbers of a frozen document: with the precision to which ranks are decided.

/// Rounded to 12 decimals, the precision to which ranks are decided. Large numbers keep fewer.
pub(super) fn round(value: f64) -> f64 {
    let decimals = 12 - (value.abs().max(1.0).log10().floor() as i32).clamp(0, 12);
    let scale = 10f64.powi(decimals);
    (value * scale).round() / scale
}

#[cfg(test)]
mod tests {
    use super::round;

    #[test]
    fn rounded_numbers_read_back_as_they_were_written() {
        for value in [0.123_456_789_012_345, 7.0 / 3.0, 30_000_000_000.0 / 7.0, -0.1 - 0.2, 1e15] {
            let text = serde_json::to_string(&round(value)).unwrap();
            let read: f64 = serde_json::from_str(&text).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), text);
            assert!((round(value) - value).abs() <= 1e-12 * value.abs().max(1.0));
        }
    }
}
