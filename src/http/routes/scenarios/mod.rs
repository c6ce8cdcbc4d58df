//! Saved scenarios: made, read, changed, copied, and what happened to them.

pub mod compare;
pub mod exports;
pub mod freeze;

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::plan::{compute, source};
use crate::app::AppState;
use crate::http::answer::page::List;
use crate::http::problem::{ApiError, ApiResult, Code};
use crate::http::request::extract::{self, Path};
use crate::mcda::Plan;
use crate::scenarios::store::{Change, Event, FrozenSummary, Scenario, StateError, Status, Store};

/// A new scenario.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewScenario {
    /// What people call it.
    name: String,
    /// The plan.
    plan: Plan,
    /// Who saves it.
    by: Option<String>,
}

/// A change of a draft; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScenarioChange {
    /// Another name.
    name: Option<String>,
    /// Another plan.
    plan: Option<Plan>,
    /// The version that was changed; the header `If-Match` says the same.
    version: Option<u32>,
    /// Who changes it.
    by: Option<String>,
    /// Why, for the history.
    note: Option<String>,
}

/// A copy.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCopy {
    /// What people call the copy.
    name: String,
    /// Who copies.
    by: Option<String>,
}

/// A scenario in a list: everything but its plan.
#[derive(Serialize, ToSchema)]
pub struct ScenarioLine {
    id: String,
    name: String,
    version: u32,
    status: Status,
    round: Option<String>,
    parent: Option<String>,
    created_at: String,
    created_by: Option<String>,
    updated_at: String,
    updated_by: Option<String>,
    frozen: Option<FrozenSummary>,
}

/// All scenarios, the last changed first.
#[utoipa::path(get, path = "/api/v1/scenarios",
    operation_id = "list_scenarios", tag = "scenarios",
    responses((status = 200, description = "Saved scenarios", body = List<ScenarioLine>)))]
pub async fn list(State(app): State<AppState>) -> ApiResult<Json<List<ScenarioLine>>> {
    let all = compute(on(&app, |store| store.list())).await?;
    let line = |scenario: Scenario| ScenarioLine {
        round: scenario.plan["round"].as_str().map(str::to_owned),
        id: scenario.id,
        name: scenario.name,
        version: scenario.version,
        status: scenario.status,
        parent: scenario.parent,
        created_at: scenario.created_at,
        created_by: scenario.created_by,
        updated_at: scenario.updated_at,
        updated_by: scenario.updated_by,
        frozen: scenario.frozen,
    };
    Ok(Json(List::whole(all.into_iter().map(line).collect())))
}

/// Saves a new scenario.
#[utoipa::path(post, path = "/api/v1/scenarios",
    operation_id = "create_scenario", tag = "scenarios", request_body = NewScenario,
    responses((status = 201, description = "The scenario as saved", body = Scenario)))]
pub async fn create(
    State(app): State<AppState>,
    extract::Json(new): extract::Json<NewScenario>,
) -> ApiResult<Response> {
    let (name, by) = (named("name", &new.name)?, person(new.by)?);
    let plan = document(&app, &new.plan)?;
    let made = compute(on(&app, move |store| store.create(&name, &plan, by.as_deref()))).await?;
    Ok(created(made))
}

/// One scenario with its plan and signatures. Its `ETag` is its version.
#[utoipa::path(get, path = "/api/v1/scenarios/{id}",
    operation_id = "read_scenario", tag = "scenarios",
    params(("id" = String, Path, description = "The scenario")),
    responses((status = 200, description = "The scenario", body = Scenario)))]
pub async fn read(State(app): State<AppState>, Path(id): Path<String>) -> ApiResult<Response> {
    Ok(answer(compute(on(&app, move |store| store.get(&id))).await?))
}

/// Changes a draft. `version` or `If-Match` names the version that was changed; when someone else
/// was quicker, nothing is changed.
#[utoipa::path(put, path = "/api/v1/scenarios/{id}",
    operation_id = "update_scenario", tag = "scenarios", request_body = ScenarioChange,
    params(("id" = String, Path, description = "The scenario")),
    responses((status = 200, description = "The scenario as saved", body = Scenario)))]
pub async fn update(
    State(app): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
    extract::Json(change): extract::Json<ScenarioChange>,
) -> ApiResult<Response> {
    let expected = expected(change.version, &headers)?;
    let by = person(change.by)?;
    let change = Change {
        name: change.name.map(|name| named("name", &name)).transpose()?,
        plan: change.plan.as_ref().map(|plan| document(&app, plan)).transpose()?,
        note: change.note.map(|note| named("note", &note)).transpose()?,
    };
    let work = on(&app, move |store| store.update(&id, expected, &change, by.as_deref()));
    Ok(answer(compute(work).await?))
}

