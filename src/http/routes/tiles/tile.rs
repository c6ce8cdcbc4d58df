//! A tile. It has a route of its own outside of what surrounds all others: a map asks for dozens at once, and a
//! policy for pages, a request id and a log line for each would cost more than finding the tile.

use std::time::Instant;

use axum::extract::{RawPathParams, Request, State};
use axum::http::header;
use axum::http::request::Parts;
use axum::response::Response;
use geodata::tile::TileOptions;
use serde::Deserialize;
use utoipa::IntoParams;

use super::address::{self, Addressed};
use super::delivery::{self, Measured, coding, failed, respond};
use super::scenario::ranked;
use crate::access::Action;
use crate::app::AppState;
use crate::http::access::Reader;
use crate::http::answer::cache;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::request::extract::Query;
use crate::tiles::TileRequest;

/// The route as metrics name it.
static ROUTE: Measured = Measured::new("/tiles/{layers}/{z}/{x}/{y}");

/// What is asked for beside a tile's address.
#[derive(Deserialize, IntoParams, Default)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TileParams {
    /// The version of the tiles as TileJSON names it; with the current one the answer may be kept
    /// for ever.
    v: Option<String>,
    /// The code of an area: only what it is, lies in it or stands in it.
    area: Option<String>,
    /// Indicators with commas between them: areas carry the steps of these alone; of none where it is empty. Without it
    /// they carry those of all that any village has a value of.
    indicators: Option<String>,
    /// The id of a saved plan: villages carry `rank`, `score` and `class` too, of its ranking over the dataset that is served now.
    scenario: Option<String>,
}

/// One tile, of one layer or several. An empty one is answered 204.
///
/// Compressed with gzip, Zstandard or Brotli as `Accept-Encoding` asks. Without an ending `Accept` says
/// which of the two kinds is meant.
#[utoipa::path(get, path = "/tiles/{layers}/{z}/{x}/{y}", tag = "map",
    params(TileParams,
        ("layers" = String, Path, description = "provinces, regencies, districts, villages, designations, ltsa: one, or several with commas between them"),
        ("z" = String, Path, description = "Zoom, 0 to 14"),
        ("x" = String, Path, description = "Column from the west"),
        ("y" = String, Path, description = "Row from the north, with the ending .mvt or .pbf (Mapbox Vector Tile 2.1) or .mlt (MapLibre Tile)")),
    responses(
        (status = 200, description = "The tile", content(
            (Vec<u8> = "application/vnd.mapbox-vector-tile"),
            (Vec<u8> = "application/vnd.maplibre-tile"))),
        (status = 204, description = "Nothing is there"),
        (status = 304, description = "Unchanged")))]
pub async fn tile(State(app): State<AppState>, path: RawPathParams, request: Request) -> Response {
    let started = Instant::now();
    // The body, of which there is none, must not wait with the rest for the tile.
    let (parts, _) = request.into_parts();
    let response = match delivery::reader(&app, &parts, Action::Look).await {
        Ok(reader) => {
            let answer = tile_for(&app, &reader, &path, &parts).await;
            // Who may know of a scenario is a question of who asks.
            answer.map(|answer| delivery::private(&app, &reader, answer))
        }
        Err(error) => Err(error),
    };
    delivery::answered(response, &app, &parts, &ROUTE, started)
}

/// The tile of one of the two catalogues; its version is in the address, the tag and the key of the cache.
async fn tile_for(
    app: &AppState,
    reader: &Reader,
    path: &RawPathParams,
    parts: &Parts,
) -> ApiResult<Response> {
    let snapshot = reader.catalogue();
    let params = match parts.uri.query() {
        None => TileParams::default(),
        Some(_) => Query::of(&parts.uri)?,
    };
    let mut of_path = path.iter().map(|(_, value)| value);
    let mut next = || of_path.next().unwrap_or_default();
    let (layers, z, x, y) = (address::layers(next())?, next(), next(), next());
    let addressed = Addressed::new(z, x, y, &parts.headers)?;
    let (tile, encoding) = (addressed.tile, addressed.encoding);
    let area = address::area(snapshot, params.area.as_deref())?;
    let columns = address::columns(snapshot, params.indicators.as_deref())?;
    let options = TileOptions { area, columns, ..encoding.into() };
    let request = TileRequest { layers, tile, options };

    let (limit, begun) = (app.config().limits.tile_timeout, Instant::now());
    let ranked = match &params.scenario {
        Some(id) => {
            let ranking = ranked(app, reader, layers, snapshot.tiles_version(), id);
            Some(tokio::time::timeout(limit, ranking).await.map_err(|_| ApiError::late(limit))??)
        }
        None => None,
    };
    let version = ranked.as_ref().map_or(snapshot.tiles_version(), |ranked| &ranked.version);
    // Only an address with the current version stands for one content for ever; a scenario may be withdrawn from a reader.
    let fixed = ranked.is_none() && params.v.as_deref() == Some(&**version);
    let caching = addressed.caching(fixed);
    if parts.headers.contains_key(header::IF_NONE_MATCH)
        && let Some(known) = cache::matching_tag(&parts.headers, &request.name(version))
    {
        return Ok(cache::not_modified(known, caching));
    }
    let coding = coding(&parts.headers);
    let found = match app.tiles().kept(version, request, coding) {
        Some(kept) => kept,
        None => {
            let with = ranked.as_ref().map(|ranked| ranked.layers(snapshot)).transpose()?;
            let layers = with.as_deref().unwrap_or(snapshot.layers());
            let making = app.tiles().get(version, layers, request, coding);
            match tokio::time::timeout(limit.saturating_sub(begun.elapsed()), making).await {
                Ok(made) => made.map_err(failed)?,
                Err(_) => return Err(ApiError::late(limit)),
            }
        }
    };
    respond(found, encoding, coding, caching)
}
