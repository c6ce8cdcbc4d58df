//! Two or more scenarios side by side.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::seen;
use super::stored::stored;
use crate::app::AppState;
use crate::http::access::Reader;
use crate::http::answer::events;
use crate::http::answer::written::{self, Written};
use crate::http::problem::{ApiError, ApiResult, RequestId};
use crate::http::request::extract::Query;
use crate::http::routes::plan::{prepare, source};
use crate::jobs::{Job, Progress};
use crate::pool::Left;
use crate::scenarios::annex::Frozen;
use crate::scenarios::compare::{Compared, Comparison, compare as compare_all};
use crate::scenarios::store::{Scenario, Status, Store};
use mcda::Plan;

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
    let ids = params.ids.split(',').map(str::trim).filter(|id| !id.is_empty());
    let ids: Vec<String> = ids.map(str::to_owned).collect();
    for (at, id) in ids.iter().enumerate().take(MOST) {
        if ids.iter().take(at).any(|known| known == id) {
            return Err(ApiError::parameter("ids", format!("`{id}` stands there twice.")));
        }
    }
    if !(2..=MOST).contains(&ids.len()) {
        let problem = format!("{} scenarios; 2 to {MOST} can be compared.", ids.len());
        return Err(ApiError::parameter("ids", problem));
    }
    let job = Job::begin();
    let work = side_by_side(app.clone(), reader, job.clone(), ids);
    events::tell(&app, &headers, id, job, work).await
}

async fn side_by_side(
    app: AppState,
    reader: Reader,
    job: Job,
    ids: Vec<String>,
) -> ApiResult<Written> {
    let snapshot = Arc::clone(reader.planned_over());
    let mut all = Vec::with_capacity(ids.len());
    for id in ids {
        let reader = reader.clone();
        let found = stored(&app, move |store| found(store, &reader, id)).await?;
        all.push(match found {
            Found::Frozen(compared) => *compared,
            Found::Draft(draft) => {
                let (scenario, plan) = *draft;
                let place = events::enter(&app)?;
                let prepared = prepare(&app, &snapshot, plan).await?;
                let snapshot = snapshot.clone();
                let work = move |job: &Job| {
                    Compared::computed(&source(&snapshot), &prepared, scenario, job)
                };
                events::step(place, job.clone(), work).await?
            }
        });
    }
    let work = move |_: &Left| Ok::<_, ApiError>(compare_all(snapshot.dataset(), all));
    written::json(&app.pools().scenarios, work).await
}

/// A scenario that is compared.
enum Found {
    /// As it was frozen.
    Frozen(Box<Compared>),
    /// With its plan, to be computed.
    Draft(Box<(Scenario, Plan)>),
}

fn found(store: &Store, reader: &Reader, id: String) -> ApiResult<Found> {
    let scenario = seen(store, reader, id)?;
    if scenario.status == Status::Draft {
        let plan = serde_json::from_value(scenario.plan.clone()).map_err(ApiError::internal)?;
        return Ok(Found::Draft(Box::new((scenario, plan))));
    }
    let (document, ranks) =
        (store.frozen_document(&scenario.id)?, store.frozen_ranks(&scenario.id)?);
    let frozen: Frozen = serde_json::from_str(&document.text).map_err(ApiError::internal)?;
    Ok(Found::Frozen(Box::new(Compared::frozen(scenario, &frozen, ranks))))
}
