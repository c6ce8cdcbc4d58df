//! The plan to begin with, and what all routes that take a plan share.

use axum::Json;
use axum::extract::State;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::app::AppState;
use crate::http::code::Code;
use crate::http::error::{ApiError, ApiResult};
use crate::http::extract::json_error;
use crate::mcda::{Plan, PlanError};
use crate::planning::{PlanningError, Prepared, Source, default_plan};
use crate::snapshot::Snapshot;

/// A plan with criteria, goalposts and weights that fit this dataset.
#[utoipa::path(get, path = "/api/v1/plan/default", tag = "planning",
    responses((status = 200, description = "A plan to begin with", body = Plan)))]
pub async fn default_of_dataset(State(app): State<AppState>) -> ApiResult<Json<Plan>> {
    let snapshot = app.snapshot();
    Ok(Json(default_plan(&source(&snapshot))?))
}

/// The dataset of a snapshot, to plan on.
pub fn source(snapshot: &Snapshot) -> Source<'_> {
    Source::new(snapshot.dataset(), snapshot.engine())
}

/// Separates the plan from the fields that a request adds to it.
///
/// # Errors
/// A field that neither knows, or a value of another type.
pub fn split<T: DeserializeOwned>(
    mut body: Map<String, Value>,
    fields: &[&str],
) -> ApiResult<(Plan, T)> {
    let mut own = Map::new();
    for name in fields {
        if let Some(value) = body.shift_remove(*name) {
            own.insert((*name).to_owned(), value);
        }
    }
    let own = serde_json::from_value(Value::Object(own)).map_err(|error| json_error(&error))?;
    let plan = serde_json::from_value(Value::Object(body)).map_err(|error| json_error(&error))?;
    Ok((plan, own))
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

impl From<PlanError> for ApiError {
    fn from(error: PlanError) -> Self {
        let result = Self::new(Code::InvalidPlan, format!("`{}`: {}.", error.field, error.problem));
        match error.hint {
            Some(hint) => result.hint(hint),
            None => result,
        }
    }
}

impl From<PlanningError> for ApiError {
    fn from(error: PlanningError) -> Self {
        match error {
            PlanningError::Cancelled => Self::new(Code::Cancelled, "Nobody waited for the answer."),
            PlanningError::Plan(error) => error.into(),
            PlanningError::Query(error) => error.into(),
            PlanningError::Dataset(error) => Self::internal(error),
        }
    }
}
