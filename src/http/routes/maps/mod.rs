//! Maps as pictures.

mod answer;
mod params;
pub mod still;
pub mod tile;
