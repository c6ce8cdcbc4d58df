//! What a selection needs to know beside the scores: costs, demand, places, what is designated.

use geodata::dataset::Dataset;
use geodata::{AreaCode, Level};

use super::site::Site;
use super::{PlanningError, Prepared, Source, demand};
use mcda::select::{Places, SelectionInput};
use mcda::{Candidates, Constraints, Cost, Objective, Plan, PlanError, Ranking, Row, Warning};

/// The constraints of a plan.
///
/// # Errors
/// A plan without any.
pub(super) fn stated(plan: &Plan) -> Result<&Constraints, PlanError> {
    plan.constraints.as_ref().ok_or_else(|| {
        PlanError::new("constraints", "is missing").hint("say at least how many: {\"count\": 150}")
    })
}

/// What a selection from a ranking of the prepared candidates needs.
///
/// # Errors
/// Costs or demand that the dataset does not have, by field.
pub(super) fn input(
    source: &Source<'_>,
    prepared: &Prepared,
    ranking: &Ranking,
    constraints: &Constraints,
) -> Result<SelectionInput, PlanningError> {
    let (plan, candidates) = (&prepared.plan, &prepared.candidates);
    let source = &source.of(plan);
    let n = candidates.len();
    let column = |field: &str, name: &str| match &prepared.villages {
        Some(villages) => source.column(name, villages).map_err(|mut error| {
            error.field = format!("constraints.{field}");
            error
        }),
        None => Candidates::row_column(plan, name),
    };
    let costs = match &constraints.cost {
        Some(Cost::Column(name)) => column("cost", name)?,
        Some(Cost::Fixed(amount)) => vec![*amount; n],
        None => Vec::new(),
    };
    let demand = match &constraints.demand {
        Some(name) => column("demand", name)?,
        None => served(source, prepared, constraints)?,
    };
    let (designated, designated_ids) = designated(source, prepared)?;
    Ok(SelectionInput {
        provinces: provinces(plan, candidates),
        costs,
        demand,
        places: places(source, prepared),
        designated,
        designated_ids,
        ..SelectionInput::from_ranking(ranking, candidates)
    })
}

/// The migrants of every candidate, where the objective asks for them.
fn served(
    source: &Source<'_>,
    prepared: &Prepared,
    constraints: &Constraints,
) -> Result<Vec<f64>, PlanError> {
    let candidates = &prepared.candidates;
    match &prepared.villages {
        _ if !matches!(constraints.objective, Objective::Mclp | Objective::PMedian) => {
            Ok(Vec::new())
        }
        Some(villages) => demand::migrants(source, villages),
        None => Ok((0..candidates.len()).map(|i| candidates.migrants(i)).collect()),
    }
}

fn provinces(plan: &Plan, candidates: &Candidates) -> Vec<String> {
    let of_regency = |i: usize| {
        let code: Option<AreaCode> = candidates.regency(i).parse().ok();
        let province = code.and_then(|code| code.ancestor(Level::Province));
        province.map_or_else(String::new, |code| code.to_string())
    };
    let rows = plan.candidates.rows.as_deref().unwrap_or_default();
    let own = |i: usize| rows.get(i).and_then(|row| row.province.clone());
    (0..candidates.len()).map(|i| own(i).unwrap_or_else(|| of_regency(i))).collect()
}

fn places(source: &Source<'_>, prepared: &Prepared) -> Places {
    let nowhere = [f64::NAN; 2];
    let Some(villages) = &prepared.villages else {
        let rows = prepared.plan.candidates.rows.as_deref().unwrap_or_default();
        let place = |row: &Row| row.lon.zip(row.lat).map_or(nowhere, |(x, y)| [x, y]);
        return Places::LonLat(rows.iter().map(place).collect());
    };
    let dataset = source.dataset();
    let areas = dataset.areas(Level::Village);
    let place = |row: &u32| {
        let site = areas.get(*row as usize).and_then(|village| Site::of_village(dataset, village));
        site.map_or(nowhere, |site| site.at)
    };
    Places::LonLat(villages.iter().map(place).collect())
}

/// Where the designated villages are, and which.
fn designated(
    source: &Source<'_>,
    prepared: &Prepared,
) -> Result<(Places, Vec<String>), PlanningError> {
    if prepared.villages.is_none() {
        return Ok((Places::LonLat(Vec::new()), Vec::new()));
    }
    let rows = source.dataset().designations()?;
    let known = rows.iter().filter_map(|row| {
        Some((Site::of_code(source.dataset(), &row.village_code)?.at, &row.village_code))
    });
    let (points, codes) = known.map(|(point, code)| (point, code.clone())).unzip();
    Ok((Places::LonLat(points), codes))
}

/// Whose point a candidate of the dataset stands at.
pub(super) fn site(dataset: &Dataset, prepared: &Prepared, i: usize) -> Option<Site> {
    let row = *prepared.villages.as_ref()?.get(i)?;
    Site::of_village(dataset, dataset.areas(Level::Village).get(row as usize)?)
}

/// Says how many candidates stand at the point of their district, where distances matter.
pub(super) fn warn_of_districts(
    dataset: &Dataset,
    prepared: &Prepared,
    constraints: &Constraints,
) -> Option<Warning> {
    let far = |km: Option<f64>| km.is_some_and(|km| km > 0.0);
    if !far(constraints.spacing_km) && !far(constraints.radius_km) {
        return None;
    }
    let sites = (0..prepared.candidates.len()).filter_map(|i| site(dataset, prepared, i));
    let count = sites.filter(|site| !site.is_own()).count();
    let detail = format!(
        "{count} candidates have no polygon: their distances are measured from the point of their \
         district"
    );
    (count > 0).then(|| Warning::new("located_by_district", detail))
}
