//! Areas, codes, sources, repair, area index and tiles of the Desmigratif planner.
//!
//! This crate knows no SQL engine and no HTTP. Coordinates are longitude, latitude in degrees
//! (OGC:CRS84) everywhere, unless a name says otherwise.

pub mod catalogue;
pub mod code;
pub mod dataset;
pub mod demo;
pub mod derive;
pub mod error;
pub mod facts;
pub mod import;
pub mod index;
pub mod programme;
pub mod progress;
pub mod repair;
pub mod source;
#[cfg(feature = "testing")]
pub mod testing;
pub mod tile;

pub use code::{AreaCode, Level, VillageKind};
pub use error::GeodataError;
