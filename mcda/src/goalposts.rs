//! Goalposts that a dataset suggests: the 2nd and 98th percentile, rounded outwards to numbers
//! that can be published.

use geodata::percentile;

/// Rounded 2nd and 98th percentile of the present values; `None` where there is none. Where the
/// percentiles coincide, the smallest and largest value are used instead.
pub fn default_goalposts(values: &[f64]) -> Option<[f64; 2]> {
    let mut present: Vec<f64> = values.iter().copied().filter(|x| x.is_finite()).collect();
    present.sort_unstable_by(f64::total_cmp);
    let (mut low, mut high) = (percentile(&present, 0.02)?, percentile(&present, 0.98)?);
    if low >= high {
        (low, high) = (*present.first()?, *present.last()?);
    }
    if low >= high {
        return Some([low, high]);
    }
    Some(round_outwards(low, high))
}

/// Widens to multiples of 1, 2 or 5 × 10^k, about a twentieth of the distance.
fn round_outwards(low: f64, high: f64) -> [f64; 2] {
    let raw = (high - low) / 20.0;
    let exponent = raw.log10().floor();
    if !(-15.0..=15.0).contains(&exponent) {
        return [low, high];
    }
    let mantissa = raw / 10_f64.powf(exponent);
    let digit = [1.0, 2.0, 5.0].into_iter().rfind(|d| *d <= mantissa).unwrap_or(1.0);
    // Whole multiples of a whole number, or of one divided by one: 0.35, not 0.35000000000000003.
    let multiple = |count: f64| {
        let power = 10_f64.powi(exponent.abs() as i32);
        if exponent >= 0.0 { count * digit * power } else { count * digit / power }
    };
    let step = multiple(1.0);
    // A value that is a multiple already must not move by one step through rounding noise.
    let near = 1e-9;
    [multiple((low / step + near).floor()), multiple((high / step - near).ceil())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goalposts_are_numbers_that_can_be_published() {
        let shares: Vec<f64> = (0..=1000).map(|i| f64::from(i) * 0.0337).collect();
        assert_eq!(default_goalposts(&shares), Some([0.0, 34.0]));
        let index: Vec<f64> = (0..=100).map(|i| 0.4123 + 0.004 * f64::from(i)).collect();
        assert_eq!(default_goalposts(&index), Some([0.42, 0.81]));
    }

    #[test]
    fn a_constant_has_equal_goalposts_and_nothing_has_none() {
        assert_eq!(default_goalposts(&[3.0, 3.0]), Some([3.0, 3.0]));
        assert_eq!(default_goalposts(&[f64::NAN]), None);
        // Two percentiles that coincide fall back to the extremes.
        let mut rare = vec![0.0; 200];
        rare[7] = 1.0;
        assert_eq!(default_goalposts(&rare), Some([0.0, 1.0]));
    }
}
