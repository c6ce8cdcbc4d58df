//! A plan to begin with, from what the dataset has.

use std::collections::BTreeMap;

use super::{PlanningError, Source};
use crate::mcda::{
    AreaLimits, CandidateSource, Constraints, Cost, Criterion, Direction, LimitEntry, Method,
    MissingPolicy, Parameters, Plan,
};

/// Criteria of a need ranking with their weights. The regulation's own list is not public, so
/// these are a beginning to change, not a rule.
const PREFERRED: [(&str, f64); 7] = [
    ("pmi_per_1000", 0.30),
    ("poverty_pct", 0.25),
    ("idm", 0.20),
    ("ltsa_distance_km", 0.10),
    ("designated_distance_km", 0.05),
    ("population", 0.10),
    ("pmi_placed", 0.30),
];

/// Criteria, goalposts and weights that fit this dataset.
///
/// # Errors
/// A dataset whose indicator catalogue cannot be read.
pub fn default_plan(source: &Source<'_>) -> Result<Plan, PlanningError> {
    let catalogue = source.catalogue()?;
    let usable = |id: &str| catalogue.contains_key(id) && source.has(id);
    let mut chosen: Vec<(&str, f64)> = PREFERRED
        .into_iter()
        .filter(|(id, _)| usable(id))
        // Counts of migrants stand in where their rate is not known.
        .filter(|(id, _)| *id != "pmi_placed" || !usable("pmi_per_1000"))
        // A criterion that most villages lack must not keep them all from being selected: with its
        // full weight their share of weight present would lie below what a selection asks for.
        .map(|(id, weight)| (id, if source.share_known(id) < 0.5 { weight / 2.0 } else { weight }))
        .collect();
    if chosen.is_empty() {
        let ids = catalogue.keys().map(String::as_str).filter(|id| usable(id));
        chosen = ids.map(|id| (id, 1.0)).take(6).collect();
    }
    let sum: f64 = chosen.iter().map(|(_, weight)| weight).sum();
    let criterion = |(id, weight): (&str, f64)| {
        let cost = catalogue.get(id).is_some_and(|line| line.direction == "cost");
        Criterion {
            indicator: id.to_owned(),
            // Two decimals: a weight that a person can read, and whose sum is put right anyway.
            weight: (100.0 * weight / sum).round() / 100.0,
            direction: Some(if cost { Direction::Cost } else { Direction::Benefit }),
            goalposts: source.national_goalposts(id),
            missing: None,
            indifference: None,
            preference: None,
        }
    };
    let criteria: Vec<Criterion> = chosen.into_iter().map(criterion).collect();
    let per_regency = BTreeMap::from([("max".to_owned(), LimitEntry::Every(2))]);
    Ok(Plan {
        round: None,
        candidates: CandidateSource {
            condition: Some("kind <> 'kelurahan' AND NOT designated".to_owned()),
            rows: None,
        },
        criteria,
        missing: MissingPolicy::Interval,
        method: Method::Wsm,
        normalisation: None,
        parameters: Parameters::default(),
        constraints: Some(Constraints {
            count: Some(150),
            per_regency: AreaLimits(per_regency),
            spacing_km: Some(5.0),
            cost: source.has("cost_idr").then(|| Cost::Column("cost_idr".to_owned())),
            ..Constraints::default()
        }),
        basket: Vec::new(),
    })
}
