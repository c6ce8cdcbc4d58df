//! The SQL engine of the Desmigratif planner: tables, spatial functions, guard, encoders.
//!
//! ```text
//! Dataset, Values -> QueryEngine::new -> run(QueryRequest) -> QueryStream -> encode -> ByteStream
//!                                     -> ask(SQL of the server) -> rows as structs
//! ```
//!
//! Everything that reaches the engine only reads: the module `guard` says how. This crate knows no HTTP.

mod ask;
pub mod csv;
mod dictionary;
mod encode;
mod engine;
mod error;
mod executor;
mod functions;
mod geometry;
mod guard;
mod lookup;
mod meaning;
mod named;
mod names;
mod own;
mod params;
mod ranges;
mod request;
mod shared;
mod sizes;
mod spatial;
mod statement;
mod structs;
mod tables;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(test)]
mod tests;
mod worker;
mod workers;

pub use dictionary::{ColumnEntry, TableEntry};
pub use encode::{ByteStream, CHUNK, Format};
pub use engine::QueryEngine;
pub use error::{Code, Position, QueryError};
pub use functions::{FunctionEntry, FunctionKind};
pub use named::{
    Expected, HeadingError, NamedParam, NamedQuery, OwnQuestionError, named_queries, own_queries,
};
pub use params::Params;
pub use request::{Limits, OwnLimits, QueryRequest};
pub use statement::{QueryStream, Summary};
pub use tables::VillageTable;
pub use worker::run_worker;
pub use workers::WorkerProgram;
