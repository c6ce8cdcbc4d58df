//! How evenly designations follow need, before a selection and after it.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::State;
use geodata::{AreaCode, Level};
use serde::Deserialize;
use utoipa::ToSchema;

use super::areas::existing;
use super::plan::compute;
use super::weights::field_error;
use crate::app::AppState;
use crate::http::coverage::rows;
use crate::http::problem::{ApiError, ApiResult, Code};
use crate::http::request::extract;
use crate::mcda::Warning;
use crate::planning::{EquityAnswer, EquityArea, EquityRow, equity_of};
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

/// Compares designated villages with need (migrants placed) as the coverage views know both, before
/// and after a selection: Gini, Hoover, Lorenz curve, gaps, and two proportional quotas.
#[utoipa::path(post, path = "/api/v1/equity", tag = "planning", request_body = EquityRequest,
    responses((status = 200, description = "Before and after", body = EquityAnswer)))]
pub async fn equity(
    State(app): State<AppState>,
    extract::Json(request): extract::Json<EquityRequest>,
) -> ApiResult<Json<EquityAnswer>> {
    let seats = request.seats;
    let (areas, level, unit, notes) = match (request.selected, request.rows) {
        (Some(selected), None) => {
            let level = level(request.level.as_deref())?;
            let of = of_selection(&app.snapshot(), &selected, level).await?;
            (of.areas, Some(level.as_str()), of.unit, of.notes)
        }
        (None, Some(rows)) => {
            if request.level.is_some() {
                return Err(invalid("Field `level`: rows of one's own have no level.")
                    .hint("Leave it out."));
            }
            (rows.into_iter().map(EquityArea::from).collect(), None, String::new(), Vec::new())
        }
        _ => {
            return Err(invalid("The body needs either `selected` or `rows`.")
                .hint("`selected` is a list of village codes, and may be empty."));
        }
    };
    let work = move || equity_of(areas, level, unit, seats).map_err(field_error);
    let mut answer = compute(work).await?;
    answer.warnings.extend(notes);
    Ok(Json(answer))
}

fn level(text: Option<&str>) -> ApiResult<Level> {
    match text {
        None | Some("regency") => Ok(Level::Regency),
        Some("province") => Ok(Level::Province),
        Some(other) => Err(invalid(format!("Field `level`: `{other}` is not known here."))
            .hint("Known here: `province`, `regency`.")),
    }
}

/// The areas of a level with a selection in them.
struct OfSelection {
    areas: Vec<EquityArea>,
    unit: String,
    notes: Vec<Warning>,
}

async fn of_selection(
    snapshot: &Snapshot,
    selected: &[String],
    level: Level,
) -> ApiResult<OfSelection> {
    let mut codes: BTreeSet<AreaCode> = BTreeSet::new();
    for (i, text) in selected.iter().enumerate() {
        let code = existing(snapshot, text)?;
        if code.level() != Level::Village {
            let detail = format!("Field `selected[{i}]`: `{text}` is a {}.", code.level());
            return Err(invalid(detail).hint("Name villages."));
        }
        codes.insert(code);
    }
    let mut notes = Vec::new();
    if codes.len() < selected.len() {
        let detail = format!("{} codes stand there more than once", selected.len() - codes.len());
        notes.push(Warning::new("selected_twice", detail));
    }
    let all = codes.len();
    codes.retain(|code| snapshot.places().designations(*code).is_empty());
    if codes.len() < all {
        let detail =
            format!("{} of the selected villages are designated already", all - codes.len());
        notes.push(Warning::new("designated_already", detail));
    }
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for area in codes.into_iter().filter_map(|code| code.ancestor(level)) {
        *counts.entry(area.to_string()).or_default() += 1;
    }
    let covered = rows(snapshot, level, None).await?;
    let unit = covered.first().map_or(String::new(), |area| area.need_unit.clone());
    let partial = covered.iter().filter(|area| area.status == "partial").count();
    if partial > 0 {
        let detail = format!("the need of {partial} areas is known for a part of them only");
        notes.push(Warning::new("partial_need", detail));
    }
    let areas = covered.into_iter().map(|area| EquityArea {
        selected: counts.get(&area.code).copied().unwrap_or(0),
        designated: u32::try_from(area.designated).unwrap_or(u32::MAX),
        code: area.code,
        name: Some(area.name),
        need: area.need,
        need_year: area.need_year,
    });
    Ok(OfSelection { areas: areas.collect(), unit, notes })
}

fn invalid(detail: impl Into<String>) -> ApiError {
    ApiError::new(Code::InvalidBody, detail)
}
