//! Tiles of tables of one's own, in the same cache, with the same bounds.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use geodata::tile::TableTiles;

use super::cache::{CachedTile, Key, TABLES, TileCache, TileFailure};
use super::coding::Coding;
use super::request::TableRequest;

impl TileCache {
    /// The tile of a table, if it is kept.
    pub fn kept_of_table(
        &self,
        version: &Arc<str>,
        request: &TableRequest,
        coding: Coding,
    ) -> Option<CachedTile> {
        let kept = self.find(&Key::new(version, request.clone(), coding))?;
        self.count_of_table(true);
        Some(kept)
    }

    /// The tile of a table whose tiles have this `version`, from the cache or read now. Whoever waits and goes away ends the
    /// reading too, unless others wait for the same: one of these then reads.
    ///
    /// # Errors
    /// When it cannot be made, or too many wait.
    pub async fn get_of_table(
        &self,
        version: &Arc<str>,
        tiles: &Arc<TableTiles>,
        request: TableRequest,
        coding: Coding,
    ) -> Result<CachedTile, TileFailure> {
        self.count_of_table(false);
        let waits = Waits(Arc::new(AtomicBool::new(true)));
        let (asked, tiles) = (Arc::clone(&waits.0), Arc::clone(tiles));
        let (tile, options) = (request.tile, request.options);
        let raw = move || {
            let gone = || !asked.load(Ordering::Relaxed);
            Ok(tiles.tile(tile, options, &gone)?.map(|tile| tile.bytes))
        };
        let key = Key::new(version, request, coding);
        self.found_or_made(key, TABLES, raw).await
    }
}

/// Somebody waits, until this is dropped.
struct Waits(Arc<AtomicBool>);

impl Drop for Waits {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}
