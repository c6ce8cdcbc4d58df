//! Saved scenarios: made, read, changed, copied, and what happened to them.

pub mod chosen;
pub mod compare;
pub mod exports;
pub mod freeze;
mod ground;
mod picture;
pub mod stored;

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

pub use self::stored::stored;
use super::plan::source;
use crate::app::AppState;
use crate::http::access::Reader;
use crate::http::answer::page::{List, Page};
use crate::http::answer::written::{self, Written};
use crate::http::problem::{ApiError, ApiResult, Code};
use crate::http::request::extract::{self, Path, Query};
use crate::pool::Left;
use crate::scenarios::store::bounds::{self, NAME, REASON};
use crate::scenarios::store::{
    Change, Event, FrozenSummary, Scenario, ScenarioLine, StateError, Store,
};
use crate::snapshot::Snapshot;
use mcda::Plan;

/// Bytes of events in one answer, plans and all.
const HISTORY_BYTES: usize = 4 << 20;

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

/// All scenarios, the last changed first.
#[utoipa::path(get, path = "/api/v1/scenarios",
    operation_id = "list_scenarios", tag = "scenarios",
    responses((status = 200, description = "Saved scenarios", body = List<ScenarioLine>)))]
pub async fn list(State(app): State<AppState>, reader: Reader) -> ApiResult<Written> {
    let store = Arc::clone(app.store());
    let work = move |_: &Left| -> ApiResult<_> {
        let mut all = store.list()?;
        all.retain(|line| reader.knows(line.status, line.frozen.as_ref()));
        if !reader.audits() {
            for line in &mut all {
                (line.created_by, line.updated_by) = (None, None);
                nameless(line.frozen.as_mut());
            }
        }
        Ok(List::whole(all))
    };
    written::json(&app.pools().scenarios, work).await
}

/// Saves a new scenario.
#[utoipa::path(post, path = "/api/v1/scenarios",
    operation_id = "create_scenario", tag = "scenarios", request_body = NewScenario,
    responses((status = 201, description = "The scenario as saved", body = Scenario)))]
pub async fn create(
    State(app): State<AppState>,
    reader: Reader,
    extract::Json(new): extract::Json<NewScenario>,
) -> ApiResult<Kept> {
    let snapshot = Arc::clone(reader.planned_over());
    ground::check(&app, &reader, &new.plan).await?;
    let work = move |store: &Store| -> ApiResult<_> {
        let (name, by) = (named("name", &new.name)?, person(&reader, new.by)?);
        let plan = document(&snapshot, &new.plan)?;
        Kept::created(&store.create(&name, &plan, by.as_deref())?)
    };
    stored(&app, work).await
}

/// One scenario with its plan and signatures. Its `ETag` is its version.
#[utoipa::path(get, path = "/api/v1/scenarios/{id}",
    operation_id = "read_scenario", tag = "scenarios",
    params(("id" = String, Path, description = "The scenario")),
    responses((status = 200, description = "The scenario", body = Scenario)))]
pub async fn read(
    State(app): State<AppState>,
    reader: Reader,
    Path(id): Path<String>,
) -> ApiResult<Kept> {
    stored(&app, move |store| Kept::of(&seen(store, &reader, id)?)).await
}

/// Changes a draft. `version` or `If-Match` names the version that was changed; when someone else
/// was quicker, nothing is changed.
#[utoipa::path(put, path = "/api/v1/scenarios/{id}",
    operation_id = "update_scenario", tag = "scenarios", request_body = ScenarioChange,
    params(("id" = String, Path, description = "The scenario")),
    responses((status = 200, description = "The scenario as saved", body = Scenario)))]
pub async fn update(
    State(app): State<AppState>,
    reader: Reader,
    Path(id): Path<String>,
    headers: HeaderMap,
    extract::Json(change): extract::Json<ScenarioChange>,
) -> ApiResult<Kept> {
    let snapshot = Arc::clone(reader.planned_over());
    ground::check_saved(&app, &reader, &id).await?;
    if let Some(plan) = &change.plan {
        ground::check(&app, &reader, plan).await?;
    }
    let work = move |store: &Store| -> ApiResult<_> {
        let expected = expected(change.version, &headers)?;
        let by = person(&reader, change.by)?;
        let change = Change {
            name: change.name.map(|name| named("name", &name)).transpose()?,
            plan: change.plan.map(|plan| document(&snapshot, &plan)).transpose()?,
            note: change.note.map(|note| line("note", &note, REASON)).transpose()?,
        };
        Kept::of(&store.update(&id, expected, &change, by.as_deref())?)
    };
    stored(&app, work).await
}

/// Copies a scenario, frozen or not, into a new draft.
#[utoipa::path(post, path = "/api/v1/scenarios/{id}/duplicate",
    operation_id = "duplicate_scenario", tag = "scenarios", request_body = NewCopy,
    params(("id" = String, Path, description = "The scenario")),
    responses((status = 201, description = "The copy", body = Scenario)))]
pub async fn duplicate(
    State(app): State<AppState>,
    reader: Reader,
    Path(id): Path<String>,
    extract::Json(new): extract::Json<NewCopy>,
) -> ApiResult<Kept> {
    ground::check_saved(&app, &reader, &id).await?;
    let (name, by) = (named("name", &new.name)?, person(&reader, new.by)?);
    let work = move |store: &Store| -> ApiResult<_> {
        let of = seen(store, &reader, id)?;
        Kept::created(&store.duplicate(&of.id, &name, by.as_deref())?)
    };
    stored(&app, work).await
}

/// Which part of a history.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct HistoryParams {
    /// Continues a history, with the `next_cursor` of an answer.
    cursor: Option<String>,
}

