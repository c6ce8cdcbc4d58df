//! Areas, codes, sources, repair, area index and tiles of the Desmigratif planner.
//!
//! This crate knows no SQL engine and no HTTP. Coordinates are longitude, latitude in degrees
//! (OGC:CRS84) everywhere, unless a name says otherwise.

pub mod canonical;
pub mod catalogue;
pub mod changes;
pub mod code;
pub mod coverage;
pub mod dataset;
pub mod demo;
pub mod derive;
pub mod distance;
pub mod error;
pub mod facts;
pub mod import;
pub mod index;
pub mod lists;
pub mod mercator;
pub mod names;
pub mod offices;
pub mod per_level;
mod percentile;
pub mod programme;
pub mod progress;
pub mod pyramid;
pub mod registry;
pub mod repair;
pub mod source;
pub mod suppression;
pub mod tables;
pub mod templates;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod tile;
pub mod topology;
pub mod values;

pub use code::{AreaCode, Level, VillageKind};
pub use error::GeodataError;
pub use per_level::PerLevel;
pub use percentile::percentile;
