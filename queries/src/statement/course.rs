//! How far a statement has come, and how it ended.
//!
//! A statement may be refused, fail while it is planned or while it runs, take too long, panic, lose its
//! reader or finish, and two of these may happen at nearly the same moment. The first that comes is its
//! end: one line in the log and one count in the metrics, whatever else is reported afterwards.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::error::{Code, QueryError};
use crate::tables::QueryLog;

/// How an answer ended.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Summary {
    /// Rows handed out.
    pub rows: usize,
    /// Whether there were more rows than the limit.
    pub truncated: bool,
    /// Time since the request.
    pub elapsed: Duration,
}

/// The course of one statement, shared by whoever runs it and whoever reads its rows.
#[derive(Debug)]
pub(crate) struct Course {
    started: Instant,
    /// Where its end is written down; the server's own questions are not.
    log: Option<Arc<QueryLog>>,
    sql: String,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    rows: usize,
    truncated: bool,
    /// Time from request to end, once there was one.
    took: Option<Duration>,
}

impl Course {
    /// When it was asked.
    pub fn started(&self) -> Instant {
        self.started
    }

    /// Counts rows that were handed out.
    pub fn add_rows(&self, rows: usize) {
        self.change(|state| state.rows += rows);
    }

    /// Notes that there are more rows than the limit.
    pub fn cut(&self) {
        self.change(|state| state.truncated = true);
    }

    /// The numbers so far; they stay as they are after the end.
    pub fn summary(&self) -> Summary {
        self.change(|state| Summary {
            rows: state.rows,
            truncated: state.truncated,
            elapsed: state.took.unwrap_or_else(|| self.started.elapsed()),
        })
    }

    /// Ends the statement with a failure; does nothing when it has ended before.
    pub fn fail(&self, error: &QueryError) {
        self.end(error.code().as_str());
    }

    fn end(&self, outcome: &'static str) {
        let (rows, took) = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            if state.took.is_some() {
                return;
            }
            (state.rows, *state.took.insert(self.started.elapsed()))
        };
        let Some(log) = &self.log else { return };
        log.add(&self.sql, outcome, rows, took);
        metrics::counter!("sql_statements_total", "outcome" => outcome).increment(1);
        metrics::histogram!("sql_duration_seconds").record(took);
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Whoever waits for the answer of a statement. Dropping it ends the statement as cancelled.
#[derive(Debug)]
pub(crate) struct Reader(Arc<Course>);

impl Reader {
    /// Begins the statement `sql`, whose end is written to `log`.
    pub fn begin(sql: &str, log: Option<Arc<QueryLog>>) -> Self {
        Self(Arc::new(Course {
            started: Instant::now(),
            log,
            sql: sql.to_owned(),
            state: Mutex::default(),
        }))
    }

    /// The course, to be shared with whoever runs the statement.
    pub fn course(&self) -> &Arc<Course> {
        &self.0
    }

    /// Ends the statement with all its rows read.
    pub fn finish(&self) {
        self.0.end("ok");
    }

    /// Ends the statement with a failure, which is handed back.
    pub fn failed(&self, error: QueryError) -> QueryError {
        self.0.fail(&error);
        error
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let code = if std::thread::panicking() { Code::Internal } else { Code::Cancelled };
        self.0.end(code.as_str());
    }
}
