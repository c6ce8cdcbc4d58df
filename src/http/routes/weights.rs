//! Weights from judgements and orders, and what the data say of the criteria.

use axum::Json;
use axum::extract::State;

use super::plan::{compute, prepare};
use crate::app::AppState;
use crate::http::problem::{ApiError, ApiResult, Code};
use crate::http::request::extract;
use crate::mcda::{Plan, PlanError};
use crate::planning::{
    self, AhpAnswer, AhpRequest, DiagnosticsAnswer, OrderAnswer, OrderRequest, ahp_weights,
    roc_weights,
};

/// Weights from pairwise judgements (analytic hierarchy process), with their consistency and the
/// judgement that fits the others least. Several judges count alike.
#[utoipa::path(post, path = "/api/v1/weights/ahp", tag = "planning", request_body = AhpRequest,
    responses((status = 200, description = "Weights and consistency", body = AhpAnswer)))]
pub async fn ahp(extract::Json(request): extract::Json<AhpRequest>) -> ApiResult<Json<AhpAnswer>> {
    compute(move || ahp_weights(&request).map_err(field_error)).await.map(Json)
}

/// Weights from an order of importance alone (rank order centroid).
#[utoipa::path(post, path = "/api/v1/weights/roc", tag = "planning", request_body = OrderRequest,
    responses((status = 200, description = "Weights", body = OrderAnswer)))]
pub async fn roc(
    extract::Json(request): extract::Json<OrderRequest>,
) -> ApiResult<Json<OrderAnswer>> {
    compute(move || roc_weights(&request).map_err(field_error)).await.map(Json)
}

/// Which weights the data suggest (entropy, CRITIC, first principal component), and which criteria
/// move together. A diagnosis: it says how criteria vary, not how much they matter.
#[utoipa::path(post, path = "/api/v1/weights/diagnostics", tag = "planning", request_body = Plan,
    responses((status = 200, description = "What the data say", body = DiagnosticsAnswer)))]
pub async fn diagnostics(
    State(app): State<AppState>,
    extract::Json(plan): extract::Json<Plan>,
) -> ApiResult<Json<DiagnosticsAnswer>> {
    let prepared = prepare(&app.snapshot(), plan).await?;
    compute(move || Ok::<_, ApiError>(planning::diagnostics(&prepared))).await.map(Json)
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
