//! Pages of other sites that may read here: those of the sites that the operator lists, and nobody else's.
//!
//! They read what anybody may read, or what the token that they send may: a browser sends them nobody's sign-in, because no answer allows
//! credentials, and what comes with a cookie all the same is treated as one of a site that is not listed. Nothing that is saved can be changed
//! from there.

use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::access::Action;
use crate::http::access::RULES;
use crate::http::middleware::OfListedSite;

/// Headers that pages may send beside those that every page may.
const SENT: &str = "accept, authorization, content-type, if-none-match, x-statement-id";
/// Headers of answers that pages may read beside those that every page may.
const READ: &str = "etag, retry-after, x-request-id, x-row-count, x-truncated";
/// How long a browser remembers that it may ask, in seconds.
const REMEMBERED: &str = "600";

/// Middleware around the answers: lets pages of listed sites read.
pub async fn allow(
    State(sites): State<Arc<[String]>>,
    mut request: Request,
    next: Next,
) -> Response {
    if sites.is_empty() {
        return next.run(request).await;
    }
    let site = listed(&sites, request.headers()).filter(|_| reads(&request));
    if site.is_some() {
        request.extensions_mut().insert(OfListedSite);
    }
    let asks_first = request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = match site {
        Some(_) if asks_first => may_ask(),
        _ => next.run(request).await,
    };
    let headers = response.headers_mut();
    // A cache must not give one site the answer to another.
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    if let Some(site) = site {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, site);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(READ));
        let policy = HeaderName::from_static("cross-origin-resource-policy");
        headers.insert(policy, HeaderValue::from_static("cross-origin"));
    }
    response
}

/// The site of the page, where it is listed.
fn listed(sites: &[String], headers: &HeaderMap) -> Option<HeaderValue> {
    let origin = headers.get(header::ORIGIN)?;
    sites.iter().any(|site| site.as_bytes() == origin.as_bytes()).then(|| origin.clone())
}

/// Whether a request, or the one that it asks about, only reads, and comes with nobody's sign-in.
fn reads(request: &Request) -> bool {
    let Some(path) = request.extensions().get::<MatchedPath>() else { return false };
    let asked = request.headers().get(header::ACCESS_CONTROL_REQUEST_METHOD);
    let asked = asked.filter(|_| request.method() == Method::OPTIONS);
    let method = match asked.map(|method| method.to_str()) {
        Some(method) => method.unwrap_or_default(),
        None => request.method().as_str(),
    };
    let method = if method == "HEAD" { "GET" } else { method };
    let rule = RULES.iter().find(|(verb, route, _)| (*verb, *route) == (method, path.as_str()));
    let open = |action: Action| {
        matches!(action, Action::Look | Action::Query | Action::Calculate | Action::ReadSigned)
    };
    let only_reads = |method: &str, route: &str| {
        method == "GET" || method == "POST" && !route.starts_with("/api/v1/tokens")
    };
    let reads = rule.is_some_and(|(verb, route, action)| open(*action) && only_reads(verb, route));
    reads && !request.headers().contains_key(header::COOKIE)
}

/// The answer to a browser that asks before it asks.
fn may_ask() -> Response {
    let headers = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, SENT),
        (header::ACCESS_CONTROL_MAX_AGE, REMEMBERED),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}
