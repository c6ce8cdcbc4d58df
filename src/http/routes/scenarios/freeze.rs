//! Freezing a selection, and signing it.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::picture::pictured;
use super::stored::stored;
use super::{Kept, expected, ground, named, person, seen};
use crate::access::{Action, On, Role};
use crate::app::AppState;
use crate::calendar::is_day;
use crate::http::access::Reader;
use crate::http::answer::events::{self, Entered};
use crate::http::problem::{ApiError, ApiResult, Code, RequestId};
use crate::http::request::extract::{self, Path};
use crate::http::routes::plan::{prepare, source};
use crate::jobs::{Job, Progress};
use crate::scenarios::annex::Decree;
use crate::scenarios::freeze::{self, Origin};
use crate::scenarios::store::sign::{Decision, NewSignature, SignLevel};
use crate::scenarios::store::{Scenario, StateError, Status, Store};
use mcda::Plan;

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

/// A signature to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    /// For which level.
    level: SignLevel,
    /// Code of the regency or province that signs; without it, the level signs for the whole list.
    area: Option<String>,
    /// What was decided.
    decision: Decision,
    /// The name of the signer, where nobody has to sign in; otherwise whoever signed in signs.
    by: Option<String>,
    /// Why; needed when the list is returned.
    comment: Option<String>,
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
    reader: Reader,
    Path(id): Path<String>,
    headers: HeaderMap,
    extract::Json(request): extract::Json<Freeze>,
) -> ApiResult<Response> {
    let version = expected(request.version, &headers)?;
    let (by, decree) = (person(&reader, request.by)?, checked(request.decree)?);
    let (name, plan) = {
        let id = id.clone();
        stored(&app, move |store| draft(store, &id, version)).await?
    };
    let snapshot = Arc::clone(reader.planned_over());
    ground::check(&app, &reader, &plan).await?;
    let prepared = prepare(&app, &snapshot, plan).await?;
    let at = app.store().now();
    let figures = reader.figures();
    let origin = Origin { scenario: id.clone(), name, version, at, by, decree, figures };
    let (of_work, of_map) = (Arc::clone(&snapshot), snapshot);
    let work = move |job: &Job| freeze::freeze(&source(&of_work), &prepared, origin, job);
    let job = Job::begin();
    let computed = events::step(place, job.clone(), work);
    let saving = app.clone();
    let saved = async move {
        let frozen = pictured(&saving, &of_map, computed.await?).await?;
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
    operation_id = "sign_scenario", tag = "scenarios", request_body = Sign,
    params(("id" = String, Path, description = "The scenario")),
    responses((status = 200, description = "The scenario with its signatures", body = Scenario)))]
pub async fn sign(
    State(app): State<AppState>,
    reader: Reader,
    Path(id): Path<String>,
    extract::Json(request): extract::Json<Sign>,
) -> ApiResult<Kept> {
    let Sign { level, area, decision, by, comment } = request;
    let office = match level {
        SignLevel::Regency => Role::Regency,
        SignLevel::Province => Role::Province,
        SignLevel::Ministry => Role::Approver,
    };
    let code = area.as_deref().map(extract::area_code).transpose()?;
    // A list that was frozen by former codes names its areas by them.
    let today = code.map(|code| reader.1.everybody().moved(code));
    reader.check(Action::Sign, On::Office(office, today.as_ref()))?;
    reader.check_fresh()?;
    reader.check_second()?;
    let Some(by) = person(&reader, by)? else {
        return Err(ApiError::new(
            Code::InvalidBody,
            "Field `by` is missing: nobody has signed in.",
        ));
    };
    let new = NewSignature { level, area, decision, by, comment };
    stored(&app, move |store| -> ApiResult<_> {
        // Nobody signs a list that is not shown to them.
        seen(store, &reader, id.clone())?;
        Kept::of(&store.sign(&id, &new)?)
    })
    .await
}

/// A decree whose texts can be printed and whose date is one.
fn checked(decree: Decree) -> ApiResult<Decree> {
    let text_of = |field: &str, text: Option<String>| {
        text.map(|text| named(&format!("decree.{field}"), &text)).transpose()
    };
    if let Some(date) = decree.date.as_deref().filter(|date| !is_day(date)) {
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
