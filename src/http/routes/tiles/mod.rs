//! Vector tiles and their TileJSON.

pub mod address;
mod busy;
pub mod delivery;
mod scenario;
pub mod table;
pub mod table_json;
pub mod tile;
pub mod tilejson;
