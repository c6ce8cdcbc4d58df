//! What going down the list in score order would give. It is a comparison, not the answer: with
//! quotas, budget and spacing it can get stuck although sets exist, or end below the optimum.

use super::{Rules, SelectionInput};

/// The villages that a walk down the list takes, and what made it skip others.
#[derive(Debug, Clone, PartialEq)]
pub struct Greedy {
    /// Taken, in score order.
    pub set: Vec<u32>,
    /// Skipped, in score order, with the limits each would have broken.
    pub skipped: Vec<(u32, Vec<&'static str>)>,
    /// Sum of the scores.
    pub objective: f64,
    /// Whether as many were taken as the plan asks for.
    pub complete: bool,
}

/// Walks down the list until the count is reached.
pub fn greedy(rules: &Rules, input: &SelectionInput) -> Greedy {
    let mut order: Vec<u32> = (0..input.len() as u32).collect();
    order.sort_by(|a, b| input.score(*b).total_cmp(&input.score(*a)));
    let wanted = rules.count.map_or(usize::MAX, |count| count as usize);
    let mut walk = Greedy { set: Vec::new(), skipped: Vec::new(), objective: 0.0, complete: false };
    for i in order {
        if walk.set.len() >= wanted {
            break;
        }
        if let Some((reason, _)) = rules.barred.get(&i) {
            walk.skipped.push((i, vec![reason]));
            continue;
        }
        let broken = rules.broken_by(i, &walk.set, input);
        if broken.is_empty() {
            walk.objective += input.score(i);
            walk.set.push(i);
        } else {
            walk.skipped.push((i, broken));
        }
    }
    walk.complete = walk.set.len() >= wanted;
    walk
}
