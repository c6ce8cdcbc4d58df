//! Coverage of areas by the programme: need, designated villages, and the gap between them.

mod maps;
pub mod paper;
mod row;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use geodata::coverage::{self, AreaCoverage};
use geodata::dataset::{Aggregate, Claim, Indicator};
use geodata::values::When;
use geodata::{AreaCode, Level};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::areas::existing;
use crate::app::AppState;
use crate::http::answer::accept::Preferences;
use crate::http::answer::written::{self, Written};
use crate::http::catalogue::Served;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::request::extract::Query;
use crate::pool::Left;
use crate::snapshot::{CoverageClasses, KnownValue, LevelCoverage, SentCoverage, Snapshot};
use crate::tiles::Coding;

use maps::{ComparedMaps, Shown};
pub use row::{Coverage, CoverageTotal};

/// Areas that fit side by side.
const MOST_COMPARED: usize = 20;

/// Of which areas.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CoverageParams {
    /// `province`, `regency` or `district`; without it the children of `parent`, or provinces.
    level: Option<String>,
    /// Only areas within this one; ranks and expected numbers stay national.
    parent: Option<String>,
    /// The count of people that need is: `pmi_placed`, unless given.
    need: Option<String>,
    /// Need in this year, and designations and offices up to it (those without a year always);
    /// without it the latest need known of each area, and all of them.
    year: Option<i32>,
    /// 3: need is the mean of three years in a row with a figure of each, the last of them `year` or the
    /// latest such years of each area. 1, unless given: of one year.
    years: Option<u8>,
    /// Whether figures that a rule of the dataset's specification imputes take part where nothing is
    /// published. Not together with `year` or `years=3`: nothing is imputed for those.
    #[serde(default)]
    include_imputed: bool,
}

/// Coverage of areas, and of all of them together.
#[derive(Serialize, ToSchema)]
pub struct CoverageList {
    /// The years in which villages were designated or a round took place, up to the year asked about.
    rounds: Vec<i32>,
    /// How the values of each measure are cut into classes for a map: the country's at this level, whatever is listed.
    classes: CoverageClasses,
    items: Vec<Coverage>,
    total: CoverageTotal,
}

/// Coverage of provinces, regencies or districts.
#[utoipa::path(get, path = "/api/v1/coverage", tag = "data", params(CoverageParams),
    responses((status = 200, description = "Coverage", body = CoverageList)))]
pub async fn coverage(
    State(app): State<AppState>,
    Served(snapshot): Served,
    headers: HeaderMap,
    Query(params): Query<CoverageParams>,
) -> ApiResult<Response> {
    let compressed = Preferences::of(&headers, header::ACCEPT_ENCODING).coding("gzip") > 0;
    let answer = move |_: &Left| covered(&snapshot, &params, compressed);
    Ok(written::compute(&app.pools().data, answer).await?.into_response())
}

fn covered(snapshot: &Snapshot, params: &CoverageParams, compressed: bool) -> ApiResult<Written> {
    let parent = params.parent.as_deref().map(|text| existing(snapshot, text)).transpose()?;
    let level = match params.level.as_deref() {
        None => parent.map_or(Some(Level::Province), |parent| parent.level().below()),
        Some(text) => Some(
            text.parse::<Level>()
                .map_err(|error| ApiError::parameter("level", format!("{error}.")))?,
        ),
    };
    let level = level.filter(|level| coverage::LEVELS.contains(level)).ok_or_else(|| {
        ApiError::parameter("level", "coverage is known for province, regency and district.")
    })?;
    let need = need(snapshot, params.need.as_deref())?;
    let when = when(params.year, params.years, params.include_imputed)?;
    let all = snapshot.coverage_by(need, level, when);
    let list = |areas: &[AreaCoverage]| listed(snapshot, need, when, &all, areas);
    let Some(parent) = parent else {
        // The country's districts are four megabytes, which are written and compressed once.
        let sent = all.sent(|| sent(&list(&all.areas)))?;
        return Ok(if compressed { Written::gzip(sent.gzip) } else { Written::json(sent.json) });
    };
    // What lies within an area stands side by side.
    let within = match parent.level() < level {
        true => parent.range_in(&all.areas, |area| area.code),
        false => 0..0,
    };
    Written::of(&list(all.areas.get(within).unwrap_or_default()))
}

