//! The villages of a frozen scenario, for its map.

use super::seen;
use super::stored::stored;
use crate::app::AppState;
use crate::http::access::Reader;
use crate::http::problem::{ApiError, ApiResult};
use crate::scenarios::annex::{Frozen, FrozenRow};
use crate::scenarios::store::Store;

/// What a map shows of a frozen scenario.
pub struct Chosen {
    /// The scenario's name.
    pub name: String,
    /// BLAKE3 of the frozen document.
    pub hash: String,
    /// The chosen villages, longitude and latitude in degrees.
    pub points: Vec<[f64; 2]>,
}

impl Chosen {
    /// West, south, east, north of the villages with a margin, in degrees.
    pub fn extent(&self) -> Option<[f64; 4]> {
        let boxes = self.points.iter().map(|[lon, lat]| [*lon, *lat, *lon, *lat]);
        let all = boxes
            .reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])?;
        let [west, south, east, north] = all;
        let margin = ((east - west).max(north - south) * 0.06).max(0.05);
        Some([west - margin, south - margin, east + margin, north + margin])
    }
}

/// The villages of a frozen scenario that the reader may know of.
///
/// # Errors
/// `scenario_not_found`, `scenario_not_frozen`.
pub async fn chosen(app: &AppState, reader: Reader, id: String) -> ApiResult<Chosen> {
    let read = move |store: &Store| -> ApiResult<Chosen> {
        let document = store.frozen_document(&seen(store, &reader, id)?.id)?;
        let frozen: Frozen = serde_json::from_str(&document.text).map_err(ApiError::internal)?;
        let point = |row: &FrozenRow| Some([row.village.lon?, row.village.lat?]);
        let points = frozen.rows.iter().filter_map(point).collect();
        Ok(Chosen { name: frozen.name, hash: document.hash, points })
    };
    stored(app, read).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extent_holds_all_villages_with_room_around_them() {
        let points = vec![[110.0, -8.0], [112.0, -7.0]];
        let chosen = Chosen { name: String::new(), hash: String::new(), points };
        let [west, south, east, north] = chosen.extent().unwrap();
        assert!(west < 110.0 && south < -8.0 && east > 112.0 && north > -7.0);
        let none = Chosen { name: String::new(), hash: String::new(), points: Vec::new() };
        assert_eq!(none.extent(), None);
    }
}
