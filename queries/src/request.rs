//! What a caller asks for, and the limits that hold for everyone.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::params::Params;

/// The limits of an engine.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Memory of all queries together, in bytes. There is no spilling to disk.
    pub memory_bytes: usize,
    /// Rows of an answer when the request names no limit.
    pub default_rows: usize,
    /// The largest limit that a request may name.
    pub max_rows: usize,
    /// Size of an answer in memory, in bytes.
    pub max_bytes: usize,
    /// Time when the request names none.
    pub default_timeout: Duration,
    /// The longest time that a request may name.
    pub max_timeout: Duration,
    /// Queries that run at once.
    pub concurrency: usize,
    /// How long a query waits for its turn before it is told that the engine is busy.
    pub queue_wait: Duration,
    /// Threads that SQL runs on.
    pub threads: usize,
    /// Parts that a scan is cut into.
    pub partitions: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory_bytes: 512 * 1024 * 1024,
            default_rows: 10_000,
            max_rows: 1_000_000,
            max_bytes: 512 * 1024 * 1024,
            default_timeout: Duration::from_secs(30),
            max_timeout: Duration::from_secs(120),
            concurrency: 4,
            queue_wait: Duration::from_secs(2),
            threads: 2,
            partitions: 2,
        }
    }
}

/// A question.
#[derive(Debug, Clone, Default)]
pub struct QueryRequest {
    /// One reading SQL statement.
    pub sql: String,
    /// The values of `$1` or `$name`.
    pub params: Params,
    /// Rows to answer with at most; more are cut off and `truncated` says so.
    pub limit: Option<usize>,
    /// Time until the last row.
    pub timeout: Option<Duration>,
    /// Ends the query from outside.
    pub cancel: Option<CancelToken>,
}

impl QueryRequest {
    /// A question without parameters and with the usual limits.
    pub fn new(sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), ..Self::default() }
    }

    /// With values for the placeholders.
    #[must_use]
    pub fn with_params(mut self, params: Params) -> Self {
        self.params = params;
        self
    }

    /// With another row limit.
    #[must_use]
    pub fn with_limit(mut self, limit: usize) -> Self {
        self.limit = Some(limit);
        self
    }
}

/// Cancels the queries that carry a copy of it. Dropping a [`crate::QueryStream`] does the same for
/// that query.
#[derive(Debug, Clone)]
pub struct CancelToken {
    sender: Arc<watch::Sender<bool>>,
}

impl Default for CancelToken {
    fn default() -> Self {
        Self { sender: Arc::new(watch::Sender::new(false)) }
    }
}

impl CancelToken {
    /// Ends the queries.
    pub fn cancel(&self) {
        self.sender.send_replace(true);
    }

    /// Resolves when the queries are to end.
    pub(crate) async fn cancelled(&self) {
        let mut receiver = self.sender.subscribe();
        // The sender lives in `self`, so waiting cannot fail.
        let _ = receiver.wait_for(|cancelled| *cancelled).await;
    }
}
