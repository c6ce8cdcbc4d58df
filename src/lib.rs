//! The Desmigratif planner: the server around the libraries `geodata`, `queries` and `mcda`.
//!
//! - [`access`]: who may do what.
//! - [`accounts`]: people who sign in.
//! - [`classes`]: how values are cut into classes for a map.
//! - [`cli`]: the command line.
//! - [`config`]: what the server is told.
//! - [`server`]: the server's life: take the address, read the data, answer, stop.
//! - [`app`]: what all requests share.
//! - [`http`]: routes, errors, formats.
//! - [`snapshot`]: a dataset in memory, ready for every question.
//! - [`tiles`]: vector tiles and their cache.
//! - [`maps`]: maps as pictures.
//! - [`planning`]: plans over a dataset, for the interface and the command line.
//! - [`openid`]: signing in with a provider.
//! - [`scenarios`]: saved plans: kept, compared, frozen, signed, exported.
//! - [`lists`]: lists of migrant workers from villages.
//! - `pdf`: documents to print.
//! - `sheets`: coverage on one page to print.
//! - [`jobs`]: long computations, few at a time, at low priority.
//! - [`pool`]: work of the processor, away from the threads that answer.
//! - [`telemetry`]: log lines and metrics.

pub mod access;
pub mod accounts;
pub mod app;
mod beginnings;
mod calendar;
pub mod classes;
pub mod cli;
pub mod config;
mod connections;
pub mod http;
pub mod jobs;
pub mod lists;
pub mod maps;
mod memory;
pub mod openid;
mod pdf;
pub mod planning;
pub mod pool;
mod rankings;
pub mod scenarios;
pub mod server;
mod sheets;
pub mod snapshot;
mod strict;
pub mod telemetry;
mod tile_rankings;
pub mod tiles;

pub use config::Config;
pub use memory::take_few_addresses;
