//! Who may record what, and who may see it.

use geodata::{AreaCode, Level};

use crate::access::{Action, On, grounds, may};
use crate::http::access::Reader;
use crate::http::problem::{ApiError, ApiResult, Code};

/// Checks that this reader may record what is the matter of `area`; without one it is the country's.
///
/// # Errors
/// [`Code::Forbidden`], and [`Code::OutsideOwnArea`] where they may record elsewhere.
pub fn record(reader: &Reader, area: Option<&str>) -> ApiResult<()> {
    allowed(reader, on(reader, area), area)
}

/// Checks that this reader may approve what is the matter of `area`: the province or the ministry does.
///
/// # Errors
/// As [`record`].
pub fn approve(reader: &Reader, area: Option<&str>) -> ApiResult<()> {
    let on = match on(reader, area) {
        On::Area(code) => code.ancestor(Level::Province).map_or(On::Country, On::Area),
        other => other,
    };
    allowed(reader, on, area)
}

/// Whether this reader may record what is the matter of `area`, and so sees names and small numbers of it.
pub fn records(reader: &Reader, area: Option<&str>) -> bool {
    may(&reader.0, Action::Record, on(reader, area))
}

/// What was recorded by a code that is gone is a matter of the area of today.
fn on<'a>(reader: &Reader, area: Option<&str>) -> On<'a> {
    let code = area.and_then(|area| area.parse::<AreaCode>().ok());
    code.map_or(On::Country, |code| On::Area(reader.1.everybody().ground(code)))
}

fn allowed(reader: &Reader, on: On<'_>, area: Option<&str>) -> ApiResult<()> {
    if may(&reader.0, Action::Record, on) {
        return Ok(());
    }
    reader.check(Action::Record, On::Somewhere)?;
    let own = grounds(&reader.0, Action::Record).unwrap_or_default();
    let own: Vec<String> = own.iter().map(ToString::to_string).collect();
    let place = area.unwrap_or("the whole country");
    let detail = format!("This is a matter of {place}; you record for {}.", own.join(", "));
    Err(ApiError::new(Code::OutsideOwnArea, detail)
        .hint("Corrections are approved by the province or the ministry, and the country's matters recorded by the ministry."))
}
