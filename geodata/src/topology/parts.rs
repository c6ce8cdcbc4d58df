//! What an area is made of.

use super::model::Country;
use crate::Level;

/// The rows of the level below that are part of each row.
pub(super) fn parts(country: &Country<'_>, level: Level) -> Vec<Vec<usize>> {
    let mut parts = vec![Vec::new(); country.areas.get(level).len()];
    let below = level.below().map(|below| country.areas.get(below));
    for (row, area) in below.into_iter().flatten().enumerate() {
        if let Some(parts) = area.parent.and_then(|parent| parts.get_mut(parent)) {
            parts.push(row);
        }
    }
    parts
}
