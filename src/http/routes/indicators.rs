//! The catalogue of indicators with the distribution of each over the villages.

use axum::Json;
use geodata::tile::Quantisation;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::answer::page::List;
use crate::http::catalogue::Served;
use crate::snapshot::IndicatorSummary;

/// An indicator.
#[derive(Serialize, ToSchema)]
pub struct IndicatorInfo {
    /// Its column in `village_indicators` and its property in tiles.
    id: String,
    name_id: String,
    name_en: String,
    description_id: String,
    description_en: String,
    /// Printed behind a value.
    unit: String,
    /// `benefit` when more means sooner in a ranking of need, else `cost`.
    direction: String,
    /// `need`, `readiness`, `coverage` or `cost`.
    dimension: String,
    /// The level at which it is known; a village takes the value of its ancestor there.
    level: String,
    /// What a larger area has: the `sum` of its parts, or their mean: `mean` over villages, `mean_by_population`, `mean_by_area`.
    aggregate: &'static str,
    /// Decimals to print.
    decimals: i32,
    /// Who publishes it.
    owner: String,
    /// The latest year with a value.
    year: Option<i32>,
    /// The commonest status of its values: `observed`, `modelled`, `imputed`, `suppressed`, `missing`.
    status: Option<&'static str>,
    /// The commonest source of its values.
    source: Option<String>,
    /// Villages with a value.
    present: usize,
    /// Villages without.
    missing: usize,
    min: Option<f64>,
    max: Option<f64>,
    /// The mean over villages.
    mean: Option<f64>,
    /// The 2nd percentile over villages.
    p02: Option<f64>,
    /// The 98th percentile over villages.
    p98: Option<f64>,
    histogram: Option<Histogram>,
    tile: Option<TileScale>,
}

/// How many villages have values between neighbouring edges.
#[derive(Serialize, ToSchema)]
pub struct Histogram {
    /// One more than counts.
    edges: Vec<f64>,
    /// The first and the last also count what lies beyond.
    counts: Vec<u32>,
}

/// How tiles write the value: as an integer from 0 to 100.
#[derive(Serialize, ToSchema)]
pub struct TileScale {
    /// Pairs of an integer and its value, ascending from 0 to 100, with straight lines between them; values beyond
    /// the ends have the integer of the nearest. Two pairs where the steps are equal, more where a column is skewed.
    #[schema(value_type = Vec<[f64; 2]>)]
    stops: Quantisation,
}

impl From<&IndicatorSummary> for IndicatorInfo {
    fn from(summary: &IndicatorSummary) -> Self {
        let indicator = summary.indicator.clone();
        let spread = summary.statistics.spread.as_ref();
        Self {
            id: indicator.id,
            name_id: indicator.name_id,
            name_en: indicator.name_en,
            description_id: indicator.description_id,
            description_en: indicator.description_en,
            unit: indicator.unit,
            direction: indicator.direction,
            dimension: indicator.dimension,
            level: indicator.level,
            aggregate: indicator.aggregate.as_str(),
            decimals: indicator.decimals,
            owner: indicator.owner,
            year: summary.year,
            status: summary.status,
            source: summary.source.clone(),
            present: summary.statistics.present,
            missing: summary.statistics.missing,
            min: spread.map(|s| s.min),
            max: spread.map(|s| s.max),
            mean: spread.map(|s| s.mean),
            p02: spread.map(|s| s.p02),
            p98: spread.map(|s| s.p98),
            histogram: spread
                .map(|s| Histogram { edges: s.edges.clone(), counts: s.counts.clone() }),
            tile: spread.map(|s| TileScale { stops: s.quantisation.clone() }),
        }
    }
}

/// The indicators of the dataset.
#[utoipa::path(get, path = "/api/v1/indicators", tag = "data",
    responses((status = 200, description = "The catalogue", body = List<IndicatorInfo>)))]
pub async fn indicators(Served(snapshot): Served) -> Json<List<IndicatorInfo>> {
    Json(List::whole(snapshot.indicators().iter().map(IndicatorInfo::from).collect()))
}
