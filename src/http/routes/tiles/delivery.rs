//! How a tile is answered, which stands outside of what surrounds all other routes: who may have it, in which coding, what is
//! counted.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use geodata::tile::Encoding;
use metrics::{Counter, Histogram};

use super::busy::busy;
use crate::access::{Access, Action, On};
use crate::app::{App, AppState};
use crate::http::access::{self, Reader};
use crate::http::answer::accept::Preferences;
use crate::http::answer::cache::{self, Caching};
use crate::http::middleware;
use crate::http::problem::{ApiError, ApiResult, Code, RequestId};
use crate::http::request::proxy;
use crate::tiles::{CachedTile, Coding, TileFailure};

/// Of tiles that were answered as they should be, one in so many is logged. Metrics count all.
const LOGGED: u64 = 1000;

/// Who asks, where they may do what the route does.
///
/// # Errors
/// For another host, and for who may not.
pub(super) async fn reader(app: &AppState, parts: &Parts, action: Action) -> ApiResult<Reader> {
    if let Some(error) = middleware::refused_host(&parts.headers, &parts.uri, app.hosts()) {
        return Err(error);
    }
    let (proxies, instance) = (&app.config().trusted_proxies, app.accounts().instance());
    let site = proxy::site(proxies, &parts.extensions, &parts.headers, instance);
    let served = app.catalogues();
    let principal = access::principal(app, &served, &parts.headers, &site).await?;
    let reader = Reader(principal, served);
    reader.check(action, On::Somewhere)?;
    Ok(reader)
}

/// The answer, which is for this reader alone where others may see something else.
pub(super) fn private(app: &AppState, reader: &Reader, mut answer: Response) -> Response {
    if app.access() == Access::Accounts || reader.sees_more() {
        cache::keep_private(answer.headers_mut());
    }
    answer
}

/// The answer or the document of its error, counted.
pub(super) fn answered(
    answer: ApiResult<Response>,
    app: &App,
    parts: &Parts,
    route: &Measured,
    started: Instant,
) -> Response {
    let response =
        answer.unwrap_or_else(|error| documented(error, app, &parts.extensions, &parts.headers));
    observe(parts, response.status(), route, started);
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

/// The coding that a client likes best; of equals the first of [`Coding::PREFERRED`], and none at all only where
/// no other is wanted or it is wanted more.
pub(super) fn coding(headers: &HeaderMap) -> Coding {
    let wanted = Preferences::of(headers, header::ACCEPT_ENCODING);
    let weight = |coding: &Coding| coding.name().map_or(0, |name| wanted.coding(name));
    let best = Coding::PREFERRED.into_iter().rev().max_by_key(weight);
    let plain = wanted.named("identity").unwrap_or_default();
    best.filter(|coding| weight(coding) > 0 && weight(coding) >= plain).unwrap_or(Coding::Identity)
}

/// The answer with a tile; 204 where there is nothing to show.
///
/// # Errors
/// When its tag is no header, which is a defect.
pub(super) fn respond(
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

/// Why there is no tile, as clients are told.
pub(super) fn failed(failure: TileFailure) -> ApiError {
    match failure {
        TileFailure::Busy => busy(),
        failure => ApiError::internal(failure),
    }
}

/// A route, and what is measured of it.
pub(super) struct Measured {
    route: &'static str,
    /// Looking a metric up costs as much as finding a tile; the usual ones are looked up once.
    usual: OnceLock<(Counter, Histogram)>,
}

impl Measured {
    /// Of a route as metrics name it.
    pub(super) const fn new(route: &'static str) -> Self {
        Self { route, usual: OnceLock::new() }
    }
}

/// Counts an answer, and logs it where it failed or its turn has come.
fn observe(parts: &Parts, status: StatusCode, route: &Measured, started: Instant) {
    static ANSWERED: AtomicU64 = AtomicU64::new(0);
    let elapsed = started.elapsed();
    let counter = |status: StatusCode| {
        let labels = [
            ("method", middleware::known_method(&parts.method).to_owned()),
            ("route", route.route.to_owned()),
            ("status", status.as_str().to_owned()),
        ];
        metrics::counter!("http_requests_total", &labels)
    };
    let (read, duration) = route.usual.get_or_init(|| {
        let labels = [("method", "GET"), ("route", route.route), ("status", "200")];
        let duration = metrics::histogram!("http_request_duration_seconds", "route" => route.route);
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
