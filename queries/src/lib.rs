//! The SQL engine of the Desmigratif planner: tables, spatial functions, guard, encoders.
//!
//! ```text
//! Dataset -> QueryEngine::new -> run(QueryRequest) -> QueryStream -> encode -> ByteStream
//! ```
//!
//! Everything that reaches the engine only reads: [`guard`] says how. This crate knows no HTTP.

mod dictionary;
mod encode;
mod engine;
pub mod error;
mod executor;
mod functions;
mod geometry;
pub mod guard;
mod named;
mod names;
mod params;
mod request;
mod run;
mod stream;
mod tables;
#[cfg(test)]
mod tests;

pub use dictionary::{ColumnEntry, TableEntry};
pub use encode::{ByteStream, Format};
pub use engine::QueryEngine;
pub use error::{Position, QueryError};
pub use functions::{FunctionEntry, FunctionKind};
pub use named::{NamedParam, NamedQuery, named_queries};
pub use names::type_name;
pub use params::Params;
pub use request::{CancelToken, Limits, QueryRequest};
pub use stream::{QueryStream, Summary};
pub use tables::{LoggedQuery, QueryLog};