fn listed(
    snapshot: &Snapshot,
    need: &str,
    when: When,
    all: &LevelCoverage,
    areas: &[AreaCoverage],
) -> CoverageList {
    let unit = snapshot.unit(need);
    CoverageList {
        rounds: snapshot.rounds(when).to_vec(),
        classes: all.classes().clone(),
        items: areas.iter().map(|area| Coverage::new(area, unit)).collect(),
        total: coverage::CoverageTotal::of(areas).into(),
    }
}

fn sent(list: &CoverageList) -> ApiResult<SentCoverage> {
    let json = serde_json::to_vec(list).map_err(ApiError::internal)?;
    let gzip = Coding::Gzip.compress(json.clone()).map_err(ApiError::internal)?;
    Ok(SentCoverage { json: json.into(), gzip: gzip.into() })
}

/// The indicator of need: a count of people, which can be summed and shared out.
fn need<'a>(snapshot: &'a Snapshot, asked: Option<&str>) -> ApiResult<&'a str> {
    let asked = asked.unwrap_or(coverage::NEED);
    let of_people = |of: &&Indicator| {
        of.aggregate == Aggregate::Sum && coverage::PEOPLE.contains(&of.unit.as_str())
    };
    let counts = || snapshot.values().indicators().filter(of_people);
    if let Some(found) = counts().find(|of| of.id == asked) {
        return Ok(&found.id);
    }
    // A dataset without the usual one has no need, which is an answer.
    if asked == coverage::NEED {
        return Ok(coverage::NEED);
    }
    let known: Vec<&str> = counts().map(|of| of.id.as_str()).collect();
    Err(ApiError::parameter("need", format!("`{asked}` is no count of people."))
        .hint(format!("Counts: {}.", known.join(", "))))
}

fn when(year: Option<i32>, years: Option<u8>, include_imputed: bool) -> ApiResult<When> {
    match years {
        None | Some(1) if include_imputed && year.is_none() => Ok(When::WithImputed),
        Some(3) | None | Some(1) if include_imputed => Err(ApiError::parameter(
            "include_imputed",
            "nothing is imputed for single years and for means of three years.",
        )),
        None | Some(1) => Ok(year.map_or(When::Latest, When::Year)),
        Some(3) => Ok(When::ThreeYears { until: year }),
        Some(other) => {
            Err(ApiError::parameter("years", format!("{other} is neither 1 nor 3 years.")))
        }
    }
}

/// Which areas to lay side by side.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CompareParams {
    /// Up to 20 codes of provinces, regencies or districts, separated by commas.
    codes: String,
    /// As for coverage.
    need: Option<String>,
    /// As for coverage; the indicators are the latest in any case.
    year: Option<i32>,
    /// As for coverage.
    years: Option<u8>,
    /// As for coverage.
    #[serde(default)]
    include_imputed: bool,
    /// What maps of the areas show of their parts: `designated`, or the id of an indicator. Without it there are none.
    maps: Option<String>,
}

/// Areas side by side.
#[derive(Serialize, ToSchema)]
#[schema(as = CoverageComparison)]
pub struct Comparison {
    /// As in coverage.
    rounds: Vec<i32>,
    /// In the order of the codes.
    items: Vec<ComparedArea>,
    /// What was asked for of their parts.
    maps: Option<ComparedMaps>,
}

/// One of the areas.
#[derive(Serialize, ToSchema)]
pub struct ComparedArea {
    #[serde(flatten)]
    coverage: Coverage,
    /// The latest value of every indicator for the area: counts of its parts are summed, rates averaged
    /// by residents and indices by villages, as `aggregate` of the catalogue says; null where none is known, and where a
    /// count is known only of a larger area.
    indicators: BTreeMap<String, Option<f64>>,
    /// Where these values come from; of those that are known.
    origins: BTreeMap<String, ValueOrigin>,
    /// Published figures about exactly this area.
    claims: Vec<Claim>,
}

/// Where the value of an indicator comes from.
#[derive(Serialize, ToSchema)]
pub struct ValueOrigin {
    /// The year it speaks of; the latest one where it is made from parts.
    year: i32,
    /// The first year that it speaks of: `year`, unless it is of several years.
    from_year: i32,
    /// `observed`, `modelled`, `averaged` (of several years) or `partial` (of a part of a year); the least certain
    /// one where it is made from parts.
    status: &'static str,
    /// The area that it is stated for: this one, or a larger one that it lies in.
    stated_for: String,
    /// The parts of the area that it is made from; null where it is stated.
    parts: Option<usize>,
    /// How many of them have a value; where that is fewer the value is partial.
    parts_known: Option<usize>,
    /// How often each of them counts: `sum` (once), `population`, `area_km2` or `villages`.
    counts_by: Option<&'static str>,
}

