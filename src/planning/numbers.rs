//! A ranking as whole numbers, for maps that cannot compute one.

use geodata::Level;
use geodata::dataset::Dataset;
use geodata::tile::WholeColumn;
use serde::Serialize;
use utoipa::ToSchema;

use super::Prepared;
use mcda::{PlanError, plan_hash, rank};

/// Classes of villages, by rank.
const CLASSES: u64 = 7;
/// The number of the highest score.
const HIGHEST: u32 = 1000;

/// What the numbers of a ranking stand for.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct NumbersMeaning {
    /// The dataset that the ranking rests on.
    pub dataset_version: String,
    /// Short name of the plan with everything filled in.
    pub plan_hash: String,
    /// How many villages compete; others have none of the numbers.
    pub candidates: usize,
    /// The scores that the numbers 0 and 1000 of `score` stand for, with a straight line between them.
    #[schema(value_type = Vec<[f64; 2]>)]
    pub score: [(u32, f64); 2],
    /// The classes of `class`: as many ranked villages in each, the highest number those that rank first.
    pub classes: u64,
}

/// The ranking of a plan, village by village.
#[derive(Debug, Clone, PartialEq)]
pub struct RankNumbers {
    /// `rank` (1 is the first), `score` and `class`, in the order of the dataset's villages.
    pub columns: Vec<WholeColumn>,
    /// What they stand for.
    pub meaning: NumbersMeaning,
}

/// Ranks the candidates of a plan. `None` where it carries rows of its own, which are in no tile.
///
/// # Errors
/// A plan that cannot be computed.
pub fn numbers(dataset: &Dataset, prepared: &Prepared) -> Result<Option<RankNumbers>, PlanError> {
    let Some(villages) = &prepared.villages else { return Ok(None) };
    let ranking = rank(&prepared.plan, &prepared.candidates)?;
    let scores = ranking.score.iter().copied().filter(|score| score.is_finite());
    let (low, high) = scores.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), score| {
        (low.min(score), high.max(score))
    });
    // Of no village, or of villages with one score.
    let (low, high) = if low <= high { (low, high) } else { (0.0, 0.0) };
    let width = if high > low { high - low } else { 1.0 };
    let ranked = ranking.order.len().max(1) as u64;

    let none = vec![WholeColumn::MISSING; dataset.areas(Level::Village).len()];
    let (mut ranks, mut steps, mut classes) = (none.clone(), none.clone(), none);
    for ((row, place), score) in villages.iter().zip(&ranking.rank).zip(&ranking.score) {
        let at = *row as usize;
        let (Some(rank), Some(step), Some(class)) =
            (ranks.get_mut(at), steps.get_mut(at), classes.get_mut(at))
        else {
            continue;
        };
        // Rejected by the plan.
        let Some(before) = place.checked_sub(1).filter(|_| score.is_finite()) else { continue };
        *rank = *place;
        *step = ((score - low) / width * f64::from(HIGHEST)).round() as u32;
        *class = (CLASSES - u64::from(before) * CLASSES / ranked) as u32;
    }
    let column = |id, numbers| WholeColumn { id, numbers };
    Ok(Some(RankNumbers {
        columns: vec![column("rank", ranks), column("score", steps), column("class", classes)],
        meaning: NumbersMeaning {
            dataset_version: dataset.manifest.version.clone(),
            plan_hash: plan_hash(&prepared.plan),
            candidates: prepared.candidates.len(),
            score: [(0, low), (HIGHEST, high)],
            classes: CLASSES,
        },
    }))
}
