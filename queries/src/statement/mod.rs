//! A statement from its text to its last row, and the one place where its end is decided.
//!
//! ```text
//! Lane::run ── guard, bounds, turn ──▶ run::drive (here, or a worker) ──▶ QueryStream ──▶ reader
//!      └───────────── course: rows so far, and how the statement ended, once ─────────────┘
//! ```

mod bounds;
mod course;
mod lane;
mod names;
mod run;
mod stream;

pub(crate) use bounds::Bounds;
pub use course::Summary;
pub(crate) use course::{Course, Reader};
pub(crate) use lane::{Lane, Room};
pub(crate) use names::Names;
#[cfg(feature = "testing")]
pub(crate) use run::planned;
pub use stream::QueryStream;
