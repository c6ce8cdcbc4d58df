//! The worker process: reads statements from its socket, runs them one after the other, writes what they answer.
//!
//! It knows nothing but the tables in shared memory and has no address to reach anything else. See [`crate::workers`].

use std::io;
use std::os::fd::RawFd;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

use arrow::array::RecordBatch;
use arrow::ipc::writer::StreamWriter;
use datafusion::execution::SessionState;
use datafusion::execution::session_state::SessionStateBuilder;
use rlimit::Resource;
use tokio::sync::Semaphore;

use crate::engine::{runtime, state, table_map};
use crate::error::{Known, QueryError};
use crate::executor::Executor;
use crate::functions;
use crate::shared;
use crate::sizes::sliced_bytes;
use crate::statement::{Bounds, Lane, Names, Summary};
use crate::tables::{Asker, QueryLog};
use crate::workers::{Ask, Asks, Done, Replies, socket};

/// Bytes of rows that are sent at once.
const PIECE: usize = 4 << 20;
/// A process that holds this much more than at its start is not asked again, in bytes.
const GROWTH: u64 = 48 << 20;

/// Runs the statements that come through standard input, until there is nobody any more who could ask.
///
/// `tables` is the number of the descriptor of the shared memory.
///
/// # Errors
/// When the process was not started as a worker, or the system fails.
pub fn run_worker(tables: RawFd, threads: usize, partitions: usize) -> Result<(), QueryError> {
    // A crash is told by its last words; a copy of the memory on the disk would help nobody here.
    Resource::CORE.set(0, 0).map_err(QueryError::internal)?;
    let (asks, mut replies) = {
        let socket = socket().map_err(QueryError::internal)?;
        let writing = socket.try_clone().map_err(QueryError::internal)?;
        (listen(Asks(socket)), Replies(writing))
    };
    let mut worker = Worker::new(tables, threads, partitions)?;
    for ask in asks {
        worker.answer(&ask, &mut replies).map_err(QueryError::internal)?;
    }
    Ok(())
}

/// Reads on a thread of its own, so that the end of the server is seen in the middle of a statement too.
fn listen(mut asks: Asks) -> mpsc::Receiver<Ask> {
    let (sender, receiver) = mpsc::sync_channel(1);
    std::thread::spawn(move || {
        while let Ok(ask) = asks.next() {
            if sender.send(ask).is_err() {
                break;
            }
        }
        std::process::exit(0);
    });
    receiver
}

/// What all statements of the process share.
struct Worker {
    state: SessionState,
    known: Known,
    executor: Arc<Executor>,
    log: Arc<QueryLog>,
    /// Addresses and pages that the process had when it was ready, in bytes.
    at_start: Size,
}

impl Worker {
    fn new(tables: RawFd, threads: usize, partitions: usize) -> Result<Self, QueryError> {
        let memory = shared::inherited(tables).map_err(QueryError::internal)?;
        let log = Arc::new(QueryLog::default());
        let map = table_map(&memory, partitions, &log)?;
        let names = map.keys().cloned().collect();
        let runtime = runtime(0).map_err(QueryError::internal)?;
        let state = state(partitions, runtime, map);
        let functions = functions::describe(&state);
        let functions = functions.iter().map(|function| function.name.to_lowercase()).collect();
        let known = Known { tables: names, functions, memory_bytes: 0 };
        let executor = Arc::new(Executor::new("sql", threads)?);
        let at_start = Size::now().map_err(QueryError::internal)?;
        Ok(Self { state, known, executor, log, at_start })
    }

    /// Runs a statement.
    ///
    /// # Errors
    /// When the server is gone. What is wrong with the statement is told to the server.
    fn answer(&mut self, ask: &Ask, replies: &mut Replies) -> io::Result<()> {
        let outcome = match self.bound(ask.memory_bytes) {
            Ok(lane) => self.run(&lane, ask, replies)?,
            Err(error) => Err(Failure { error, began: false }),
        };
        let small = Size::now()?.own.saturating_sub(self.at_start.own) < GROWTH;
        match outcome {
            // What was cut off may go on in the engine for a while: such a process ends.
            Ok(summary) => {
                let fresh = small && !summary.truncated;
                replies.done(Done { truncated: summary.truncated, fresh })
            }
            Err(Failure { error, began }) => replies.failed(&error, small && !began),
        }
    }