/// What happened to a scenario: who, when, what; oldest first. Every event holds a whole plan: a long history comes in
/// parts, each with the cursor of the next.
#[utoipa::path(get, path = "/api/v1/scenarios/{id}/history",
    operation_id = "scenario_history", tag = "scenarios",
    params(("id" = String, Path, description = "The scenario"), HistoryParams),
    responses((status = 200, description = "Its events, chained by hashes", body = List<Event>)))]
pub async fn history(
    State(app): State<AppState>,
    Path(id): Path<String>,
    Query(params): Query<HistoryParams>,
) -> ApiResult<Written> {
    // A position is the place of the last event in the chain, which never changes.
    let page = Page::new(&format!("history of {id}"), params.cursor.as_deref(), 0)?;
    let after = i64::try_from(page.offset).unwrap_or(i64::MAX);
    let store = Arc::clone(app.store());
    let work = move |_: &Left| -> ApiResult<_> {
        let found = store.history(&id, after, HISTORY_BYTES)?;
        let last = found.events.last().and_then(|event| usize::try_from(event.seq).ok());
        let next_cursor = last.filter(|_| found.more).map(|last| page.cursor(last));
        Ok(List { items: found.events, total: Some(found.total), next_cursor })
    };
    written::json(&app.pools().scenarios, work).await
}

/// A scenario that this reader may know of. Of others it is not said that they exist.
///
/// # Errors
/// [`StateError::NotFound`], [`StateError::Altered`].
pub fn seen(store: &Store, reader: &Reader, id: String) -> Result<Scenario, StateError> {
    shown(reader, store.get(&id)?).ok_or(StateError::NotFound(id))
}

/// What a reader learns of a scenario; nothing where they may not know of it.
fn shown(reader: &Reader, mut scenario: Scenario) -> Option<Scenario> {
    if !reader.knows(scenario.status, scenario.frozen.as_ref()) {
        return None;
    }
    if !reader.audits() {
        (scenario.created_by, scenario.updated_by) = (None, None);
        nameless(scenario.frozen.as_mut());
    }
    Some(scenario)
}

/// Who froze a selection is for those who may know who did what.
fn nameless(frozen: Option<&mut FrozenSummary>) {
    if let Some(frozen) = frozen {
        frozen.by = None;
    }
}

/// A scenario as it is answered, with its version as `ETag`.
pub struct Kept {
    text: Written,
    version: u32,
    /// The address of one that is new.
    place: Option<String>,
}

impl Kept {
    fn of(scenario: &Scenario) -> ApiResult<Self> {
        Ok(Self { text: Written::of(scenario)?, version: scenario.version, place: None })
    }

    fn created(scenario: &Scenario) -> ApiResult<Self> {
        let place = Some(format!("/api/v1/scenarios/{}", scenario.id));
        Ok(Self { place, ..Self::of(scenario)? })
    }
}

impl AsRef<Written> for Kept {
    fn as_ref(&self) -> &Written {
        &self.text
    }
}

impl IntoResponse for Kept {
    fn into_response(self) -> Response {
        let mut response = self.text.into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", self.version)) {
            headers.insert(header::ETAG, tag);
        }
        if let Some(place) = self.place {
            if let Ok(place) = HeaderValue::from_str(&place) {
                headers.insert(header::LOCATION, place);
            }
            *response.status_mut() = StatusCode::CREATED;
        }
        response
    }
}

/// A checked plan as the document that is saved.
fn document(snapshot: &Snapshot, plan: &Plan) -> ApiResult<Value> {
    plan.validate()?;
    source(snapshot).check_condition(plan)?;
    serde_json::to_value(plan).map_err(ApiError::internal)
}

/// The version that a change was made to, from the body and from `If-Match`; both say the same where both are there.
fn expected(given: Option<u32>, headers: &HeaderMap) -> ApiResult<u32> {
    let mut tags = headers.get_all(header::IF_MATCH).iter();
    let matched = tags.next().map(tagged).transpose()?;
    if tags.next().is_some() {
        let detail = "`If-Match` is there twice; a change is made to one version.";
        return Err(ApiError::new(Code::InvalidParameter, detail));
    }
    match (given, matched) {
        (Some(version), Some(matched)) if version != matched => {
            let detail = format!("`version` is {version}, and `If-Match` names version {matched}.");
            Err(ApiError::new(Code::InvalidParameter, detail)
                .hint("Send one of them, or both with the same version."))
        }
        (Some(version), _) | (None, Some(version)) => Ok(version),
        (None, None) => {
            let detail = "The change does not say which version it was made to.";
            Err(ApiError::new(Code::VersionRequired, detail)
                .hint("Send `version`, or `If-Match` with the ETag that was answered."))
        }
    }
}

/// The version of a tag that a scenario was answered with.
fn tagged(tag: &HeaderValue) -> ApiResult<u32> {
    // A compressed answer carries its coding in the tag.
    let text = tag.to_str().unwrap_or_default().trim_matches('"');
    let version = text.split('+').next().unwrap_or_default();
    version.parse().map_err(|_not_one| {
        ApiError::new(Code::InvalidParameter, "`If-Match` is not the ETag of a scenario.")
    })
}

/// A name that people read: not empty, not endless, one line.
fn named(field: &str, text: &str) -> ApiResult<String> {
    line(field, text, NAME)
}

/// A text that people read, of up to `most` letters.
fn line(field: &str, text: &str, most: usize) -> ApiResult<String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(ApiError::new(Code::InvalidBody, format!("Field `{field}` is empty.")));
    }
    bounds::line(field, text, most).map_err(StateError::from)?;
    Ok(text.to_owned())
}

/// Who is recorded.
fn person(reader: &Reader, by: Option<String>) -> ApiResult<Option<String>> {
    reader.signature(by.map(|by| named("by", &by)).transpose()?)
}
