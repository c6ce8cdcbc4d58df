//! The address by which a client reached this server, for documents that must name it whole.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use axum::http::uri::Authority;

use super::prefix;

/// Such as `http://127.0.0.1:8080`, or `https://host/desmigratif` behind a proxy that shows this server under a path;
/// without the host when the client named none.
#[derive(Debug, Clone)]
pub struct Origin(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Origin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let text = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        // A reverse proxy says how the browser came; only the two known words are taken from it. Of one that is not
        // trusted `proxy` has left nothing.
        let scheme = if text("x-forwarded-proto") == Some("https") { "https" } else { "http" };
        let asked =
            text(header::HOST.as_str()).or_else(|| parts.uri.authority().map(Authority::as_str));
        let host = text("x-forwarded-host").or(asked);
        // `Host` may hold anything: only what parses as a host goes into an answer.
        let host = host.filter(|host| host.parse::<Authority>().is_ok() && !host.contains('@'));
        let host = host.map(|host| format!("{scheme}://{host}")).unwrap_or_default();
        Ok(Self(host + prefix::of(&parts.headers)))
    }
}
