//! Who asks, and what they may.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::{Access, Action, Principal};
use crate::app::AppState;
use crate::http::access::Reader;

/// The reader of this server.
#[derive(Serialize, ToSchema)]
pub struct Session {
    /// For whom the server is there.
    access: Access,
    /// Who asks.
    principal: Principal,
    /// What they may do; what is not named is denied.
    may: Vec<Action>,
}

/// Who asks, and what they may do here.
#[utoipa::path(get, path = "/api/v1/session", tag = "service",
    responses((status = 200, description = "The reader", body = Session)))]
pub async fn session(State(app): State<AppState>, Reader(principal): Reader) -> impl IntoResponse {
    let session = Session { access: app.config().access, principal, may: principal.rights() };
    // It depends on who asks: nobody in between may keep it.
    ([(header::CACHE_CONTROL, "no-store")], Json(session))
}
