//! Compressed tiles, kept within a bound of bytes and made once even when many ask at once.

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use geodata::tile::{LAYERS, TileError, TileLayer, compose};
use metrics::Counter;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use tokio::sync::Semaphore;

use super::coding::{Coding, gunzip};
use super::layers::LayerList;
use super::request::{Asked, TileRequest};

/// What metrics call the tiles of tables of one's own.
pub(super) const TABLES: &str = "tables";
/// Bytes that an entry takes beside the tile itself, about.
const ENTRY: u64 = 256;

/// Which tile of which version in which coding.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    version: Arc<str>,
    asked: Asked,
    coding: Coding,
}

impl Key {
    pub(super) fn new(version: &Arc<str>, asked: impl Into<Asked>, coding: Coding) -> Self {
        Self { version: Arc::clone(version), asked: asked.into(), coding }
    }
}

/// A tile as it is sent; `None` where there is nothing to show.
pub type CachedTile = Option<Tile>;

/// A tile that has content, in one coding.
#[derive(Debug, Clone)]
pub struct Tile {
    /// What is sent.
    pub body: Bytes,
    /// Its entity tag, with its quotes.
    pub tag: Bytes,
}

#[derive(Debug, Clone)]
struct Bytewise;

impl Weighter<Key, CachedTile> for Bytewise {
    fn weight(&self, _key: &Key, tile: &CachedTile) -> u64 {
        ENTRY + tile.as_ref().map_or(0, |tile| (tile.body.len() + tile.tag.len()) as u64)
    }
}

/// Why a tile could not be made.
#[derive(Debug, Clone, thiserror::Error)]
pub enum TileFailure {
    /// A layer failed.
    #[error(transparent)]
    Tile(#[from] TileError),
    /// The work itself was stopped.
    #[error("the tile's work was stopped: {0}")]
    Stopped(String),
    /// As many as may wait for a tile are waiting.
    #[error("too many tiles are being made")]
    Busy,
}

/// The cache of all layers and versions.
#[derive(Debug)]
pub struct TileCache {
    tiles: Cache<Key, CachedTile, Bytewise>,
    /// Tiles are cut on threads of their own, as many at once as there are cores.
    cores: Arc<Semaphore>,
    /// Who may wait for a tile.
    places: Semaphore,
    hits: Counters,
    misses: Counters,
}

impl TileCache {
    /// Counts whether a tile of a table was there.
    pub(super) fn count_of_table(&self, found: bool) {
        if found { &self.hits } else { &self.misses }.tables.increment(1);
    }

    /// A cache that holds `bytes` of tiles; `waiting` requests may wait for one at once.
    pub fn new(bytes: u64, waiting: usize) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        // An estimate for the first allocation only: tiles are mostly a few kilobytes.
        let items = usize::try_from(bytes / 8192).unwrap_or(1024).max(64);
        Self {
            tiles: Cache::with_weighter(items, bytes, Bytewise),
            cores: Arc::new(Semaphore::new(cores)),
            places: Semaphore::new(waiting),
            hits: Counters::of("hit"),
            misses: Counters::of("miss"),
        }
    }

    /// The tile, if it is kept.
    pub fn kept(
        &self,
        version: &Arc<str>,
        request: TileRequest,
        coding: Coding,
    ) -> Option<CachedTile> {
        let kept = self.find(&Key::new(version, request, coding))?;
        self.hits.of_layers(request.layers).increment(1);
        Some(kept)
    }

    pub(super) fn find(&self, key: &Key) -> Option<CachedTile> {
        self.tiles.get(key)
    }

    /// The tile of layers whose tiles have this `version`, from the cache or made now. `all` are the layers in the
    /// order of [`LAYERS`]. Whoever waits and goes away takes what is not begun along.
    ///
    /// # Errors
    /// When it cannot be made, or too many wait.
    pub async fn get(
        &self,
        version: &Arc<str>,
        all: &[Arc<TileLayer>],
        request: TileRequest,
        coding: Coding,
    ) -> Result<CachedTile, TileFailure> {
        self.misses.of_layers(request.layers).increment(1);
        let layers = chosen(all, request.layers);
        let raw = move || raw(request, &layers);
        self.found_or_made(Key::new(version, request, coding), request.layers.label(), raw).await
    }

