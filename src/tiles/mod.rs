//! Vector tiles: what may be asked for, how it is compressed, what is kept, and whole layers as one file.

pub mod archive;
mod cache;
mod coding;
#[cfg(test)]
mod fixture;
mod layers;
mod request;
mod table;
mod warm;

pub use cache::{CachedTile, Tile, TileCache, TileFailure};
pub use coding::Coding;
pub use layers::{LayerList, LayerListError};
pub use request::{TableRequest, TileRequest};
