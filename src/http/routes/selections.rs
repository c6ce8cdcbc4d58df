//! The best set of villages under quotas, budget and spacing.

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::plan::{answered, prepare, source};
use crate::app::AppState;
use crate::http::answer::events::{self, Entered};
use crate::http::answer::written::Written;
use crate::http::catalogue::Planned;
use crate::http::problem::{ApiResult, RequestId};
use crate::http::request::extract;
use crate::jobs::{Job, Progress};
use crate::planning::{self, NearPairsAnswer, SelectionAnswer};
use mcda::Plan;

/// Chooses the best set that satisfies the constraints of a plan, with proof. With `Accept:
/// text/event-stream` the answer is a stream: `progress` events, then one `answer` or `problem`.
#[utoipa::path(post, path = "/api/v1/selections", tag = "planning", request_body = Plan,
    responses((status = 200, description = "The selection",
        content((SelectionAnswer = "application/json"), (Progress = "text/event-stream")))))]
pub async fn selections(
    State(app): State<AppState>,
    Planned(snapshot): Planned,
    Entered(place): Entered,
    Extension(id): Extension<RequestId>,
    headers: HeaderMap,
    extract::Json(plan): extract::Json<Plan>,
) -> ApiResult<Response> {
    let prepared = prepare(&app, &snapshot, plan).await?;
    let work = move |job: &Job| planning::selection(&source(&snapshot), &prepared, job);
    events::answer(&app, &headers, id, place, work).await
}

/// Which villages of the plan's `basket` and of its pins are nearer to each other than its
/// `spacing_km`, by the same distance as a selection measures with.
#[utoipa::path(post, path = "/api/v1/selections/near", tag = "planning", request_body = Plan,
    responses((status = 200, description = "Pairs that are too near", body = NearPairsAnswer)))]
pub async fn near(
    State(app): State<AppState>,
    Planned(snapshot): Planned,
    extract::Json(plan): extract::Json<Plan>,
) -> ApiResult<Written> {
    answered(&app, move |_| planning::near_pairs(snapshot.dataset(), &plan)).await
}
