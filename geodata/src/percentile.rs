//! The one meaning of a percentile: what is published, what tiles are scaled by, and what goalposts are made from
//! are the same values.

/// The smallest value that at least `share` (0 to 1) of the sorted values do not exceed: always a value that
/// occurs (nearest rank). `None` of no values.
///
/// ```
/// let sorted: Vec<f64> = (1..=100).map(f64::from).collect();
/// assert_eq!(geodata::percentile(&sorted, 0.02), Some(2.0));
/// assert_eq!(geodata::percentile(&sorted, 1.0), Some(100.0));
/// ```
pub fn percentile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    // 0.07 of 100 values are seven, although 0.07 × 100 is a little more in binary.
    let rank = (share.clamp(0.0, 1.0) * sorted.len() as f64 - 1e-9).ceil() as usize;
    sorted.get(rank.saturating_sub(1).min(last)).copied()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_ends_are_the_extremes_and_nothing_has_none() {
        assert_eq!(percentile(&[1.0, 2.0, 3.0], 0.0), Some(1.0));
        assert_eq!(percentile(&[1.0, 2.0, 3.0], 1.0), Some(3.0));
        assert_eq!(percentile(&[], 0.5), None);
        let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!(percentile(&hundred, 0.07), Some(7.0));
        assert_eq!(percentile(&hundred, 0.071), Some(8.0));
    }

    proptest! {
        #[test]
        fn enough_values_lie_at_or_below_and_no_smaller_value_would_do(
            mut values in prop::collection::vec(-1e6f64..1e6, 1..60),
            thousandths in 1u32..=1000,
        ) {
            values.sort_unstable_by(f64::total_cmp);
            let found = percentile(&values, f64::from(thousandths) / 1000.0).unwrap();
            let needed = (thousandths as usize * values.len()).div_ceil(1000);
            prop_assert!(values.iter().filter(|v| **v <= found).count() >= needed);
            prop_assert!(values.iter().filter(|v| **v < found).count() < needed);
        }
    }
}
