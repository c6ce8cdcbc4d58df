//! The worker processes of an engine: some wait for a statement, others are started when they are needed.

use std::os::fd::RawFd;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};

use super::child::{Child, Undertaker};
use crate::error::QueryError;
use crate::shared::SharedMemory;

/// Processes that wait for a statement at most; each has some 20 MB of its own.
const WAITING: usize = 2;

/// How a worker process is started: `program`, then `sql-worker`, the number of the descriptor of the tables, the
/// threads, and the parts that scans are cut into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerProgram {
    /// The program; this one, mostly.
    pub program: PathBuf,
}

impl WorkerProgram {
    fn command(&self, tables: RawFd, threads: usize, partitions: usize) -> Command {
        let mut command = Command::new(&self.program);
        command.arg0("desmigratif").arg("sql-worker").args([
            tables.to_string(),
            threads.to_string(),
            partitions.to_string(),
        ]);
        // The bound on memory counts addresses, so neither allocator may reserve what it does not need: ours not
        // for later, the system's (of which threads take a little) not 64 MiB for each thread.
        command.env_clear();
        for (name, value) in [
            ("MIMALLOC_ARENA_RESERVE", "0"),
            ("MIMALLOC_ARENA_EAGER_COMMIT", "0"),
            ("MALLOC_ARENA_MAX", "1"),
        ] {
            command.env(name, value);
        }
        command
    }
}

/// Worker processes over one dataset.
#[derive(Debug)]
pub(crate) struct Pool {
    program: WorkerProgram,
    /// Kept for those that are started later.
    tables: Arc<SharedMemory>,
    threads: usize,
    partitions: usize,
    waiting: Mutex<Vec<Child>>,
    undertaker: Undertaker,
}

impl Pool {
    /// Starts the first process, so that the first statement need not wait for it.
    ///
    /// # Errors
    /// [`QueryError::Internal`] when it cannot be started.
    pub fn start(
        program: WorkerProgram,
        tables: Arc<SharedMemory>,
        threads: usize,
        partitions: usize,
    ) -> Result<Self, QueryError> {
        let pool = Self::idle(program, tables, threads, partitions)?;
        pool.give_back(pool.another()?);
        Ok(pool)
    }

    /// As [`start`](Self::start), without a process until somebody asks.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn idle(
        program: WorkerProgram,
        tables: Arc<SharedMemory>,
        threads: usize,
        partitions: usize,
    ) -> Result<Self, QueryError> {
        let undertaker = Undertaker::start().map_err(QueryError::internal)?;
        let waiting = Mutex::default();
        Ok(Self { program, tables, threads, partitions, waiting, undertaker })
    }

    /// A process that has no statement.
    ///
    /// # Errors
    /// [`QueryError::Internal`] when none can be started.
    pub(super) fn take(&self) -> Result<Child, QueryError> {
        loop {
            let next = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let Some(mut child) = next else { return self.another() };
            // One that was killed from outside while it waited is left.
            if child.is_alive() {
                return Ok(child);
            }
        }
    }

    /// Takes back a process that can run another statement.
    pub(super) fn give_back(&self, child: Child) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() < WAITING {
            waiting.push(child);
        }
    }

    /// Starts a process in place of one that was killed, unless enough wait.
    pub(super) fn replace(&self) {
        if self.waiting.lock().unwrap_or_else(PoisonError::into_inner).is_empty() {
            match self.another() {
                Ok(child) => self.give_back(child),
                // The next statement tries again, and says so.
                Err(_) => metrics::counter!("sql_worker_failures_total").increment(1),
            }
        }
    }

    fn another(&self) -> Result<Child, QueryError> {
        metrics::counter!("sql_workers_started_total").increment(1);
        let start = |tables| {
            let command = self.program.command(tables, self.threads, self.partitions);
            Child::start(command, self.undertaker.clone())
        };
        self.tables
            .handed_down(start)
            .map_err(|error| QueryError::internal(format!("no worker process: {error}")))
    }
}
