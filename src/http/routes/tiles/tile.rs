//! A tile. It has a route of its own outside of what surrounds all others: a map asks for dozens at once, and a
//! policy for pages, a request id and a log line for each would cost more than finding the tile.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use axum::body::Body;
use axum::extract::{RawPathParams, Request, State};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use geodata::tile::{Encoding, TileOptions};
use metrics::{Counter, Histogram};
use serde::Deserialize;
use utoipa::IntoParams;

use super::address;
use super::busy::busy;
use super::scenario::ranked;
use crate::access::{Access, Action, On};
use crate::app::{App, AppState};
use crate::http::access::{self, Reader};
use crate::http::answer::accept::Preferences;
use crate::http::answer::cache::{self, Caching};
use crate::http::middleware;
use crate::http::problem::{ApiError, ApiResult, Code, RequestId};
use crate::http::request::extract::Query;
use crate::http::request::proxy;
use crate::tiles::{CachedTile, Coding, TileFailure, TileRequest};

/// The route as metrics name it.
const ROUTE: &str = "/tiles/{layers}/{z}/{x}/{y}";
/// Of tiles that were answered as they should be, one in so many is logged. Metrics count all.
const LOGGED: u64 = 1000;

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
    let response = match answer(&app, &path, &parts).await {
        Ok(response) => response,
        Err(error) => documented(error, &app, &parts.extensions, &parts.headers),
    };
    observe(&parts, response.status(), started);
    response
}

/// Says that the route only reads.
pub async fn only_read(State(app): State<AppState>, request: Request) -> Response {
    let error = ApiError::new(Code::MethodNotAllowed, "Tiles answer GET and HEAD only.");
    documented(error, &app, request.extensions(), request.headers())
}

fn documented(error: ApiError, app: &App, of: &Extensions, headers: &HeaderMap) -> Response {
    let under = proxy::under(&app.config().trusted_proxies, of, headers);
    error.documented(&RequestId::of(headers), &under)
}

async fn answer(app: &AppState, path: &RawPathParams, parts: &Parts) -> ApiResult<Response> {
    if let Some(error) = middleware::refused_host(&parts.headers, &parts.uri, app.hosts()) {
        return Err(error);
    }
    let (proxies, instance) = (&app.config().trusted_proxies, app.accounts().instance());
    let site = proxy::site(proxies, &parts.extensions, &parts.headers, instance);
    let served = app.catalogues();
    let principal = access::principal(app, &served, &parts.headers, &site).await?;
    let reader = Reader(principal, served);
    reader.check(Action::Look, On::Somewhere)?;
    let mut response = tile_for(app, &reader, path, parts).await?;
    // Who may know of a scenario is a question of who asks.
    if app.access() == Access::Accounts || reader.sees_more() {
        cache::keep_private(response.headers_mut());
    }
    Ok(response)
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
    let (y, ending) = address::ending(y)?;
    let tile = address::coord(z, x, y)?;
    let encoding = match ending {
        Some(encoding) => encoding,
        None => address::accepted(&parts.headers)?,
    };
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
    let caching = match (ending, fixed) {
        (Some(_), true) => Caching::IMMUTABLE,
        (Some(_), false) => Caching::FILE,
        (None, _) => Caching::ASKED,
    };
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

/// The coding that a client likes best; of equals the first of [`Coding::PREFERRED`], and none at all only where
/// no other is wanted or it is wanted more.
fn coding(headers: &HeaderMap) -> Coding {
    let wanted = Preferences::of(headers, header::ACCEPT_ENCODING);
    let weight = |coding: &Coding| coding.name().map_or(0, |name| wanted.coding(name));
    let best = Coding::PREFERRED.into_iter().rev().max_by_key(weight);
    let plain = wanted.named("identity").unwrap_or_default();
    best.filter(|coding| weight(coding) > 0 && weight(coding) >= plain).unwrap_or(Coding::Identity)
}

fn respond(
    tile: CachedTile,
    encoding: Encoding,
    coding: Coding,
    caching: Caching,
) -> ApiResult<Response> {
    let (mut response, content) = match tile {
        Some(tile) => (Response::new(Body::from(tile.body)), Some(tile.tag)),
        None => (Response::new(Body::empty()), None),
    };
    let headers = response.headers_mut();
    headers.reserve(8);
    headers.extend(caching.headers());
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    let Some(tag) = content else {
        *response.status_mut() = StatusCode::NO_CONTENT;
        return Ok(response);
    };
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(encoding.media_type()));
    if let Some(name) = coding.name() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    headers.insert(header::ETAG, HeaderValue::from_maybe_shared(tag).map_err(ApiError::internal)?);
    Ok(response)
}

fn failed(failure: TileFailure) -> ApiError {
    match failure {
        TileFailure::Busy => busy(),
        failure => ApiError::internal(failure),
    }
}

/// Counts an answer, and logs it where it failed or its turn has come.
fn observe(parts: &Parts, status: StatusCode, started: Instant) {
    static ANSWERED: AtomicU64 = AtomicU64::new(0);
    static METRICS: OnceLock<(Counter, Histogram)> = OnceLock::new();
    let elapsed = started.elapsed();
    let counter = |status: StatusCode| {
        let labels = [
            ("method", middleware::known_method(&parts.method).to_owned()),
            ("route", ROUTE.to_owned()),
            ("status", status.as_str().to_owned()),
        ];
        metrics::counter!("http_requests_total", &labels)
    };
    // Looking a metric up costs as much as finding a tile; the usual ones are looked up once.
    let (read, duration) = METRICS.get_or_init(|| {
        let labels = [("method", "GET"), ("route", ROUTE), ("status", "200")];
        let duration = metrics::histogram!("http_request_duration_seconds", "route" => ROUTE);
        (metrics::counter!("http_requests_total", &labels), duration)
    });
    duration.record(elapsed);
    if parts.method == axum::http::Method::GET && status == StatusCode::OK {
        read.increment(1);
    } else {
        counter(status).increment(1);
    }
    let usual = !status.is_client_error() && !status.is_server_error();
    if !usual || ANSWERED.fetch_add(1, Ordering::Relaxed).is_multiple_of(LOGGED) {
        let elapsed_ms = elapsed.as_secs_f64() * 1e3;
        let (method, path, status) = (&parts.method, parts.uri.path(), status.as_u16());
        tracing::info!(%method, path, status, elapsed_ms, "answered");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_coding_is_the_one_that_is_liked_best() {
        let of = |accept: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accept));
            coding(&headers)
        };
        assert_eq!(coding(&HeaderMap::new()), Coding::Identity);
        for accept in ["gzip, deflate, br, zstd", "*", "br;q=0.9, gzip", "identity;q=0.5, gzip"] {
            assert_eq!(of(accept), Coding::Gzip, "{accept}");
        }
        assert_eq!(of("br"), Coding::Brotli);
        assert_eq!(of("gzip;q=0.5, br;q=0.8"), Coding::Brotli);
        assert_eq!(of("gzip;q=0, *"), Coding::Zstd);
        assert_eq!(of("br, zstd"), Coding::Zstd);
        for accept in ["identity", "deflate", "gzip;q=0", "identity, gzip;q=0.5", ""] {
            assert_eq!(of(accept), Coding::Identity, "{accept}");
        }
    }
}