impl ValueOrigin {
    fn new(of: &KnownValue) -> Self {
        Self {
            year: of.year,
            from_year: of.from_year,
            status: of.status,
            stated_for: of.stated_for.to_string(),
            parts: of.parts.map(|parts| parts.of),
            parts_known: of.parts.map(|parts| parts.known),
            counts_by: of.parts.map(|parts| parts.counts_by.as_str()),
        }
    }
}

/// Several areas side by side, with indicators and published figures.
#[utoipa::path(get, path = "/api/v1/coverage/compare",
    operation_id = "compare_coverage", tag = "data", params(CompareParams),
    responses((status = 200, description = "Areas side by side", body = Comparison)))]
pub async fn compare(
    State(app): State<AppState>,
    Served(snapshot): Served,
    Query(params): Query<CompareParams>,
) -> ApiResult<Written> {
    written::json(&app.pools().data, move |_| compared(&snapshot, &params)).await
}

/// The areas that are asked for.
fn asked_codes(snapshot: &Snapshot, asked: &str) -> ApiResult<Vec<AreaCode>> {
    let codes = asked.split(',').map(|text| existing(snapshot, text.trim()));
    let codes = codes.collect::<ApiResult<Vec<AreaCode>>>()?;
    if codes.len() > MOST_COMPARED {
        return Err(ApiError::parameter(
            "codes",
            format!("{} codes; {MOST_COMPARED} fit side by side.", codes.len()),
        ));
    }
    if let Some(code) = codes.iter().find(|code| code.level() == Level::Village) {
        return Err(ApiError::parameter(
            "codes",
            format!("{code} is a village; coverage is known above villages."),
        ));
    }
    Ok(codes)
}

fn compared(snapshot: &Snapshot, params: &CompareParams) -> ApiResult<Comparison> {
    let codes = asked_codes(snapshot, &params.codes)?;
    let need = need(snapshot, params.need.as_deref())?;
    let when = when(params.year, params.years, params.include_imputed)?;
    let claims: Vec<Claim> = snapshot.dataset().rows("claims").map_err(ApiError::internal)?;
    let levels = coverage::LEVELS.into_iter();
    let asked = levels.filter(|level| codes.iter().any(|code| code.level() == *level));
    let covered: BTreeMap<Level, Arc<LevelCoverage>> =
        asked.map(|level| (level, snapshot.coverage_by(need, level, when))).collect();
    let compared = |code: &AreaCode| {
        let of = covered.get(&code.level()).map_or(&[][..], |all| &all.areas);
        let place = of.binary_search_by_key(code, |area| area.code).ok();
        let area = place.and_then(|at| of.get(at));
        let area = area.ok_or_else(|| ApiError::internal(format!("no coverage of {code}")))?;
        Ok(side_by_side(snapshot, need, area, &claims))
    };
    let items = codes.iter().map(compared).collect::<ApiResult<_>>()?;
    let shown = params.maps.as_deref().map(|asked| Shown::of(snapshot, &codes, asked, when));
    let maps = shown.transpose()?.map(|shown| ComparedMaps::new(snapshot, &codes, &shown));
    Ok(Comparison { rounds: snapshot.rounds(when).to_vec(), items, maps })
}

fn side_by_side(
    snapshot: &Snapshot,
    need: &str,
    area: &AreaCoverage,
    claims: &[Claim],
) -> ComparedArea {
    let known = snapshot.known_of(area.code);
    let ids = snapshot.values().indicators().map(|indicator| &indicator.id);
    let indicators = ids.map(|id| (id.clone(), known.get(id).map(|of| of.value))).collect();
    let origins = known.iter().map(|(id, of)| (id.clone(), ValueOrigin::new(of))).collect();
    let code = area.code.to_string();
    let about = |claim: &&Claim| claim.area_code.as_ref() == Some(&code);
    ComparedArea {
        indicators,
        origins,
        claims: claims.iter().filter(about).cloned().collect(),
        coverage: Coverage::new(area, snapshot.unit(need)),
    }
}
