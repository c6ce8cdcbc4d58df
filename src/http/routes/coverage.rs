//! Coverage of areas by the programme: need, designated villages, and the gap between them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use axum::Json;
use axum::extract::State;
use geodata::dataset::Claim;
use geodata::{AreaCode, Level};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::areas::existing;
use crate::app::AppState;
use crate::http::coverage::{Coverage, rows};
use crate::http::problem::{ApiError, ApiResult};
use crate::http::request::extract::Query;
use crate::snapshot::Snapshot;

/// Of which areas.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CoverageParams {
    /// `province`, `regency` or `district`; without it the children of `parent`, or provinces.
    level: Option<String>,
    /// Only areas within this one; ranks and expected numbers stay national.
    parent: Option<String>,
    /// Need in this year and designations up to it; without it the latest known.
    year: Option<i32>,
}

/// Coverage of areas, and of all of them together.
#[derive(Serialize, ToSchema)]
pub struct CoverageList {
    items: Vec<Coverage>,
    total: CoverageTotal,
}

/// The sums over the listed areas.
#[derive(Serialize, ToSchema)]
pub struct CoverageTotal {
    areas: usize,
    villages: u64,
    designated: u64,
    /// Of the areas for which it is known.
    need: Option<f64>,
    /// Areas for which need is known.
    areas_with_need: usize,
    per_1000: Option<f64>,
    expected: Option<f64>,
    gap: Option<f64>,
    ltsa: u64,
}

impl CoverageTotal {
    fn of(items: &[Coverage]) -> Self {
        let sum = |value: fn(&Coverage) -> Option<f64>| {
            items.iter().filter_map(value).reduce(|a, b| a + b)
        };
        let need = sum(|item| item.need);
        let designated: u64 = items.iter().map(|item| item.designated).sum();
        // A rate compares like with like: designations where no need is known stay out of it.
        let where_known: u64 =
            items.iter().filter(|item| item.need.is_some()).map(|item| item.designated).sum();
        Self {
            areas: items.len(),
            villages: items.iter().map(|item| item.villages).sum(),
            designated,
            need,
            areas_with_need: items.iter().filter(|item| item.need.is_some()).count(),
            per_1000: need
                .filter(|need| *need > 0.0)
                .map(|need| 1000.0 * where_known as f64 / need),
            expected: sum(|item| item.expected),
            gap: sum(|item| item.gap),
            ltsa: items.iter().map(|item| item.ltsa).sum(),
        }
    }
}

/// Coverage of provinces, regencies or districts.
#[utoipa::path(get, path = "/api/v1/coverage", tag = "data", params(CoverageParams),
    responses((status = 200, description = "Coverage", body = CoverageList)))]
pub async fn coverage(
    State(app): State<AppState>,
    Query(params): Query<CoverageParams>,
) -> ApiResult<Json<CoverageList>> {
    let snapshot = app.snapshot();
    let parent = params.parent.as_deref().map(|text| existing(&snapshot, text)).transpose()?;
    let below = match parent {
        None => Level::Province,
        Some(parent) => next_level(parent.level()),
    };
    let level = match params.level.as_deref() {
        None => below,
        Some(text) => text
            .parse::<Level>()
            .map_err(|error| ApiError::parameter("level", format!("{error}.")))?,
    };
    if level == Level::Village {
        return Err(ApiError::parameter(
            "level",
            "coverage is known for province, regency and district.",
        ));
    }
    let mut items = rows(&snapshot, level, params.year).await?;
    items.retain(|item| parent.is_none_or(|parent| item.is_within(parent)));
    Ok(Json(CoverageList { total: CoverageTotal::of(&items), items }))
}

fn next_level(level: Level) -> Level {
    Level::ALL.into_iter().find(|below| below.parent() == Some(level)).unwrap_or(Level::Village)
}

/// Which areas to lay side by side.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CompareParams {
    /// Up to 20 codes of provinces, regencies or districts, separated by commas.
    codes: String,
    /// As for coverage.
    year: Option<i32>,
}

/// Areas side by side.
#[derive(Serialize, ToSchema)]
#[schema(as = CoverageComparison)]
pub struct Comparison {
    /// In the order of the codes.
    items: Vec<ComparedArea>,
}

/// One of the areas.
#[derive(Serialize, ToSchema)]
pub struct ComparedArea {
    #[serde(flatten)]
    coverage: Coverage,
    /// Of every indicator the mean over the area's villages; null where none has a value.
    indicators: BTreeMap<String, Option<f64>>,
    /// Published figures about exactly this area.
    #[schema(value_type = Vec<ClaimInfo>)]
    claims: Vec<Claim>,
}

/// A published figure, shown beside our own counts and never averaged with them.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes `geodata::dataset::Claim`, which knows no OpenAPI")]
pub struct ClaimInfo {
    id: String,
    metric: String,
    subject: String,
    area_code: Option<String>,
    programme: String,
    period: Option<String>,
    as_of: Option<String>,
    value: Option<f64>,
    unit: Option<String>,
    status: String,
    funding: String,
    stated_by: Option<String>,
    source: String,
    note: Option<String>,
}

/// Several areas side by side, with indicators and published figures.
#[utoipa::path(get, path = "/api/v1/coverage/compare",
    operation_id = "compare_coverage", tag = "data", params(CompareParams),
    responses((status = 200, description = "Areas side by side", body = Comparison)))]
pub async fn compare(
    State(app): State<AppState>,
    Query(params): Query<CompareParams>,
) -> ApiResult<Json<Comparison>> {
    let snapshot = app.snapshot();
    let codes = params.codes.split(',').map(|text| existing(&snapshot, text.trim()));
    let codes = codes.collect::<ApiResult<Vec<AreaCode>>>()?;
    if codes.len() > 20 {
        return Err(ApiError::parameter(
            "codes",
            format!("{} codes; 20 fit side by side.", codes.len()),
        ));
    }
    let claims: Vec<Claim> = snapshot.dataset().rows("claims").map_err(ApiError::internal)?;
    let mut known: BTreeMap<Level, Vec<Coverage>> = BTreeMap::new();
    let mut items = Vec::with_capacity(codes.len());
    for code in codes {
        if code.level() == Level::Village {
            return Err(ApiError::parameter(
                "codes",
                format!("{code} is a village; coverage is known above villages."),
            ));
        }
        let level = match known.entry(code.level()) {
            Entry::Occupied(rows) => rows.into_mut(),
            Entry::Vacant(place) => place.insert(rows(&snapshot, code.level(), params.year).await?),
        };
        let text = code.to_string();
        let row = level.iter().find(|row| row.code == text);
        items.push(ComparedArea {
            coverage: row
                .ok_or_else(|| ApiError::internal(format!("no coverage of {code}")))?
                .clone(),
            indicators: means(&snapshot, code),
            claims: claims
                .iter()
                .filter(|claim| claim.area_code.as_deref() == Some(&text))
                .cloned()
                .collect(),
        });
    }
    Ok(Json(Comparison { items }))
}

fn means(snapshot: &Snapshot, code: AreaCode) -> BTreeMap<String, Option<f64>> {
    let row = snapshot.row(code);
    let columns = snapshot.values().columns().iter().map(|column| {
        let value = row.and_then(|row| column.values(code.level()).get(row).copied());
        (column.indicator.id.clone(), value.filter(|value| value.is_finite()))
    });
    columns.collect()
}
