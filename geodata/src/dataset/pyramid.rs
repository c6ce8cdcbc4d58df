//! The pyramid of tiles among the files of a dataset.

use std::path::Path;

use super::files::{Files, REMAKE};
use super::model::NewArea;
use crate::code::Level;
use crate::error::GeodataError;
use crate::per_level::PerLevel;
use crate::progress::Progress;
use crate::pyramid::{self, Points, Pyramid};
use crate::topology::{self, Area, Country, Findings};

/// The name of the file.
pub(super) const PYRAMID: &str = "pyramid.bin";

/// Writes the pyramid of the areas of each level, which are sorted by code.
pub(super) fn write(
    areas: &PerLevel<Vec<NewArea>>,
    path: &Path,
    progress: &dyn Progress,
) -> Result<Findings, GeodataError> {
    let point = |area: &NewArea| area.point.map(|point| [point.x, point.y]);
    let points: Points = PerLevel::of(|level| areas.get(level).iter().map(point).collect());
    pyramid::write(path, &country(areas), &points, progress)
}

/// What is met in the borders of these areas.
pub(super) fn findings(
    areas: &PerLevel<Vec<NewArea>>,
    progress: &dyn Progress,
) -> Result<Findings, GeodataError> {
    topology::build(&country(areas), progress, &mut |_| Ok(()))
}

fn country(areas: &PerLevel<Vec<NewArea>>) -> Country<'_> {
    let parent = |area: &NewArea| {
        let code = area.code.parent()?;
        let above = areas.get(code.level());
        above.binary_search_by_key(&code, |above| above.code).ok()
    };
    let nested = |level: Level| {
        let rows = areas.get(level).iter();
        rows.map(|area| Area { polygons: area.geometry.as_deref(), parent: parent(area) }).collect()
    };
    Country { areas: PerLevel::of(nested) }
}

/// The pyramid of a dataset that has so many `areas` of each level, from provinces to villages.
///
/// # Errors
/// When the file is missing, not what was written, or of another number of areas.
pub(super) fn read(files: &Files<'_>, areas: [usize; 4]) -> Result<Pyramid, GeodataError> {
    let (path, bytes) = files.map(PYRAMID)?;
    let pyramid = Pyramid::new(&path, bytes, REMAKE)?;
    for (level, expected) in Level::ALL.into_iter().zip(areas) {
        let has = pyramid.areas(level);
        if has != expected {
            let problem = format!("has {has} {}; the dataset has {expected}", level.plural());
            return Err(GeodataError::dataset(&path, problem, REMAKE));
        }
    }
    Ok(pyramid)
}
