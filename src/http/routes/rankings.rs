//! Rankings, why a village ranks where it does, and how much of it hangs on the weights.

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::plan::{answered, prepare, source};
use crate::app::AppState;
use crate::http::answer::events::{self, Entered};
use crate::http::answer::written::Written;
use crate::http::catalogue::Planned;
use crate::http::problem::{ApiResult, RequestId};
use crate::http::request::extract;
use crate::http::request::plan_body::{BesidePlan, PlanAnd, WithPlan};
use crate::jobs::{Job, Progress};
use crate::planning::{
    self, Excerpt, ExplanationAnswer, RankingAnswer, ReversalAnswer, SensitivityAnswer,
    SensitivityOptions,
};
use crate::pool::Left;
use mcda::Plan;

/// Villages that a page lists when the request does not say.
const DEFAULT_LIMIT: usize = 100;
/// Villages that a page lists at most.
const MAX_LIMIT: usize = 100_000;

/// Which part of the list.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PageFields {
    /// Villages to list at most; default 100.
    #[schema(minimum = 1, maximum = 100_000)]
    limit: Option<usize>,
    /// Villages to leave out before; default 0.
    offset: Option<usize>,
    /// Code of an area: list its villages only. Ranks stay those among all candidates.
    within: Option<String>,
}

impl BesidePlan for PageFields {
    const FIELDS: &'static [&'static str] = &["limit", "offset", "within"];
    const BODY: &'static str = "RankingRequest";
    const MEANING: &'static str = "A plan, and which part of its list.";
}

/// A plan with the fields of a page.
pub type RankingRequest = PlanAnd<PageFields>;

/// Ranks the candidates of a plan. The body is the plan, with `limit`, `offset` and `within`
/// beside its fields.
#[utoipa::path(post, path = "/api/v1/rankings", tag = "planning", request_body = RankingRequest,
    responses((status = 200, description = "The ranking", body = RankingAnswer)))]
pub async fn rankings(
    State(app): State<AppState>,
    Planned(snapshot): Planned,
    WithPlan(plan, fields): WithPlan<PageFields>,
) -> ApiResult<Written> {
    let prepared = prepare(&app, &snapshot, plan).await?;
    let work = move |_: &Left| -> ApiResult<_> {
        let excerpt = excerpt(&prepared.plan, fields)?;
        Ok(planning::ranking(snapshot.dataset(), &prepared, &excerpt)?)
    };
    answered(&app, work).await
}

fn excerpt(plan: &Plan, fields: PageFields) -> ApiResult<Excerpt> {
    // Rows of one's own may belong to areas that no register knows.
    let own_rows = plan.candidates.rows.is_some();
    let within = match fields.within {
        Some(code) if !own_rows => Some(extract::area_code(&code)?.to_string()),
        other => other,
    };
    Ok(Excerpt {
        limit: extract::limit(fields.limit, DEFAULT_LIMIT, MAX_LIMIT)?,
        offset: fields.offset.unwrap_or(0),
        within,
    })
}

/// Which village.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplainFields {
    /// Its code, or the id of a row of one's own.
    id: String,
    /// A village to compare it with.
    other: Option<String>,
}

impl BesidePlan for ExplainFields {
    const FIELDS: &'static [&'static str] = &["id", "other"];
    const BODY: &'static str = "ExplanationRequest";
    const MEANING: &'static str = "A plan, and the village whose place is to be explained.";
}

/// A plan with the village to explain.
pub type ExplanationRequest = PlanAnd<ExplainFields>;

/// Explains the place of village `id`, next to village `other`. The body is the plan, with `id`
/// and `other` beside its fields.
#[utoipa::path(post, path = "/api/v1/rankings/explain", tag = "planning", request_body = ExplanationRequest,
    responses((status = 200, description = "The explanation", body = ExplanationAnswer)))]
pub async fn explain(
    State(app): State<AppState>,
    Planned(snapshot): Planned,
    WithPlan(plan, fields): WithPlan<ExplainFields>,
) -> ApiResult<Written> {
    let prepared = prepare(&app, &snapshot, plan).await?;
    let work = move |_: &Left| {
        let (dataset, values) = (snapshot.dataset(), snapshot.values());
        planning::explanation(dataset, values, &prepared, &fields.id, fields.other.as_deref())
    };
    answered(&app, work).await
}

impl BesidePlan for SensitivityOptions {
    const FIELDS: &'static [&'static str] = &[
        "weights",
        "draws",
        "seed",
        "noise",
        "criteria_noise",
        "noisy_criteria",
        "limit",
        "selection_draws",
        "selection_limit_s",
    ];
    const BODY: &'static str = "SensitivityRequest";
    const MEANING: &'static str = "A plan, and which other weights to try.";
}

/// A plan with the weights to try.
pub type SensitivityRequest = PlanAnd<SensitivityOptions>;

/// Tries other weights. The body is the plan, with `weights`, `draws`, `seed`, `noise`,
/// `criteria_noise`, `noisy_criteria`, `limit`, `selection_draws` and `selection_limit_s` beside its
/// fields. With `Accept: text/event-stream` the answer is a stream: `progress` events, then one
/// `answer` or `problem`.
#[utoipa::path(post, path = "/api/v1/rankings/sensitivity", tag = "planning",
    request_body = SensitivityRequest,
    responses((status = 200, description = "What other weights give",
        content((SensitivityAnswer = "application/json"), (Progress = "text/event-stream")))))]
pub async fn sensitivity(
    State(app): State<AppState>,
    Planned(snapshot): Planned,
    Entered(place): Entered,
    Extension(id): Extension<RequestId>,
    headers: HeaderMap,
    WithPlan(plan, options): WithPlan<SensitivityOptions>,
) -> ApiResult<Response> {
    let prepared = prepare(&app, &snapshot, plan).await?;
    let work = move |job: &Job| planning::sensitivity(&source(&snapshot), &prepared, &options, job);
    events::answer(&app, &headers, id, place, work).await
}

/// Deletes each village in turn and names those without which the others change their order. On
/// fixed goalposts a weighted sum never does that.
#[utoipa::path(post, path = "/api/v1/rankings/reversals", tag = "planning", request_body = Plan,
    responses((status = 200, description = "Who changes the order of others", body = ReversalAnswer)))]
pub async fn reversals(
    State(app): State<AppState>,
    Planned(snapshot): Planned,
    Entered(place): Entered,
    extract::Json(plan): extract::Json<Plan>,
) -> ApiResult<Written> {
    let prepared = prepare(&app, &snapshot, plan).await?;
    events::compute(&app, place, move |_| planning::reversal(&prepared)).await
}
