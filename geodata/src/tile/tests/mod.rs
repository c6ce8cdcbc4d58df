//! Tiles read back with an independent decoder.

mod borders;
#[path = "../../../benches/country/mod.rs"]
mod country;
mod cut;
mod format;
mod options;
mod valid;
mod whole;

use std::collections::BTreeMap;

use geo::Geometry;
use mvt_reader::Reader;
use mvt_reader::feature::{Feature, Value};

use super::*;
use crate::progress::Silent;
use crate::pyramid::{self, Pyramid};
use crate::topology::{self, BUFFER};
use crate::{Level, PerLevel};
use country::Village;

fn spec(name: &str) -> LayerSpec {
    LayerSpec::named(name).unwrap()
}

fn feature(village: &Village) -> TileFeature {
    TileFeature {
        id: village.id,
        name: Some(village.name.clone().into()),
        designated: village.id.is_multiple_of(7),
        point: village.point,
        bounds: None,
        area: None,
    }
}

/// The tile in MVT.
fn mvt(layer: &TileLayer, coord: TileCoord) -> Option<EncodedTile> {
    layer.tile(coord, Encoding::Mvt.into()).unwrap()
}

/// Steps that look like data: some follow the district, some the village, some are missing.
fn columns(villages: &[Village], count: u64) -> Vec<TileColumn> {
    let mix = |a: u64, b: u64| {
        let x = (a ^ b.wrapping_mul(0xD1B5_4A32_D192_ED03)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (x ^ x >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 40
    };
    let step = |id: u64, column: u64| match column % 2 {
        0 => mix(id / 1_000_000, column) % 101,
        _ if mix(id, column + 900).is_multiple_of(20) => u64::from(TileColumn::MISSING),
        _ => mix(id, column) % 51 + mix(id / 10_000, column) % 50,
    };
    let column = |number| TileColumn {
        id: format!("indicator_{number}"),
        steps: villages.iter().map(|village| step(village.id, number) as u8).collect(),
    };
    (0..count).map(column).collect()
}

fn layer(name: &str, villages: &[Village], columns: Vec<TileColumn>) -> TileLayer {
    let spec = spec(name);
    let pyramid = match spec.level() {
        Some(level) => country::pyramid(villages, level),
        None => Pyramid::default(),
    };
    TileLayer::new(spec, &pyramid, villages.iter().map(feature).collect(), columns).unwrap()
}

/// A decoded tile: features by id.
fn decoded(layer: &TileLayer, coord: TileCoord) -> BTreeMap<u64, Feature<i32>> {
    let Some(tile) = mvt(layer, coord) else { return BTreeMap::new() };
    let reader = Reader::new(tile.bytes).unwrap();
    let head = reader.get_layer_metadata().unwrap().remove(0);
    assert_eq!((head.name.as_str(), head.version, head.extent), (layer.spec().name, 2, EXTENT));
    assert_eq!(head.feature_count, tile.features);
    let features = reader.get_features_as::<i32>(0).unwrap();
    assert_eq!(features.len(), tile.features);
    features.into_iter().map(|feature| (feature.id.unwrap(), feature)).collect()
}

/// All rings of a feature, closed.
fn rings(feature: &Feature<i32>) -> Vec<&geo::LineString<i32>> {
    match &feature.geometry {
        Geometry::MultiPolygon(parts) => parts
            .iter()
            .flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()))
            .collect(),
        other => panic!("not an area: {other:?}"),
    }
}

/// The polygons of a feature, their rings not closed.
fn polygons(feature: &Feature<i32>) -> Vec<topology::Polygon> {
    let Geometry::MultiPolygon(parts) = &feature.geometry else { panic!("not an area") };
    let open = |ring: &geo::LineString<i32>| {
        ring.0[1..].iter().map(|c| [c.x, c.y]).collect::<topology::Ring>()
    };
    let polygon = |part: &geo::Polygon<i32>| {
        std::iter::once(part.exterior()).chain(part.interiors()).map(open).collect()
    };
    parts.iter().map(polygon).collect()
}