    /// The tile, from the cache or of what `raw` answers, which is asked on a thread of its own.
    pub(super) async fn found_or_made(
        &self,
        key: Key,
        label: &'static str,
        raw: impl FnOnce() -> Result<Option<Vec<u8>>, TileError> + Send + 'static,
    ) -> Result<CachedTile, TileFailure> {
        let _place = self.places.try_acquire().map_err(|_| TileFailure::Busy)?;
        let made = self.tiles.get_or_insert_async(&key, self.make(&key, label, raw)).await;
        metrics::gauge!("tile_cache_bytes").set(self.tiles.weight() as f64);
        made
    }

    /// Makes and keeps the tile on this very thread, unless it is kept.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(super) fn warm(
        &self,
        version: &Arc<str>,
        all: &[Arc<TileLayer>],
        request: TileRequest,
        coding: Coding,
    ) -> Result<(), TileError> {
        let key = Key::new(version, request, coding);
        if self.tiles.peek(&key).is_none() {
            let layers = chosen(all, request.layers);
            let made = make(&key, move || raw(request, &layers), None)?;
            self.tiles.insert(key, made);
            metrics::gauge!("tile_cache_bytes").set(self.tiles.weight() as f64);
        }
        Ok(())
    }

    /// Bytes of what is kept.
    pub(super) fn bytes(&self) -> u64 {
        self.tiles.weight()
    }

    /// Bytes that may be kept.
    pub(super) fn capacity(&self) -> u64 {
        self.tiles.capacity()
    }

    async fn make(
        &self,
        key: &Key,
        label: &'static str,
        raw: impl FnOnce() -> Result<Option<Vec<u8>>, TileError> + Send + 'static,
    ) -> Result<CachedTile, TileFailure> {
        let stopped = |error: &dyn std::fmt::Display| TileFailure::Stopped(error.to_string());
        let permit =
            Arc::clone(&self.cores).acquire_owned().await.map_err(|error| stopped(&error))?;
        // Another coding of it is quicker to have from this one than from the geometry.
        let gzip = self.tiles.peek(&Key { coding: Coding::Gzip, ..key.clone() });
        let key = key.clone();
        let work = move || {
            let started = Instant::now();
            let made = make(&key, raw, gzip);
            metrics::histogram!("tile_build_duration_seconds", "layer" => label)
                .record(started.elapsed());
            drop(permit);
            made
        };
        Ok(tokio::task::spawn_blocking(work).await.map_err(|error| stopped(&error))??)
    }
}

/// The layers of a list, of all in the order of [`LAYERS`].
fn chosen(all: &[Arc<TileLayer>], list: LayerList) -> Vec<Arc<TileLayer>> {
    list.places().filter_map(|place| all.get(place).cloned()).collect()
}

/// A tile of layers before it is compressed.
fn raw(request: TileRequest, layers: &[Arc<TileLayer>]) -> Result<Option<Vec<u8>>, TileError> {
    Ok(compose(layers, request.tile, request.options)?.map(|tile| tile.bytes))
}

/// Makes a tile, from its `gzip` where that is kept.
fn make(
    key: &Key,
    raw: impl FnOnce() -> Result<Option<Vec<u8>>, TileError>,
    gzip: Option<CachedTile>,
) -> Result<CachedTile, TileError> {
    let Key { version, asked, coding } = key;
    let raw = match gzip {
        Some(Some(kept)) => Some(gunzip(&kept.body)?),
        Some(None) => None,
        None => raw()?,
    };
    let Some(raw) = raw else { return Ok(None) };
    let tag = asked.tag(version, *coding).into();
    Ok(Some(Tile { body: coding.compress(raw)?.into(), tag }))
}

