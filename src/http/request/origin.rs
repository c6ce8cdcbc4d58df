//! The address by which a client reached this server, for documents that must name it whole.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use axum::http::uri::Authority;

/// Such as `http://127.0.0.1:8080`; empty when the client named no host.
#[derive(Debug, Clone)]
pub struct Origin(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Origin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let text = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        // A reverse proxy says how the browser came; only the two known words are taken from it.
        let scheme = if text("x-forwarded-proto") == Some("https") { "https" } else { "http" };
        let host =
            text(header::HOST.as_str()).or_else(|| parts.uri.authority().map(Authority::as_str));
        // `Host` may hold anything: only what parses as a host goes into an answer.
        let host = host.filter(|host| host.parse::<Authority>().is_ok() && !host.contains('@'));
        Ok(Self(host.map(|host| format!("{scheme}://{host}")).unwrap_or_default()))
    }
}
