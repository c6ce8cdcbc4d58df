//! What a plan to begin with may compare by. One set of rules for every template:
//!
//! 1. The programme is for villages that people leave to work abroad (*kantong PMI*): those are the
//!    candidates. A village whose migrants nobody knows cannot be assessed; it is no candidate,
//!    and no other criterion stands in for the figure.
//! 2. A criterion is known for most candidates, and no two stand for the same thing: no totals of a
//!    regency beside rates, no index beside its parts. What is left out is named.
//! 3. A minimum for every area is asked for only where there are places enough.

use super::{Omission, WhyLeftOut};
use crate::planning::source::Assessed;
use crate::planning::{PlanningError, Source};
use mcda::{Constraints, Cost, Criterion, LimitEntry, Plan};

/// The share of the candidates that a criterion is known for at least.
const KNOWN: f64 = 0.5;

/// Says whether people leave a village to work abroad: an indicator and the least that counts, in the
/// order of preference.
const SENDING: [(&str, f64); 2] = [("pmi_per_1000", 1.0), ("pmi_placed", 1.0)];

/// Indicators that stand for the same thing: the second is used where the first is not known, and
/// never beside it.
const SAME: [(&str, &str); 4] =
    [("pmi_per_1000", "pmi_placed"), ("ike", "idm"), ("iks", "idm"), ("ikl", "idm")];

/// A template, fitted to a dataset.
#[derive(Default)]
pub(super) struct Fitted {
    /// The plan; none where nothing is left to compare by.
    pub plan: Option<Plan>,
    /// What was left out of it.
    pub left_out: Vec<Omission>,
    /// How many villages compete.
    pub candidates: usize,
    /// Villages that nobody can assess.
    pub not_assessable: usize,
    /// What is wrong with the template itself.
    pub problem: Option<String>,
}

/// Fits a plan to what the dataset knows.
pub(super) async fn fit(source: &Source<'_>, mut plan: Plan) -> Result<Fitted, PlanningError> {
    let condition = with_senders(source, plan.candidates.condition.take());
    let assessed = source.assess(condition.as_deref()).await?;
    plan.candidates.condition = condition;
    let Assessed { villages, not_assessable } = assessed;
    let mut left_out = Vec::new();
    let asked = std::mem::take(&mut plan.criteria);
    plan.criteria = criteria(source, asked, &villages, &mut left_out)?;
    if let Some(constraints) = &mut plan.constraints {
        fit_constraints(source, constraints, &villages, &mut left_out);
    }
    let candidates = villages.len();
    let plan = Some(plan).filter(|plan| !plan.criteria.is_empty());
    Ok(Fitted { plan, left_out, candidates, not_assessable, problem: None })
}

/// A condition that leaves only villages that people leave to work abroad, where the dataset has a
/// figure of any.
pub(super) fn with_senders(source: &Source<'_>, own: Option<String>) -> Option<String> {
    let sending = SENDING.into_iter().find(|(id, least)| source.reaches(id, *least));
    let Some((id, least)) = sending else { return own };
    let sends = format!("{id} >= {least}");
    Some(match own {
        None => sends,
        // Only what is joined by AND may go without brackets.
        Some(own) if own.to_lowercase().contains("or") || own.contains("--") => {
            format!("(\n{own}\n) AND {sends}")
        }
        Some(own) => format!("{own} AND {sends}"),
    })
}

/// The criteria that are known for most candidates, each thing once; their weights sum to 1.
fn criteria(
    source: &Source<'_>,
    asked: Vec<Criterion>,
    villages: &[u32],
    left_out: &mut Vec<Omission>,
) -> Result<Vec<Criterion>, PlanningError> {
    let catalogue = source.catalogue()?;
    let known = |id: &str| match catalogue.contains_key(id) {
        true => source.share_known_among(id, villages),
        false => 0.0,
    };
    let mut used: Vec<Criterion> = Vec::new();
    for criterion in asked {
        let id = criterion.indicator.clone();
        let share = known(&id);
        let mut leave_out = |because, instead: Option<&str>| {
            let instead = instead.map(str::to_owned);
            left_out.push(Omission { indicator: id.clone(), because, known: share, instead });
        };
        let same = |used: &[Criterion], id: &str| {
            used.iter().position(|other| other.indicator == id || is_same(id, &other.indicator))
        };
        if share >= KNOWN {
            match same(&used, &id).and_then(|at| used.get(at)) {
                Some(same) => leave_out(WhyLeftOut::SameThing, Some(&same.indicator)),
                None => used.push(criterion),
            }
            continue;
        }
        let because =
            if source.has(&id) { WhyLeftOut::MostlyUnknown } else { WhyLeftOut::NotInDataset };
        let instead = SAME.iter().find(|(first, second)| *first == id && known(second) >= KNOWN);
        let Some((_, instead)) = instead else {
            leave_out(because, None);
            continue;
        };
        match same(&used, instead).and_then(|at| used.get_mut(at)) {
            // It stands for another one already, and weighs as much as both.
            Some(other) if other.indicator == *instead => {
                other.weight += criterion.weight;
                leave_out(because, Some(instead));
            }
            // Another part of the index is known and used: the index would say it again.
            Some(_) => leave_out(because, None),
            None => {
                used.push(Criterion {
                    indicator: (*instead).to_owned(),
                    goalposts: source.national_goalposts(instead),
                    ..criterion
                });
                leave_out(because, Some(instead));
            }
        }
    }
    share(&mut used);
    Ok(used)
}

fn is_same(one: &str, other: &str) -> bool {
    SAME.contains(&(one, other)) || SAME.contains(&(other, one))
}

/// Leaves out a cost that the dataset does not have, and a minimum for every regency where there are
/// more regencies than places.
fn fit_constraints(
    source: &Source<'_>,
    constraints: &mut Constraints,
    villages: &[u32],
    left_out: &mut Vec<Omission>,
) {
    if let Some(Cost::Column(name)) = &constraints.cost
        && constraints.budget.is_empty()
        && !source.has(name)
    {
        left_out.push(Omission {
            indicator: name.clone(),
            because: WhyLeftOut::NotInDataset,
            known: 0.0,
            instead: None,
        });
        constraints.cost = None;
    }
    let limits = &mut constraints.per_regency.0;
    if let (Some(LimitEntry::Every(least)), Some(count)) = (limits.get("min"), constraints.count) {
        let asked = source.regencies_of(villages).len() as u64 * u64::from(*least);
        if asked > u64::from(count) {
            limits.remove("min");
        }
    }
}

/// Divides the weights by their sum, to two decimals that a person can read.
pub(super) fn share(criteria: &mut [Criterion]) {
    let sum: f64 = criteria.iter().map(|criterion| criterion.weight).sum();
    for criterion in criteria.iter_mut().filter(|_| sum > 0.0) {
        criterion.weight = (100.0 * criterion.weight / sum).round() / 100.0;
    }
}
