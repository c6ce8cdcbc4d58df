//! Which figures of one indicator and time are withheld so that no small one follows from the others.
//!
//! Areas are a tree, and a figure that is stated for an area is the sum of those stated next below it. So what somebody
//! can compute are equations, one for each figure that is shown: the figure, less what is shown below it, is the sum of
//! what is not. Every withheld figure stands in one of them alone, that of the nearest area above with a figure that is
//! shown. An equation gives nothing away when it has two unknowns at least, and they have room: each may be
//! anything from 1 to below the smallest count that is shown.

use std::collections::{BTreeMap, BTreeSet};

use crate::code::AreaCode;

/// What is stated for each area; several numbers where sources differ.
pub type Cells = BTreeMap<AreaCode, Vec<f64>>;

/// Of the smallest figures that could stand beside a small one, how many are chosen from: whoever knows how it is chosen
/// does not know which it was.
const CHOICE: usize = 3;
/// What sums of shares may be off.
const ROUNDING: f64 = 1e-6;

/// Whether a count is of some people and of fewer than `least`.
pub fn is_small(count: f64, least: f64) -> bool {
    count > 0.0 && count < least - ROUNDING
}

/// The areas whose figure is withheld: those with a small one, and as many more as it takes.
pub fn hidden(cells: &Cells, least: f64) -> BTreeSet<AreaCode> {
    let small = |values: &Vec<f64>| values.iter().any(|value| is_small(*value, least));
    let small = cells.iter().filter(|(_, values)| small(values)).map(|(code, _)| *code);
    let mut hidden: BTreeSet<AreaCode> = small.collect();
    if hidden.is_empty() {
        return hidden;
    }
    let below = next_below(cells);
    // From the smallest areas up: what is withheld below is unknown above.
    let mut above: Vec<AreaCode> = below.keys().copied().collect();
    above.sort_by_key(|code| std::cmp::Reverse(code.level()));
    for area in above {
        let totals = cells.get(&area).map_or(&[][..], Vec::as_slice);
        loop {
            let parts = Parts::of(area, cells, &below, &hidden);
            if hidden.contains(&area) {
                // Its parts must not add up to it.
                match parts.companion().filter(|_| parts.unknown == 0) {
                    Some(companion) => hidden.insert(companion),
                    None => break,
                };
            } else if parts.unknown == 0 || totals.iter().all(|total| parts.keep(*total, least)) {
                break;
            } else {
                hidden.insert(parts.companion().unwrap_or(area));
            }
        }
    }
    hidden
}

/// Of each area with a figure the areas with a figure next below it.
fn next_below(cells: &Cells) -> BTreeMap<AreaCode, Vec<AreaCode>> {
    let mut below: BTreeMap<AreaCode, Vec<AreaCode>> = BTreeMap::new();
    for code in cells.keys() {
        let mut above = std::iter::successors(code.parent(), |code| code.parent());
        if let Some(nearest) = above.find(|above| cells.contains_key(above)) {
            below.entry(nearest).or_default().push(*code);
        }
    }
    below
}

/// What stands below an area, down to the first figures that are shown.
#[derive(Default)]
struct Parts {
    /// Withheld figures that none below stands for.
    unknown: usize,
    /// The sum of what is shown; the largest of what several sources say.
    shown: f64,
    /// Figures that are shown and have none below, with what they are: those that could be withheld.
    leaves: Vec<(f64, AreaCode)>,
}

impl Parts {
    fn of(
        area: AreaCode,
        cells: &Cells,
        below: &BTreeMap<AreaCode, Vec<AreaCode>>,
        hidden: &BTreeSet<AreaCode>,
    ) -> Self {
        let mut parts = Self::default();
        let next = |area: AreaCode| below.get(&area).map_or(&[][..], Vec::as_slice);
        for code in next(area).iter().copied() {
            let parts_of_it = next(code);
            if hidden.contains(&code) {
                // Where all that is stated below it is shown, its rest is unknown: nobody states all of its parts.
                let within = Self::of(code, cells, below, hidden);
                parts.unknown += within.unknown.max(1);
                parts.shown += within.shown;
                parts.leaves.extend(within.leaves.into_iter().filter(|_| within.unknown > 0));
                continue;
            }
            let values = cells.get(&code).map_or(&[][..], Vec::as_slice);
            let value = values.iter().copied().fold(0.0, f64::max);
            parts.shown += value;
            if parts_of_it.is_empty() && value > 0.0 {
                parts.leaves.push((value, code));
            }
        }
        parts
    }

    /// Whether a total that is shown beside what is shown of its parts keeps the others.
    fn keep(&self, total: f64, least: f64) -> bool {
        let (left, unknown) = (total - self.shown, self.unknown as f64);
        // Every unknown is 1 at least. A total that leaves less contradicts its parts and tells nothing.
        let contradicts = left < unknown - ROUNDING;
        let has_room = left - (unknown - 1.0) >= least - 1.0 - ROUNDING;
        contradicts || (self.unknown >= 2 && has_room)
    }

    /// What is withheld next: one of the smallest, by a choice that no value has a part in.
    fn companion(&self) -> Option<AreaCode> {
        let mut leaves = self.leaves.clone();
        leaves.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        leaves.truncate(CHOICE);
        let key = |code: &AreaCode| *blake3::hash(&code.feature_id().to_le_bytes()).as_bytes();
        leaves.into_iter().map(|(_, code)| code).min_by_key(key)
    }
}
