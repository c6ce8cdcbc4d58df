//! What is written to an archive, in whatever container.

use geodata::progress::{Progress, go_on};
use geodata::tile::{Encoding, MAX_ZOOM, TileCoord, TileLayer, gzip};
use rayon::prelude::*;
use serde_json::Value;

use super::hilbert;

/// How many tiles are made before they are written.
const BATCH: usize = 512;

/// What is written, and what is said of it.
pub struct Archive<'a> {
    /// The layer.
    pub layer: &'a TileLayer,
    /// How its tiles are written.
    pub encoding: Encoding,
    /// The last zoom.
    pub max_zoom: u8,
    /// What the file says of itself beside its bounds and zooms: `name`, `version`, `attribution`.
    pub about: Vec<(&'static str, String)>,
    /// `vector_layers` of TileJSON.
    pub vector_layers: Value,
}

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Tiles.
    pub tiles: u64,
    /// Tiles whose bytes no other has.
    pub contents: u64,
    /// Bytes of the tiles as they stand in the file.
    pub bytes: u64,
}

/// A file that takes tiles, in ascending order of their numbers on the Hilbert curve.
pub(super) trait Sink {
    fn tile(&mut self, tile: TileCoord, bytes: &[u8]) -> anyhow::Result<()>;
}

impl Archive<'_> {
    /// The first zoom.
    pub(super) fn min_zoom(&self) -> u8 {
        self.layer.spec().min_zoom
    }

    /// West, south, east, north.
    pub(super) fn bounds(&self) -> [f64; 4] {
        self.layer.bounds().unwrap_or([-180.0, -85.0, 180.0, 85.0])
    }

    /// Gives every tile that is not empty to `sink`.
    pub(super) fn fill(&self, sink: &mut impl Sink, progress: &dyn Progress) -> anyhow::Result<()> {
        let last = self.max_zoom.min(MAX_ZOOM);
        let mut near: Vec<TileCoord> = match self.layer.bounds() {
            Some(bounds) => TileCoord::within(self.min_zoom(), bounds).collect(),
            None => Vec::new(),
        };
        for z in self.min_zoom()..=last {
            near.retain(|tile| self.layer.is_near(*tile));
            near.sort_by_cached_key(|tile| hilbert::number(*tile));
            progress.stage(&format!("zoom {z}"), Some(near.len() as u64));
            for batch in near.chunks(BATCH) {
                go_on(progress)?;
                let made: Vec<_> = batch.par_iter().map(|tile| self.made(*tile)).collect();
                for (tile, bytes) in batch.iter().zip(made) {
                    if let Some(bytes) = bytes? {
                        sink.tile(*tile, &bytes)?;
                    }
                }
                progress.advance(batch.len() as u64);
            }
            near = near.iter().flat_map(|tile| tile.children()).collect();
        }
        Ok(())
    }

    fn made(&self, tile: TileCoord) -> anyhow::Result<Option<Vec<u8>>> {
        let made = self.layer.tile(tile, self.encoding.into())?;
        Ok(made.map(|made| gzip(&made.bytes)).transpose()?)
    }
}
