//! Maps as pictures.

mod answer;
pub(super) mod params;
pub mod still;
pub mod tile;
