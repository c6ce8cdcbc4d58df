//! Statements in processes of their own.
//!
//! ```text
//! statement ─ relay ─▶ pool ─▶ child ══ socket, messages ══▶ worker process: guard, plan, run
//!     ▲                                                        │  shared memory: the tables
//!     └──────────────── batches, the end, or why it died ◀─────┘  RLIMIT_AS: what a statement may take
//! ```
//!
//! The engine cannot be stopped in the middle of a function and cannot count what a function allocates: a nested loop
//! of geometries, `levenshtein` of two long texts or a chain of `replace` go on for minutes, or take all memory that
//! there is. A process can be killed and can be bounded. So a statement that is called off, is out of time or asks for
//! too much ends with its process, at once, whatever it was doing, and everything it had is the system's again; a
//! crash is an error of one statement. `docs/architecture.md` has what this costs.

mod child;
mod message;
mod pool;
mod relay;

pub(crate) use message::{Ask, Asks, Done, Replies, socket};
pub(crate) use pool::Pool;
pub use pool::WorkerProgram;
pub(crate) use relay::{Taker, relay};
