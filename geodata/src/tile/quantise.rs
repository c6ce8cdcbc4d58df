//! Indicator values as small integers, so that a client can recolour tiles by arithmetic alone.

use serde::Serialize;

use crate::percentile::percentile;

/// A place where the integers of a tile and the values that they stand for are tied together.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(into = "(u8, f64)")]
pub struct Stop {
    /// The integer, 0 to 100.
    pub step: u8,
    /// Its value, in the unit of the indicator.
    pub value: f64,
}

impl From<Stop> for (u8, f64) {
    fn from(Stop { step, value }: Stop) -> Self {
        (step, value)
    }
}

/// How an integer 0..=100 stands for a value: in a straight line from stop to stop, as the expression `interpolate` of
/// MapLibre's styles reads them. Two stops where the steps are equal.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Quantisation {
    /// At least two. Steps ascend from 0 to 100; values ascend, and are equal only where all villages have one value.
    stops: Vec<Stop>,
}

impl Quantisation {
    /// The last step.
    pub const STEPS: u8 = 100;

    /// Stands in a column where there is no value.
    pub const MISSING: u8 = u8::MAX;

    /// Spreads the steps over the range from the 0.5th to the 99.5th percentile, so that a few
    /// extreme values do not flatten the rest; over the whole range when that one has no width.
    /// Equally: steps between the twentieths of a skewed column would tell more of its villages apart, but compress so badly
    /// that crowded tiles would round the steps of every column. Values that are not finite do not count; `None` when none is
    /// left.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut values: Vec<f64> = values.into_iter().filter(|value| value.is_finite()).collect();
        values.sort_unstable_by(f64::total_cmp);
        let (&least, &greatest) = (values.first()?, values.last()?);
        let (mut low, mut high) = (percentile(&values, 0.005)?, percentile(&values, 0.995)?);
        if low >= high {
            (low, high) = (least, greatest);
        }
        Some(Self::through(&[low, high]))
    }

    /// As many steps from each of these values to the next.
    fn through(ends: &[f64]) -> Self {
        let pieces = ends.len().saturating_sub(1).max(1);
        let step = |place: usize| (place * usize::from(Self::STEPS) + pieces / 2) / pieces;
        let stop = |(place, value): (usize, &f64)| Stop { step: step(place) as u8, value: *value };
        Self { stops: ends.iter().enumerate().map(stop).collect() }
    }

    /// The stops, from the one of step 0 to that of step 100.
    pub fn stops(&self) -> &[Stop] {
        &self.stops
    }

    /// The value of step 0; smaller ones have this step too.
    pub fn low(&self) -> f64 {
        self.stops.first().map_or(f64::NAN, |stop| stop.value)
    }

    /// The value of step 100; greater ones have this step too.
    pub fn high(&self) -> f64 {
        self.stops.last().map_or(f64::NAN, |stop| stop.value)
    }

    /// The step nearest to `value`; values beyond the range take the first or the last.
    pub fn step(&self, value: f64) -> u8 {
        let [from, to] = self.piece(|stop| stop.value <= value);
        if to.value <= from.value {
            return from.step;
        }
        let along = ((value - from.value) / (to.value - from.value)).clamp(0.0, 1.0);
        (f64::from(from.step) + along * f64::from(to.step - from.step)).round() as u8
    }

    /// The value that `step` stands for.
    pub fn value(&self, step: u8) -> f64 {
        let [from, to] = self.piece(|stop| stop.step <= step);
        let width = f64::from(to.step - from.step).max(1.0);
        let along = (f64::from(step) - f64::from(from.step)) / width;
        from.value + along * (to.value - from.value)
    }

    /// The stops around a place: the last that is `before` it and the next; the outermost two beyond the ends.
    fn piece(&self, before: impl FnMut(&Stop) -> bool) -> [Stop; 2] {
        let last = self.stops.len().saturating_sub(1);
        let next = self.stops.partition_point(before).clamp(1, last.max(1)).min(last);
        let at = |place: usize| self.stops.get(place).copied();
        let nowhere = Stop { step: 0, value: f64::NAN };
        [at(next.saturating_sub(1)), at(next)].map(|stop| stop.unwrap_or(nowhere))
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
        assert_eq!(quantisation.value(100), 7.5);
    }

    #[test]
    fn one_extreme_does_not_flatten_the_rest() {
        let quantisation = of((0..1000).map(f64::from).chain([1e9]));
        assert_eq!(quantisation.stops().len(), 2);
        assert_eq!([0.0, 999.0, 1e9].map(|value| quantisation.step(value)), [0, 100, 100]);
    }

    #[test]
    fn a_rare_value_still_shows_when_all_others_are_zero() {
        let quantisation = of((0..10_000).map(|i| if i == 5 { 3.0 } else { 0.0 }));
        assert_eq!(quantisation.step(3.0), 100);
    }

    #[test]
    fn it_is_written_as_the_stops_of_an_interpolation() {
        let json = serde_json::to_value(of([1.0, 3.0])).unwrap();
        assert_eq!(json, serde_json::json!([[0, 1.0], [100, 3.0]]));
    }

    #[test]
    fn between_several_stops_lines_are_straight() {
        let quantisation = Quantisation::through(&[0.0, 1.0, 10.0, 1000.0]);
        assert_eq!(
            quantisation.stops().iter().map(|stop| stop.step).collect::<Vec<_>>(),
            [0, 33, 67, 100]
        );
        assert_eq!([33, 50, 67].map(|step| quantisation.value(step)), [1.0, 5.5, 10.0]);
        assert_eq!(
            [1.0, 5.5, 10.0, 5000.0].map(|value| quantisation.step(value)),
            [33, 50, 67, 100]
        );
    }

    fn values() -> impl Strategy<Value = Vec<f64>> {
        let even = -1e6..1e6f64;
        let skewed = (-6.0..6.0f64).prop_map(|power| 10f64.powf(power));
        let few = (0..4).prop_map(f64::from);
        let kind = prop_oneof![even.boxed(), skewed.boxed(), few.boxed()];
        proptest::collection::vec(kind, 1..300)
    }

    proptest! {
        #[test]
        fn a_value_in_range_is_off_by_half_a_step_at_most(values in values()) {
            let quantisation = of(values.iter().copied());
            let (low, high) = (quantisation.low(), quantisation.high());
            for value in values.into_iter().filter(|v| *v >= low && *v <= high) {
                let step = quantisation.step(value);
                let back = quantisation.value(step);
                let neighbours = [step.saturating_sub(1), (step + 1).min(100)].map(|near| (quantisation.value(near) - back).abs());
                let width = neighbours[0].max(neighbours[1]);
                prop_assert!((back - value).abs() <= width / 2.0 * 1.000_001 + 1e-9 * high.abs().max(1.0), "{value} {back}");
            }
        }

        #[test]
        fn steps_and_values_ascend_together_and_a_step_comes_back(values in values()) {
            let quantisation = of(values.iter().copied());
            let stops = quantisation.stops();
            prop_assert_eq!((stops[0].step, stops[stops.len() - 1].step), (0, 100));
            prop_assert!(stops.windows(2).all(|pair| pair[0].step < pair[1].step));
            let all: Vec<f64> = (0..=100).map(|step| quantisation.value(step)).collect();
            prop_assert!(all.windows(2).all(|pair| pair[0] <= pair[1]));
            if quantisation.low() < quantisation.high() {
                for (step, value) in (0u8..=100).zip(all) {
                    prop_assert_eq!(quantisation.step(value), step);
                }
            }
        }
    }
}
