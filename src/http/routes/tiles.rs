//! Vector tiles and their TileJSON.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use geodata::tile::{MAX_ZOOM, TileCoord, TileLayer};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::{IntoParams, ToSchema};

use crate::app::AppState;
use crate::http::answer::accept::Preferences;
use crate::http::answer::cache::{self, Caching};
use crate::http::problem::{ApiError, ApiResult, Code};
use crate::http::request::extract::{NoParams, Path, Query};
use crate::http::request::origin::Origin;
use crate::snapshot::Snapshot;

const MVT: &str = "application/vnd.mapbox-vector-tile";

/// The version of a tile's address.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TileParams {
    /// The version of the tiles as TileJSON names it; with the current one the answer may be kept
    /// for ever.
    v: Option<String>,
}

/// One tile. An empty one is answered 204.
#[utoipa::path(get, path = "/tiles/{layer}/{z}/{x}/{y}", tag = "map",
    params(TileParams,
        ("layer" = String, Path, description = "provinces, regencies, districts, villages, designations or ltsa"),
        ("z" = String, Path, description = "Zoom, 0 to 14"),
        ("x" = String, Path, description = "Column from the west"),
        ("y" = String, Path, description = "Row from the north, with the ending .mvt")),
    responses(
        (status = 200, description = "The tile", content_type = "application/vnd.mapbox-vector-tile", body = Vec<u8>),
        (status = 204, description = "Nothing is there"),
        (status = 304, description = "Unchanged")))]
pub async fn tile(
    State(app): State<AppState>,
    Path((layer, z, x, y)): Path<(String, String, String, String)>,
    Query(params): Query<TileParams>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let snapshot = app.snapshot();
    let layer = find(&snapshot, &layer)?;
    let tile = address(&z, &x, &y)?;
    let version = snapshot.tiles_version();
    let base = format!("{version}-{}-{}-{}-{}", layer.spec().name, tile.z(), tile.x(), tile.y());
    // Only an address with the current version stands for one content for ever.
    let current = params.v.as_deref() == Some(&**version);
    let caching = if current { Caching::IMMUTABLE } else { Caching::FILE };
    if let Some(known) = cache::matching_tag(&headers, &base) {
        return Ok(cache::not_modified(known, caching));
    }
    let made = app.tiles().get(version, layer, tile).await.map_err(ApiError::internal)?;

    let common = caching.headers();
    let Some(made) = made else { return Ok((StatusCode::NO_CONTENT, common).into_response()) };
    let tag = |suffix: &str| {
        HeaderValue::from_str(&format!("\"{base}{suffix}\"")).map_err(ApiError::internal)
    };
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static(MVT));
    if Preferences::of(&headers, header::ACCEPT_ENCODING).takes_coding("gzip") {
        let coding = (header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        return Ok(
            (common, [kind, coding, (header::ETAG, tag("+gzip")?)], made.gzip).into_response()
        );
    }
    let body = made.identity().map_err(ApiError::internal)?;
    Ok((common, [kind, (header::ETAG, tag("")?)], body).into_response())
}

fn find<'a>(snapshot: &'a Snapshot, name: &str) -> ApiResult<&'a std::sync::Arc<TileLayer>> {
    snapshot.layer(name).ok_or_else(|| {
        let names: Vec<&str> = snapshot.layers().iter().map(|layer| layer.spec().name).collect();
        ApiError::new(Code::LayerNotFound, format!("There is no tile layer `{name}`."))
            .hint(format!("Layers: {}.", names.join(", ")))
    })
}

fn address(z: &str, x: &str, y: &str) -> ApiResult<TileCoord> {
    let Some(y) = y.strip_suffix(".mvt").or_else(|| y.strip_suffix(".pbf")) else {
        return Err(ApiError::new(Code::TileNotFound, "The address of a tile ends in `.mvt`."));
    };
    let number = |name: &str, text: &str| {
        text.parse::<u32>()
            .map_err(|_| ApiError::parameter(name, format!("`{text}` is not a whole number.")))
    };
    let (z, x, y) = (number("z", z)?, number("x", x)?, number("y", y)?);
    let z = u8::try_from(z).unwrap_or(u8::MAX);
    TileCoord::new(z, x, y).map_err(|error| ApiError::new(Code::TileNotFound, format!("{error}.")))
}

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
    /// The layer in the tiles, with its properties.
    #[schema(value_type = Vec<Object>)]
    vector_layers: Vec<Value>,
}

/// The description of a layer for map clients.
#[utoipa::path(get, path = "/tiles/{layer}", tag = "map",
    params(("layer" = String, Path, description = "A layer's name with the ending .json")),
    responses((status = 200, description = "TileJSON 3.0", body = TileJson)))]
pub async fn tilejson(
    State(app): State<AppState>,
    Path(file): Path<String>,
    Query(NoParams {}): Query<NoParams>,
    origin: Origin,
) -> ApiResult<Json<TileJson>> {
    let snapshot = app.snapshot();
    let layer = find(&snapshot, file.strip_suffix(".json").unwrap_or(&file))?;
    let spec = layer.spec();
    let bounds = layer.bounds().unwrap_or([94.9, -11.1, 141.1, 6.1]);
    let [west, south, east, north] = bounds;
    let meta = &snapshot.dataset().manifest.meta;
    let mut fields = Map::new();
    fields.insert("name".to_owned(), json!("Name"));
    fields.insert("designated".to_owned(), json!("1 when the village takes part in a programme"));
    for id in layer.columns() {
        let meaning = snapshot.values().indicator(id).map_or(String::new(), |indicator| {
            format!("{} ({}), 0 to 100", indicator.name_en, indicator.unit)
        });
        fields.insert(id.to_owned(), json!(meaning));
    }
    let sources: Vec<&str> = meta.sources.iter().map(|source| source.title.as_str()).collect();
    Ok(Json(TileJson {
        tilejson: "3.0.0",
        name: spec.name.to_owned(),
        version: snapshot.tiles_version().to_string(),
        scheme: "xyz",
        attribution: sources.join("; "),
        tiles: vec![format!(
            "{}/tiles/{}/{{z}}/{{x}}/{{y}}.mvt?v={}",
            origin.0,
            spec.name,
            snapshot.tiles_version()
        )],
        minzoom: spec.min_zoom,
        maxzoom: MAX_ZOOM,
        bounds,
        center: [(west + east) / 2.0, (south + north) / 2.0, 4.0],
        vector_layers: vec![json!({
            "id": spec.name,
            "fields": fields,
            "minzoom": spec.min_zoom,
            "maxzoom": MAX_ZOOM,
        })],
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_whole_numbers_within_the_pyramid() {
        assert!(address("4", "12", "8.mvt").is_ok());
        assert_eq!(address("4", "12", "8").unwrap_err().code(), Code::TileNotFound);
        assert_eq!(address("99", "0", "0.mvt").unwrap_err().code(), Code::TileNotFound);
        assert_eq!(address("4", "16", "0.mvt").unwrap_err().code(), Code::TileNotFound);
        assert_eq!(address("4", "-1", "0.mvt").unwrap_err().code(), Code::InvalidParameter);
    }
}
