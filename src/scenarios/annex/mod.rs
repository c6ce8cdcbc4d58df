//! The annex of a decree, from one frozen selection: CSV, XLSX, PDF and GeoJSON with the same
//! rows, order and codes, and a letter for every village that competed.
//!
//! Everything here is a pure function of the frozen document: exported again, whenever and on
//! whatever dataset, the same bytes.

mod csv;
mod frozen;
mod geojson;
mod heading;
mod lead;
mod pdf;
mod rules;
pub mod sources;
mod table;
pub mod text;
mod xlsx;

pub use csv::csv;
pub use frozen::{
    DatasetFacts, Decree, Excluded, Frozen, FrozenCriterion, FrozenEntry, FrozenMap, FrozenResult,
    FrozenRow, FrozenVillage, Seal,
};
pub use geojson::geojson;
pub use pdf::{annex as pdf, is_numbered, letter, map_size};
pub use table::{Cell, Column, Table, notice, table};
pub use xlsx::xlsx;

/// Raised with every change of the bytes that are written for one and the same frozen document.
pub const EDITION: u32 = 4;

#[cfg(test)]
mod tests;
