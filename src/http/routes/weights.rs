//! Weights from judgements and orders, and what the data say of the criteria.

use axum::extract::State;

use super::plan::{answered, prepare};
use crate::app::AppState;
use crate::http::answer::written::Written;
use crate::http::catalogue::Planned;
use crate::http::problem::{ApiError, ApiResult, Code};
use crate::http::request::extract;
use crate::planning::{
    self, AhpAnswer, AhpRequest, DiagnosticsAnswer, OrderAnswer, OrderRequest, ahp_weights,
    roc_weights,
};
use mcda::{Plan, PlanError};

/// Weights from pairwise judgements (analytic hierarchy process), with their consistency and the
/// judgement that fits the others least. Several judges count alike.
#[utoipa::path(post, path = "/api/v1/weights/ahp", tag = "planning", request_body = AhpRequest,
    responses((status = 200, description = "Weights and consistency", body = AhpAnswer)))]
pub async fn ahp(
    State(app): State<AppState>,
    extract::Json(request): extract::Json<AhpRequest>,
) -> ApiResult<Written> {
    answered(&app, move |_| ahp_weights(&request).map_err(field_error)).await
}

/// Weights from an order of importance alone (rank order centroid).
#[utoipa::path(post, path = "/api/v1/weights/roc", tag = "planning", request_body = OrderRequest,
    responses((status = 200, description = "Weights", body = OrderAnswer)))]
pub async fn roc(
    State(app): State<AppState>,
    extract::Json(request): extract::Json<OrderRequest>,
) -> ApiResult<Written> {
    answered(&app, move |_| roc_weights(&request).map_err(field_error)).await
}

/// Which weights the data suggest (entropy, CRITIC, first principal component), and which criteria
/// move together. A diagnosis: it says how criteria vary, not how much they matter.
#[utoipa::path(post, path = "/api/v1/weights/diagnostics", tag = "planning", request_body = Plan,
    responses((status = 200, description = "What the data say", body = DiagnosticsAnswer)))]
pub async fn diagnostics(
    State(app): State<AppState>,
    Planned(snapshot): Planned,
    extract::Json(plan): extract::Json<Plan>,
) -> ApiResult<Written> {
    let prepared = prepare(&app, &snapshot, plan).await?;
    answered(&app, move |_| Ok::<_, ApiError>(planning::diagnostics(&prepared))).await
}

/// What is wrong with a body that is no plan.
pub fn field_error(error: PlanError) -> ApiError {
    let result =
        ApiError::new(Code::InvalidBody, format!("Field `{}`: {}.", error.field, error.problem));
    match error.hint {
        Some(hint) => result.hint(hint),
        None => result,
    }
}
