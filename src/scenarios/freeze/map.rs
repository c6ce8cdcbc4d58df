//! The outlines behind the chosen villages, simple enough to be kept with the selection.

use std::collections::BTreeSet;

use geo::{Area as _, Simplify};
use geodata::dataset::{Area, Dataset, Shape};
use geodata::{AreaCode, Level};

use crate::scenarios::annex::FrozenMap;

/// What is smaller than this share of the map is not drawn: half a dot of a printed page.
const DETAIL: f64 = 1.0 / 1_500.0;

/// The provinces of the villages with their neighbours, or, where all villages are in one
/// province, its regencies.
pub fn map(dataset: &Dataset, villages: &[AreaCode]) -> FrozenMap {
    let provinces: BTreeSet<AreaCode> =
        villages.iter().filter_map(|code| code.ancestor(Level::Province)).collect();
    let named: Vec<&Area> = provinces.iter().filter_map(|code| dataset.area(*code)).collect();
    let Some(bbox) = around(named.iter().copied()) else { return FrozenMap::default() };
    let level = if provinces.len() == 1 { Level::Regency } else { Level::Province };
    let size = (bbox[2] - bbox[0]).max(bbox[3] - bbox[1]);
    let drawn = dataset.areas(level).iter().filter(|area| meets(area, bbox));
    let outlines = drawn.flat_map(|area| rings(area, size * DETAIL)).collect();
    let label = |area: &&Area| area.point.map(|p| (area.name.clone(), [degree(p.x), degree(p.y)]));
    let labelled: Vec<&Area> = match level {
        Level::Regency => {
            dataset.areas(level).iter().filter(|area| meets_any(area, &provinces)).collect()
        }
        _ => named,
    };
    let labels = labelled.iter().filter_map(label).collect();
    FrozenMap { bbox, outlines, labels, picture: None }
}

/// The box around areas, a little wider than they are.
fn around<'a>(areas: impl Iterator<Item = &'a Area>) -> Option<[f64; 4]> {
    let boxes = areas.filter_map(bounds);
    let all =
        boxes.reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])?;
    let margin = ((all[2] - all[0]).max(all[3] - all[1]) * 0.02).max(0.01);
    let [west, south, east, north] = all;
    Some([west - margin, south - margin, east + margin, north + margin].map(degree))
}

fn bounds(area: &Area) -> Option<[f64; 4]> {
    area.geometry.as_ref()?.bounds()
}

fn meets(area: &Area, bbox: [f64; 4]) -> bool {
    bounds(area).is_some_and(|own| {
        own[0] <= bbox[2] && own[2] >= bbox[0] && own[1] <= bbox[3] && own[3] >= bbox[1]
    })
}

fn meets_any(area: &Area, provinces: &BTreeSet<AreaCode>) -> bool {
    area.code.ancestor(Level::Province).is_some_and(|code| provinces.contains(&code))
}

/// The outer rings of an area without what would not be seen; its largest ring always.
fn rings(area: &Area, detail: f64) -> Vec<Vec<[f64; 2]>> {
    let Some(geometry) = area.geometry.as_ref().map(Shape::to_geo) else { return Vec::new() };
    let sized = |polygon: &geo::Polygon<f64>| polygon.unsigned_area();
    let largest = geometry.iter().map(sized).fold(0.0, f64::max);
    let seen = geometry.iter().filter(|polygon| {
        let area = sized(polygon);
        area >= largest || area > 4.0 * detail * detail
    });
    let ring = |polygon: &geo::Polygon<f64>| {
        let simple = polygon.exterior().simplify(detail);
        simple.0.iter().map(|c| [degree(c.x), degree(c.y)]).collect::<Vec<_>>()
    };
    seen.map(ring).filter(|ring| ring.len() >= 4).collect()
}

/// Rounded to 4 decimals: 11 metres.
fn degree(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}
