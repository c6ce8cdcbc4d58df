//! What happens around every handler: the request's id, log line, metrics, security headers, host
//! check, time limit and load shield. Each is one small middleware.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;
use tracing::Instrument;

use crate::http::problem::request_id;
use crate::http::problem::{ApiError, Code, RequestId};

/// Gives the request its id, logs one line about it, and counts it.
pub async fn observe(mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = RequestId::of(request.headers());
    request.extensions_mut().insert(id.clone());
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    // Unmatched addresses share one label: metrics must not grow with what strangers type.
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("(none)".to_owned(), |m| m.as_str().to_owned());

    let span = tracing::info_span!("request", request_id = %id.0, %method, path);
    let mut response = next.run(request).instrument(span).await;

    let status = response.status().as_u16();
    let elapsed = started.elapsed();
    let elapsed_ms = elapsed.as_secs_f64() * 1e3;
    tracing::info!(request_id = %id.0, %method, path, status, elapsed_ms, "answered");
    let labels = [
        ("method", known_method(&method).to_owned()),
        ("route", route.clone()),
        ("status", status.to_string()),
    ];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_duration_seconds", "route" => route).record(elapsed);
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        response.headers_mut().insert(&request_id::HEADER, value);
    }
    response
}

/// A method as a label; what strangers invent shares one.
pub fn known_method(method: &Method) -> &'static str {
    const KNOWN: [&str; 9] =
        ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE"];
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or("(other)")
}

/// Headers that keep a browser from doing with our pages what we never ask it to.
pub async fn security_headers(
    State(policy): State<HeaderValue>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    // What a listed site may read says so itself.
    headers
        .entry("cross-origin-resource-policy")
        .or_insert(HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    response
}

/// The hosts this server answers for; `None` answers for every host.
pub type AllowedHosts = Option<Arc<[String]>>;

/// Refuses requests that name another host. A page of another site whose name was rebound to
/// 127.0.0.1 would otherwise read a planner's local server.
pub async fn check_host(
    State(allowed): State<AllowedHosts>,
    request: Request,
    next: Next,
) -> Response {
    match refused_host(request.headers(), request.uri(), allowed.as_deref()) {
        Some(error) => error.into_response(),
        None => next.run(request).await,
    }
}

/// Why the host that a request names is refused, if it is.
pub fn refused_host(
    headers: &HeaderMap,
    uri: &Uri,
    allowed: Option<&[String]>,
) -> Option<ApiError> {
    if headers.get_all(header::HOST).iter().nth(1).is_some() {
        return Some(
            ApiError::new(Code::HostNotAllowed, "The request names more than one host.")
                .hint("Send one `Host` header."),
        );
    }
    let allowed = allowed?;
    let host = host_of(headers, uri);
    if host.as_deref().is_some_and(|host| answers_for(host, Some(allowed))) {
        return None;
    }
    let named = host.as_deref().unwrap_or("(none)");
    Some(
        ApiError::new(Code::HostNotAllowed, format!("The request names the host `{named}`."))
            .hint("Add the name to `allowed_hosts` in the configuration."),
    )
}

/// Whether this server answers for a host: of a list for those in it and for names of this machine.
pub fn answers_for(host: &str, allowed: Option<&[String]>) -> bool {
    let listed = |names: &[String]| names.iter().any(|name| name.eq_ignore_ascii_case(host));
    allowed.is_none_or(|names| is_loopback(host) || listed(names))
}

/// Refuses what another site's page has a planner's browser send here, unless it only reads. Browsers say where a page
/// comes from (`Sec-Fetch-Site`, `Origin`) and pages cannot change that; programs say nothing and pass.
pub async fn check_origin(
    State(allowed): State<AllowedHosts>,
    request: Request,
    next: Next,
) -> Response {
    // A statement in an address only reads, but a page of another site could have its readers run it.
    let harmless = request.method().is_safe() && request.uri().path() != "/api/v1/sql";
    let listed = request.extensions().get::<OfListedSite>().is_some();
    if harmless || listed || is_of_this_site(&request, allowed.as_deref()) {
        return next.run(request).await;
    }
    ApiError::new(Code::OriginNotAllowed, "The request comes from a page of another site.")
        .hint(
            "Open this server's own page. Behind a proxy, hand on the name by which browsers ask (`Host` or \
             `X-Forwarded-Host`), or add it to `allowed_hosts`.",
        )
        .into_response()
}

/// Marks a request that only reads, of a page of a site that may read here, without anybody's sign-in.
#[derive(Debug, Clone, Copy)]
pub struct OfListedSite;

fn is_of_this_site(request: &Request, allowed: Option<&[String]>) -> bool {
    let text = |name: HeaderName| {
        request.headers().get(name).map(|value| value.to_str().unwrap_or_default())
    };
    // A browser that says how near the page is knows better than an address does.
    let site = text(HeaderName::from_static("sec-fetch-site"));
    if site.is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return false;
    }
    let Some(origin) = text(header::ORIGIN) else { return true };
    // `null` of a sandboxed page is no address, and nobody's.
    let Some(page) = origin.parse::<Uri>().ok().and_then(|uri| uri.into_parts().authority) else {
        return false;
    };
    let named = text(header::HOST).or_else(|| request.uri().authority().map(Authority::as_str));
    let told = text(HeaderName::from_static("x-forwarded-host"));
    let ours =
        [named, told].into_iter().flatten().any(|host| host.eq_ignore_ascii_case(page.as_str()));
    // Where a proxy hands on no name of ours. At another port of the host there is something else.
    let listed = |names: &[String]| names.iter().any(|n| n.eq_ignore_ascii_case(page.host()));
    ours || page.port().is_none() && allowed.is_some_and(listed)
}

