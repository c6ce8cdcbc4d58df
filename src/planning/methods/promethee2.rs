//! PROMETHEE II (Brans & Vincke 1985): net outranking flow. Flows are counted from sorted
//! columns, so that a country of villages needs no comparison of all pairs.

use super::height;

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
    let m = height(benefits);
    let (mut plus, mut minus) = (vec![0.0; m], vec![0.0; m]);
    let rivals = (m as f64 - 1.0).max(1.0);
    for ((column, weight), preference) in benefits.iter().zip(weights).zip(preferences) {
        let over = Sorted::new(column);
        let turned: Vec<f64> = column.iter().map(|x| -x).collect();
        let under = Sorted::new(&turned);
        for ((x, plus), minus) in column.iter().zip(&mut plus).zip(&mut minus) {
            *plus += weight * over.preferred(*x, *preference) / rivals;
            *minus += weight * under.preferred(-x, *preference) / rivals;
        }
    }
    let net = plus.iter().zip(&minus).map(|(p, m)| p - m).collect();
    Flows { plus, minus, net }
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
