//! The plans to begin with, and what all routes that take a plan share.

use axum::Json;
use axum::extract::State;

use crate::app::AppState;
use crate::http::problem::{ApiError, ApiResult};
use crate::mcda::Plan;
use crate::planning::{self, PlanTemplates, Prepared, Source};
use crate::snapshot::Snapshot;

/// A plan with criteria, goalposts and weights that fit this dataset.
#[utoipa::path(get, path = "/api/v1/plan/default", tag = "planning",
    responses((status = 200, description = "A plan to begin with", body = Plan)))]
pub async fn default_of_dataset(State(app): State<AppState>) -> ApiResult<Json<Plan>> {
    let snapshot = app.snapshot();
    Ok(Json(planning::default_plan(&source(&snapshot)).await?))
}

/// Plans to begin with, each with its reasons, fitted to this dataset: what it does not know is left
/// out and named.
#[utoipa::path(get, path = "/api/v1/plan/templates", tag = "planning",
    responses((status = 200, description = "The templates", body = PlanTemplates)))]
pub async fn templates(State(app): State<AppState>) -> ApiResult<Json<PlanTemplates>> {
    let snapshot = app.snapshot();
    Ok(Json(planning::templates(&source(&snapshot)).await?))
}

/// The dataset of a snapshot, to plan on.
pub fn source(snapshot: &Snapshot) -> Source<'_> {
    Source::new(snapshot.dataset(), snapshot.engine())
}

/// Checks a plan, completes it and finds its candidates.
///
/// # Errors
/// A plan or a condition that cannot be used.
pub async fn prepare(snapshot: &Snapshot, plan: Plan) -> ApiResult<Prepared> {
    Ok(source(snapshot).prepare(plan).await?)
}

/// Computes away from the threads that answer requests.
///
/// # Errors
/// What the computation answers.
pub async fn compute<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> ApiResult<T>
where
    T: Send + 'static,
    E: Into<ApiError> + Send + 'static,
{
    tokio::task::spawn_blocking(work).await.map_err(ApiError::internal)?.map_err(Into::into)
}
