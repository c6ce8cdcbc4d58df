//! The description of the interface, for programs and for people.

use std::sync::Arc;

use axum::Router;
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::Html;
use axum::routing::get;

use crate::app::AppState;
use crate::http::openapi;
use crate::http::request::prefix;

/// The routes `/api/v1/openapi.json` and `/docs`, rendered once.
///
/// # Errors
/// When the document cannot be written as JSON.
pub fn router(api: &utoipa::openapi::OpenApi) -> serde_json::Result<Router<AppState>> {
    let value = serde_json::to_value(api)?;
    let json: Arc<str> = Arc::from(serde_json::to_string_pretty(&value)?);
    let Html(page) = openapi::page(&value);
    let page: Arc<str> = Arc::from(page);
    let document = move |headers: HeaderMap| {
        let text = openapi::under(&json, prefix::of(&headers));
        // Under another path it is another document.
        let kind = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-cache")];
        async move { (kind, text) }
    };
    let readable = move || {
        let page = Arc::clone(&page);
        async move { Html(page.to_string()) }
    };
    Ok(Router::new().route("/api/v1/openapi.json", get(document)).route("/docs", get(readable)))
}