/// Copies a scenario, frozen or not, into a new draft.
#[utoipa::path(post, path = "/api/v1/scenarios/{id}/duplicate",
    operation_id = "duplicate_scenario", tag = "scenarios", request_body = NewCopy,
    params(("id" = String, Path, description = "The scenario")),
    responses((status = 201, description = "The copy", body = Scenario)))]
pub async fn duplicate(
    State(app): State<AppState>,
    Path(id): Path<String>,
    extract::Json(new): extract::Json<NewCopy>,
) -> ApiResult<Response> {
    let (name, by) = (named("name", &new.name)?, person(new.by)?);
    let made = compute(on(&app, move |store| store.duplicate(&id, &name, by.as_deref()))).await?;
    Ok(created(made))
}

/// What happened to a scenario: who, when, what; oldest first.
#[utoipa::path(get, path = "/api/v1/scenarios/{id}/history",
    operation_id = "scenario_history", tag = "scenarios",
    params(("id" = String, Path, description = "The scenario")),
    responses((status = 200, description = "Its events, chained by hashes", body = List<Event>)))]
pub async fn history(
    State(app): State<AppState>,
    Path(id): Path<String>,
) -> ApiResult<Json<List<Event>>> {
    let events = compute(on(&app, move |store| store.history(&id))).await?;
    Ok(Json(List::whole(events)))
}

/// Work on the store, to be done away from the threads that answer requests.
fn on<T>(
    app: &AppState,
    work: impl FnOnce(&Store) -> Result<T, StateError> + Send + 'static,
) -> impl FnOnce() -> Result<T, StateError> + Send + 'static {
    let store = Arc::clone(app.store());
    move || work(&store)
}

/// A scenario with its version as `ETag`.
fn answer(scenario: Scenario) -> Response {
    let headers = [
        (header::ETAG, HeaderValue::from_str(&format!("\"{}\"", scenario.version)).ok()),
        (header::CACHE_CONTROL, Some(HeaderValue::from_static("no-cache"))),
    ];
    let mut response = Json(scenario).into_response();
    for (name, value) in headers {
        if let Some(value) = value {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

fn created(scenario: Scenario) -> Response {
    let place = HeaderValue::from_str(&format!("/api/v1/scenarios/{}", scenario.id)).ok();
    let mut response = answer(scenario);
    *response.status_mut() = StatusCode::CREATED;
    if let Some(place) = place {
        response.headers_mut().insert(header::LOCATION, place);
    }
    response
}

/// A checked plan as the document that is saved.
fn document(app: &AppState, plan: &Plan) -> ApiResult<Value> {
    plan.validate()?;
    source(&app.snapshot()).check_condition(plan)?;
    serde_json::to_value(plan).map_err(ApiError::internal)
}

/// The version that a change was made to, from the body or from `If-Match`.
fn expected(given: Option<u32>, headers: &HeaderMap) -> ApiResult<u32> {
    if let Some(version) = given {
        return Ok(version);
    }
    let Some(tag) = headers.get(header::IF_MATCH) else {
        let detail = "The change does not say which version it was made to.";
        return Err(ApiError::new(Code::VersionRequired, detail)
            .hint("Send `version`, or `If-Match` with the ETag that was answered."));
    };
    // A compressed answer carries its coding in the tag.
    let text = tag.to_str().unwrap_or_default().trim_matches('"');
    let version = text.split('+').next().unwrap_or_default();
    version.parse().map_err(|_| {
        ApiError::new(Code::InvalidParameter, "`If-Match` is not the ETag of a scenario.")
    })
}

/// A text that people read: not empty, not endless, one line.
fn named(field: &str, text: &str) -> ApiResult<String> {
    let text = text.trim();
    let problem = if text.is_empty() {
        "is empty"
    } else if text.chars().count() > 200 {
        "is longer than 200 characters"
    } else if text.chars().any(char::is_control) {
        "holds a line break or another control character"
    } else {
        return Ok(text.to_owned());
    };
    Err(ApiError::new(Code::InvalidBody, format!("Field `{field}` {problem}.")))
}

fn person(by: Option<String>) -> ApiResult<Option<String>> {
    by.map(|by| named("by", &by)).transpose()
}
