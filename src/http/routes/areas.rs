//! Areas of all levels: listed, found by name, and one in detail.

use axum::extract::State;
use geodata::dataset::{Area, Claim, Designation, Indicator};
use geodata::values::{Stated, When};
use geodata::{AreaCode, Level};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::AppState;
use crate::http::answer::page::{List, Page};
use crate::http::answer::written::{self, Written};
use crate::http::catalogue::Served;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::request::extract::{Path, Query, area_code, limit};
use crate::http::routes::gone;
use crate::pool::Left;
use crate::snapshot::Snapshot;

/// Characters of a search at most.
const MAX_SEARCHED: usize = 200;

/// An area, by name.
#[derive(Serialize, ToSchema)]
pub struct AreaName {
    code: String,
    name: String,
}

/// An area.
#[derive(Serialize, ToSchema)]
pub struct AreaSummary {
    /// The Kemendagri code.
    code: String,
    name: String,
    /// `provinsi`, `kabupaten`, `kota`, `kecamatan`, `desa`, `kelurahan` or `desa_adat`.
    kind: String,
    /// `province`, `regency`, `district` or `village`.
    level: &'static str,
    /// The code of the area above.
    parent: Option<String>,
    /// The areas above, from the province down.
    path: Vec<AreaName>,
    /// Longitude of a point inside, degrees.
    lon: Option<f64>,
    /// Latitude of the same point.
    lat: Option<f64>,
    /// Land area.
    area_km2: Option<f64>,
    population: Option<i64>,
    /// West, south, east, north in degrees.
    bbox: Option<[f64; 4]>,
}

impl AreaSummary {
    fn new(snapshot: &Snapshot, area: &Area) -> Self {
        let code = area.code;
        let above = Level::ALL.into_iter().filter(|level| *level < code.level());
        let path = above.filter_map(|level| {
            let parent = snapshot.dataset().area(code.ancestor(level)?)?;
            Some(AreaName { code: parent.code.to_string(), name: parent.name.clone() })
        });
        Self {
            code: code.to_string(),
            name: area.name.clone(),
            kind: area.kind.clone(),
            level: code.level().as_str(),
            parent: code.parent().map(|parent| parent.to_string()),
            path: path.collect(),
            lon: area.point.map(|point| point.x),
            lat: area.point.map(|point| point.y),
            area_km2: area.area_km2,
            population: area.population,
            bbox: snapshot.bbox(code),
        }
    }
}

/// Which areas.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AreaParams {
    /// `province`, `regency`, `district` or `village`; without it and without `parent`, provinces.
    /// With `q`, all levels.
    level: Option<String>,
    /// Only areas within this one; without `level`, its children.
    parent: Option<String>,
    /// Find by name: case, accents and punctuation do not matter; parents' names may follow.
    /// A code finds its area. At most 200 characters.
    q: Option<String>,
    /// Most areas, 100 when absent, at most 10000.
    limit: Option<usize>,
    /// Continues a list.
    cursor: Option<String>,
}

/// Areas in order of code, or by name with the best match first.
#[utoipa::path(get, path = "/api/v1/areas", tag = "data", params(AreaParams),
    responses((status = 200, description = "Areas", body = List<AreaSummary>)))]
pub async fn areas(
    State(app): State<AppState>,
    Served(snapshot): Served,
    Query(params): Query<AreaParams>,
) -> ApiResult<Written> {
    written::json(&app.pools().data, move |left| listed(&snapshot, &params, left)).await
}