/// Twice the signed area of a closed ring, exactly; positive for exterior rings.
fn double_area(ring: &geo::LineString<i32>) -> i64 {
    let cross = |line: geo::Line<i32>| {
        i64::from(line.start.x) * i64::from(line.end.y)
            - i64::from(line.end.x) * i64::from(line.start.y)
    };
    ring.lines().map(cross).sum()
}

#[test]
fn what_is_encoded_is_what_an_independent_reader_decodes() {
    let villages = country::synthetic(20, 20, 8, 0.05);
    let columns = columns(&villages, 4);
    let layer = layer("villages", &villages, columns.clone());
    for z in [8, 10, 12] {
        let coord = TileCoord::at(z, [105.5, -8.0]);
        let found = decoded(&layer, coord);
        assert!(!found.is_empty());
        for (id, feature) in found {
            let row = villages.iter().position(|village| village.id == id).unwrap();
            let mut expected: BTreeMap<String, Value> = columns
                .iter()
                .filter(|column| column.steps[row] != TileColumn::MISSING)
                .map(|column| (column.id.clone(), Value::UInt(column.steps[row].into())))
                .collect();
            if id.is_multiple_of(7) {
                expected.insert("designated".to_owned(), Value::UInt(1));
            }
            if z >= 10 {
                expected.insert("name".to_owned(), Value::String(villages[row].name.clone()));
            }
            assert_eq!(
                feature.properties.unwrap().into_iter().collect::<BTreeMap<_, _>>(),
                expected
            );
        }
    }
}

#[test]
fn every_area_is_in_the_tile_of_its_point_at_every_zoom() {
    let villages = country::synthetic(30, 30, 12, 0.01);
    let layer = layer("villages", &villages, Vec::new());
    for z in 4..=MAX_ZOOM {
        let mut by_tile: BTreeMap<TileCoord, Vec<u64>> = BTreeMap::new();
        for village in &villages {
            by_tile.entry(TileCoord::at(z, village.point.unwrap())).or_default().push(village.id);
        }
        for (coord, ids) in by_tile {
            let found = decoded(&layer, coord);
            for id in ids {
                let feature = found.get(&id).unwrap_or_else(|| panic!("{id} is not in {coord:?}"));
                assert!(
                    rings(feature).iter().any(|ring| double_area(ring) > 0),
                    "{id} has no area"
                );
            }
        }
    }
}

#[test]
fn geometry_ends_at_the_buffer_and_repeats_no_position() {
    let villages = country::synthetic(30, 30, 12, 0.05);
    let layer = layer("villages", &villages, Vec::new());
    for z in 4..=MAX_ZOOM {
        let reach = -BUFFER..=EXTENT as i32 + BUFFER;
        let found = decoded(&layer, TileCoord::at(z, [105.7, -8.0]));
        assert!(!found.is_empty(), "zoom {z}");
        for ring in found.values().flat_map(rings) {
            assert!(ring.coords().all(|c| reach.contains(&c.x) && reach.contains(&c.y)));
            assert!(ring.lines().all(|line| line.start != line.end));
            assert!(ring.0.len() >= 4);
        }
    }
}

#[test]
fn holes_are_wound_against_their_exterior() {
    let square =
        |low: f64, high: f64| geo::Rect::new((low, low), (high, high)).to_polygon().into_inner().0;
    for turned in [false, true] {
        let mut hole = square(100.4, 100.6);
        if turned {
            hole.0.reverse();
        }
        // North of the equator, where a tile holds all of it.
        let shift = |line: geo::LineString<f64>| line.coords().map(|c| (c.x, c.y - 99.0)).collect();
        let polygon = geo::Polygon::new(shift(square(100.0, 101.0)), vec![shift(hole)]);
        let village = Village {
            id: 1,
            name: "Inti".into(),
            point: Some([100.1, 1.5]),
            polygon: Some(polygon.into()),
        };
        let found =
            decoded(&layer("provinces", &[village], Vec::new()), TileCoord::at(6, [100.1, 1.5]));
        let areas: Vec<i64> = rings(&found[&1]).into_iter().map(double_area).collect();
        assert!(
            areas.len() == 2 && areas[0] > 0 && areas[1] < 0 && areas[0] > -areas[1],
            "{areas:?}"
        );
    }
}

