//! What no set is better than, where there is no time for more than adding up.

use super::distance::cells;
use super::input::score_of;
use super::{Rules, SelectionInput};

/// The best of every cell that is too small for two of a set, as many as the plan asks for.
pub(super) fn ceiling(
    rules: &Rules,
    input: &SelectionInput,
    scores: &[f64],
    choosable: &[u32],
) -> f64 {
    let score = |i: &u32| score_of(scores, *i);
    let mut shares = vec![false; input.len()];
    let mut best: Vec<f64> = Vec::new();
    for cell in cells(&input.places, rules.spacing_km, choosable) {
        best.push(cell.iter().map(score).fold(f64::NEG_INFINITY, f64::max));
        for i in cell {
            if let Some(slot) = shares.get_mut(i as usize) {
                *slot = true;
            }
        }
    }
    let alone = |i: &&u32| shares.get(**i as usize) == Some(&false);
    best.extend(choosable.iter().filter(alone).map(score));
    best.sort_by(|a, b| b.total_cmp(a));
    match rules.count {
        Some(count) => best.iter().take(count as usize).sum(),
        // Whoever lowers the sum is left out.
        None => best.iter().filter(|score| **score > 0.0).sum(),
    }
}
