//! The whole country, built from the npm packages.

use std::collections::HashMap;
use std::path::PathBuf;

use geo::{Area as _, MultiPolygon, Validation};
use rayon::prelude::*;

use super::*;
use crate::dataset;
use crate::progress::Silent;
use crate::testing;

/// The packages: built in, or in the `node_modules` that DESMIGRATIF_NPM names.
fn packages() -> Option<DemoInputs> {
    let named = std::env::var_os("DESMIGRATIF_NPM").map(PathBuf::from);
    let found = named.map_or_else(DemoInputs::built_in, |path| DemoInputs::locate(&path)).ok();
    if found.is_none() {
        testing::skipped(
            "the npm packages are not built in (run `npm ci` in web/ and build again, or set DESMIGRATIF_NPM)",
        );
    }
    found
}

type Edge = [[u64; 2]; 2];

/// The edges of polygons, each with its direction; edges used in both directions cancel.
fn border<'a>(shapes: impl Iterator<Item = &'a MultiPolygon<f64>>) -> HashMap<Edge, i32> {
    let mut edges: HashMap<Edge, i32> = HashMap::new();
    for ring in shapes
        .flatten()
        .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
    {
        for line in ring.lines() {
            let (a, b) = (
                [line.start.x.to_bits(), line.start.y.to_bits()],
                [line.end.x.to_bits(), line.end.y.to_bits()],
            );
            let (edge, turn) = if a < b { ([a, b], 1) } else { ([b, a], -1) };
            *edges.entry(edge).or_default() += turn;
        }
    }
    edges.retain(|_, times| *times != 0);
    edges
}

fn shape(area: &NewArea) -> &MultiPolygon<f64> {
    area.geometry.as_deref().unwrap()
}

/// Every parent's border is what remains of its children's borders.
fn nests_exactly(parents: &[NewArea], children: &[NewArea]) {
    parents.par_iter().for_each(|parent| {
        let own: Vec<&NewArea> =
            children.iter().filter(|child| child.code.is_within(parent.code)).collect();
        assert!(!own.is_empty(), "{}", parent.code);
        assert_eq!(
            border(std::iter::once(shape(parent))),
            border(own.iter().map(|child| shape(child))),
            "{}",
            parent.code
        );
        let sum: f64 = own.iter().map(|child| shape(child).signed_area()).sum();
        assert!((sum - shape(parent).signed_area()).abs() < 1e-9, "{}", parent.code);
    });
}

#[test]
fn the_country_is_complete_nests_exactly_and_adds_up() {
    let Some(inputs) = packages() else { return };
    let contents = build(&inputs, 1, &Silent).unwrap();
    let counts =
        [&contents.provinces, &contents.regencies, &contents.districts, &contents.villages]
            .map(Vec::len);
    assert_eq!(counts, [38, 514, 7_285, 83_762]);

    for areas in [&contents.districts, &contents.villages] {
        areas.par_iter().for_each(|area| {
            assert!(!shape(area).0.is_empty(), "{} has no polygon", area.code);
            assert!(shape(area).is_valid(), "{} is not valid", area.code);
            assert!(
                area.point.is_some() && area.area_km2.is_some_and(|area| area > 0.0),
                "{}",
                area.code
            );
        });
    }
    nests_exactly(&contents.provinces, &contents.regencies);
    nests_exactly(&contents.regencies, &contents.districts);
    // District by district, so that a village in the wrong one would show.
    nests_exactly(&contents.districts, &contents.villages);

    let mut people: HashMap<AreaCode, i64> = HashMap::new();
    for row in contents.values.iter().filter(|row| &*row.indicator == "population") {
        *people.entry(row.area.ancestor(Level::Regency).unwrap()).or_default() +=
            row.value.unwrap() as i64;
    }
    for regency in &contents.regencies {
        assert_eq!(people.get(&regency.code).copied(), regency.population, "{}", regency.code);
    }
    for designation in &contents.programme.designations {
        let code: AreaCode = designation.village_code.parse().unwrap();
        assert!(contents.villages.iter().any(|village| village.code == code), "{code}");
    }
    let near = contents.report.iter().filter(|line| line.check == "demo_area_differs").count();
    assert!(near < 60, "{near} regencies are far from their official area");
    assert!(contents.values.iter().all(|row| row.status != dataset::ValueStatus::Observed));

    let dir = tempfile::tempdir().unwrap();
    let first = dataset::write(&contents, &[], &dir.path().join("one"), &Silent).unwrap();
    let again = build(&inputs, 1, &Silent).unwrap();
    let second = dataset::write(&again, &[], &dir.path().join("two"), &Silent).unwrap();
    assert_eq!(first.version, second.version, "the same seed must give the same bytes");
}

#[test]
fn placements_add_up_to_what_was_published() {
    let Some(inputs) = packages() else { return };
    let (register, facts) = (inputs.read().unwrap(), facts::regencies().unwrap());
    let placements = facts::placements().unwrap();
    let placed = migration::by_regency(&register, &facts, &placements, 1);
    assert_eq!(placed.iter().sum::<i64>(), 274_965);
    let of = |code: &str| -> i64 {
        let code: AreaCode = code.parse().unwrap();
        facts
            .iter()
            .zip(&placed)
            .filter(|(fact, _)| fact.code.is_within(code))
            .map(|(_, placed)| placed)
            .sum()
    };
    assert_eq!((of("35"), of("52"), of("18"), of("82")), (68_069, 33_949, 21_539, 12));
    assert!(of("52.03") > of("52.02") && of("52.02") > of("52.01"), "Lombok Timur sends most");
}
