//! What a caller asks for, and the limits that hold for everyone.

use std::time::Duration;

use crate::error::QueryError;
use crate::params::Params;
use crate::statement::Bounds;
use crate::tables::is_read_by;
use crate::workers::WorkerProgram;

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
    /// Queries that may wait for their turn; what comes beyond is told at once that the engine is busy.
    pub queue: usize,
    /// How long a query waits for its turn before it is told that the engine is busy.
    pub queue_wait: Duration,
    /// Threads that SQL runs on.
    pub threads: usize,
    /// Parts that a scan is cut into.
    pub partitions: usize,
    /// What the server's own questions may take. None of the limits above reaches them.
    pub own: OwnLimits,
    /// How processes are started in which statements run, each with its part of the memory; `None` runs them on
    /// threads of this process, which cannot stop a function in its middle.
    pub workers: Option<WorkerProgram>,
}

/// The limits of the server's own questions ([`crate::QueryEngine::ask`]). Their answers are never cut
/// off: one that is too large is an error.
#[derive(Debug, Clone)]
pub struct OwnLimits {
    /// Memory of all of them together, and size of the largest answer, in bytes.
    pub memory_bytes: usize,
    /// Time until the last row, the wait for a turn included.
    pub timeout: Duration,
    /// How many run at once.
    pub concurrency: usize,
}

impl Default for OwnLimits {
    fn default() -> Self {
        Self { memory_bytes: 512 * 1024 * 1024, timeout: Duration::from_secs(30), concurrency: 4 }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory_bytes: 1024 * 1024 * 1024,
            default_rows: 10_000,
            max_rows: 1_000_000,
            max_bytes: 512 * 1024 * 1024,
            default_timeout: Duration::from_secs(30),
            max_timeout: Duration::from_secs(120),
            concurrency: 4,
            queue: 32,
            queue_wait: Duration::from_secs(2),
            threads: 2,
            partitions: 2,
            own: OwnLimits::default(),
            workers: None,
        }
    }
}

impl Limits {
    /// The bounds of a request.
    ///
    /// # Errors
    /// [`QueryError::TooManyRows`] or [`QueryError::Parameter`] when it asks for more than is allowed.
    pub(crate) fn bounds(&self, request: &QueryRequest) -> Result<Bounds, QueryError> {
        let whole = request.whole && request.limit.is_none();
        let usual = if whole { self.max_rows } else { self.default_rows };
        let rows = request.limit.unwrap_or(usual);
        if rows > self.max_rows {
            return Err(QueryError::TooManyRows { requested: rows, max: self.max_rows });
        }
        let time = request.timeout.unwrap_or(self.default_timeout);
        if time > self.max_timeout || time.is_zero() {
            let most = self.max_timeout.as_millis();
            let problem = format!("must be between 1 and {most}");
            return Err(QueryError::parameter("timeout_ms", problem));
        }
        Ok(Bounds { rows: Some(rows), whole, bytes: self.max_bytes, time })
    }
}

impl OwnLimits {
    /// The bounds of every own question.
    pub(crate) const fn bounds(&self) -> Bounds {
        Bounds { rows: None, whole: true, bytes: self.memory_bytes, time: self.timeout }
    }
}

/// One SQL statement, the values of its placeholders, and what it may take.
#[derive(Debug, Clone, Default)]
pub struct QueryRequest {
    /// One reading SQL statement.
    pub sql: String,
    /// The values of `$1` or `$name`.
    pub params: Params,
    /// Rows to answer with at most; more are cut off and `truncated` says so.
    pub limit: Option<usize>,
    /// Whether, where there is no `limit`, the answer is all rows or an error: for formats in which nobody would see that
    /// rows are missing. There are [`Limits::max_rows`] at most then, not [`Limits::default_rows`].
    pub whole: bool,
    /// Time until the last row.
    pub timeout: Option<Duration>,
    /// A name by which [`crate::QueryEngine::cancel`] finds the statement.
    pub id: Option<String>,
    /// Who asks, for the log; nothing where nobody signed in.
    pub by: Option<String>,
    /// Whether the statement sees in `system_queries` what everybody asked; otherwise what `by` asked.
    pub audits: bool,
}

impl QueryRequest {
    /// A question without parameters and with the usual limits.
    pub fn new(sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), ..Self::default() }
    }

    /// Whether the answer could hold what was asked: the statement names the table of the last queries.
    pub fn reads_query_log(&self) -> bool {
        is_read_by(&self.sql)
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
