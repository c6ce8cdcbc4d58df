//! Vector tiles and their TileJSON.

mod address;
pub mod tile;
pub mod tilejson;