    /// The lane of one statement: with its memory, and with no addresses beyond it.
    fn bound(&self, memory_bytes: usize) -> Result<Arc<Lane>, QueryError> {
        let addresses = self.at_start.addresses.saturating_add(memory_bytes as u64);
        let hard = Resource::AS.get_hard().map_err(QueryError::internal)?;
        Resource::AS.set(addresses.min(hard), hard).map_err(QueryError::internal)?;
        // The engine knows of its large buffers only: the rest is for what it does not count.
        let counted = memory_bytes / 4 * 3;
        let runtime = runtime(counted).map_err(QueryError::internal)?;
        let state = SessionStateBuilder::new_from_existing(self.state.clone())
            .with_runtime_env(runtime)
            .build();
        let known = Arc::new(Known { memory_bytes, ..self.known.clone() });
        Ok(Arc::new(Lane {
            state,
            known,
            executor: Arc::clone(&self.executor),
            workers: None,
            share: memory_bytes,
            turns: Arc::new(Semaphore::new(1)),
            queue: Arc::new(Semaphore::new(0)),
            names: Names::default(),
            concurrency: 1,
            queue_wait: Duration::ZERO,
            log: None,
        }))
    }

    fn run(
        &self,
        lane: &Arc<Lane>,
        ask: &Ask,
        replies: &mut Replies,
    ) -> io::Result<Result<Summary, Failure>> {
        self.log.replace(ask.queries.clone());
        let time = Duration::from_millis(ask.time_ms);
        let bounds = Bounds { rows: ask.rows, whole: false, bytes: ask.bytes, time };
        self.executor.block_on(async {
            let (sql, params) = (ask.sql.clone(), ask.params.clone());
            let ran = lane.run_named(None, Asker::OF_WORKER, sql, params, Ok(bounds));
            let mut stream = match ran.await {
                Ok(stream) => stream,
                Err(error) => return Ok(Err(Failure { error, began: false })),
            };
            let failed = |error| Ok(Err(Failure { error, began: true }));
            let mut writer = match StreamWriter::try_new(Vec::new(), &stream.schema()) {
                Ok(writer) => writer,
                Err(error) => return failed(QueryError::internal(error)),
            };
            replies.rows(&std::mem::take(writer.get_mut()))?;
            while let Some(batch) = stream.next_batch().await {
                let batch = match batch {
                    Ok(batch) => batch,
                    Err(error) => return failed(error),
                };
                for piece in pieces(&batch) {
                    if let Err(error) = writer.write(&piece) {
                        return failed(QueryError::internal(error));
                    }
                    replies.rows(&std::mem::take(writer.get_mut()))?;
                }
            }
            Ok(Ok(stream.summary()))
        })
    }
}

/// The batch in runs of rows that take about [`PIECE`] bytes.
fn pieces(batch: &RecordBatch) -> impl Iterator<Item = RecordBatch> {
    let (rows, parts) = (batch.num_rows(), sliced_bytes(batch).div_ceil(PIECE).max(1));
    let each = rows.div_ceil(parts).max(1);
    (0..rows).step_by(each).map(move |start| batch.slice(start, each.min(rows - start)))
}

/// Why a statement has no answer.
struct Failure {
    error: QueryError,
    /// Whether it was computing already: parts of it may go on for a while, and such a process ends.
    began: bool,
}

/// What a process takes, in bytes.
#[derive(Debug, Clone, Copy)]
struct Size {
    /// Addresses, whether there is memory behind them or not: what `RLIMIT_AS` counts.
    addresses: u64,
    /// Memory that it shares with nobody.
    own: u64,
}

impl Size {
    fn now() -> io::Result<Self> {
        let text = std::fs::read_to_string("/proc/self/status")?;
        let bytes = |key: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(key))?;
            Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
        };
        match (bytes("VmSize:"), bytes("RssAnon:")) {
            (Some(addresses), Some(own)) => Ok(Self { addresses, own }),
            _ => Err(io::Error::other("the system does not say what this process takes")),
        }
    }
}