/// A counter for each layer, one for several and one for tables, found once: looking them up costs more than a tile.
struct Counters {
    single: [Counter; LAYERS.len()],
    several: Counter,
    tables: Counter,
}

impl Counters {
    fn of(result: &'static str) -> Self {
        let counter = |label: &'static str| metrics::counter!("tile_cache_total", "layer" => label, "result" => result);
        let single = LAYERS.map(|layer| counter(layer.name));
        Self { single, several: counter("several"), tables: counter(TABLES) }
    }

    fn of_layers(&self, list: LayerList) -> &Counter {
        let mut places = list.places();
        let counter = match (places.next(), places.next()) {
            (Some(place), None) => self.single.get(place),
            _ => None,
        };
        counter.unwrap_or(&self.several)
    }
}

impl std::fmt::Debug for Counters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Counters")
    }
}

#[cfg(test)]
mod tests {
    use geodata::tile::{Encoding, TileCoord};

    use super::super::fixture::{self, PLACE};
    use super::*;

    fn layers() -> Vec<Arc<TileLayer>> {
        fixture::layers(Some(&"LTSA".repeat(200)))
    }

    fn request(layers: &str, z: u8) -> TileRequest {
        TileRequest {
            layers: layers.parse().unwrap(),
            tile: TileCoord::at(z, PLACE),
            options: Encoding::Mvt.into(),
        }
    }

    #[tokio::test]
    async fn every_coding_that_is_kept_counts_and_has_its_own_tag() {
        let (cache, layers, version) = (TileCache::new(1 << 20, 8), layers(), Arc::from("v"));
        let mut bytes = 0;
        for coding in [Coding::Gzip, Coding::Identity, Coding::Brotli, Coding::Zstd] {
            let request = request("ltsa", 3);
            assert!(cache.kept(&version, request, coding).is_none());
            let tile = cache.get(&version, &layers, request, coding).await.unwrap().unwrap();
            assert_eq!(tile.tag, request.tag("v", coding));
            bytes += (tile.body.len() + tile.tag.len()) as u64 + ENTRY;
            assert_eq!(cache.bytes(), bytes);
            let kept = cache.kept(&version, request, coding).unwrap().unwrap();
            assert_eq!(kept.body, tile.body);
        }
    }

    #[tokio::test]
    async fn a_tile_of_several_layers_is_theirs_one_after_the_other() {
        let (cache, layers, version) = (TileCache::new(1 << 20, 8), layers(), Arc::from("v"));
        let body = async |names: &str| {
            let tile = cache.get(&version, &layers, request(names, 3), Coding::Identity).await;
            tile.unwrap().unwrap().body
        };
        let both = body("ltsa,designations").await;
        assert_eq!(both, [body("designations").await, body("ltsa").await].concat());
    }

    #[tokio::test]
    async fn who_goes_away_before_a_tile_is_begun_takes_it_along() {
        let cache = Arc::new(TileCache::new(1 << 20, 1));
        let (layers, version): (_, Arc<str>) = (layers(), Arc::from("v"));
        let cores = cache.cores.available_permits();
        let busy = cache.cores.acquire_many(cores as u32).await.unwrap();
        let asked = {
            let (cache, layers, version) =
                (Arc::clone(&cache), layers.clone(), Arc::clone(&version));
            tokio::spawn(async move {
                cache.get(&version, &layers, request("ltsa", 3), Coding::Gzip).await.is_ok()
            })
        };
        while cache.places.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let refused = cache.get(&version, &layers, request("ltsa", 4), Coding::Gzip).await;
        assert!(matches!(refused, Err(TileFailure::Busy)));
        asked.abort();
        assert!(asked.await.unwrap_err().is_cancelled());
        assert_eq!(cache.places.available_permits(), 1);
        drop(busy);
        assert!(cache.kept(&version, request("ltsa", 3), Coding::Gzip).is_none());
        assert_eq!(cache.cores.available_permits(), cores, "nothing is being made");
    }
}
