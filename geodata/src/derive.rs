//! Indicators that follow from the map itself: areas of villages, and distances from every village
//! to the nearest service office and to the nearest village that is already designated.

use std::sync::Arc;

use geo::{Coord, Distance, Geodesic, Point};
use rayon::prelude::*;
use rstar::RTree;
use rstar::primitives::GeomWithData;

use crate::code::AreaCode;
use crate::dataset::{Area, Designation, IndicatorValue, LtsaOffice, ValueStatus};

/// First eccentricity squared and equatorial radius (metres) of WGS 84.
const E2: f64 = 6.694_379_990_141_316e-3;
const RADIUS: f64 = 6_378_137.0;

/// Finds the nearest of a set of points, exactly, by geodesic distance on WGS 84.
///
/// The index holds the points in three dimensions. A straight line through the earth is never
/// longer than the geodesic, so candidates come in the order of a lower bound of their distance.
#[derive(Debug)]
pub struct Nearest {
    index: RTree<GeomWithData<[f64; 3], Point<f64>>>,
}

impl Nearest {
    /// An index of points given as longitude and latitude in degrees.
    pub fn new(points: impl IntoIterator<Item = Coord<f64>>) -> Self {
        let points = points.into_iter().map(|c| GeomWithData::new(geocentric(c), Point(c)));
        Self { index: RTree::bulk_load(points.collect()) }
    }

    /// The distance in kilometres to the nearest point; `None` if there is no point.
    pub fn distance_km(&self, from: Coord<f64>) -> Option<f64> {
        let mut best: Option<f64> = None;
        for (candidate, chord_2) in
            self.index.nearest_neighbor_iter_with_distance_2(&geocentric(from))
        {
            // A millimetre of slack: chord and geodesic are rounded differently.
            if best.is_some_and(|metres| chord_2.sqrt() > metres + 1e-3) {
                break;
            }
            let metres = if candidate.data.0 == from {
                0.0
            } else {
                Geodesic.distance(Point(from), candidate.data)
            };
            best = Some(best.map_or(metres, |b| b.min(metres)));
        }
        best.map(|metres| metres / 1000.0)
    }
}

/// Geocentric coordinates in metres of a point on the ellipsoid.
fn geocentric(c: Coord<f64>) -> [f64; 3] {
    let (lon, lat) = (c.x.to_radians(), c.y.to_radians());
    let n = RADIUS / (1.0 - E2 * lat.sin() * lat.sin()).sqrt();
    [n * lat.cos() * lon.cos(), n * lat.cos() * lon.sin(), n * (1.0 - E2) * lat.sin()]
}

/// `ltsa_distance_km` and `designated_distance_km` of every village, filed under `year`.
///
/// Offices count when they operate and have a position; their positions are those of their areas,
/// so these distances are `modelled`. A village without an interior point is `missing`.
pub fn distances(
    villages: &[Area],
    offices: &[LtsaOffice],
    designations: &[Designation],
    year: i32,
) -> Vec<IndicatorValue> {
    let operating = offices.iter().filter(|office| office.status == "operating");
    let offices = Nearest::new(operating.filter_map(|o| Some(Coord { x: o.lon?, y: o.lat? })));
    let mut codes: Vec<AreaCode> =
        designations.iter().filter_map(|d| d.village_code.parse().ok()).collect();
    codes.sort_unstable();
    let designated = Nearest::new(
        villages.iter().filter(|v| codes.binary_search(&v.code).is_ok()).filter_map(|v| v.point),
    );

    let mut all = measure(
        villages,
        "ltsa_distance_km",
        year,
        ValueStatus::Modelled,
        "derived: geodesic distance to the label point of the area of the nearest operating LTSA",
        &offices,
    );
    all.extend(measure(
        villages,
        "designated_distance_km",
        year,
        ValueStatus::Observed,
        "derived: geodesic distance to the nearest designated village",
        &designated,
    ));
    all
}

fn measure(
    villages: &[Area],
    indicator: &str,
    year: i32,
    status: ValueStatus,
    source: &str,
    nearest: &Nearest,
) -> Vec<IndicatorValue> {
    let (indicator, source): (Arc<str>, Arc<str>) = (indicator.into(), source.into());
    villages
        .par_iter()
        .map(|village| {
            let value = village.point.and_then(|point| nearest.distance_km(point));
            let status = if value.is_some() { status } else { ValueStatus::Missing };
            IndicatorValue {
                area: village.code,
                indicator: indicator.clone(),
                year,
                value,
                status,
                source: source.clone(),
            }
        })
        .collect()
}

/// `area_km2` of every village: the geodesic area of its polygon; `missing` where it has none.
pub fn village_areas(villages: &[Area], year: i32) -> Vec<IndicatorValue> {
    let (indicator, source): (Arc<str>, Arc<str>) =
        ("area_km2".into(), "derived: geodesic area of the polygon".into());
    villages
        .iter()
        .map(|village| {
            let value = village.geometry.as_ref().and(village.area_km2);
            let status = if value.is_some() { ValueStatus::Observed } else { ValueStatus::Missing };
            IndicatorValue {
                area: village.code,
                indicator: indicator.clone(),
                year,
                value,
                status,
                source: source.clone(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_index_finds_what_measuring_every_point_finds(
            points in proptest::collection::vec((95.0..141.0f64, -11.0..6.0f64), 1..40),
            from in (95.0..141.0f64, -11.0..6.0f64),
        ) {
            let coords: Vec<Coord<f64>> = points.iter().map(|&(x, y)| Coord { x, y }).collect();
            let from = Coord { x: from.0, y: from.1 };
            let expected = coords.iter().map(|c| Geodesic.distance(Point(from), Point(*c)) / 1000.0).fold(f64::INFINITY, f64::min);
            let found = Nearest::new(coords).distance_km(from).unwrap();
            prop_assert!((found - expected).abs() < 1e-9, "{found} instead of {expected}");
        }
    }

    #[test]
    fn nothing_is_near_when_there_is_nothing() {
        assert_eq!(Nearest::new([]).distance_km(Coord { x: 116.0, y: -8.5 }), None);
    }

    #[test]
    fn a_degree_of_longitude_on_the_equator_is_111_km() {
        let nearest = Nearest::new([Coord { x: 111.0, y: 0.0 }]);
        let km = nearest.distance_km(Coord { x: 110.0, y: 0.0 }).unwrap();
        assert!((km - 111.319_490_793).abs() < 1e-6, "{km}");
    }
}
