//! Indicators that follow from the map itself: areas of villages, and distances from every village
//! to the nearest service office and to the nearest village that is already designated.

use std::sync::Arc;

use rayon::prelude::*;

use crate::code::AreaCode;
use crate::dataset::{
    Area, Claim, Designation, IndicatorValue, LtsaOffice, NewArea, ProgrammeTables, Qualifier,
    ValueStatus,
};
use crate::index::PointIndex;
use crate::offices::KnownOffices;

/// What [`per_1000`] makes.
pub(crate) const PER_1000: &str = "pmi_per_1000";
/// What it makes it of.
pub(crate) const PLACED: &str = "pmi_placed";

/// `ltsa_distance_km` and `designated_distance_km` of every village, filed under `year`.
///
/// Offices count when they operate and have a position; those are placed by rule
/// ([`crate::offices::locate`]), so these distances are `modelled`, and their source says of how many
/// offices the place is known. A village without an interior point is `missing`.
pub fn distances(
    villages: &[NewArea],
    programme: &ProgrammeTables,
    year: i32,
) -> Vec<IndicatorValue> {
    let ProgrammeTables { ltsa_offices, designations, claims, .. } = programme;
    distances_to(villages, ltsa_offices, designations, claims, year)
}

/// The same, to these offices and designated villages.
pub(crate) fn distances_to<Polygons: Sync>(
    villages: &[Area<Polygons>],
    offices: &[LtsaOffice],
    designations: &[Designation],
    claims: &[Claim],
    year: i32,
) -> Vec<IndicatorValue> {
    let known = KnownOffices::new(offices, claims).in_words();
    let operating = offices.iter().filter(|office| office.status == "operating");
    let offices: Vec<_> = operating.filter_map(|o| Some([o.lon?, o.lat?])).collect();
    let mut codes: Vec<AreaCode> =
        designations.iter().filter_map(|d| d.village_code.parse().ok()).collect();
    codes.sort_unstable();
    let designated = villages.iter().filter(|v| codes.binary_search(&v.code).is_ok());
    let designated: Vec<_> = designated.filter_map(|v| v.point).map(|p| [p.x, p.y]).collect();

    let mut all = measure(
        villages,
        "ltsa_distance_km",
        year,
        ValueStatus::Modelled,
        &format!(
            "derived: geodesic distance to the nearest operating LTSA; {known}, placed by rule in their regency \
             or in the capital of their province"
        ),
        &PointIndex::new(&offices),
    );
    all.extend(measure(
        villages,
        "designated_distance_km",
        year,
        ValueStatus::Observed,
        "derived: geodesic distance to the nearest designated village",
        &PointIndex::new(&designated),
    ));
    all
}

/// Placements per 1,000 of `residents`, as a figure of its own: of the same area, time and status as `placed`, from its source.
/// None where there is no figure or nobody lives.
pub(crate) fn per_1000(placed: &IndicatorValue, residents: i64) -> Option<IndicatorValue> {
    let rate = |count: f64| count / residents as f64 * 1000.0;
    let value = placed.value.filter(|_| residents > 0).map(rate)?;
    Some(IndicatorValue {
        indicator: PER_1000.into(),
        value: Some(value),
        source: format!("{}; per 1,000 residents", placed.source).into(),
        qualifier: Qualifier {
            bounds: placed.qualifier.bounds.map(|bounds| bounds.map(rate)),
            ..placed.qualifier.clone()
        },
        ..placed.clone()
    })
}

fn measure<Polygons: Sync>(
    villages: &[Area<Polygons>],
    indicator: &str,
    year: i32,
    status: ValueStatus,
    source: &str,
    places: &PointIndex,
) -> Vec<IndicatorValue> {
    let (indicator, source): (Arc<str>, Arc<str>) = (indicator.into(), source.into());
    villages
        .par_iter()
        .map(|village| {
            let nearest = village.point.and_then(|p| places.nearest([p.x, p.y], 1).pop());
            let value = nearest.map(|hit| hit.distance_m / 1000.0);
            let status = if value.is_some() { status } else { ValueStatus::Missing };
            IndicatorValue {
                area: village.code,
                indicator: indicator.clone(),
                year,
                value,
                status,
                source: source.clone(),
                qualifier: Qualifier::default(),
            }
        })
        .collect()
}

/// `area_km2` of every village: the geodesic area of its polygon; `missing` where it has none.
pub fn village_areas(villages: &[NewArea], year: i32) -> Vec<IndicatorValue> {
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
                qualifier: Qualifier::default(),
            }
        })
        .collect()
}
