//! Areas whose code is gone, and where to look for them.

use geodata::AreaCode;
use geodata::changes::{Heir, Successor};

use crate::http::problem::{ApiError, Code};
use crate::snapshot::Snapshot;

/// Why no area has this code: there never was one, or what came of it has others.
pub fn absent(snapshot: &Snapshot, code: AreaCode) -> ApiError {
    let Some((whose, heirs)) = snapshot.successors(code) else {
        return ApiError::no_area(code);
    };
    let successors: Vec<Successor> =
        heirs.iter().filter_map(|heir| successor(snapshot, heir)).collect();
    let listed: Vec<String> =
        successors.iter().map(|heir| format!("{} {}", heir.code, heir.name)).collect();
    let listed = listed.join(", ");
    let split = heirs.len() > 1;
    if whose == code {
        let detail = if split {
            format!("The code `{code}` is gone: the area was split into {listed}.")
        } else {
            format!("The code `{code}` is gone: the area is now {listed}.")
        };
        let error = ApiError::new(Code::AreaChanged, detail).hint("Ask for the code of today.");
        return error.successors(successors);
    }
    let level = whose.level();
    let detail = if split {
        format!("There is no `{code}`: the {level} around it, `{whose}`, was split into {listed}.")
    } else {
        format!("There is no `{code}`: the {level} around it, `{whose}`, is now {listed}.")
    };
    ApiError::new(Code::AreaChanged, detail)
        .hint("Look for it there by its name: parts were often given other numbers.")
        .successors(successors)
}

fn successor(snapshot: &Snapshot, heir: &Heir<'_>) -> Option<Successor> {
    let area = snapshot.dataset().area(heir.code)?;
    Some(Successor::new(heir, &area.name))
}
