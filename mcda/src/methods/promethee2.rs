//! PROMETHEE II (Brans & Vincke 1985): net outranking flow. Flows are counted from sorted
//! columns, so that a country of villages needs no comparison of all pairs.

use super::{Span, height};

/// How much a difference is preferred.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Preference {
    /// Any difference is a full preference.
    Usual,
    /// None up to `q`, full from `p`, linear between.
    VShape {
        /// Indifference.
        q: f64,
        /// Full preference; above `q`.
        p: f64,
    },
}

impl Preference {
    /// The preference that a criterion states.
    pub fn new(indifference: Option<f64>, preference: Option<f64>) -> Self {
        match preference {
            Some(p) => Self::VShape { q: indifference.unwrap_or(0.0), p },
            None => Self::Usual,
        }
    }

    /// How much a difference is preferred, from 0 to 1.
    fn of(self, difference: f64) -> f64 {
        match self {
            Self::Usual => f64::from(u8::from(difference > 0.0)),
            Self::VShape { q, p } => ((difference - q) / (p - q)).clamp(0.0, 1.0),
        }
    }
}

/// Outranking flows.
#[derive(Debug, Clone, PartialEq)]
pub struct Flows {
    /// How much a village outranks the others.
    pub plus: Vec<f64>,
    /// How much the others outrank it.
    pub minus: Vec<f64>,
    /// The score: plus − minus.
    pub net: Vec<f64>,
}

/// Flows of columns whose larger values are better.
pub fn flows(benefits: &[Vec<f64>], weights: &[f64], preferences: &[Preference]) -> Flows {
    let mut flows = Flows::new(height(benefits));
    for ((column, weight), preference) in benefits.iter().zip(weights).zip(preferences) {
        flows.add(column, column, *weight, *preference);
    }
    flows.with_net()
}

/// Between what the net flow lies when values do: a village at its most against all others at their
/// least, and the other way round.
pub fn span(benefits: &[Span], weights: &[f64], preferences: &[Preference]) -> Span {
    let m = Span::height(benefits);
    let (mut most, mut least) = (Flows::new(m), Flows::new(m));
    for ((column, weight), preference) in benefits.iter().zip(weights).zip(preferences) {
        most.add(&column.high, &column.low, *weight, *preference);
        least.add(&column.low, &column.high, *weight, *preference);
    }
    Span { low: least.with_net().net, high: most.with_net().net }
}

impl Flows {
    fn new(m: usize) -> Self {
        Self { plus: vec![0.0; m], minus: vec![0.0; m], net: Vec::new() }
    }

    /// Adds the flows of one criterion between every village and the values of all others.
    fn add(&mut self, own: &[f64], all: &[f64], weight: f64, preference: Preference) {
        let rivals = (own.len() as f64 - 1.0).max(1.0);
        let over = Sorted::new(all);
        let turned: Vec<f64> = all.iter().map(|x| -x).collect();
        let under = Sorted::new(&turned);
        let flows = self.plus.iter_mut().zip(&mut self.minus);
        for ((x, itself), (plus, minus)) in own.iter().zip(all).zip(flows) {
            // A village is among all and is not its own rival.
            let over = over.preferred(*x, preference) - preference.of(x - itself);
            let under = under.preferred(-x, preference) - preference.of(itself - x);
            *plus += weight * over / rivals;
            *minus += weight * under / rivals;
        }
    }

    fn with_net(mut self) -> Self {
        self.net = self.plus.iter().zip(&self.minus).map(|(p, m)| p - m).collect();
        self
    }
}

/// Sorted values with their running sums.
struct Sorted {
    values: Vec<f64>,
    sums: Vec<f64>,
}

impl Sorted {
    fn new(column: &[f64]) -> Self {
        let mut values = column.to_vec();
        values.sort_unstable_by(f64::total_cmp);
        let mut total = 0.0;
        let mut sums = vec![0.0];
        sums.extend(values.iter().map(|x| {
            total += x;
            total
        }));
        Self { values, sums }
    }

    /// Σ over all values y of P(x − y).
    fn preferred(&self, x: f64, preference: Preference) -> f64 {
        match preference {
            Preference::Usual => self.values.partition_point(|y| *y < x) as f64,
            Preference::VShape { q, p } => {
                let full = self.values.partition_point(|y| x - y >= p);
                let some = self.values.partition_point(|y| x - y > q);
                let sum = |k: usize| self.sums.get(k).copied().unwrap_or(0.0);
                let between = some.saturating_sub(full) as f64;
                let linear = between * (x - q) - (sum(some.max(full)) - sum(full));
                full as f64 + linear / (p - q)
            }
        }
    }
}
