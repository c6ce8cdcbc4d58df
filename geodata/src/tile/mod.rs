//! Vector tiles (Mapbox Vector Tile 2.1) in Web Mercator, made from areas and points on demand.
//!
//! A [`TileLayer`] is built once per dataset. Its heavy part, projecting the vertices and deciding
//! at which zoom each first appears, waits for [`TileLayer::prepare`] or the first tile. After
//! that a tile only filters, snaps, clips and encodes.
//!
//! - **Shared borders stay shared.** Vertices where borders meet stay at every zoom; the chains
//!   between them are simplified by a rule that does not see whose border or which direction it
//!   is; snapping moves equal vertices equally; clipping cuts equal edges equally.
//! - **No area is dropped.** One that collapses below the grid is drawn as the grid cell at its
//!   interior point, in the tile of that point.
//! - **No tile is over [`MAX_TILE_BYTES`].** A crowded tile first rounds its indicator steps, then
//!   takes a coarser grid.

mod clip;
mod coord;
mod encode;
mod junction;
mod layer;
mod parallel;
mod quantise;
mod ring;
mod shape;
mod simplify;
mod spec;
mod store;
#[cfg(test)]
mod tests;

pub use coord::TileCoord;
pub use layer::{EncodedTile, MAX_TILE_BYTES, TileColumn, TileFeature, TileLayer};
pub use quantise::{Quantisation, quantise};
pub use spec::{LAYERS, LayerSpec};

/// The last zoom with tiles of its own; clients enlarge these beyond it.
pub const MAX_ZOOM: u8 = 14;

/// Width and height of a tile in its own units.
pub const EXTENT: u32 = 4096;

/// Why there is no tile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TileError {
    /// A zoom beyond the last.
    #[error("zoom {z} is beyond the last zoom {MAX_ZOOM}; enlarge the tile of zoom {MAX_ZOOM}")]
    Zoom {
        /// The zoom asked for.
        z: u8,
    },
    /// A column or row beyond the edge of the world.
    #[error("tile {z}/{x}/{y} does not exist; at zoom {z} columns and rows end at {last}")]
    Outside {
        /// Zoom.
        z: u8,
        /// Column.
        x: u32,
        /// Row.
        y: u32,
        /// The last column and row of this zoom.
        last: u32,
    },
    /// A column that does not fit the features.
    #[error("column `{id}`: {problem}")]
    Column {
        /// The column.
        id: String,
        /// What does not fit.
        problem: String,
    },
    /// The compressor failed.
    #[error("the tile could not be compressed: {0}")]
    Compression(String),
}
