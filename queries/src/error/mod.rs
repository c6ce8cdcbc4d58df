//! The one error of this crate: what is wrong with a query, where, and what to do.
//!
//! `from_datafusion` is the only place that reads the engine's own errors.

mod classify;
mod code;
mod query_error;
mod suggest;

pub(crate) use classify::{Known, from_datafusion, from_planning};
pub use code::Code;
pub use query_error::{Position, QueryError};
