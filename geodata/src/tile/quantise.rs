//! Indicator values as small integers, so that a client can recolour tiles by arithmetic alone.

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

/// The value at `share` of the sorted values, the nearest by rank.
fn percentile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    sorted.get((share * last as f64).round() as usize).copied()
}

/// Chooses a quantisation for a column and applies it; a missing value becomes
/// [`TileColumn::MISSING`](super::TileColumn::MISSING).
pub fn quantise(values: &[Option<f64>]) -> (Option<Quantisation>, Vec<u8>) {
    let quantisation = Quantisation::of(values.iter().flatten().copied());
    let step = |value: &Option<f64>| match (value, quantisation) {
        (Some(value), Some(quantisation)) if value.is_finite() => quantisation.step(*value),
        _ => super::TileColumn::MISSING,
    };
    (quantisation, values.iter().map(step).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::TileColumn;
    use super::*;

    #[test]
    fn a_column_without_values_has_no_quantisation() {
        assert_eq!(quantise(&[None, Some(f64::NAN)]), (None, vec![TileColumn::MISSING; 2]));
    }

    #[test]
    fn equal_values_come_back_exactly() {
        let (quantisation, steps) = quantise(&[Some(7.5), None, Some(7.5)]);
        assert_eq!(steps, [0, TileColumn::MISSING, 0]);
        assert_eq!(quantisation.unwrap().value(0), 7.5);
    }

    #[test]
    fn one_extreme_does_not_flatten_the_rest() {
        let mut values: Vec<_> = (0..1000).map(|i| Some(f64::from(i))).collect();
        values.push(Some(1e9));
        let (quantisation, steps) = quantise(&values);
        assert!(quantisation.unwrap().scale < 11.0);
        assert_eq!((steps[0], steps[999], steps[1000]), (0, 100, 100));
    }

    #[test]
    fn a_rare_value_still_shows_when_all_others_are_zero() {
        let mut values = vec![Some(0.0); 10_000];
        values[5] = Some(3.0);
        assert_eq!(quantise(&values).1[5], 100);
    }

    proptest! {
        #[test]
        fn a_value_in_range_is_off_by_half_a_step_at_most(values in proptest::collection::vec(-1e6..1e6f64, 1..300)) {
            let quantisation = Quantisation::of(values.iter().copied()).unwrap();
            let high = quantisation.value(100);
            for value in values.into_iter().filter(|v| *v >= quantisation.offset && *v <= high) {
                let back = quantisation.value(quantisation.step(value));
                prop_assert!((back - value).abs() <= quantisation.scale / 2.0 * 1.000_001 + 1e-9);
            }
        }
    }
}
