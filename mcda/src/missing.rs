//! Missing values: who is rejected, and what the others take instead.

use std::collections::BTreeMap;

use super::{Candidates, Direction, MissingPolicy, Plan, Warning};

/// The candidates that are ranked, and those that a `reject` criterion takes out.
pub(crate) fn split(plan: &Plan, candidates: &Candidates) -> (Vec<u32>, Vec<u32>) {
    let rejecting: Vec<&Vec<f64>> = candidates
        .columns()
        .iter()
        .enumerate()
        .filter(|(j, _)| plan.missing_policy(*j) == MissingPolicy::Reject)
        .map(|(_, column)| column)
        .collect();
    (0..candidates.len() as u32)
        .partition(|&i| rejecting.iter().all(|c| c.get(i as usize).is_some_and(|x| !x.is_nan())))
}

/// Median of the present values; the mean of the two middle ones where their number is even.
pub fn median(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut present: Vec<f64> = values.into_iter().filter(|x| !x.is_nan()).collect();
    present.sort_unstable_by(f64::total_cmp);
    let middle = present.len() / 2;
    let upper = *present.get(middle)?;
    if present.len() % 2 == 1 {
        return Some(upper);
    }
    present.get(middle.checked_sub(1)?).map(|lower| (lower + upper) / 2.0)
}

/// What every missing cell of column `j` takes under `median`: (candidate, value).
pub(crate) fn regency_medians(
    candidates: &Candidates,
    kept: &[u32],
    j: usize,
    indicator: &str,
    warnings: &mut Vec<Warning>,
) -> Vec<(u32, f64)> {
    let value = |i: u32| candidates.value(i as usize, j);
    let mut by_regency: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    let lacking: Vec<u32> = kept.iter().copied().filter(|i| value(*i).is_none()).collect();
    for &i in &lacking {
        by_regency.entry(candidates.regency(i as usize)).or_default();
    }
    for &i in kept {
        if let (Some(x), Some(values)) =
            (value(i), by_regency.get_mut(candidates.regency(i as usize)))
        {
            values.push(x);
        }
    }
    let medians: BTreeMap<&str, Option<f64>> =
        by_regency.into_iter().map(|(code, values)| (code, median(values))).collect();
    let overall = median(kept.iter().filter_map(|i| value(*i)));
    let mut fallbacks = 0;
    let filled = lacking
        .into_iter()
        .filter_map(|i| {
            let own = medians.get(candidates.regency(i as usize)).copied().flatten();
            fallbacks += u32::from(own.is_none());
            own.or(overall).map(|x| (i, x))
        })
        .collect();
    if fallbacks > 0 {
        let detail = format!(
            "{indicator}: {fallbacks} villages took the median of all candidates because no village \
             of their regency has a value"
        );
        warnings.push(Warning::new("median_fallback", detail));
    }
    filled
}

/// The worst present value of a column.
pub(crate) fn worst(column: &[f64], direction: Direction) -> Option<f64> {
    let present = column.iter().copied().filter(|x| !x.is_nan());
    match direction {
        Direction::Benefit => present.reduce(f64::min),
        Direction::Cost => present.reduce(f64::max),
    }
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_of_an_even_number_is_between_the_middle_two() {
        assert_eq!(median([3.0, f64::NAN, 1.0]), Some(2.0));
        assert_eq!(median([3.0, 9.0, 1.0]), Some(3.0));
        assert_eq!(median([f64::NAN]), None);
    }
}
