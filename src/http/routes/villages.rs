//! Villages by code, box, distance and polygon, all through the R-tree.

use axum::extract::State;
use geodata::dataset::Area;
use geodata::index::IndexError;
use geodata::{AreaCode, Level};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::areas::existing;
use crate::app::AppState;
use crate::http::answer::page::{List, Page};
use crate::http::answer::written::{self, Written};
use crate::http::catalogue::Served;
use crate::http::problem::{ApiError, ApiResult, Code};
use crate::http::request::extract::{self, Query, limit, numbers};
use crate::http::request::geometry;
use crate::pool::Left;
use crate::snapshot::Snapshot;

/// A village.
#[derive(Serialize, ToSchema)]
pub struct Village {
    /// The Kemendagri code.
    code: String,
    name: String,
    /// `desa`, `kelurahan` or `desa_adat`.
    kind: String,
    district_code: Option<String>,
    regency_code: Option<String>,
    province_code: Option<String>,
    /// Longitude of a point inside, degrees.
    lon: Option<f64>,
    /// Latitude of the same point.
    lat: Option<f64>,
    area_km2: Option<f64>,
    /// From `near`, along the ellipsoid.
    #[serde(skip_serializing_if = "Option::is_none")]
    distance_m: Option<f64>,
}

impl Village {
    fn new(area: &Area, distance_m: Option<f64>) -> Self {
        let above = |level| area.code.ancestor(level).map(|code: AreaCode| code.to_string());
        Self {
            code: area.code.to_string(),
            name: area.name.clone(),
            kind: area.kind.clone(),
            district_code: above(Level::District),
            regency_code: above(Level::Regency),
            province_code: above(Level::Province),
            lon: area.point.map(|point| point.x),
            lat: area.point.map(|point| point.y),
            area_km2: area.area_km2,
            distance_m,
        }
    }
}

/// Which villages; several conditions hold together.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct VillageParams {
    /// Within this area, by code.
    area: Option<String>,
    /// With their point in `west,south,east,north`.
    bbox: Option<String>,
    /// From this `lon,lat`, nearest first; needs `radius_m` or `k`.
    near: Option<String>,
    /// At most this far from `near`, metres on the ellipsoid.
    radius_m: Option<f64>,
    /// The nearest so many to `near`, at most 10000.
    k: Option<usize>,
    /// Most villages, 100 when absent, at most 10000.
    limit: Option<usize>,
    /// Continues a list.
    cursor: Option<String>,
}

/// A row of the village list with its distance.
type Hit = (usize, Option<f64>);

/// Villages in an area, in a box, or near a position.
#[utoipa::path(get, path = "/api/v1/villages", tag = "data", params(VillageParams),
    responses((status = 200, description = "Villages", body = List<Village>)))]
pub async fn villages(
    State(app): State<AppState>,
    Served(snapshot): Served,
    Query(params): Query<VillageParams>,
) -> ApiResult<Written> {
    written::json(&app.pools().data, move |_| selected(&snapshot, &params)).await
}

fn selected(snapshot: &Snapshot, params: &VillageParams) -> ApiResult<List<Village>> {
    let VillageParams { area, bbox, near, radius_m, k, .. } = params;
    let identity =
        format!("{} villages {area:?} {bbox:?} {near:?} {radius_m:?} {k:?}", snapshot.version());
    let page = Page::new(&identity, params.cursor.as_deref(), limit(params.limit, 100, 10_000)?)?;
    let hits = find(snapshot, params)?;
    Ok(listed(snapshot, &page, hits))
}

fn listed(snapshot: &Snapshot, page: &Page, hits: Vec<Hit>) -> List<Village> {
    let all = snapshot.dataset().areas(Level::Village);
    let List { items, total, next_cursor } = page.cut(hits.into_iter());
    let items =
        items.into_iter().filter_map(|(row, distance)| Some(Village::new(all.get(row)?, distance)));
    List { items: items.collect(), total, next_cursor }
}

