//! Neighbours keep their common border at every zoom, and what is too small keeps its place.

use geo::{Coord, Polygon};
use proptest::prelude::*;

use super::valid::double_area_of;
use super::*;

/// Twice the area of a tile with its buffer.
const WHOLE: i64 = 2 * ((EXTENT as i32 + 2 * BUFFER) as i64).pow(2);

fn covered(layer: &TileLayer, coord: TileCoord) -> i64 {
    decoded(layer, coord).values().flat_map(rings).map(double_area).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn an_island_fills_the_hole_around_it(
        corners in proptest::collection::vec(0.2..0.4f64, 3..80), turn in 0..80usize,
    ) {
        let count = corners.len();
        let island: Vec<Coord<f64>> = corners.iter().enumerate().map(|(i, radius)| {
            let angle = i as f64 / count as f64 * std::f64::consts::TAU;
            Coord { x: 110.0 + radius * angle.cos(), y: -7.0 + radius * angle.sin() }
        }).collect();
        let mut hole: Vec<Coord<f64>> = island.iter().rev().copied().collect();
        hole.rotate_left(turn % count);
        let around = geo::Rect::new((109.0, -8.0), (111.0, -6.0)).to_polygon().into_inner().0;
        let polygons = [Polygon::new(island.into(), vec![]), Polygon::new(around, vec![hole.into()])];
        let villages = [1, 2].map(|id| Village {
            id,
            name: String::new(),
            point: None,
            polygon: Some(polygons[id as usize - 1].clone().into()),
        });
        let layer = layer("villages", &villages, Vec::new());
        for z in 9..=MAX_ZOOM {
            for lon in [110.0, 110.3] {
                prop_assert_eq!(covered(&layer, TileCoord::at(z, [lon, -7.0])), WHOLE, "zoom {}", z);
            }
        }
    }
}

#[test]
fn a_tile_inside_the_country_is_covered_without_gap_or_overlap() {
    let fine = country::synthetic(40, 40, 16, 0.05);
    let wide = country::synthetic(60, 60, 16, 0.2);
    let cases = [(&wide, [111.0, -4.5], 6..=8u8), (&fine, [106.0, -7.5], 9..=MAX_ZOOM)];
    for (villages, point, zooms) in cases {
        let layer = layer("villages", villages, Vec::new());
        for z in zooms {
            assert_eq!(covered(&layer, TileCoord::at(z, point)), WHOLE, "zoom {z}");
        }
    }
}

/// A tile of the zooms beyond the finest of the pyramid is the quarter of the one before, twice as large.
#[test]
fn a_closer_tile_is_the_enlarged_part_of_the_finest() {
    let layer = layer("villages", &country::synthetic(12, 12, 16, 0.05), Vec::new());
    let at = |z| TileCoord::at(z, [105.31, -8.19]);
    let (finest, closer) = (decoded(&layer, at(12)), decoded(&layer, at(14)));
    assert!(!closer.is_empty() && closer.keys().all(|id| finest.contains_key(id)));
    let [x, y] =
        [at(14).x() - 4 * at(12).x(), at(14).y() - 4 * at(12).y()].map(|c| c as i32 * 1024);
    for (id, feature) in &closer {
        let window = [x - 16, y - 16, x + 1024 + 16, y + 1024 + 16];
        let expected: i64 = polygons(&finest[id])
            .iter()
            .flat_map(|polygon| super::cut::cut_one(polygon, window))
            .map(|part| 16 * double_area_of(&part))
            .sum();
        let found: i64 = polygons(feature).iter().map(double_area_of).sum();
        assert_eq!(found, expected, "{id}");
    }
}

#[test]
fn a_small_island_is_in_every_tile_that_it_touches() {
    // At the corner of four tiles of zoom 8 (longitude 112.5, row 132), and too small for zoom 4.
    let lat = -5.615_985_819_155_327;
    let square = geo::Rect::new((112.4999, lat - 0.0001), (112.5001, lat + 0.0001)).to_polygon();
    let island = Village {
        id: 7,
        name: "Pulau".into(),
        point: Some([112.5, lat]),
        polygon: Some(square.into()),
    };
    let layer = layer("villages", &[island], Vec::new());
    for z in 4..=MAX_ZOOM {
        let corner = TileCoord::at(z, [112.5, lat]);
        for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
            let beside = TileCoord::new(z, corner.x() - dx, corner.y() - dy).unwrap();
            // All four where the corner is theirs.
            if z >= 8 {
                assert!(decoded(&layer, beside).contains_key(&7), "{beside:?}");
            }
        }
        assert!(decoded(&layer, corner).contains_key(&7), "{corner:?}");
    }
}