fn listed(snapshot: &Snapshot, params: &AreaParams, left: &Left) -> ApiResult<List<AreaSummary>> {
    let level: Option<Level> = match params.level.as_deref() {
        None => None,
        Some(text) => Some(
            text.parse::<Level>()
                .map_err(|error| ApiError::parameter("level", format!("{error}.")))?,
        ),
    };
    let parent = params.parent.as_deref().map(|text| existing(snapshot, text)).transpose()?;
    let limit = limit(params.limit, 100, 10_000)?;
    let identity = format!("{} areas {:?} {:?} {:?}", snapshot.version(), level, parent, params.q);
    let page = Page::new(&identity, params.cursor.as_deref(), limit)?;

    let found = match params.q.as_deref().map(str::trim) {
        Some(q) => {
            // Every word is looked for among all names, until nobody waits for them.
            by_name(snapshot, searchable(q)?, level, |code| {
                !left.gone() && parent.is_none_or(|parent| code != parent && code.is_within(parent))
            })
        }
        None => in_order(snapshot, level, parent),
    };
    let list = page.cut(found.into_iter());
    let items = list.items.into_iter().filter_map(|code| snapshot.dataset().area(code));
    Ok(List {
        items: items.map(|area| AreaSummary::new(snapshot, area)).collect(),
        total: list.total,
        next_cursor: list.next_cursor,
    })
}

/// The code of an area that exists.
pub fn existing(snapshot: &Snapshot, text: &str) -> ApiResult<AreaCode> {
    let code = area_code(text)?;
    let area = snapshot.dataset().area(code);
    area.map(|area| area.code).ok_or_else(|| gone::absent(snapshot, code))
}

/// What is searched for, unless it is longer than any name.
fn searchable(q: &str) -> ApiResult<&str> {
    if q.chars().count() > MAX_SEARCHED {
        let problem = format!("has more than {MAX_SEARCHED} characters.");
        return Err(ApiError::parameter("q", problem));
    }
    Ok(q)
}

fn by_name(
    snapshot: &Snapshot,
    q: &str,
    level: Option<Level>,
    wanted: impl Fn(AreaCode) -> bool,
) -> Vec<AreaCode> {
    let keep = |code: AreaCode| level.is_none_or(|level| code.level() == level) && wanted(code);
    match q.parse::<AreaCode>() {
        Ok(code) if snapshot.row(code).is_some() => {
            Some(code).filter(|c| keep(*c)).into_iter().collect()
        }
        // A code that is gone finds what came of it.
        Ok(code) => {
            let heirs = snapshot.successors(code).filter(|(whose, _)| *whose == code);
            let heirs = heirs.into_iter().flat_map(|(_, heirs)| heirs);
            heirs.map(|heir| heir.code).filter(|code| keep(*code)).collect()
        }
        Err(_) => snapshot.names().search(q, keep),
    }
}

fn in_order(snapshot: &Snapshot, level: Option<Level>, parent: Option<AreaCode>) -> Vec<AreaCode> {
    let codes = |areas: &[Area]| -> Vec<AreaCode> { areas.iter().map(|area| area.code).collect() };
    let Some(parent) = parent else {
        return codes(snapshot.dataset().areas(level.unwrap_or(Level::Province)));
    };
    match level.or(parent.level().below()) {
        // An area does not lie within itself, nor does a larger one.
        Some(level) if level > parent.level() => codes(snapshot.within(level, parent)),
        _ => Vec::new(),
    }
}

/// The latest value of an indicator that holds for an area.
#[derive(Serialize, ToSchema)]
pub struct AreaValue {
    /// The indicator.
    id: String,
    value: Option<f64>,
    year: i32,
    /// `observed`, `modelled`, `averaged` (of several years), `partial` (of a part of a year),
    /// `suppressed` or `missing`.
    status: &'static str,
    source: String,
    /// The months that it speaks of where they are no year, as `2014-01/2014-09`.
    period: Option<String>,
    /// The level at which the value is stated.
    level: &'static str,
    /// The area that the value is stated for: this one or one above.
    area_code: String,
    /// Published figures about that area and indicator, or what the indicator is made from, that do not count:
    /// they contradict a better source, or are of another time.
    claims: Vec<Claim>,
}

/// The nearest one-stop service office.
#[derive(Serialize, ToSchema)]
pub struct NearestOffice {
    id: String,
    name: String,
    /// Along the ellipsoid.
    distance_km: f64,
    /// `by_rule` where the address is not known, otherwise `stated`.
    placed: &'static str,
    /// What the position rests on.
    location_basis: String,
    /// Operating offices whose place is known. A nearer one may be among the others.
    offices_known: usize,
    /// Offices that there are, as the latest national claim states; null where nobody states it.
    offices_stated: Option<usize>,
}

