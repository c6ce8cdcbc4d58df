//! The sums over a list of areas.

use super::{AreaCoverage, Pillars, Reached};

/// The sums over a list of areas.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CoverageTotal {
    /// Areas of the list.
    pub areas: usize,
    /// Of these, areas whose need is known, wholly or in part.
    pub areas_with_need: usize,
    /// Of these, areas whose need is known in part only.
    pub areas_with_partial_need: usize,
    /// Villages.
    pub villages: u64,
    /// Designated villages.
    pub designated: u64,
    /// Designated villages in areas whose need is not known. They are in no share and no gap.
    pub designated_where_need_unknown: u64,
    /// Migrants placed, of the areas for which it is known.
    pub need: Option<f64>,
    /// Designated villages per 1,000 migrants placed, both of the areas whose need is known.
    pub per_1000: Option<f64>,
    /// The sum of the shares.
    pub expected: Option<f64>,
    /// The sum of the gaps: zero, but for rounding, over all areas of a level.
    pub gap: Option<f64>,
    /// What of their need lies near a designated village, of the areas where that is known.
    pub reached: Option<Reached>,
    /// Operating one-stop service offices.
    pub ltsa: u64,
    /// What is recorded of the pillars of their designated villages.
    pub pillars: Option<Pillars>,
    /// Designated villages of all of them after each round.
    pub designated_over: Vec<u64>,
}

impl CoverageTotal {
    /// Sums up `areas`, which are of one level.
    pub fn of(areas: &[AreaCoverage]) -> Self {
        let pillars = Pillars::sum(areas.iter().filter_map(|area| area.pillars.as_ref()));
        let mut total = Self { pillars, ..Self::default() };
        for area in areas {
            let rounds = area.over.designated.len().max(total.designated_over.len());
            total.designated_over.resize(rounds, 0);
            for (sum, villages) in total.designated_over.iter_mut().zip(&area.over.designated) {
                *sum += villages;
            }
            total.areas += 1;
            total.villages += area.villages;
            total.designated += area.designated;
            total.ltsa += area.ltsa;
            match &area.need {
                None => total.designated_where_need_unknown += area.designated,
                Some(need) => {
                    total.areas_with_need += 1;
                    total.areas_with_partial_need += usize::from(need.is_partial());
                    add(&mut total.need, Some(need.value));
                }
            }
            add(&mut total.expected, area.expected);
            add(&mut total.gap, area.gap);
            total.reached = Reached::sum(total.reached.into_iter().chain(area.reached));
        }
        let counted = total.designated - total.designated_where_need_unknown;
        total.per_1000 = total.need.and_then(|need| super::per_1000(counted, need));
        total
    }
}

fn add(sum: &mut Option<f64>, value: Option<f64>) {
    if let Some(value) = value {
        *sum = Some(sum.unwrap_or(0.0) + value);
    }
}
