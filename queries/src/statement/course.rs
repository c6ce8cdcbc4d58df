//! How far a statement has come, and how it ended.
//!
//! A statement may be refused, fail while it is planned or while it runs, take too long, panic, lose its
//! reader or finish, and two of these may happen at nearly the same moment. The first that comes is its
//! end: one line in the log and one count in the metrics, whatever else is reported afterwards.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use super::names::Named;
use crate::error::{Code, QueryError};
use crate::tables::{Ended, QueryLog};

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
    /// Who asked, where somebody signed in.
    by: Option<String>,
    state: Mutex<State>,
    /// Somebody wants it ended.
    called_off: Notify,
}

#[derive(Debug, Default)]
struct State {
    rows: usize,
    bytes: usize,
    /// Processor time of a process of its own.
    cpu: Option<Duration>,
    truncated: bool,
    /// Time from request to end, once there was one.
    took: Option<Duration>,
    /// Under what name others can call the statement off, until its end.
    name: Option<Named>,
}

impl Course {
    /// When it was asked.
    pub fn started(&self) -> Instant {
        self.started
    }

    /// Ends the statement wherever it is. It has one place at a time that waits for this, so that nothing is missed.
    pub fn call_off(&self) {
        self.called_off.notify_one();
    }

    /// Waits until somebody wants the statement ended.
    pub async fn called_off(&self) {
        self.called_off.notified().await;
    }

    /// Counts rows that were handed out, and what they took in memory.
    pub fn add_rows(&self, rows: usize, bytes: usize) {
        self.change(|state| {
            state.rows += rows;
            state.bytes += bytes;
        });
    }

    /// Notes the processor time that it took.
    pub fn spent(&self, cpu: Duration) {
        self.change(|state| state.cpu = Some(cpu));
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
        // The name is free before anybody learns of the end.
        let (rows, bytes, cpu, took, name) = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            if state.took.is_some() {
                return;
            }
            let took = *state.took.insert(self.started.elapsed());
            (state.rows, state.bytes, state.cpu, took, state.name.take())
        };
        drop(name);
        let Some(log) = &self.log else { return };
        let (sql, by) = (self.sql.as_str(), self.by.as_deref());
        log.add(&Ended { sql, by, outcome, rows, bytes, took, cpu });
        metrics::counter!("sql_statements_total", "outcome" => outcome).increment(1);
        metrics::histogram!("sql_duration_seconds").record(took);
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Whoever waits for the answer of a statement. Dropping it ends the statement as cancelled.
#[derive(Debug)]
pub(crate) struct Reader {
    course: Arc<Course>,
}

impl Reader {
    /// Begins the statement `sql` of `by`, whose end is written to `log`.
    pub fn begin(sql: &str, by: Option<String>, log: Option<Arc<QueryLog>>) -> Self {
        let course = Arc::new(Course {
            started: Instant::now(),
            log,
            sql: sql.to_owned(),
            by,
            state: Mutex::default(),
            called_off: Notify::new(),
        });
        Self { course }
    }

    /// Gives the statement a name until its end.
    pub fn name(&self, name: Named) {
        self.course.change(|state| state.name = Some(name));
    }

    /// The course, to be shared with whoever runs the statement.
    pub fn course(&self) -> &Arc<Course> {
        &self.course
    }

    /// Ends the statement with all its rows read.
    pub fn finish(&self) {
        self.course.end("ok");
    }

    /// Ends the statement with a failure, which is handed back.
    pub fn failed(&self, error: QueryError) -> QueryError {
        self.course.fail(&error);
        error
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let code = if std::thread::panicking() { Code::Internal } else { Code::Cancelled };
        self.course.end(code.as_str());
    }
}
