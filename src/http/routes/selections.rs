//! The best set of villages under quotas, budget and spacing.

use axum::Json;
use axum::extract::State;

use super::plan::{compute, prepare, source};
use crate::app::AppState;
use crate::http::error::ApiResult;
use crate::http::extract;
use crate::planner::{self, SelectionAnswer};
use crate::planning::{Plan, Silent};

/// Chooses the best set that satisfies the constraints of a plan, with proof.
#[utoipa::path(post, path = "/api/v1/selections", tag = "planning", request_body = Plan,
    responses((status = 200, description = "The selection", body = SelectionAnswer)))]
pub async fn selections(
    State(app): State<AppState>,
    extract::Json(plan): extract::Json<Plan>,
) -> ApiResult<Json<SelectionAnswer>> {
    let snapshot = app.snapshot();
    let prepared = prepare(&snapshot, plan).await?;
    compute(move || planner::selection(&source(&snapshot), &prepared, &Silent)).await.map(Json)
}
