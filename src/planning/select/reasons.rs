//! What kept a village out of the chosen set.

use super::answer::Skipped;
use super::score::{Extra, Found, Search};
use crate::planning::PlanError;

/// Villages that score less than the whole set are listed up to this many: only the score kept
/// them out.
const BELOW: usize = 50;
/// In a large problem the regret is computed for this many.
const FORCED: usize = 1;

/// Everyone who scores at least as much as the lowest of the set, and the next ones below it.
pub(super) fn skipped(search: &mut Search<'_>, best: &Found) -> Result<Vec<Skipped>, PlanError> {
    let input = search.input;
    let mut set = best.set.clone();
    set.sort_by(|a, b| input.score(*a).total_cmp(&input.score(*b)));
    let lowest = set.first().map_or(f64::NEG_INFINITY, |i| input.score(*i));
    let mut others: Vec<u32> =
        (0..input.len() as u32).filter(|i| best.set.binary_search(i).is_err()).collect();
    // Candidates without a score come last.
    let score =
        |i: &u32| Some(input.score(*i)).filter(|s| !s.is_nan()).unwrap_or(f64::NEG_INFINITY);
    others.sort_by(|a, b| score(b).total_cmp(&score(a)));
    let above = others.partition_point(|i| score(i) >= lowest);
    let mut listed: Vec<Skipped> = others
        .iter()
        .enumerate()
        .take_while(|(place, _)| *place < above + BELOW)
        .map(|(_, i)| reason(search, *i, &set))
        .collect();
    // Whoever the plan itself keeps out is listed, however low the score.
    let more = others
        .iter()
        .skip(above + BELOW)
        .filter(|i| search.rules.barred.get(i).is_some_and(|(name, _)| *name == "excluded"));
    let more: Vec<Skipped> = more.map(|i| reason(search, *i, &set)).collect();
    listed.extend(more);
    let forced = if search.is_small() { usize::MAX } else { FORCED };
    let choosable = listed.iter_mut().filter(|s| best.optimal && search.rules.may(s.candidate));
    for skipped in choosable.take(forced) {
        let with = search.best(&Extra { with: Some(skipped.candidate), ..Extra::default() })?;
        skipped.regret = with.map(|other| (best.objective - other.objective).max(0.0));
    }
    Ok(listed)
}

/// `set` with its lowest score first.
fn reason(search: &Search<'_>, candidate: u32, set: &[u32]) -> Skipped {
    let (rules, input) = (search.rules, search.input);
    let skipped = |because: Vec<&'static str>, detail: String| Skipped {
        candidate,
        because,
        detail,
        regret: None,
    };
    if let Some((name, detail)) = rules.barred.get(&candidate) {
        return skipped(vec![name], detail.clone());
    }
    // A swap with a chosen village that scores less would be better, so every such swap breaks
    // something; the one that breaks least says what.
    let score = input.score(candidate);
    let swaps = set.iter().filter(|i| input.score(**i) < score && !rules.pinned.contains(i));
    let mut least: Option<(Vec<&'static str>, u32)> = None;
    for out in swaps {
        let rest: Vec<u32> = set.iter().copied().filter(|i| i != out).collect();
        let broken = rules.broken_by(candidate, &rest, input);
        if least.as_ref().is_none_or(|(fewest, _)| broken.len() < fewest.len()) {
            least = Some((broken, *out));
        }
    }
    match least {
        None => skipped(vec!["score"], "every chosen village scores at least as much".into()),
        Some((broken, out)) => {
            let out = input.ids.get(out as usize).map_or("", String::as_str);
            if broken.is_empty() {
                // Lower limits: the village that would leave is needed where it is.
                let detail = format!("{out} scores less but is needed for a minimum or a purse");
                return skipped(vec!["minimum"], detail);
            }
            let detail = format!("in place of {out} it would break: {}", broken.join(", "));
            skipped(broken, detail)
        }
    }
}
