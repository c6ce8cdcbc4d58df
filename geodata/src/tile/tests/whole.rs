//! The real country, where its files are at hand.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::*;

/// The last zoom at which every tile is looked at; beyond it one village in `SAMPLE`.
const ALL_TILES: u8 = 8;
const SAMPLE: usize = 100;

#[test]
fn every_village_of_the_country_is_in_its_tile_and_no_tile_is_too_large() {
    let Some(villages) = country::real() else { return };
    let layer = layer("villages", &villages, columns(&villages, 14));
    layer.prepare();
    for z in 4..=MAX_ZOOM {
        let mut by_tile: BTreeMap<TileCoord, BTreeSet<u64>> = BTreeMap::new();
        for village in &villages {
            if let Some(point) = village.point {
                by_tile.entry(TileCoord::at(z, point)).or_default().insert(village.id);
            }
        }
        let step = if z <= ALL_TILES { 1 } else { SAMPLE };
        let tiles: Vec<_> = by_tile.into_iter().step_by(step).collect();
        let largest = tiles.par_iter().map(|(coord, ids)| {
            let size = layer.tile(*coord).unwrap().unwrap().mvt_gzip.len();
            assert!(size <= MAX_TILE_BYTES, "{coord:?} has {size} bytes");
            let found = decoded(&layer, *coord);
            for id in ids {
                let feature = found.get(id).unwrap_or_else(|| panic!("{id} is not in {coord:?}"));
                assert!(
                    rings(feature).iter().any(|ring| double_area(ring) > 0),
                    "{id} in {coord:?}"
                );
            }
            size
        });
        eprintln!("zoom {z}: {} tiles, the largest {} bytes", tiles.len(), largest.max().unwrap());
    }
}