#[test]
fn an_area_without_a_polygon_is_drawn_at_its_point_and_one_without_both_is_not() {
    let point = Some([106.8, -6.2]);
    let villages = [(1, point), (2, None)].map(|(id, point)| Village {
        id,
        name: "A".into(),
        point,
        polygon: None,
    });
    let layer = layer("villages", &villages, Vec::new());
    for z in 4..=MAX_ZOOM {
        let found = decoded(&layer, TileCoord::at(z, [106.8, -6.2]));
        assert_eq!(found.keys().copied().collect::<Vec<_>>(), [1]);
    }
    assert_eq!(mvt(&layer, TileCoord::new(5, 0, 0).unwrap()), None);
    assert_eq!(mvt(&layer, TileCoord::at(3, [106.8, -6.2])), None, "villages begin at zoom 4");
}

#[test]
fn points_stand_where_they_are() {
    let office = TileFeature {
        id: 7,
        name: Some("LTSA".into()),
        designated: false,
        point: Some([106.8272, -6.1754]),
        bounds: None,
        area: None,
    };
    let layer =
        TileLayer::new(spec("ltsa"), &Pyramid::default(), vec![office], Vec::new()).unwrap();
    let found = decoded(&layer, TileCoord::new(10, 815, 529).unwrap());
    let Geometry::MultiPoint(points) = &found[&7].geometry else { panic!("not a point") };
    let at = |lon: f64| (((lon + 180.0) / 360.0 * 1024.0 - 815.0) * 4096.0).round() as i32;
    assert_eq!(points.0.len(), 1);
    assert!((points.0[0].x() - at(106.8272)).abs() <= 1);
    assert_eq!(found[&7].properties.as_ref().unwrap()["name"], Value::String("LTSA".into()));
}

#[test]
fn a_crowded_tile_keeps_every_area_and_stays_under_the_limit() {
    let villages = country::synthetic(200, 200, 4, 0.01);
    let columns = columns(&villages, 24);
    let layer = layer("villages", &villages, columns.clone());
    let coord = TileCoord::at(5, [105.5, -7.5]);
    let tile = mvt(&layer, coord).unwrap();
    assert_eq!(tile.features, villages.len());
    let sent = gzip(&tile.bytes).unwrap().len();
    assert!(sent <= MAX_TILE_BYTES, "{sent}");
    // Steps were rounded, not dropped.
    let found = decoded(&layer, coord);
    for (row, village) in villages.iter().enumerate().step_by(997) {
        let properties = found[&village.id].properties.as_ref().unwrap();
        for column in &columns {
            match (properties.get(&column.id), column.steps[row]) {
                (None, TileColumn::MISSING) => {}
                (Some(Value::UInt(step)), exact) => assert!(step.abs_diff(exact.into()) <= 50),
                other => panic!("{}: {other:?}", column.id),
            }
        }
    }
}

#[test]
fn columns_that_do_not_fit_are_refused() {
    let column = |steps| vec![TileColumn { id: "idm".into(), steps }];
    let one = [Village { id: 1, name: "A".into(), point: None, polygon: None }];
    let pyramid = country::pyramid(&one, Level::Village);
    let village = || vec![feature(&one[0])];
    let layer = |features, column| TileLayer::new(spec("villages"), &pyramid, features, column);
    for steps in [vec![], vec![1, 2], vec![101], vec![254]] {
        let error = layer(village(), column(steps)).unwrap_err();
        assert!(error.to_string().contains("idm"), "{error}");
    }
    assert!(layer(village(), column(vec![TileColumn::MISSING])).is_ok());
    let error = layer(Vec::new(), Vec::new()).unwrap_err();
    assert!(error.to_string().contains("0 features, and the pyramid has 1 areas"), "{error}");
}

#[test]
fn the_same_features_in_another_order_give_the_same_bytes() {
    let mut villages = country::synthetic(12, 12, 8, 0.05);
    let coord = TileCoord::at(7, [105.3, -8.2]);
    let tile = mvt(&layer("villages", &villages, columns(&villages, 3)), coord);
    villages.reverse();
    assert_eq!(mvt(&layer("villages", &villages, columns(&villages, 3)), coord), tile);
}
