//! How evenly designations follow need, before a selection and after it.

use axum::extract::State;
use geodata::coverage;
use geodata::values::When;
use geodata::{AreaCode, Level};
use serde::Deserialize;
use utoipa::ToSchema;

use super::areas::existing;
use super::plan::answered;
use super::weights::field_error;
use crate::app::AppState;
use crate::http::answer::written::Written;
use crate::http::catalogue::Planned;
use crate::http::problem::{ApiError, ApiResult, Code};
use crate::http::request::extract;
use crate::planning::{EquityAnswer, EquityRow, WithSelection, equity_of, with_selection};
use crate::snapshot::Snapshot;

/// A selection, or areas of one's own.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EquityRequest {
    /// Codes of the selected villages. Those that are designated already count once.
    selected: Option<Vec<String>>,
    /// `province` or `regency` (default).
    level: Option<String>,
    /// Seats that the two quotas share out; default: as many as are selected.
    seats: Option<u32>,
    /// Instead of `selected`: areas of one's own, for checking the arithmetic.
    rows: Option<Vec<EquityRow>>,
}

/// Compares designated villages with need (migrants placed) as coverage knows both, before
/// and after a selection: Gini, Hoover, Lorenz curve, gaps, and two proportional quotas.
#[utoipa::path(post, path = "/api/v1/equity", tag = "planning", request_body = EquityRequest,
    responses((status = 200, description = "Before and after", body = EquityAnswer)))]
pub async fn equity(
    State(app): State<AppState>,
    Planned(snapshot): Planned,
    extract::Json(request): extract::Json<EquityRequest>,
) -> ApiResult<Written> {
    answered(&app, move |_| answer(&snapshot, request)).await
}

fn answer(snapshot: &Snapshot, request: EquityRequest) -> ApiResult<EquityAnswer> {
    let seats = request.seats;
    let (of, level, unit) = match (request.selected, request.rows) {
        (Some(selected), None) => {
            let level = level(request.level.as_deref())?;
            let villages = villages(snapshot, &selected)?;
            let covered = snapshot.coverage(level, When::Latest);
            let designated = |code| !snapshot.sites().designations(code).is_empty();
            let of = with_selection(&covered, level, &villages, designated);
            (of, Some(level.as_str()), snapshot.unit(coverage::NEED).to_owned())
        }
        (None, Some(rows)) => {
            if request.level.is_some() {
                return Err(invalid("Field `level`: rows of one's own have no level.")
                    .hint("Leave it out."));
            }
            (WithSelection::from(rows), None, String::new())
        }
        _ => {
            return Err(invalid("The body needs either `selected` or `rows`.")
                .hint("`selected` is a list of village codes, and may be empty."));
        }
    };
    equity_of(of, level, unit, seats).map_err(field_error)
}

fn level(text: Option<&str>) -> ApiResult<Level> {
    match text {
        None | Some("regency") => Ok(Level::Regency),
        Some("province") => Ok(Level::Province),
        Some(other) => Err(invalid(format!("Field `level`: `{other}` is not known here."))
            .hint("Known here: `province`, `regency`.")),
    }
}

/// The villages that a request names.
fn villages(snapshot: &Snapshot, selected: &[String]) -> ApiResult<Vec<AreaCode>> {
    let village = |(i, text): (usize, &String)| {
        let code = existing(snapshot, text)?;
        if code.level() == Level::Village {
            return Ok(code);
        }
        let detail = format!("Field `selected[{i}]`: `{text}` is a {}.", code.level());
        Err(invalid(detail).hint("Name villages."))
    };
    selected.iter().enumerate().map(village).collect()
}

fn invalid(detail: impl Into<String>) -> ApiError {
    ApiError::new(Code::InvalidBody, detail)
}
