//! What one statement may take.

use std::time::{Duration, Instant};

use crate::error::QueryError;

/// The bounds of one statement.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// Rows that the answer has at most; `None` bounds nothing.
    pub rows: Option<usize>,
    /// Whether more rows than that are an error; otherwise they are cut off.
    pub whole: bool,
    /// Bytes of the answer in memory; more is an error.
    pub bytes: usize,
    /// Time until the last row.
    pub time: Duration,
}

/// The moment at which a statement has to be done.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deadline {
    pub at: Instant,
    time: Duration,
}

impl Deadline {
    pub fn new(started: Instant, time: Duration) -> Self {
        Self { at: started + time, time }
    }

    pub const fn missed(self) -> QueryError {
        QueryError::Timeout { limit: self.time }
    }
}
