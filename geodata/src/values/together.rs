//! What parts give together: the one rule, of areas within a larger one and of areas that were merged.

use super::CountsBy;
use crate::dataset::Aggregate;

/// How much there is of each of several parts, by its place; `None` where that is not known.
pub(crate) trait Sizes {
    /// Its residents.
    fn residents(&self, part: usize) -> Option<f64>;
    /// Its square kilometres.
    fn square_kilometres(&self, part: usize) -> Option<f64>;
    /// How often it counts where nothing else is known of every part: its villages, and once without any.
    fn villages(&self, part: usize) -> f64;
}

/// The value of parts together, and by what each of them counts: the sum of what may be added up, otherwise a mean. By villages
/// too where what it should be is not known of every part. Not a number where there is no part.
pub(crate) fn together(
    aggregate: Aggregate,
    values: &[f64],
    sizes: &impl Sizes,
) -> (f64, CountsBy) {
    let all = |of: &dyn Fn(usize) -> Option<f64>| -> Option<Vec<f64>> {
        (0..values.len()).map(|part| of(part).filter(|amount| *amount > 0.0)).collect()
    };
    let (by, weights) = match aggregate {
        Aggregate::Sum => return (values.iter().sum(), CountsBy::Sum),
        Aggregate::Mean => (CountsBy::Villages, None),
        Aggregate::MeanByPopulation => (CountsBy::Population, all(&|part| sizes.residents(part))),
        Aggregate::MeanByArea => (CountsBy::Area, all(&|part| sizes.square_kilometres(part))),
    };
    let (by, weights) = match weights {
        Some(weights) => (by, weights),
        None => (CountsBy::Villages, (0..values.len()).map(|part| sizes.villages(part)).collect()),
    };
    let (mut sum, mut weight) = (0.0, 0.0);
    for (value, own) in values.iter().zip(&weights) {
        sum += value * own;
        weight += own;
    }
    (sum / weight, by)
}
