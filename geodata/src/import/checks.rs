//! Checks of the joined country: villages outside their district, villages that overlap.

use geo::{Area as _, BooleanOps, BoundingRect, Closest, ClosestPoint, MultiPolygon, Point, Rect};
use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::country::Country;
use super::findings::{Findings, OUTSIDE_DISTRICT, OVERLAP};
use crate::code::Level;
use crate::dataset::NewArea;
use crate::distance::metres;
use crate::progress::Progress;
use crate::repair::measure;

/// Share of the smaller village from which an overlap is listed.
const OVERLAP_SHARE: f64 = 0.01;

/// Lists the villages whose interior point lies outside their own district, farthest first.
pub fn outside_district(country: &Country, source: &str, findings: &mut Findings) {
    let mut outside: Vec<(&NewArea, f64, String)> = country
        .level(Level::Village)
        .par_iter()
        .filter_map(|village| {
            let point = village.point?;
            let district = country.get(village.code.ancestor(Level::District)?)?;
            let polygon = district.geometry.as_ref()?;
            if measure::covers(polygon, point) {
                return None;
            }
            let km = distance_km(polygon, Point(point));
            let beyond: Vec<&str> = [Level::Regency, Level::Province]
                .into_iter()
                .filter(|level| {
                    let above = village.code.ancestor(*level).and_then(|code| country.get(code));
                    above
                        .and_then(|a| a.geometry.as_ref())
                        .is_some_and(|g| !measure::covers(g, point))
                })
                .map(Level::as_str)
                .collect();
            let beyond = if beyond.is_empty() {
                String::new()
            } else {
                format!(", also outside its {}", beyond.join(" and "))
            };
            Some((
                village,
                km,
                format!(
                    "{km:.2} km from {} {}{beyond}; its parent stays the one of its code",
                    district.code, district.name
                ),
            ))
        })
        .collect();
    outside.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.code.cmp(&b.0.code)));
    for (village, km, detail) in outside {
        findings.measured(OUTSIDE_DISTRICT, source, village, detail, km);
    }
}

fn distance_km(polygon: &MultiPolygon<f64>, point: Point<f64>) -> f64 {
    match polygon.closest_point(&point) {
        Closest::SinglePoint(near) | Closest::Intersection(near) => {
            metres(point.into(), near.into()) / 1000.0
        }
        Closest::Indeterminate => f64::NAN,
    }
}

/// Lists the pairs of villages that overlap by more than 1% of the smaller, largest share first.
pub fn overlaps(country: &Country, source: &str, findings: &mut Findings, progress: &dyn Progress) {
    let villages: Vec<Drawn<'_>> =
        country.level(Level::Village).iter().filter_map(Drawn::of).collect();
    progress.stage("looking for overlaps", Some(villages.len() as u64));
    let boxes = villages.iter().enumerate().map(|(i, v)| {
        let (low, high) = (v.bbox.min(), v.bbox.max());
        GeomWithData::new(Rectangle::from_corners([low.x, low.y], [high.x, high.y]), i)
    });
    let index = RTree::bulk_load(boxes.collect());
    let mut pairs: Vec<(usize, usize, f64)> = villages
        .par_iter()
        .enumerate()
        .flat_map_iter(|(i, village)| {
            let (low, high) = (village.bbox.min(), village.bbox.max());
            let near = AABB::from_corners([low.x, low.y], [high.x, high.y]);
            let found: Vec<(usize, usize, f64)> = index
                .locate_in_envelope_intersecting(&near)
                .map(|other| other.data)
                .filter(|j| *j > i)
                .filter_map(|j| {
                    let share = villages.get(j).map(|other| village.overlap(other))?;
                    (share > OVERLAP_SHARE).then_some((i, j, share))
                })
                .collect();
            progress.advance(1);
            found
        })
        .collect();
    pairs.sort_by(|a, b| b.2.total_cmp(&a.2).then((a.0, a.1).cmp(&(b.0, b.1))));
    for (i, j, share) in pairs {
        if let (Some(a), Some(b)) = (villages.get(i), villages.get(j)) {
            let detail = format!(
                "{:.1}% of the smaller lies also in {} {}",
                share * 100.0,
                b.area.code,
                b.area.name
            );
            findings.measured(OVERLAP, source, a.area, detail, share * 100.0);
        }
    }
}

/// A village with what comparing it needs.
struct Drawn<'a> {
    area: &'a NewArea,
    geometry: &'a MultiPolygon<f64>,
    bbox: Rect<f64>,
    /// In square degrees; only ratios of neighbours are used.
    planar: f64,
}

impl<'a> Drawn<'a> {
    fn of(area: &'a NewArea) -> Option<Self> {
        let geometry = area.geometry.as_deref()?;
        Some(Self {
            area,
            geometry,
            bbox: geometry.bounding_rect()?,
            planar: geometry.unsigned_area(),
        })
    }

    /// The share of the smaller of both that lies in the other.
    fn overlap(&self, other: &Self) -> f64 {
        let smaller = self.planar.min(other.planar);
        let width =
            self.bbox.max().x.min(other.bbox.max().x) - self.bbox.min().x.max(other.bbox.min().x);
        let height =
            self.bbox.max().y.min(other.bbox.max().y) - self.bbox.min().y.max(other.bbox.min().y);
        // What lies in both lies in both boxes.
        if width <= 0.0 || height <= 0.0 || width * height <= OVERLAP_SHARE * smaller {
            return 0.0;
        }
        self.geometry.intersection(other.geometry).unsigned_area() / smaller
    }
}
