//! The plans to begin with, and what all routes that take a plan share.

use std::sync::Arc;

use axum::extract::State;
use geodata::AreaCode;

use crate::app::AppState;
use crate::http::answer::written::{self, Written};
use crate::http::catalogue::Planned;
use crate::http::problem::{ApiError, ApiResult};
use crate::planning::{Conditions, PlanTemplates, PlanningError, Prepared, Ranked, Source};
use crate::pool::{Left, Pool};
use crate::snapshot::Snapshot;
use mcda::Plan;

/// A plan with criteria, goalposts and weights that fit this dataset.
#[utoipa::path(get, path = "/api/v1/plan/default", tag = "planning",
    responses((status = 200, description = "A plan to begin with", body = Plan)))]
pub async fn default_of_dataset(
    State(app): State<AppState>,
    Planned(snapshot): Planned,
) -> ApiResult<Written> {
    let asked = app.clone();
    let work = async move { asked.beginnings().plan(&snapshot).await };
    Written::of(&*planned(&app.pools().planning, work).await?)
}

/// Plans to begin with, each with its reasons, fitted to this dataset: what it does not know is left
/// out and named.
#[utoipa::path(get, path = "/api/v1/plan/templates", tag = "planning",
    responses((status = 200, description = "The templates", body = PlanTemplates)))]
pub async fn templates(
    State(app): State<AppState>,
    Planned(snapshot): Planned,
) -> ApiResult<Written> {
    let asked = app.clone();
    let work = async move { asked.beginnings().templates(&snapshot).await };
    Written::of(&*planned(&app.pools().planning, work).await?)
}

/// The dataset of a snapshot, to plan on.
pub fn source(snapshot: &Snapshot) -> Source<'_> {
    Source::new(snapshot.dataset(), snapshot.engine())
}

/// Checks a plan, completes it and finds its candidates.
///
/// # Errors
/// A plan or a condition that cannot be used.
pub async fn prepare(app: &AppState, snapshot: &Arc<Snapshot>, plan: Plan) -> ApiResult<Prepared> {
    let snapshot = Arc::clone(snapshot);
    planned(&app.pools().planning, async move { source(&snapshot).prepare(plan).await }).await
}

/// A plan with its ranking, which is kept for the next who asks: over a country it takes longer than to say where a few
/// villages stand in it.
///
/// # Errors
/// A plan or a condition that cannot be used.
pub async fn ranked(
    app: &AppState,
    snapshot: &Arc<Snapshot>,
    plan: Plan,
) -> ApiResult<Arc<Ranked>> {
    let asked = serde_json::to_string(&plan).map_err(ApiError::internal)?;
    if let Some(kept) = app.rankings().of(snapshot, &asked) {
        return Ok(kept);
    }
    // Rows of one's own are as long as one likes, and nobody else asks about them.
    let keeps = plan.candidates.rows.is_none();
    let prepared = prepare(app, snapshot, plan).await?;
    let ranked = move |_: &Left| Ranked::new(prepared).map(Arc::new);
    let ranked = written::compute(&app.pools().planning, ranked).await?;
    if keeps {
        app.rankings().keep(snapshot, asked, &ranked);
    }
    Ok(ranked)
}

/// The plan to begin with.
///
/// # Errors
/// A dataset that cannot be read, and an engine that has no time.
pub async fn default_plan(app: &AppState, snapshot: &Arc<Snapshot>) -> ApiResult<Plan> {
    let (asked, snapshot) = (app.clone(), Arc::clone(snapshot));
    let work = async move { asked.beginnings().plan(&snapshot).await };
    Ok(Plan::clone(&*planned(&app.pools().planning, work).await?))
}

/// Which conditions of a ranked plan hold of each of these villages.
///
/// # Errors
/// A condition that cannot be asked.
pub async fn conditions(
    app: &AppState,
    snapshot: &Arc<Snapshot>,
    ranked: &Arc<Ranked>,
    villages: Vec<AreaCode>,
) -> ApiResult<Conditions> {
    let (snapshot, ranked) = (Arc::clone(snapshot), Arc::clone(ranked));
    let work = async move { source(&snapshot).conditions(&ranked.prepared.plan, &villages).await };
    planned(&app.pools().planning, work).await
}

/// Work that asks the engine in between, which holds no thread meanwhile.
async fn planned<T: Send + 'static>(
    pool: &Pool,
    work: impl Future<Output = Result<T, PlanningError>> + Send + 'static,
) -> ApiResult<T> {
    Ok(pool.run(work).await.map_err(ApiError::internal)??)
}

/// Computes on the threads of plans.
///
/// # Errors
/// What the computation answers.
pub async fn computed<T: Send + 'static>(
    app: &AppState,
    work: impl FnOnce() -> Result<T, mcda::PlanError> + Send + 'static,
) -> ApiResult<T> {
    planned(&app.pools().planning, async move { Ok(work()?) }).await
}

/// Computes on the threads of plans and writes the answer there.
///
/// # Errors
/// What the computation answers.
pub async fn answered<T, E>(
    app: &AppState,
    work: impl FnOnce(&Left) -> Result<T, E> + Send + 'static,
) -> ApiResult<Written>
where
    T: serde::Serialize,
    E: Into<ApiError> + Send + 'static,
{
    written::json(&app.pools().planning, work).await
}
