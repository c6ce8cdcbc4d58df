//! Sending pictures, and why there is none.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

use crate::app::AppState;
use crate::http::answer::cache::{self, Caching};
use crate::http::problem::{ApiError, ApiResult, Code};
use crate::maps::{self, MapFailure, Picture};
use geodata::canonical::short_fingerprint;

/// What a picture is known by: the version of the data and of the tiles, how it is drawn, and all that was asked.
pub fn name(version: &str, asked: &str) -> Arc<str> {
    let edition = maps::EDITION.to_string();
    let parts = [env!("CARGO_PKG_VERSION"), edition.as_str(), asked];
    format!("{version}-map-{}", short_fingerprint(16, parts)).into()
}

/// The picture of a name, kept or drawn; 304 where the client has it.
pub async fn picture(
    app: &AppState,
    headers: &HeaderMap,
    name: Arc<str>,
    caching: Caching,
    make: impl Future<Output = Result<Picture, MapFailure>>,
) -> ApiResult<Response> {
    if let Some(known) = cache::matching_tag(headers, &name) {
        return Ok(cache::not_modified(known, caching));
    }
    let limit = app.config().limits.tile_timeout;
    let drawn = tokio::time::timeout(limit, app.maps().png(&name, make)).await;
    let png = drawn.map_err(|_| ApiError::late(limit))?.map_err(failed)?;
    respond(png, &name, caching)
}

fn respond(png: Bytes, name: &str, caching: Caching) -> ApiResult<Response> {
    let tag = HeaderValue::from_str(&format!("\"{name}\"")).map_err(ApiError::internal)?;
    let kind = HeaderValue::from_static("image/png");
    let headers = [(header::CONTENT_TYPE, kind), (header::ETAG, tag)];
    Ok((headers, caching.headers(), Body::from(png)).into_response())
}

fn failed(failure: MapFailure) -> ApiError {
    match failure {
        MapFailure::Unavailable(_) => {
            ApiError::new(Code::MapsUnavailable, "This server cannot draw maps.").hint(
                "It needs the program desmigratif-maps beside its own and a Vulkan driver (mesa-vulkan-drivers); its log says what is missing.",
            )
        }
        MapFailure::Busy => ApiError::new(Code::Busy, "Too many maps are being drawn.")
            .hint("Try again in a second."),
        MapFailure::Late(limit) => ApiError::late(limit),
        failure => ApiError::internal(failure),
    }
}
