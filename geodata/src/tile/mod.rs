//! Vector tiles (Mapbox Vector Tile 2.1) in Web Mercator, made from areas and points on demand.
//!
//! A [`TileLayer`] is built once per dataset. Its heavy part, projecting the vertices and deciding
//! at which zoom each first appears, waits for [`TileLayer::prepare`] or the first tile. After
//! that a tile only filters, projects, snaps, clips and encodes.
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
mod error;
mod format;
mod junction;
mod layer;
mod parallel;
mod quantise;
mod ring;
mod rings;
mod shape;
mod simplify;
mod spec;
mod store;
#[cfg(test)]
mod tests;

pub use coord::TileCoord;
pub use error::TileError;
pub use format::{EXTENT, FORMAT, MAX_ZOOM, version_of};
pub use layer::{EncodedTile, MAX_TILE_BYTES, TileColumn, TileFeature, TileLayer};
pub use quantise::Quantisation;
pub use spec::{LAYERS, LayerSpec};