/// The nearest designated village.
#[derive(Serialize, ToSchema)]
pub struct NearestVillage {
    code: String,
    name: String,
    /// Along the ellipsoid.
    distance_km: f64,
}

/// An area with all that is known of it.
#[derive(Serialize, ToSchema)]
pub struct AreaDetail {
    #[serde(flatten)]
    summary: AreaSummary,
    /// Number of areas of the next level within it.
    children: usize,
    /// The latest value of every indicator that is stated for it or for the area above at the level
    /// of the indicator.
    indicators: Vec<AreaValue>,
    /// Of the village, or of all villages within.
    designations: Vec<Designation>,
    nearest_ltsa: Option<NearestOffice>,
    nearest_designated: Option<NearestVillage>,
}

/// One area.
#[utoipa::path(get, path = "/api/v1/areas/{code}", tag = "data",
    params(("code" = String, Path, description = "Kemendagri code, such as 52.03.01.2001")),
    responses((status = 200, description = "The area", body = AreaDetail)))]
pub async fn area(
    State(app): State<AppState>,
    Served(snapshot): Served,
    Path(code): Path<String>,
) -> ApiResult<Written> {
    written::json(&app.pools().data, move |_| detail(&snapshot, &code)).await
}

fn detail(snapshot: &Snapshot, code: &str) -> ApiResult<AreaDetail> {
    let code = existing(snapshot, code)?;
    let dataset = snapshot.dataset();
    let claims: Vec<Claim> = dataset.rows("claims").map_err(ApiError::internal)?;
    let area = dataset.area(code).ok_or_else(|| ApiError::no_area(code))?;
    let below = code.level().below();
    let point = area.point.map(|point| [point.x, point.y]);
    let nearest_ltsa = point.and_then(|point| snapshot.sites().nearest_office(point));
    let nearest_designated =
        point.and_then(|point| snapshot.sites().nearest_designated(point, code));
    Ok(AreaDetail {
        summary: AreaSummary::new(snapshot, area),
        children: below.map_or(0, |level| snapshot.within(level, code).len()),
        indicators: values(snapshot, code, &claims),
        designations: snapshot.sites().designations_within(code).cloned().collect(),
        nearest_ltsa: nearest_ltsa.map(|(office, metres)| NearestOffice {
            id: office.id.clone(),
            name: office.name.clone(),
            distance_km: metres / 1000.0,
            placed: if office.placed_by_rule { "by_rule" } else { "stated" },
            location_basis: office.location_basis.clone(),
            offices_known: snapshot.sites().known_offices().known,
            offices_stated: snapshot.sites().known_offices().stated,
        }),
        nearest_designated: nearest_designated.and_then(|(code, metres)| {
            let name = dataset.area(code)?.name.clone();
            Some(NearestVillage { code: code.to_string(), name, distance_km: metres / 1000.0 })
        }),
    })
}

/// What is stated for the area or one above it, and what is stated to be missing there.
fn values(snapshot: &Snapshot, code: AreaCode, claims: &[Claim]) -> Vec<AreaValue> {
    let values = snapshot.values();
    let value = |indicator: &Indicator| {
        let id = indicator.id.as_str();
        let latest = values.resolve(code, id, When::Latest);
        let period = latest.and_then(|of| of.period).map(str::to_owned);
        let (value, stated_for, year, status, source) = match latest {
            Some(of) if of.how == Stated::Below => return None,
            Some(of) => (Some(of.value), of.stated_for, of.year, of.status, of.source),
            None => {
                let none = values.unstated(code, id, When::Latest)?;
                (None, none.stated_for, none.year, none.status, none.source)
            }
        };
        Some(AreaValue {
            id: id.to_owned(),
            value,
            year,
            status: status.as_str(),
            source: source.to_owned(),
            period,
            level: stated_for.level().as_str(),
            area_code: stated_for.to_string(),
            claims: claims.iter().filter(|c| c.stands_beside(stated_for, id)).cloned().collect(),
        })
    };
    values.indicators().filter_map(value).collect()
}
