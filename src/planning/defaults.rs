//! A plan to begin with, made from what the dataset has by a few rules:
//!
//! 1. The programme is for villages that people leave to work abroad (*kantong PMI*): those are the
//!    candidates. A village whose migrants nobody knows cannot be assessed; it is no candidate,
//!    and no other criterion stands in for the figure.
//! 2. A criterion is known for most candidates, and no two stand for the same thing: rates and
//!    indices, no totals of a regency beside them, no index beside its parts.
//! 3. Goalposts are published numbers, so that a score does not change with who competes.
//!
//! The regulation's own list of criteria is not public: these are a beginning to change, not a rule.

use std::collections::BTreeMap;

use super::{PlanningError, Source};
use crate::mcda::{
    AreaLimits, CandidateSource, Constraints, Cost, Criterion, Direction, LimitEntry, Method,
    MissingPolicy, Parameters, Plan,
};

/// Villages of a round.
const COUNT: u32 = 50;
/// Of one regency at most.
const OF_REGENCY: u32 = 3;
/// Kilometres between two chosen villages.
const SPACING_KM: f64 = 5.0;
/// The share of the candidates that a criterion is known for at least.
const KNOWN: f64 = 0.5;

/// Says whether people leave a village to work abroad: an indicator and the least that counts, in the
/// order of preference.
const SENDING: [(&str, f64); 2] = [("pmi_per_1000", 1.0), ("pmi_placed", 1.0)];

/// A criterion that a plan may begin with.
struct Preferred {
    indicator: &'static str,
    weight: f64,
    direction: Direction,
    /// In the unit of the indicator; `None` takes those of the country's villages.
    goalposts: Option<[f64; 2]>,
    /// It stands for the same thing as this one, and is left out beside it.
    instead_of: Option<&'static str>,
}

const fn criterion(
    indicator: &'static str,
    weight: f64,
    direction: Direction,
    goalposts: [f64; 2],
) -> Preferred {
    Preferred { indicator, weight, direction, goalposts: Some(goalposts), instead_of: None }
}

/// What a need ranking begins with: how many leave, and how poor a village is in income and in
/// services.
const NEED: [Preferred; 6] = [
    criterion("pmi_per_1000", 0.40, Direction::Benefit, [0.0, 10.0]),
    criterion("ike", 0.25, Direction::Cost, [0.40, 0.95]),
    criterion("poverty_pct", 0.20, Direction::Benefit, [5.0, 25.0]),
    criterion("iks", 0.15, Direction::Cost, [0.60, 0.95]),
    Preferred {
        goalposts: None,
        instead_of: Some("pmi_per_1000"),
        ..criterion("pmi_placed", 0.40, Direction::Benefit, [0.0, 0.0])
    },
    Preferred { instead_of: Some("ike"), ..criterion("idm", 0.40, Direction::Cost, [0.50, 0.95]) },
];

/// The plan to begin with.
///
/// # Errors
/// A dataset whose indicator catalogue cannot be read.
pub fn default_plan(source: &Source<'_>) -> Result<Plan, PlanningError> {
    let sending = SENDING.into_iter().find(|(id, least)| source.reaches(id, *least));
    let candidates = source.villages_with(sending);
    let usable = |id: &str| source.share_known_among(id, &candidates) >= KNOWN;
    let mut criteria: Vec<Criterion> = NEED
        .iter()
        .filter(|one| usable(one.indicator) && !one.instead_of.is_some_and(usable))
        .map(|one| Criterion {
            goalposts: one.goalposts.or_else(|| source.national_goalposts(one.indicator)),
            ..plain(one.indicator, one.weight, one.direction)
        })
        .collect();
    if criteria.is_empty() {
        // A dataset of somebody's own: whatever it has of need, alike.
        let catalogue = source.catalogue()?;
        let need = catalogue.values().filter(|line| line.dimension == "need" && usable(&line.id));
        criteria = need
            .take(6)
            .map(|line| Criterion {
                goalposts: source.national_goalposts(&line.id),
                ..plain(&line.id, 1.0, direction(&line.direction))
            })
            .collect();
    }
    share(&mut criteria);
    let mut condition = "kind <> 'kelurahan' AND NOT designated".to_owned();
    if let Some((id, least)) = sending {
        condition.push_str(&format!(" AND {id} >= {least}"));
    }
    Ok(Plan {
        round: None,
        candidates: CandidateSource { condition: Some(condition), rows: None },
        criteria,
        missing: MissingPolicy::Interval,
        method: Method::Wsm,
        normalisation: None,
        parameters: Parameters::default(),
        constraints: Some(Constraints {
            count: Some(COUNT),
            per_regency: per_regency(source.regencies_of(&candidates).len()),
            spacing_km: Some(SPACING_KM),
            cost: source.has("cost_idr").then(|| Cost::Column("cost_idr".to_owned())),
            ..Constraints::default()
        }),
        basket: Vec::new(),
    })
}

fn direction(text: &str) -> Direction {
    if text == "cost" { Direction::Cost } else { Direction::Benefit }
}

fn plain(indicator: &str, weight: f64, direction: Direction) -> Criterion {
    Criterion {
        indicator: indicator.to_owned(),
        weight,
        direction: Some(direction),
        goalposts: None,
        missing: None,
        indifference: None,
        preference: None,
    }
}

/// Divides the weights by their sum, to two decimals that a person can read.
fn share(criteria: &mut [Criterion]) {
    let sum: f64 = criteria.iter().map(|criterion| criterion.weight).sum();
    for criterion in criteria.iter_mut().filter(|_| sum > 0.0) {
        criterion.weight = (100.0 * criterion.weight / sum).round() / 100.0;
    }
}

/// A few villages of every regency that sends migrants, as long as there are fewer of them than
/// villages to choose.
fn per_regency(regencies: usize) -> AreaLimits {
    let mut limits = BTreeMap::from([("max".to_owned(), LimitEntry::Every(OF_REGENCY))]);
    if (1..=COUNT as usize).contains(&regencies) {
        limits.insert("min".to_owned(), LimitEntry::Every(1));
    }
    AreaLimits(limits)
}
