//! A plan to begin with where no template fits: a dataset of somebody's own.

use std::collections::BTreeMap;

use super::fit::{share, with_senders};
use crate::planning::{PlanningError, Source};
use mcda::{
    AreaLimits, CandidateSource, Constraints, Cost, Criterion, Direction, LimitEntry, Method,
    MissingPolicy, Parameters, Plan,
};

/// Criteria at most.
const CRITERIA: usize = 6;

/// Whatever the dataset has of need, alike.
pub(super) fn bare_plan(source: &Source<'_>) -> Result<Plan, PlanningError> {
    let condition = with_senders(source, Some("kind <> 'kelurahan' AND NOT designated".to_owned()));
    let catalogue = source.catalogue()?;
    let need = catalogue.values().filter(|line| line.dimension == "need" && source.has(&line.id));
    let criterion = |line: &geodata::dataset::Indicator| Criterion {
        indicator: line.id.clone(),
        weight: 1.0,
        direction: Some(match line.direction.as_str() {
            "cost" => Direction::Cost,
            _ => Direction::Benefit,
        }),
        goalposts: source.national_goalposts(&line.id),
        missing: None,
        indifference: None,
        preference: None,
    };
    let mut criteria: Vec<Criterion> = need.take(CRITERIA).map(criterion).collect();
    share(&mut criteria);
    Ok(Plan {
        round: None,
        candidates: CandidateSource { condition, rows: None },
        criteria,
        missing: MissingPolicy::Interval,
        include_imputed: false,
        years: 1,
        method: Method::Wsm,
        normalisation: None,
        parameters: Parameters::default(),
        constraints: Some(Constraints {
            count: Some(50),
            per_regency: AreaLimits(BTreeMap::from([("max".to_owned(), LimitEntry::Every(3))])),
            spacing_km: Some(5.0),
            cost: source.has("cost_idr").then(|| Cost::Column("cost_idr".to_owned())),
            ..Constraints::default()
        }),
        basket: Vec::new(),
    })
}
