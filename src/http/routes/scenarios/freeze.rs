//! Freezing a selection, and signing it.

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Kept, expected, named, person, stored};
use crate::app::AppState;
use crate::http::answer::events::{self, Entered};
use crate::http::problem::{ApiError, ApiResult, Code, RequestId};
use crate::http::request::extract::{self, Path};
use crate::http::routes::plan::{prepare, source};
use crate::jobs::{Job, Progress};
use crate::mcda::Plan;
use crate::scenarios::annex::{Decree, text};
use crate::scenarios::freeze::{self, Origin};
use crate::scenarios::store::sign::NewSignature;
use crate::scenarios::store::{Scenario, StateError, Status, Store};

/// What freezing needs to know.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Freeze {
    /// The version to freeze; the header `If-Match` says the same.
    version: Option<u32>,
    /// Who freezes.
    by: Option<String>,
    /// What is known of the decree.
    #[serde(default)]
    decree: Decree,
}

/// Ranks and selects once more and keeps the result for ever, with the dataset version and the
/// hash of the plan. From then on the scenario can be signed and exported, and not changed. With
/// `Accept: text/event-stream` the answer is a stream: `progress` events, then one `answer` or
/// `problem`.
#[utoipa::path(post, path = "/api/v1/scenarios/{id}/freeze",
    operation_id = "freeze_scenario", tag = "scenarios", request_body = Freeze,
    params(("id" = String, Path, description = "The scenario")),
    responses((status = 200, description = "The scenario, frozen",
        content((Scenario = "application/json"), (Progress = "text/event-stream")))))]
pub async fn freeze(
    State(app): State<AppState>,
    Entered(place): Entered,
    Extension(request_id): Extension<RequestId>,
    Path(id): Path<String>,
    headers: HeaderMap,
    extract::Json(request): extract::Json<Freeze>,
) -> ApiResult<Response> {
    let version = expected(request.version, &headers)?;
    let (by, decree) = (person(request.by)?, checked(request.decree)?);
    let (name, plan) = {
        let id = id.clone();
        stored(&app, move |store| draft(store, &id, version)).await?
    };
    let snapshot = app.snapshot();
    let prepared = prepare(&app, &snapshot, plan).await?;
    let at = app.store().now();
    let origin = Origin { scenario: id.clone(), name, version, at, by, decree };
    let work = move |job: &Job| freeze::freeze(&source(&snapshot), &prepared, origin, job);
    let job = Job::begin();
    let computed = events::step(place, job.clone(), work);
    let saving = app.clone();
    let saved = async move {
        let frozen = computed.await?;
        // Written at ordinary priority: others wait for the file meanwhile.
        stored(&saving, move |store| Kept::of(&store.freeze(&id, version, frozen)?)).await
    };
    events::tell(&app, &headers, request_id, job, saved).await
}

/// Name and plan of a draft that is to be frozen. What cannot be is refused before anything is computed; saving
/// checks again.
fn draft(store: &Store, id: &str, version: u32) -> ApiResult<(String, Plan)> {
    let found = store.get(id)?;
    if found.status != Status::Draft {
        return Err(StateError::Frozen.into());
    }
    if found.version != version {
        return Err(StateError::Conflict { expected: version, actual: found.version }.into());
    }
    Ok((found.name, serde_json::from_value(found.plan).map_err(ApiError::internal)?))
}

/// Adds a signature: regencies first, then provinces, then the ministry. What was signed cannot
/// be taken back, only followed by another decision.
#[utoipa::path(post, path = "/api/v1/scenarios/{id}/sign",
    operation_id = "sign_scenario", tag = "scenarios", request_body = NewSignature,
    params(("id" = String, Path, description = "The scenario")),
    responses((status = 200, description = "The scenario with its signatures", body = Scenario)))]
pub async fn sign(
    State(app): State<AppState>,
    Path(id): Path<String>,
    extract::Json(mut new): extract::Json<NewSignature>,
) -> ApiResult<Kept> {
    new.by = named("by", &new.by)?;
    stored(&app, move |store| -> ApiResult<_> { Kept::of(&store.sign(&id, &new)?) }).await
}

/// A decree whose texts can be printed and whose date is one.
fn checked(decree: Decree) -> ApiResult<Decree> {
    let text_of = |field: &str, text: Option<String>| {
        text.map(|text| named(&format!("decree.{field}"), &text)).transpose()
    };
    if let Some(date) = decree.date.as_deref().filter(|date| !text::is_date(date)) {
        let detail = format!("Field `decree.date`: `{date}` is not a date of the form YYYY-MM-DD.");
        return Err(ApiError::new(Code::InvalidBody, detail));
    }
    Ok(Decree {
        number: text_of("number", decree.number)?,
        date: decree.date,
        about: text_of("about", decree.about)?,
        office: text_of("office", decree.office)?,
        place: text_of("place", decree.place)?,
        signatory: text_of("signatory", decree.signatory)?,
    })
}
