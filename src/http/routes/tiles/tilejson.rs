//! The description of tiles for map clients.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use geodata::tile::{Encoding, TileLayer};
use geodata::topology::FINEST;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::address;
use super::scenario::ranked;
use crate::app::AppState;
use crate::http::access::Reader;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::request::extract::{Path, Query};
use crate::http::request::origin::Origin;
use crate::planning::NumbersMeaning;
use crate::snapshot::{Scale, VectorLayer};

/// Indonesia, for layers without any feature.
pub(super) const COUNTRY: [f64; 4] = [94.9, -11.1, 141.1, 6.1];

/// TileJSON 3.0.
#[derive(Serialize, ToSchema)]
pub struct TileJson {
    /// `3.0.0`.
    tilejson: &'static str,
    name: String,
    /// The version of the tiles: that of the dataset and the number of the tiles' own format.
    version: String,
    scheme: &'static str,
    attribution: String,
    /// Addresses of tiles, with the version.
    tiles: Vec<String>,
    minzoom: u8,
    maxzoom: u8,
    /// West, south, east, north.
    bounds: [f64; 4],
    /// Centre and zoom to begin with.
    center: [f64; 3],
    /// `mvt` or `mlt`, as sources of MapLibre name it.
    encoding: &'static str,
    /// The layers in the tiles, with the types of their properties.
    vector_layers: Vec<VectorLayer>,
    /// What the whole numbers of each indicator in the tiles stand for.
    scales: BTreeMap<String, Scale>,
    /// What the numbers of a saved plan's ranking stand for, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    ranking: Option<NumbersMeaning>,
}

/// How a description is asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TileJsonParams {
    /// `mvt` (as without it) or `mlt`: the kind of tiles that it describes.
    encoding: Option<String>,
    /// The code of an area: the tiles have only what it is, lies in it or stands in it.
    area: Option<String>,
    /// Indicators with commas between them: areas carry these alone; none where it is empty.
    indicators: Option<String>,
    /// The id of a saved plan: villages carry the `rank`, `score` and `class` of its ranking too.
    scenario: Option<String>,
}

/// The description of one layer, or of several in one tile, for map clients.
#[utoipa::path(get, path = "/tiles/{layers}", tag = "map",
    params(TileJsonParams,
        ("layers" = String, Path, description = "A layer's name, or several with commas between them, with the ending .json")),
    responses((status = 200, description = "TileJSON 3.0", body = TileJson)))]
pub async fn tilejson(
    State(app): State<AppState>,
    reader: Reader,
    Path(file): Path<String>,
    Query(params): Query<TileJsonParams>,
    origin: Origin,
) -> ApiResult<Json<TileJson>> {
    let snapshot = reader.catalogue();
    let names = file.strip_suffix(".json").unwrap_or(&file);
    let list = address::layers(names)?;
    let area = address::area(snapshot, params.area.as_deref())?;
    let columns = address::columns(snapshot, params.indicators.as_deref())?;
    let encoding = encoding(params.encoding.as_deref())?;
    let ranked = match &params.scenario {
        Some(id) => Some(ranked(&app, &reader, list, snapshot.tiles_version(), id).await?),
        None => None,
    };
    let with = ranked.as_ref().map(|ranked| ranked.layers(snapshot)).transpose()?;
    let all = with.as_deref().unwrap_or(snapshot.layers());
    let layers: Vec<&TileLayer> =
        list.places().filter_map(|place| all.get(place)).map(AsRef::as_ref).collect();
    let bounds = layers.iter().filter_map(|layer| layer.bounds());
    let bounds =
        bounds.reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]);
    let bounds = bounds.unwrap_or(COUNTRY);
    let [west, south, east, north] = bounds;
    let version = ranked.as_ref().map_or(snapshot.tiles_version(), |ranked| &ranked.version);
    let ending = encoding.extension();
    let area = area.map_or(String::new(), |area| format!("&area={area}"));
    // Read as names of indicators: nothing in them needs to be coded.
    let indicators = columns.and(params.indicators.as_deref());
    let indicators = indicators.map_or(String::new(), |names| format!("&indicators={names}"));
    // An id that was found is letters and digits.
    let scenario = params.scenario.map_or(String::new(), |id| format!("&scenario={id}"));
    Ok(Json(TileJson {
        tilejson: "3.0.0",
        name: list.to_string(),
        version: version.to_string(),
        scheme: "xyz",
        attribution: snapshot.attribution(),
        tiles: vec![format!(
            "{}/tiles/{list}/{{z}}/{{x}}/{{y}}.{ending}?v={version}{area}{indicators}{scenario}",
            origin.0
        )],
        minzoom: layers.iter().map(|layer| layer.spec().min_zoom).min().unwrap_or(0),
        maxzoom: FINEST,
        bounds,
        center: [(west + east) / 2.0, (south + north) / 2.0, 4.0],
        encoding: ending,
        vector_layers: layers.iter().map(|layer| snapshot.described(layer, columns)).collect(),
        scales: snapshot.scales(&layers, columns),
        ranking: ranked.as_ref().map(|ranked| ranked.numbers.meaning.clone()),
    }))
}

/// The kind of tiles that is named, of Mapbox where none is.
///
/// # Errors
/// `invalid_parameter` for another name.
pub(super) fn encoding(name: Option<&str>) -> ApiResult<Encoding> {
    let Some(name) = name else { return Ok(Encoding::Mvt) };
    let found = Encoding::ALL.into_iter().find(|encoding| encoding.extension() == name);
    found.ok_or_else(|| {
        ApiError::parameter("encoding", format!("`{name}` is neither `mvt` nor `mlt`."))
    })
}
