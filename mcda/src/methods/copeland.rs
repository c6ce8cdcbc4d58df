//! Copeland's score: pairs won minus pairs lost. A pair with missing values is compared on the
//! criteria that both have, with their weights rescaled, so that the result does not depend on
//! the order of the rows.

use rayon::prelude::*;

use super::Span;

/// Weights this close to one half are a draw: it is a sum of a few weights.
const DRAW: f64 = 1e-12;

/// Scores of columns whose larger values are better; `NaN` is missing.
pub fn scores(benefits: &[Vec<f64>], weights: &[f64]) -> Vec<f64> {
    let columns: Vec<&[f64]> = benefits.iter().map(Vec::as_slice).collect();
    let rows = rows(&columns);
    duels(&rows, &rows, weights)
}

/// Between what the score lies when values do: a village at its most against all others at their
/// least, and the other way round.
pub fn span(benefits: &[Span], weights: &[f64]) -> Span {
    let rows_of = |end: fn(&Span) -> &[f64]| rows(&benefits.iter().map(end).collect::<Vec<_>>());
    let (low, high) = (rows_of(|column| &column.low), rows_of(|column| &column.high));
    Span { low: duels(&low, &high, weights), high: duels(&high, &low, weights) }
}

fn rows(columns: &[&[f64]]) -> Vec<Vec<f64>> {
    let m = columns.first().map_or(0, |column| column.len());
    let value = |column: &&[f64], i: usize| column.get(i).copied().unwrap_or(f64::NAN);
    (0..m).map(|i| columns.iter().map(|column| value(column, i)).collect()).collect()
}

/// Pairs won minus pairs lost of every village against all others.
fn duels(own: &[Vec<f64>], others: &[Vec<f64>], weights: &[f64]) -> Vec<f64> {
    let rivals = |i: usize| others.iter().enumerate().filter(move |(k, _)| *k != i);
    own.par_iter()
        .enumerate()
        .map(|(i, a)| rivals(i).map(|(_, b)| f64::from(duel(a, b, weights))).sum())
        .collect()
}

/// +1 where `a` wins, −1 where it loses, 0 for a draw or where nothing can be compared.
fn duel(a: &[f64], b: &[f64], weights: &[f64]) -> i32 {
    let (mut won, mut compared) = (0.0, 0.0);
    for ((a, b), weight) in a.iter().zip(b).zip(weights) {
        if a.is_nan() || b.is_nan() {
            continue;
        }
        compared += weight;
        if a > b {
            won += weight;
        } else if a == b {
            won += 0.5 * weight;
        }
    }
    let margin = if compared > 0.0 { won / compared - 0.5 } else { 0.0 };
    if margin.abs() < DRAW { 0 } else { margin.signum() as i32 }
}

#[cfg(test)]
mod tests {
    use super::scores;

    #[test]
    fn missing_values_do_not_favour_the_row_that_is_listed_first() {
        let weights = [0.5, 0.5];
        let ab = scores(&[vec![1.0, 2.0], vec![f64::NAN, 1.0]], &weights);
        let ba = scores(&[vec![2.0, 1.0], vec![1.0, f64::NAN]], &weights);
        assert_eq!(ab, [-1.0, 1.0]);
        assert_eq!(ba, [1.0, -1.0]);
    }
}
