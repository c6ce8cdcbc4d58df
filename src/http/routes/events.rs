//! Who did what: all events of the chain.

use std::sync::Arc;

use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::AppState;
use crate::http::answer::page::{List, Page};
use crate::http::answer::written::{self, Written};
use crate::http::problem::ApiResult;
use crate::http::request::extract::Query;
use crate::pool::Left;
use crate::scenarios::store::{Event, EventFilter};

/// Events in one answer.
const MOST: usize = 200;

/// Which events.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EventParams {
    /// Only of this kind, for example `signed` or `sign_in_failed`.
    action: Option<String>,
    /// Only by whom this text names, in any case of letters.
    by: Option<String>,
    /// Only of this scenario.
    scenario: Option<String>,
    /// Continues a list, with the `next_cursor` of an answer.
    cursor: Option<String>,
}

/// What happened, the newest first: scenarios and people, in one chain of hashes. Plans are left out of their events;
/// the history of a scenario has them.
#[utoipa::path(get, path = "/api/v1/events", operation_id = "list_events", tag = "people", params(EventParams),
    responses((status = 200, description = "The events", body = List<Event>)))]
pub async fn events(
    State(app): State<AppState>,
    Query(params): Query<EventParams>,
) -> ApiResult<Written> {
    let EventParams { action, by, scenario, cursor } = params;
    let name = format!("events {action:?} {by:?} {scenario:?}");
    let page = Page::new(&name, cursor.as_deref(), 0)?;
    let filter = EventFilter {
        action,
        by,
        scenario,
        before: (page.offset > 0).then_some(page.offset as i64),
    };
    let store = Arc::clone(app.store());
    let work = move |_: &Left| -> ApiResult<_> {
        let mut items = store.events(&filter, MOST + 1)?;
        let more = items.len() > MOST;
        items.truncate(MOST);
        let last = items.last().and_then(|event| usize::try_from(event.seq).ok());
        let next_cursor = last.filter(|_| more).map(|last| page.cursor(last));
        Ok(List { items, total: None, next_cursor })
    };
    written::json(&app.pools().scenarios, work).await
}
