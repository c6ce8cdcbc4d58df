//! The Desmigratif planner: the server around the libraries `geodata` and `queries`.
//!
//! - [`config`]: what the server is told.
//! - [`planner`]: plans over a dataset, for the interface and the command line.
//! - [`planning`]: ranking and selecting villages, as pure arithmetic.
//! - [`telemetry`]: log lines and metrics.

pub mod config;
pub mod planner;
pub mod planning;
pub mod telemetry;

pub use config::Config;
