//! Criteria that say the same thing twice count twice: a warning where they do.

use rayon::prelude::*;

use super::weights::pca;
use super::{Candidates, Ranking, Warning};

/// Correlations above this (either sign) are reported.
const STRONG: f64 = 0.8;
/// A first component with more of the variance than this is reported.
const DOMINANT: f64 = 0.6;

/// Whether a correlation, of either sign, is so strong that two criteria count partly twice.
pub fn is_strong(r: f64) -> bool {
    r.abs() > STRONG
}

/// Pearson correlations of columns of equal length; 0 where a column does not vary.
pub fn correlations(columns: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let centred: Vec<(Vec<f64>, f64)> = columns.par_iter().map(|column| centre(column)).collect();
    let pair = |(a, length_a): &(Vec<f64>, f64), (b, length_b): &(Vec<f64>, f64)| {
        if *length_a == 0.0 || *length_b == 0.0 {
            return 0.0;
        }
        a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>() / (length_a * length_b)
    };
    centred.par_iter().map(|a| centred.iter().map(|b| pair(a, b)).collect()).collect()
}

/// Population standard deviation of the present values.
pub fn standard_deviation(column: &[f64]) -> f64 {
    let n = column.iter().filter(|x| !x.is_nan()).count();
    if n == 0 { 0.0 } else { centre(column).1 / (n as f64).sqrt() }
}

/// Values less their mean, missing ones at the mean, and the length of that vector.
fn centre(column: &[f64]) -> (Vec<f64>, f64) {
    let present = || column.iter().filter(|x| !x.is_nan());
    let n = present().count().max(1) as f64;
    let mean = present().sum::<f64>() / n;
    let centred: Vec<f64> =
        column.iter().map(|x| if x.is_nan() { 0.0 } else { x - mean }).collect();
    let length = centred.iter().map(|x| x * x).sum::<f64>().sqrt();
    (centred, length)
}

/// Warnings about criteria of a ranking that move together. Directions are taken into account: a
/// negative correlation means that two criteria pull apart.
pub fn warnings(ranking: &Ranking, candidates: &Candidates) -> Vec<Warning> {
    let used: Vec<(&str, Vec<f64>)> = ranking
        .criteria
        .iter()
        .zip(candidates.columns())
        .filter(|(criterion, _)| criterion.weight > 0.0)
        .map(|(criterion, column)| {
            let sign = criterion.direction.sign();
            (criterion.indicator.as_str(), column.iter().map(|x| x * sign).collect())
        })
        .collect();
    if used.len() < 2 || candidates.len() < 3 {
        return Vec::new();
    }
    let (names, columns): (Vec<&str>, Vec<Vec<f64>>) = used.into_iter().unzip();
    let matrix = correlations(&columns);
    let mut warnings = Vec::new();
    for (i, (a, row)) in names.iter().zip(&matrix).enumerate() {
        for (b, r) in names.iter().zip(row).skip(i + 1).filter(|(_, r)| is_strong(**r)) {
            let detail = format!("{a} and {b} correlate with r = {r:.2}: they count partly twice");
            warnings.push(Warning::new("correlated_criteria", detail));
        }
    }
    let share = pca::components(&matrix).first_share();
    if share > DOMINANT && names.len() > 2 {
        let detail =
            format!("{:.0} % of the variance of all criteria is one direction", share * 100.0);
        warnings.push(Warning::new("one_dimension", detail));
    }
    warnings
}
