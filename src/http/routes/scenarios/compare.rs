//! Two or more scenarios side by side.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{on, seen};
use crate::app::AppState;
use crate::http::access::Reader;
use crate::http::answer::events;
use crate::http::problem::{ApiError, ApiResult, RequestId};
use crate::http::request::extract::Query;
use crate::http::routes::plan::{compute, prepare, source};
use crate::jobs::{Job, Progress};
use crate::mcda::Plan;
use crate::scenarios::annex::Frozen;
use crate::scenarios::compare::{Compared, Comparison, compare as compare_all};
use crate::scenarios::store::Status;

/// Scenarios that fit side by side.
const MOST: usize = 6;

/// Which scenarios.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CompareParams {
    /// Their ids, separated by commas; 2 to 6.
    ids: String,
}

/// Compares scenarios: villages in all, in one only, ranks and how far they shift. Drafts are
/// computed over the dataset of now, frozen scenarios are taken as they were frozen. With `Accept:
/// text/event-stream` the answer is a stream: `progress` events, then one `answer` or `problem`.
#[utoipa::path(get, path = "/api/v1/scenarios/compare",
    operation_id = "compare_scenarios", tag = "scenarios", params(CompareParams),
    responses((status = 200, description = "The scenarios side by side",
        content((Comparison = "application/json"), (Progress = "text/event-stream")))))]
pub async fn compare(
    State(app): State<AppState>,
    Extension(id): Extension<RequestId>,
    reader: Reader,
    headers: HeaderMap,
    Query(params): Query<CompareParams>,
) -> ApiResult<Response> {
    let mut ids: Vec<String> = Vec::new();
    for id in params.ids.split(',').map(str::trim).filter(|id| !id.is_empty()) {
        if ids.iter().any(|known| known == id) {
            return Err(ApiError::parameter("ids", format!("`{id}` stands there twice.")));
        }
        ids.push(id.to_owned());
    }
    if !(2..=MOST).contains(&ids.len()) {
        let problem = format!("{} scenarios; 2 to {MOST} can be compared.", ids.len());
        return Err(ApiError::parameter("ids", problem));
    }
    let job = Job::begin();
    let work = side_by_side(app.clone(), reader, job.clone(), ids);
    events::tell(&app, &headers, id, job, work, |found| Json(found).into_response()).await
}

async fn side_by_side(
    app: AppState,
    reader: Reader,
    job: Job,
    ids: Vec<String>,
) -> ApiResult<Comparison> {
    let snapshot = app.snapshot();
    let mut all = Vec::with_capacity(ids.len());
    for id in ids {
        let scenario = seen(&app, reader, id).await?;
        let id = scenario.id.clone();
        all.push(if scenario.status == Status::Draft {
            let plan: Plan =
                serde_json::from_value(scenario.plan.clone()).map_err(ApiError::internal)?;
            let prepared = prepare(&snapshot, plan).await?;
            let snapshot = snapshot.clone();
            let work =
                move |job: &Job| Compared::computed(&source(&snapshot), &prepared, scenario, job);
            events::begin(&app, &job, work)?.await?
        } else {
            let read = on(&app, move |store| {
                Ok((store.frozen_document(&id)?.text, store.frozen_ranks(&id)?))
            });
            let (document, ranks) = compute(read).await?;
            let frozen: Frozen = serde_json::from_str(&document).map_err(ApiError::internal)?;
            Compared::frozen(scenario, &frozen, ranks)
        });
    }
    let work = move || Ok::<_, ApiError>(compare_all(snapshot.dataset(), all));
    compute(work).await
}
