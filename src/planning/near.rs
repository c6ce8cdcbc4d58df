//! Which of the villages that somebody picked are too near each other.

use std::collections::{BTreeSet, HashMap};

use geodata::dataset::Dataset;
use serde::Serialize;
use utoipa::ToSchema;

use super::site::Site;
use mcda::select::Places;
use mcda::{Named, Plan, PlanError};

/// Pairs that are listed.
const LISTED: usize = 1_000;

/// The pairs of picked villages that are nearer to each other than the plan wants.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct NearPairsAnswer {
    /// The dataset it rests on.
    pub dataset_version: String,
    /// The distance that the plan wants, in kilometres; 0 where it wants none.
    pub spacing_km: f64,
    /// The pairs, nearest first; at most 1,000.
    pub items: Vec<NearPair>,
    /// How many pairs there are.
    pub total: usize,
}

/// Two villages that are too near each other.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct NearPair {
    /// The code of the one.
    pub first: String,
    /// The code of the other, behind that of the first.
    pub second: String,
    /// How far they are apart: the geodesic on WGS 84, in kilometres.
    pub km: f64,
}

/// Compares all villages of a plan's basket and all that it pins. A village without a polygon stands at
/// the point of its district; one without a position is near nobody.
///
/// # Errors
/// A plan that is wrong, by field.
pub fn near_pairs(dataset: &Dataset, plan: &Plan) -> Result<NearPairsAnswer, PlanError> {
    plan.validate()?;
    let constraints = plan.constraints.as_ref();
    let spacing_km = constraints.and_then(|c| c.spacing_km).unwrap_or(0.0);
    let pins = constraints.into_iter().flat_map(|c| &c.pin).map(Named::id);
    let picked: BTreeSet<&str> = plan.basket.iter().map(String::as_str).chain(pins).collect();
    let (codes, places) = placed(dataset, plan, &picked);
    let near = places.near_pairs(spacing_km, LISTED);
    let code = |i: u32| codes.get(i as usize).copied().unwrap_or_default().to_owned();
    let items = near.nearest.into_iter().map(|pair| NearPair {
        first: code(pair.first),
        second: code(pair.second),
        km: pair.km,
    });
    Ok(NearPairsAnswer {
        dataset_version: dataset.manifest.version.clone(),
        spacing_km,
        items: items.collect(),
        total: near.total,
    })
}

/// The picked villages that have a position, in order of code, and where they are.
fn placed<'a>(
    dataset: &Dataset,
    plan: &Plan,
    picked: &BTreeSet<&'a str>,
) -> (Vec<&'a str>, Places) {
    let rows = plan.candidates.rows.as_deref();
    let own: Option<HashMap<&str, [f64; 2]>> = rows.map(|rows| {
        rows.iter().filter_map(|row| Some((row.id.as_str(), [row.lon?, row.lat?]))).collect()
    });
    let point = |id: &str| match &own {
        Some(rows) => rows.get(id).copied(),
        None => Site::of_code(dataset, id).map(|site| site.at),
    };
    let (codes, points) = picked.iter().filter_map(|id| Some((*id, point(id)?))).unzip();
    (codes, Places::LonLat(points))
}
