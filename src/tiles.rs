//! Compressed tiles, kept within a bound of bytes and made once even when many ask at once.

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use geodata::tile::{EncodedTile, TileCoord, TileError, TileLayer};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use tokio::sync::Semaphore;

/// Bytes that an entry takes beside the tile itself, about.
const ENTRY: u64 = 96;

/// Which tile of which version.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    version: Arc<str>,
    layer: &'static str,
    tile: TileCoord,
}

/// A tile as it is sent; `None` where there is nothing to show.
pub type CachedTile = Option<Tile>;

/// A tile that has content.
#[derive(Debug, Clone)]
pub struct Tile {
    /// Compressed with gzip.
    pub gzip: Bytes,
    raw_len: usize,
}

impl Tile {
    /// The tile without compression, for a client that does not accept gzip.
    ///
    /// # Errors
    /// [`TileError::Compression`], which would be a defect of ours.
    pub fn identity(&self) -> Result<Vec<u8>, TileError> {
        EncodedTile { mvt_gzip: self.gzip.to_vec(), raw_len: self.raw_len, features: 0 }
            .decompressed()
    }
}

#[derive(Debug, Clone)]
struct Bytewise;

impl Weighter<Key, CachedTile> for Bytewise {
    fn weight(&self, _key: &Key, tile: &CachedTile) -> u64 {
        ENTRY + tile.as_ref().map_or(0, |tile| tile.gzip.len() as u64)
    }
}

/// Why a tile could not be made.
#[derive(Debug, Clone, thiserror::Error)]
pub enum TileFailure {
    /// The layer failed.
    #[error(transparent)]
    Tile(#[from] TileError),
    /// The work itself was stopped.
    #[error("the tile's work was stopped: {0}")]
    Stopped(String),
}

/// The cache of all layers and versions.
#[derive(Debug)]
pub struct TileCache {
    tiles: Cache<Key, CachedTile, Bytewise>,
    /// Tiles are cut on threads of their own, as many at once as there are cores.
    cores: Arc<Semaphore>,
}

impl TileCache {
    /// A cache that holds `bytes` of compressed tiles.
    pub fn new(bytes: u64) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        // An estimate for the first allocation only: tiles are mostly a few kilobytes.
        let items = usize::try_from(bytes / 8192).unwrap_or(1024).max(64);
        Self {
            tiles: Cache::with_weighter(items, bytes, Bytewise),
            cores: Arc::new(Semaphore::new(cores)),
        }
    }

    /// The tile of a layer whose tiles have this `version`, from the cache or made now.
    ///
    /// # Errors
    /// When it cannot be made.
    pub async fn get(
        &self,
        version: &Arc<str>,
        layer: &Arc<TileLayer>,
        tile: TileCoord,
    ) -> Result<CachedTile, TileFailure> {
        let name = layer.spec().name;
        let key = Key { version: Arc::clone(version), layer: name, tile };
        if let Some(cached) = self.tiles.get(&key) {
            metrics::counter!("tile_cache_total", "layer" => name, "result" => "hit").increment(1);
            return Ok(cached);
        }
        metrics::counter!("tile_cache_total", "layer" => name, "result" => "miss").increment(1);
        let made = self.tiles.get_or_insert_async(&key, self.make(Arc::clone(layer), tile)).await;
        metrics::gauge!("tile_cache_bytes").set(self.tiles.weight() as f64);
        made
    }

    async fn make(
        &self,
        layer: Arc<TileLayer>,
        tile: TileCoord,
    ) -> Result<CachedTile, TileFailure> {
        let stopped = |error: &dyn std::fmt::Display| TileFailure::Stopped(error.to_string());
        let permit =
            Arc::clone(&self.cores).acquire_owned().await.map_err(|error| stopped(&error))?;
        let work = move || {
            let started = Instant::now();
            let made = layer.tile(tile);
            let name = layer.spec().name;
            metrics::histogram!("tile_build_duration_seconds", "layer" => name)
                .record(started.elapsed());
            drop(permit);
            made
        };
        let made = tokio::task::spawn_blocking(work).await.map_err(|error| stopped(&error))??;
        Ok(made.map(|tile| Tile { raw_len: tile.raw_len, gzip: Bytes::from(tile.mvt_gzip) }))
    }
}
