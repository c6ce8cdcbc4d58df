//! Vector tiles and their TileJSON.

pub mod address;
mod busy;
mod scenario;
pub mod tile;
pub mod tilejson;
