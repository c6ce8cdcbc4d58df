//! Where a village is, also one whose polygon nobody drew.

use geodata::dataset::{Area, Dataset};
use geodata::{AreaCode, Level};

/// The position of a village.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Site {
    /// Longitude, latitude in degrees (CRS84).
    pub at: [f64; 2],
    /// The area whose point it is: the village, or its district where the village has none.
    pub of: Level,
}

impl Site {
    /// The point inside the village; without a polygon of its own, that inside its district. Villages
    /// of one district that have none stand at the same point. No larger area says where a village is.
    pub fn of_village(dataset: &Dataset, village: &Area) -> Option<Self> {
        let point = |area: &Area, of| area.point.map(|p| Self { at: [p.x, p.y], of });
        point(village, Level::Village).or_else(|| {
            let district = dataset.area(village.code.ancestor(Level::District)?)?;
            point(district, Level::District)
        })
    }

    /// The same by the village's code; none where the dataset does not have it.
    pub fn of_code(dataset: &Dataset, code: &str) -> Option<Self> {
        let code: AreaCode = code.parse().ok()?;
        Self::of_village(dataset, dataset.area(code)?)
    }

    /// Whether it is the village's own point.
    pub fn is_own(self) -> bool {
        self.of == Level::Village
    }
}