fn find(snapshot: &Snapshot, params: &VillageParams) -> ApiResult<Vec<Hit>> {
    let index = snapshot.villages();
    let area = params.area.as_deref().map(|text| existing(snapshot, text)).transpose()?;
    let bbox =
        params.bbox.as_deref().map(|text| numbers::<4>("bbox", text, "west,south,east,north"));
    let boxed = match bbox.transpose()? {
        Some(bbox) => Some(
            index
                .in_bbox(bbox)
                .map_err(|error| ApiError::parameter("bbox", format!("{error}.")))?,
        ),
        None => None,
    };
    let all = snapshot.dataset().areas(Level::Village);
    let keep = |row: usize| {
        area.is_none_or(|area| all.get(row).is_some_and(|village| village.code.is_within(area)))
            && boxed.as_ref().is_none_or(|rows| rows.binary_search(&row).is_ok())
    };
    let Some(centre) = centre(params)? else {
        let rows: Vec<usize> = match (&boxed, area) {
            (Some(rows), _) => rows.clone(),
            (None, Some(area)) => index.within_code(area).collect(),
            (None, None) => (0..all.len()).collect(),
        };
        return Ok(rows.into_iter().filter(|row| keep(*row)).map(|row| (row, None)).collect());
    };
    near(snapshot, params, centre, keep)
}

/// The position of `near`, when its companions fit.
fn centre(params: &VillageParams) -> ApiResult<Option<[f64; 2]>> {
    let missing = |detail: &str| Err(ApiError::new(Code::MissingParameter, detail));
    match (&params.near, params.radius_m, params.k) {
        (None, None, None) => Ok(None),
        (None, ..) => missing("`radius_m` and `k` need `near=lon,lat`."),
        (Some(_), None, None) => missing("`near` needs `radius_m` (metres) or `k` (how many)."),
        (Some(text), ..) => numbers::<2>("near", text, "lon,lat").map(Some),
    }
}

fn near(
    snapshot: &Snapshot,
    params: &VillageParams,
    centre: [f64; 2],
    keep: impl Fn(usize) -> bool,
) -> ApiResult<Vec<Hit>> {
    let index = snapshot.villages();
    let wanted = match params.k {
        Some(k) if (1..=10_000).contains(&k) => k,
        Some(k) => {
            return Err(ApiError::parameter("k", format!("{k} is not between 1 and 10000.")));
        }
        None => usize::MAX,
    };
    let mut hits = match params.radius_m {
        Some(radius_m) => index.within_radius(centre, radius_m).map_err(wrong_position)?,
        None => {
            // Other conditions may discard some of the nearest: look further until there are enough.
            let mut reach = wanted;
            loop {
                let nearest = index.nearest(centre, reach).map_err(wrong_position)?;
                let kept = nearest.iter().filter(|hit| keep(hit.row)).count();
                if kept >= wanted || nearest.len() < reach {
                    break nearest;
                }
                reach = reach.saturating_mul(4);
            }
        }
    };
    hits.retain(|hit| keep(hit.row));
    hits.truncate(wanted);
    Ok(hits.into_iter().map(|hit| (hit.row, Some(hit.distance_m))).collect())
}

fn wrong_position(error: IndexError) -> ApiError {
    let name = if matches!(error, IndexError::Radius { .. }) { "radius_m" } else { "near" };
    ApiError::parameter(name, format!("{error}."))
}

/// Which part of the answer.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SearchParams {
    /// Most villages, 100 when absent, at most 10000.
    limit: Option<usize>,
    /// Continues a list.
    cursor: Option<String>,
}

/// Villages whose point lies in a GeoJSON Polygon or MultiPolygon (or a Feature with one).
#[utoipa::path(post, path = "/api/v1/villages/search",
    operation_id = "search_villages", tag = "data", params(SearchParams),
    request_body(content = Object, description = "GeoJSON", content_type = "application/geo+json"),
    responses((status = 200, description = "Villages", body = List<Village>)))]
pub async fn search(
    State(app): State<AppState>,
    Served(snapshot): Served,
    Query(params): Query<SearchParams>,
    extract::Json(body): extract::Json<Value>,
) -> ApiResult<Written> {
    written::json(&app.pools().data, move |left| inside(&snapshot, &params, &body, left)).await
}

fn inside(
    snapshot: &Snapshot,
    params: &SearchParams,
    body: &Value,
    left: &Left,
) -> ApiResult<List<Village>> {
    let polygon = geometry::polygon(body)?;
    let identity = format!("{} search {body}", snapshot.version());
    let page = Page::new(&identity, params.cursor.as_deref(), limit(params.limit, 100, 10_000)?)?;
    let rows = snapshot.villages().in_polygon_while(&polygon, || !left.gone());
    let rows = rows.map_err(|error| ApiError::new(Code::InvalidGeometry, format!("{error}.")))?;
    Ok(listed(snapshot, &page, rows.into_iter().map(|row| (row, None)).collect()))
}
