//! The distribution of an indicator over the villages, and the integers that tiles carry.

use geodata::percentile;
use geodata::tile::Quantisation;

/// Number of bars of a histogram.
const BARS: usize = 32;

/// How the values of an indicator are distributed over the villages.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Statistics {
    /// Villages with a value.
    pub present: usize,
    /// Villages without.
    pub missing: usize,
    /// The rest exists only when there is a value.
    pub spread: Option<Spread>,
}

/// The distribution of at least one value.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    /// The smallest value.
    pub min: f64,
    /// The largest value.
    pub max: f64,
    /// The arithmetic mean over villages.
    pub mean: f64,
    /// The 2nd percentile (nearest rank).
    pub p02: f64,
    /// The 98th percentile (nearest rank).
    pub p98: f64,
    /// The edges of the bars, one more than bars.
    pub edges: Vec<f64>,
    /// Villages in each bar; the first and the last also count what lies beyond.
    pub counts: Vec<u32>,
    /// How tiles write values, at every level.
    pub quantisation: Quantisation,
}

impl Statistics {
    /// Of the values of villages; NaN is missing.
    pub fn new(values: &[f64]) -> Self {
        let mut sorted: Vec<f64> =
            values.iter().copied().filter(|value| value.is_finite()).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let present = sorted.len();
        Self { present, missing: values.len() - present, spread: Spread::new(&sorted) }
    }
}

impl Spread {
    fn new(sorted: &[f64]) -> Option<Self> {
        let (min, max) = (*sorted.first()?, *sorted.last()?);
        let mean = sorted.iter().sum::<f64>() / sorted.len() as f64;
        let (p02, p98) = (percentile(sorted, 0.02)?, percentile(sorted, 0.98)?);
        let quantisation = Quantisation::of(sorted.iter().copied())?;
        let (edges, counts) = histogram(sorted, quantisation.low(), quantisation.high());
        Some(Self { min, max, mean, p02, p98, edges, counts, quantisation })
    }
}

/// Equal bars over the range of the quantisation.
fn histogram(sorted: &[f64], low: f64, high: f64) -> (Vec<f64>, Vec<u32>) {
    let width = (high - low) / BARS as f64;
    let edges = (0..=BARS).map(|bar| low + width * bar as f64).collect();
    let mut counts = vec![0u32; BARS];
    for value in sorted {
        let bar = if width > 0.0 { (value - low) / width } else { 0.0 };
        let bar = bar.floor().clamp(0.0, (BARS - 1) as f64) as usize;
        if let Some(count) = counts.get_mut(bar) {
            *count += 1;
        }
    }
    (edges, counts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_constant_has_one_bar() {
        let spread = Statistics::new(&[5.0, 5.0, f64::NAN]).spread.unwrap();
        assert_eq!((spread.min, spread.max, spread.mean), (5.0, 5.0, 5.0));
        assert_eq!(spread.counts.first(), Some(&2));
    }

    #[test]
    fn without_values_there_is_nothing_but_a_count() {
        let statistics = Statistics::new(&[f64::NAN; 3]);
        assert_eq!((statistics.present, statistics.missing, statistics.spread), (0, 3, None));
    }

    #[test]
    fn percentiles_are_values_that_occur() {
        let values: Vec<f64> = (1..=100).map(f64::from).collect();
        let spread = Statistics::new(&values).spread.unwrap();
        assert_eq!((spread.p02, spread.p98), (2.0, 98.0));
    }

    proptest! {
        #[test]
        fn every_village_is_in_one_bar(values in proptest::collection::vec(-1e4f64..1e4, 1..200)) {
            let spread = Statistics::new(&values).spread.unwrap();
            prop_assert_eq!(spread.counts.iter().sum::<u32>() as usize, values.len());
            prop_assert_eq!(spread.edges.len(), spread.counts.len() + 1);
        }
    }
}
