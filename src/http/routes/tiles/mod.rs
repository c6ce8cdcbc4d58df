//! Vector tiles and their TileJSON.

pub mod address;
pub mod tile;
pub mod tilejson;
