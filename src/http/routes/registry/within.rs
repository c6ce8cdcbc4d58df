//! What was recorded of an area, under whatever code.

use geodata::AreaCode;

use crate::http::problem::ApiResult;
use crate::scenarios::store::{Store, Within};
use crate::snapshot::Catalogues;

/// The area, with the codes that are gone of what lies there today, and of what does not lie there any more. Whoever asks by a
/// code that is gone itself is told what was recorded by it.
///
/// # Errors
/// When the state cannot be read.
pub fn within(store: &Store, served: &Catalogues, area: AreaCode) -> ApiResult<Within> {
    let snapshot = served.everybody();
    let (mut also, mut but) = (Vec::new(), Vec::new());
    if snapshot.row(area).is_some() && !snapshot.changes().rows().is_empty() {
        for text in store.recorded_areas()? {
            let Ok(code) = text.parse::<AreaCode>() else { continue };
            let is_there = snapshot.ground(code).is_within(area);
            match (is_there, code.is_within(area)) {
                (true, false) => also.push(text),
                (false, true) => but.push(text),
                _ => {}
            }
        }
    }
    Ok(Within { area: area.to_string(), also, but })
}
