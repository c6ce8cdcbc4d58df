//! Why a village ranks where it does: the parts of its score, the difference between two
//! villages by criterion, and what would have to change.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Candidates, Direction, Method, Ranking};

/// One criterion of one village.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Explanation {
    /// The indicator.
    pub indicator: String,
    /// The value of the village; `null` where it is missing.
    pub value: Option<f64>,
    /// What replaced a missing value.
    pub replaced_by: Option<f64>,
    /// The value on the common scale.
    pub normalised: Option<f64>,
    /// The weight of the criterion.
    pub weight: f64,
    /// What it adds to the score; the parts sum to the score.
    pub part: Option<f64>,
    /// What it could add at most.
    pub part_max: Option<f64>,
    /// The value that would lift the village to the target score, all else being equal; `null`
    /// where no value within the goalposts would.
    pub needed: Option<f64>,
}

/// The difference of two scores by criterion.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Difference {
    /// The indicator.
    pub indicator: String,
    /// Part of the first village minus part of the second.
    pub difference: f64,
}

/// The criteria of candidate `i`. `target` is a score to reach, such as that of the last village
/// inside the quota.
pub fn explain(
    ranking: &Ranking,
    candidates: &Candidates,
    i: usize,
    target: Option<f64>,
) -> Vec<Explanation> {
    let parts = ranking.parts(candidates, i);
    let gap = target.zip(ranking.score.get(i)).map(|(target, score)| target - score);
    let explanation = |(j, criterion): (usize, &super::UsedCriterion)| {
        let value = candidates.value(i, j);
        let normalised = ranking.normalised(candidates, i, j);
        let weighted_sum = ranking.method == Method::Wsm;
        let best = ranking.scales.get(j).and_then(Option::as_ref).map(|scale| scale.bounds()[1]);
        let needed = || {
            let (gap, [low, high]) = (gap?, criterion.goalposts?);
            let reach = normalised.unwrap_or(0.0) + gap / criterion.weight;
            let possible = weighted_sum && gap > 0.0 && criterion.weight > 0.0 && reach <= 1.0;
            possible.then_some(match criterion.direction {
                Direction::Benefit => low + reach * (high - low),
                Direction::Cost => high - reach * (high - low),
            })
        };
        Explanation {
            indicator: criterion.indicator.clone(),
            value,
            replaced_by: ranking.used_value(candidates, i, j).filter(|_| value.is_none()),
            normalised,
            weight: criterion.weight,
            part: parts.as_ref().and_then(|parts| parts.get(j)).copied(),
            part_max: best.filter(|_| weighted_sum).map(|best| criterion.weight * best),
            needed: needed(),
        }
    };
    ranking.criteria.iter().enumerate().map(explanation).collect()
}

/// Why `a` is above (or below) `b`: parts of `a` minus parts of `b`, which sum to the difference
/// of the scores. `None` where the method has no parts or one of them is not ranked.
pub fn difference(
    ranking: &Ranking,
    candidates: &Candidates,
    a: usize,
    b: usize,
) -> Option<Vec<Difference>> {
    let (a, b) = (ranking.parts(candidates, a)?, ranking.parts(candidates, b)?);
    let pairs = ranking.criteria.iter().zip(a.into_iter().zip(b));
    Some(
        pairs
            .map(|(c, (a, b))| Difference { indicator: c.indicator.clone(), difference: a - b })
            .collect(),
    )
}
