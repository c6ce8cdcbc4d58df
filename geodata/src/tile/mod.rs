//! Vector tiles (Mapbox Vector Tile 2.1 and MapLibre Tile) in Web Mercator, made from areas and points on demand.
//!
//! A [`TileLayer`] is built once per dataset. The geometry of areas is in the [`pyramid`](crate::pyramid) of the dataset; a tile
//! takes the areas that show in it, cuts those that reach beyond it, and encodes.
//!
//! - **Shared borders stay shared**, levels nest and polygons are valid, because the pyramid is so and cutting is exact.
//! - **No area is dropped.** One that is too small for the grid of its zoom is a triangle of the grid, in every tile
//!   that it touches.
//! - **No tile is over [`MAX_TILE_BYTES`].** A crowded tile rounds its indicator steps.

mod columns;
mod compose;
mod compress;
mod coord;
mod cut;
mod draw;
mod encode;
mod error;
mod format;
mod layer;
mod options;
mod quantise;
mod ring;
mod spec;
mod store;
mod table;
#[cfg(test)]
mod tests;
mod whole;

pub use columns::Columns;
pub use compose::compose;
pub use compress::gzip;
pub use coord::TileCoord;
pub use encode::Encoding;
pub use error::TileError;
pub use format::{EXTENT, FORMAT, MAX_ZOOM, version_of};
pub use layer::{EncodedTile, TileColumn, TileFeature, TileLayer};
pub use options::{MAX_MLT_BYTES, MAX_TILE_BYTES, TileOptions};
pub use quantise::{Quantisation, Stop};
pub use spec::{LAYERS, LayerSpec};
pub use table::{COUNT, Carried, PropertyKind, TableOptions, TableTiles};
pub use whole::WholeColumn;
