//! The tiles with which every map begins, made before anybody asks.

use std::sync::Arc;

use geodata::tile::{Encoding, TileCoord, TileLayer};

use super::cache::TileCache;
use super::coding::Coding;
use super::layers::LayerList;
use super::request::TileRequest;

/// The last zoom that is made ahead.
const LAST_ZOOM: u8 = 6;

impl TileCache {
    /// Makes the tiles of low zooms of all layers, as most clients ask for them, until the cache is half full or
    /// `wanted` says no. Blocks; answers how many tiles it looked at.
    pub fn warm_low_zooms(
        &self,
        version: &Arc<str>,
        all: &[Arc<TileLayer>],
        wanted: impl Fn() -> bool,
    ) -> usize {
        let mut seen = 0;
        for request in low_zooms(all) {
            if !wanted() || self.bytes() > self.capacity() / 2 {
                break;
            }
            if let Err(error) = self.warm(version, all, request, Coding::Gzip) {
                tracing::error!(%error, tile = request.name(version), "a tile cannot be made");
            }
            seen += 1;
        }
        seen
    }
}

/// Single layers in the tiles that they touch, the lowest zooms first.
fn low_zooms(all: &[Arc<TileLayer>]) -> impl Iterator<Item = TileRequest> {
    let layers = || all.iter().enumerate();
    let each = (0..=LAST_ZOOM).flat_map(move |z| layers().map(move |layer| (z, layer)));
    let touched = each.filter(|(z, (_, layer))| *z >= layer.spec().min_zoom);
    touched.flat_map(|(z, (place, layer))| {
        let list = LayerList::single(place);
        let tiles = layer.bounds().map(|bounds| TileCoord::within(z, bounds));
        let tiles = tiles.into_iter().flatten();
        tiles.filter_map(move |tile| Some((list?, tile))).flat_map(|(layers, tile)| {
            Encoding::ALL.map(|encoding| TileRequest { layers, tile, options: encoding.into() })
        })
    })
}

#[cfg(test)]
mod tests {
    use geodata::tile::LAYERS;

    use super::super::fixture::{self, PLACE};
    use super::*;

    fn layers() -> Vec<Arc<TileLayer>> {
        fixture::layers(None)
    }

    fn kept(cache: &TileCache, version: &Arc<str>, name: &str, z: u8, encoding: Encoding) -> bool {
        let tile = TileCoord::at(z, PLACE);
        let request = TileRequest { layers: name.parse().unwrap(), tile, options: encoding.into() };
        cache.kept(version, request, Coding::Gzip).is_some()
    }

    #[test]
    fn low_zooms_of_all_layers_are_there_in_both_encodings() {
        let (cache, version) = (TileCache::new(1 << 20, 1), Arc::from("v"));
        // Villages begin at zoom 4.
        let expected = Encoding::ALL.len() * (5 * 7 + 3);
        assert_eq!(cache.warm_low_zooms(&version, &layers(), || true), expected);
        for encoding in Encoding::ALL {
            for layer in LAYERS {
                for z in layer.min_zoom..=LAST_ZOOM {
                    assert!(kept(&cache, &version, layer.name, z, encoding), "{} {z}", layer.name);
                }
            }
            assert!(!kept(&cache, &version, "ltsa", LAST_ZOOM + 1, encoding));
        }
    }

    #[test]
    fn a_full_cache_and_a_dataset_that_is_gone_end_it() {
        let version = Arc::from("v");
        let small = TileCache::new(2048, 1);
        assert!(small.warm_low_zooms(&version, &layers(), || true) < 10);
        let cache = TileCache::new(1 << 20, 1);
        assert_eq!(cache.warm_low_zooms(&version, &layers(), || false), 0);
    }
}
