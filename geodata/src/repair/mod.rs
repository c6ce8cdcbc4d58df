//! Makes polygons valid by the rules of OGC Simple Features, and says what it changed.
//!
//! A valid polygon keeps its vertices; only the winding of rings is normalised (shells
//! counter-clockwise) and repeated points go. What is invalid is rebuilt so that it keeps the area
//! that its author drew:
//!
//! - a ring that crosses or touches itself encloses what it winds around (non-zero rule), so both
//!   halves of a bow-tie stay;
//! - a hole that lies outside its shell is a part that was stored in the wrong list;
//! - parts that overlap, or lie in one another, become their union.

mod clean;
mod locate;
pub mod measure;
mod rebuild;
mod segments;
#[cfg(test)]
mod tests;
mod validity;

use geo::MultiPolygon;

pub use validity::{Defect, Problem, defects};

use crate::source::RawPolygons;

/// A geometry after repair.
#[derive(Debug, Clone, PartialEq)]
pub struct Repaired {
    /// The valid polygons; `None` when nothing with an area was left.
    pub geometry: Option<MultiPolygon<f64>>,
    /// What was changed; `None` when the geometry was valid as it came.
    pub repair: Option<Repair>,
}

/// What a repair changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Repair {
    /// What was wrong, in the order in which it was found, each once.
    pub problems: Vec<Problem>,
    /// A place where something was wrong, if it has one: longitude and latitude.
    pub at: Option<geo::Coord<f64>>,
    /// The area of shells less holes as they came, in square kilometres, at least zero for each shell. It
    /// is what a reader that trusts the file would take, not what is drawn: a part that is stored as a hole is
    /// taken away from its shell here, and comes back by the repair.
    pub before_km2: f64,
    /// The area after the repair, in square kilometres.
    pub after_km2: f64,
}

/// How often a rebuilt geometry is looked at again. Rebuilding rounds coordinates to the grid of
/// the overlay (under a millimetre), which can make two parts touch that did not before.
const ROUNDS: usize = 4;

/// Closes, orients and, where needed, rebuilds the polygons of one area.
///
/// Coordinates are longitude and latitude in degrees and must be finite.
pub fn repair(raw: RawPolygons) -> Repaired {
    let clean::Cleaned { geometry: source, mut problems } = clean::clean(raw);
    let found = defects(&source);
    if found.is_empty() && problems.is_empty() {
        let geometry = (!source.0.is_empty()).then_some(source);
        return Repaired { geometry, repair: None };
    }
    let at = found.first().map(|defect| defect.at);
    let before_km2 = measure::drawn_km2(&source);
    for defect in &found {
        if !problems.contains(&defect.problem) {
            problems.push(defect.problem);
        }
    }
    let mut geometry = source;
    let mut open = found;
    for _ in 0..ROUNDS {
        if open.is_empty() {
            break;
        }
        geometry = rebuild::rebuild(geometry, &open);
        open = defects(&geometry);
    }
    if !open.is_empty() {
        geometry = rebuild::merge_all(geometry);
    }
    // Rounding can turn a sliver around.
    geometry.0.iter_mut().for_each(clean::orient);
    let after_km2 = measure::area_km2(&geometry);
    let valid = !geometry.0.is_empty() && defects(&geometry).is_empty();
    Repaired {
        geometry: valid.then_some(geometry),
        repair: Some(Repair {
            problems,
            at,
            before_km2,
            after_km2: if valid { after_km2 } else { 0.0 },
        }),
    }
}
