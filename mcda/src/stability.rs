//! How far one weight can move before the chosen set changes.
//!
//! With w_k = t and the other weights scaled by (1 − t) / (1 − w_k), every score is linear in t.
//! The set stays while its lowest score is at least the highest score outside it; that gap is a
//! concave function of t, so each end of the interval is found by Newton steps on it, exactly.

use super::{Candidates, PlanError, Ranking};

/// The interval of the weight of criterion `k` within which the first `count` of the order stay
/// the chosen set. `None` where the criterion has all the weight or was dropped.
///
/// # Errors
/// A ranking that is no weighted sum.
pub fn interval(
    ranking: &Ranking,
    candidates: &Candidates,
    k: usize,
    count: usize,
) -> Result<Option<[f64; 2]>, PlanError> {
    if ranking.method != super::Method::Wsm {
        return Err(PlanError::new("method", "weight stability exists for wsm only"));
    }
    let Some(weight) = ranking.criteria.get(k).map(|c| c.weight) else { return Ok(None) };
    let dropped = ranking.scales.get(k).is_none_or(Option::is_none);
    if dropped || weight >= 1.0 || count == 0 || count >= ranking.order.len() {
        return Ok(None);
    }
    let line = |i: &u32| {
        let i = *i as usize;
        let part = ranking.parts(candidates, i).and_then(|parts| parts.get(k).copied());
        let part = part.unwrap_or(0.0);
        let score = ranking.score.get(i).copied().unwrap_or(0.0);
        let others = (score - part) / (1.0 - weight);
        // The normalised value; with a weight of 0 it cannot be read from the part.
        let own = if weight > 0.0 {
            part / weight
        } else {
            ranking.normalised(candidates, i, k).unwrap_or(0.0)
        };
        Line { start: others, slope: own - others }
    };
    let (inside, outside) = ranking.order.split_at(count);
    let inside: Vec<Line> = inside.iter().map(line).collect();
    let outside: Vec<Line> = outside.iter().map(line).collect();
    Ok(Some([end(&inside, &outside, weight, 0.0), end(&inside, &outside, weight, 1.0)]))
}

/// A score as a function of the weight.
struct Line {
    start: f64,
    slope: f64,
}

impl Line {
    fn at(&self, t: f64) -> f64 {
        self.start + t * self.slope
    }
}

/// The end of the interval towards `limit`.
fn end(inside: &[Line], outside: &[Line], from: f64, limit: f64) -> f64 {
    let mut t = limit;
    // Each step moves to the crossing of another pair of lines, of which there are finitely many.
    for _ in 0..1000 {
        let lowest = inside.iter().min_by(|a, b| a.at(t).total_cmp(&b.at(t)));
        let highest = outside.iter().max_by(|a, b| a.at(t).total_cmp(&b.at(t)));
        let (Some(low), Some(high)) = (lowest, highest) else { return t };
        if low.at(t) - high.at(t) >= -1e-13 {
            return t;
        }
        let crossing = (high.start - low.start) / (low.slope - high.slope);
        let towards = if limit > from { crossing.max(from) } else { crossing.min(from) };
        if !crossing.is_finite() || towards == t {
            return from;
        }
        t = towards;
    }
    t
}
