//! Whether a plan stays within the area that somebody may plan for.

use geodata::AreaCode;

use super::stored::stored;
use crate::access::{Action, grounds};
use crate::app::AppState;
use crate::http::access::Reader;
use crate::http::problem::{ApiError, ApiResult, Code};
use crate::http::routes::plan::prepare;
use crate::planning::Prepared;
use mcda::Plan;

/// Checks that every candidate of a plan, and every village that was picked, lies where this reader may plan.
///
/// # Errors
/// [`Code::OutsideOwnArea`] with the first that does not; a plan that cannot be computed.
pub async fn check(app: &AppState, reader: &Reader, plan: &Plan) -> ApiResult<()> {
    let Some(areas) = grounds(&reader.0, Action::Plan) else { return Ok(()) };
    let prepared = prepare(app, reader.planned_over(), plan.clone()).await?;
    match outside(plan, &prepared, &areas) {
        None => Ok(()),
        Some(place) => {
            let own: Vec<String> = areas.iter().map(ToString::to_string).collect();
            let detail = format!("The plan reaches {place}; you plan for {}.", own.join(", "));
            let first = own.first().map_or("52.03", String::as_str);
            Err(ApiError::new(Code::OutsideOwnArea, detail).hint(format!(
                "Add `code LIKE '{first}.%'` to the conditions for candidates, and take other villages out of the basket."
            )))
        }
    }
}

/// The same for a scenario that is saved.
///
/// # Errors
/// As [`check`], and where there is no such scenario.
pub async fn check_saved(app: &AppState, reader: &Reader, id: &str) -> ApiResult<()> {
    if grounds(&reader.0, Action::Plan).is_none() {
        return Ok(());
    }
    let id = id.to_owned();
    let plan = stored(app, move |store| store.get(&id).map(|scenario| scenario.plan)).await?;
    check(app, reader, &serde_json::from_value(plan).map_err(ApiError::internal)?).await
}

/// A place of the plan that lies in none of `areas`.
fn outside(plan: &Plan, prepared: &Prepared, areas: &[AreaCode]) -> Option<String> {
    let within = |text: &str| {
        text.parse::<AreaCode>().is_ok_and(|code| areas.iter().any(|area| code.is_within(*area)))
    };
    let rows = plan.candidates.rows.iter().flatten();
    let mut of_rows = rows.map(|row| (row.id.as_str(), row.regency.as_deref().unwrap_or(&row.id)));
    if let Some((id, _)) = of_rows.find(|(_, place)| !within(place)) {
        return Some(id.to_owned());
    }
    let ids = prepared.candidates.ids().iter().filter(|_| plan.candidates.rows.is_none());
    ids.chain(&plan.basket).find(|code| !within(code)).cloned()
}
