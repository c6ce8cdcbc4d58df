//! Saved scenarios: kept with their history, compared, frozen, signed, exported.
//!
//! - [`store`]: documents, events, frozen selections and signatures in SQLite.
//! - [`compare`]: scenarios side by side.
//! - [`freeze`]: ranks and selects once more, and writes down what will ever be printed.
//! - [`annex`]: the annex of the decree and letters, from a frozen selection.

pub mod annex;
pub mod compare;
pub mod freeze;
pub mod store;