/// The host that a request names, without its port.
fn host_of(headers: &HeaderMap, uri: &Uri) -> Option<String> {
    if let Some(host) = uri.host() {
        return Some(host.to_owned());
    }
    let text = headers.get(header::HOST)?.to_str().ok()?;
    Some(text.parse::<Authority>().ok()?.host().to_owned())
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.eq_ignore_ascii_case("localhost")
        || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Ends a request that has not begun to answer in time.
pub async fn time_limit(State(limit): State<Duration>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => ApiError::late(limit).into_response(),
    }
}

/// Bounds how many requests of one kind are under way; what comes beyond is told to come again.
#[derive(Clone)]
pub struct Shield {
    kind: &'static str,
    room: Arc<Semaphore>,
}

impl Shield {
    /// A shield that lets `in_flight` requests of `kind` in.
    pub fn new(kind: &'static str, in_flight: usize) -> Self {
        Self { kind, room: Arc::new(Semaphore::new(in_flight)) }
    }
}

/// Middleware of [`Shield`].
pub async fn shield(State(shield): State<Shield>, request: Request, next: Next) -> Response {
    let Ok(_permit) = shield.room.try_acquire() else {
        metrics::counter!("http_requests_refused_total", "kind" => shield.kind).increment(1);
        return ApiError::new(
            Code::Busy,
            format!("Too many {} requests are under way.", shield.kind),
        )
        .hint("Try again in a second.")
        .into_response();
    };
    let _counted = UnderWay::begin(shield.kind);
    next.run(request).await
}

/// A request behind a shield, counted in a metric until its answer begins.
struct UnderWay(&'static str);

impl UnderWay {
    fn begin(kind: &'static str) -> Self {
        metrics::gauge!("http_requests_in_flight", "kind" => kind).increment(1.0);
        Self(kind)
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        metrics::gauge!("http_requests_in_flight", "kind" => self.0).decrement(1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_hosts_are_known_in_every_spelling() {
        for host in ["localhost", "LOCALHOST", "127.0.0.1", "127.8.8.8", "[::1]"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["localhost.evil.example", "10.0.0.1", "example.org", ""] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
