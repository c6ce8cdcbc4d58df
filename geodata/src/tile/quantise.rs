//! Indicator values as small integers, so that a client can recolour tiles by arithmetic alone.

use crate::percentile::percentile;

/// How an integer 0..=100 stands for a value: `value = offset + scale × step`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantisation {
    /// The value of step 0.
    pub offset: f64,
    /// The width of a step; 0 when all values are equal.
    pub scale: f64,
}

impl Quantisation {
    /// The last step.
    pub const STEPS: u8 = 100;

    /// Stands in a column where there is no value.
    pub const MISSING: u8 = u8::MAX;

    /// Spreads the steps over the range from the 0.5th to the 99.5th percentile, so that a few
    /// extreme values do not flatten the rest; over the whole range when that one has no width.
    /// Values that are not finite do not count; `None` when none is left.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut values: Vec<f64> = values.into_iter().filter(|value| value.is_finite()).collect();
        values.sort_unstable_by(f64::total_cmp);
        let (&least, &greatest) = (values.first()?, values.last()?);
        let (mut low, mut high) = (percentile(&values, 0.005)?, percentile(&values, 0.995)?);
        if low >= high {
            (low, high) = (least, greatest);
        }
        Some(Self { offset: low, scale: (high - low) / f64::from(Self::STEPS) })
    }

    /// The step nearest to `value`; values beyond the range take the first or the last.
    pub fn step(&self, value: f64) -> u8 {
        if self.scale <= 0.0 {
            return 0;
        }
        ((value - self.offset) / self.scale).round().clamp(0.0, f64::from(Self::STEPS)) as u8
    }

    /// The value that `step` stands for.
    pub fn value(&self, step: u8) -> f64 {
        self.offset + self.scale * f64::from(step)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(values: impl IntoIterator<Item = f64>) -> Quantisation {
        Quantisation::of(values).unwrap()
    }

    #[test]
    fn a_column_without_values_has_no_quantisation() {
        assert_eq!(Quantisation::of([f64::NAN, f64::INFINITY]), None);
    }

    #[test]
    fn equal_values_come_back_exactly() {
        let quantisation = of([7.5, f64::NAN, 7.5]);
        assert_eq!((quantisation.step(7.5), quantisation.value(0)), (0, 7.5));
    }

    #[test]
    fn one_extreme_does_not_flatten_the_rest() {
        let quantisation = of((0..1000).map(f64::from).chain([1e9]));
        assert!(quantisation.scale < 11.0);
        assert_eq!([0.0, 999.0, 1e9].map(|value| quantisation.step(value)), [0, 100, 100]);
    }

    #[test]
    fn a_rare_value_still_shows_when_all_others_are_zero() {
        let quantisation = of((0..10_000).map(|i| if i == 5 { 3.0 } else { 0.0 }));
        assert_eq!(quantisation.step(3.0), 100);
    }

    proptest! {
        #[test]
        fn a_value_in_range_is_off_by_half_a_step_at_most(values in proptest::collection::vec(-1e6..1e6f64, 1..300)) {
            let quantisation = of(values.iter().copied());
            let high = quantisation.value(100);
            for value in values.into_iter().filter(|v| *v >= quantisation.offset && *v <= high) {
                let back = quantisation.value(quantisation.step(value));
                prop_assert!((back - value).abs() <= quantisation.scale / 2.0 * 1.000_001 + 1e-9);
            }
        }
    }
}
