//! The real country, where its files are at hand.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::valid::{defect, touch};
use super::*;
use crate::topology::FINEST;

/// The last zoom at which every tile is looked at; beyond it one in `SAMPLE`.
const ALL_TILES: u8 = 10;
const SAMPLE: usize = 100;

/// The areas above villages as features: their codes.
fn above(villages: &[Village], divisor: u64) -> Vec<Village> {
    let ids: BTreeSet<u64> = villages.iter().map(|village| village.id / divisor).collect();
    let area = |id| Village { id, name: id.to_string(), point: None, polygon: None };
    ids.into_iter().map(area).collect()
}

fn layers(villages: &[Village], pyramid: &Pyramid) -> [TileLayer; 4] {
    let layer = |name: &str, areas: &[Village]| {
        let features = areas.iter().map(feature).collect();
        TileLayer::new(spec(name), pyramid, features, columns(areas, 14)).unwrap()
    };
    [
        layer("provinces", &above(villages, 100_000_000)),
        layer("regencies", &above(villages, 1_000_000)),
        layer("districts", &above(villages, 10_000)),
        layer("villages", villages),
    ]
}

/// The tiles of a level at a zoom, those of closer zooms beside them.
fn tiles(pyramid: &Pyramid, level: Level, z: u8) -> Vec<TileCoord> {
    let finest = z.min(FINEST);
    let closer = z - finest;
    let parts = |[x, y]: [u32; 2]| {
        let part = move |number: u32| {
            let (dx, dy) = (number & ((1 << closer) - 1), number >> closer);
            TileCoord::new(z, (x << closer) + dx, (y << closer) + dy).unwrap()
        };
        (0..1 << (2 * closer)).map(part)
    };
    pyramid.tiles(finest, level).flat_map(parts).collect()
}

/// The polygons of an area as the pyramid has them.
fn stored(pyramid: &Pyramid, level: Level, z: u8, row: u32) -> Vec<topology::Polygon> {
    let parts = pyramid.geometry(z, level, row).unwrap().unwrap();
    let polygon = |part: Result<pyramid::Part<'_>, pyramid::Damaged>| {
        let (mut vertices, mut ends) = (Vec::new(), Vec::new());
        part.unwrap().decode(&mut vertices, &mut ends).unwrap();
        let begins = std::iter::once(0).chain(ends.iter().copied());
        begins.zip(&ends).map(|(begin, end)| vertices[begin..*end].to_vec()).collect()
    };
    parts.map(polygon).collect()
}

/// Which villages reach each tile of a zoom or its buffer, found from their polygons alone.
fn touched(pyramid: &Pyramid, villages: &[Village], z: u8) -> BTreeMap<TileCoord, BTreeSet<u64>> {
    let of = |(row, village): (usize, &Village)| {
        let polygons = stored(pyramid, Level::Village, z, row as u32);
        let last = (1 << z) - 1;
        let range = |axis: usize| {
            let along = || polygons.iter().flatten().flatten().map(|vertex| vertex[axis]);
            let tile = |at: i32| at.div_euclid(EXTENT as i32).clamp(0, last);
            along()
                .min()
                .zip(along().max())
                .map(|(low, high)| tile(low - BUFFER)..=tile(high + BUFFER))
        };
        let (Some(columns), Some(rows)) = (range(0), range(1)) else { return Vec::new() };
        let mut found = Vec::new();
        for x in columns {
            for y in rows.clone() {
                let [west, north] = [x, y].map(|c| c * EXTENT as i32 - BUFFER);
                let side = EXTENT as i32 + 2 * BUFFER;
                if touch(&polygons, [west, north, west + side, north + side]) {
                    found.push((TileCoord::new(z, x as u32, y as u32).unwrap(), village.id));
                }
            }
        }
        found
    };
    let all: Vec<_> = villages
        .par_iter()
        .enumerate()
        .flat_map_iter(|(row, village)| of((row, village)))
        .collect();
    let mut by_tile: BTreeMap<TileCoord, BTreeSet<u64>> = BTreeMap::new();
    for (tile, id) in all {
        by_tile.entry(tile).or_default().insert(id);
    }
    by_tile
}

#[test]
fn every_tile_of_the_country_is_valid_whole_and_not_too_large() {
    let Some(villages) = country::real() else { return };
    let started = std::time::Instant::now();
    let pyramid = country::whole(&villages);
    eprintln!("pyramid: {:.1?}", started.elapsed());
    let layers = layers(&villages, &pyramid);
    for z in 0..=MAX_ZOOM {
        let step = if z <= ALL_TILES { 1 } else { SAMPLE };
        let touched = if (4..=ALL_TILES).contains(&z) {
            touched(&pyramid, &villages, z)
        } else {
            BTreeMap::new()
        };
        for (level, layer) in Level::ALL.into_iter().zip(&layers) {
            let tiles: Vec<_> = tiles(&pyramid, level, z).into_iter().step_by(step).collect();
            let started = std::time::Instant::now();
            let looked_at: Vec<(usize, usize)> = tiles
                .par_iter()
                .map(|coord| {
                    let Some(tile) = mvt(layer, *coord) else { return (0, 0) };
                    let size = gzip(&tile.bytes).unwrap().len();
                    assert!(size <= MAX_TILE_BYTES, "{level} {coord:?} has {size} bytes");
                    let found = decoded(layer, *coord);
                    let mut count = 0;
                    for (id, feature) in &found {
                        for polygon in polygons(feature) {
                            assert_eq!(defect(&polygon), None, "{level} {id} in {coord:?}");
                            count += 1;
                        }
                    }
                    if let Some(expected) = touched.get(coord).filter(|_| level == Level::Village) {
                        let found: BTreeSet<u64> = found.keys().copied().collect();
                        let differing: Vec<_> = expected.symmetric_difference(&found).collect();
                        assert!(differing.is_empty(), "{differing:?} in {coord:?}");
                    }
                    (size, count)
                })
                .collect();
            if level == Level::Village {
                let known: BTreeSet<TileCoord> = tiles.iter().copied().collect();
                assert!(
                    touched.keys().all(|tile| known.contains(tile)),
                    "a tile is missing at zoom {z}"
                );
            }
            let (largest, count) = (
                looked_at.iter().map(|of| of.0).max(),
                looked_at.iter().map(|of| of.1).sum::<usize>(),
            );
            eprintln!(
                "zoom {z} {level}: {} tiles, {count} polygons, the largest {largest:?} bytes, {:.1?}",
                tiles.len(),
                started.elapsed()
            );
        }
    }
}

#[test]
fn every_village_of_the_country_is_in_the_tile_of_its_point() {
    let Some(villages) = country::real() else { return };
    let layer = layer("villages", &villages, Vec::new());
    for z in 4..=MAX_ZOOM {
        let mut by_tile: BTreeMap<TileCoord, BTreeSet<u64>> = BTreeMap::new();
        for village in &villages {
            if let Some(point) = village.point {
                by_tile.entry(TileCoord::at(z, point)).or_default().insert(village.id);
            }
        }
        let step = if z <= ALL_TILES { 1 } else { SAMPLE };
        let tiles: Vec<_> = by_tile.into_iter().step_by(step).collect();
        tiles.par_iter().for_each(|(coord, ids)| {
            let found = decoded(&layer, *coord);
            for id in ids {
                let feature = found.get(id).unwrap_or_else(|| panic!("{id} is not in {coord:?}"));
                assert!(
                    rings(feature).iter().any(|ring| double_area(ring) > 0),
                    "{id} in {coord:?}"
                );
            }
        });
    }
}
