//! One query from its text to its last row.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use arrow::array::{RecordBatch, RecordBatchOptions};
use arrow::datatypes::SchemaRef;
use datafusion::error::DataFusionError;
use datafusion::execution::SessionState;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::SendableRecordBatchStream;
use datafusion::prelude::{SQLOptions, SessionContext};
use datafusion::sql::parser::Statement;
use futures::{FutureExt, StreamExt};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
use tokio::time::{sleep_until, timeout_at};

use crate::engine::QueryEngine;
use crate::error::{Known, QueryError, from_datafusion};
use crate::guard;
use crate::names::unique_names;
use crate::params::bind;
use crate::request::{CancelToken, Limits, QueryRequest};
use crate::stream::{AbortOnDrop, Progress, QueryStream};
use crate::tables::QueryLog;

/// Batches that may wait for a slow reader.
const AHEAD: usize = 2;

type Sender = mpsc::Sender<Result<RecordBatch, QueryError>>;

/// A query that has passed the guard.
pub(crate) struct Run<'a> {
    engine: &'a QueryEngine,
    job: Job,
    deadline: Instant,
    cancel: CancelToken,
}

/// What moves to the threads of the executor.
struct Job {
    state: SessionState,
    known: Arc<Known>,
    log: Arc<QueryLog>,
    sql: String,
    statement: Statement,
    rows: usize,
    bytes: usize,
    progress: Arc<Progress>,
}

impl<'a> Run<'a> {
    pub fn new(
        engine: &'a QueryEngine,
        request: QueryRequest,
        started: Instant,
    ) -> Result<Self, QueryError> {
        let refuse = |error: QueryError| {
            engine.log.add(&request.sql, error.code(), 0, started.elapsed().as_secs_f64() * 1000.0);
            error
        };
        let (rows, timeout) = limits(&engine.limits, &request).map_err(refuse)?;
        let mut statement = guard::parse(&request.sql, &engine.known).map_err(refuse)?;
        bind(&mut statement, &request.params).map_err(refuse)?;
        let job = Job {
            state: engine.state.clone(),
            known: Arc::clone(&engine.known),
            log: Arc::clone(&engine.log),
            statement,
            rows,
            bytes: engine.limits.max_bytes,
            progress: Arc::new(Progress::new(started)),
            sql: request.sql,
        };
        Ok(Self {
            engine,
            job,
            deadline: started + timeout,
            cancel: request.cancel.unwrap_or_default(),
        })
    }

    /// Waits for a turn, then plans and starts; returns when the columns are known.
    pub async fn start(self) -> Result<QueryStream, QueryError> {
        let Self { engine, job, deadline, cancel } = self;
        let limit = deadline.saturating_duration_since(Instant::now());
        let turn = turn(&engine.turns, &engine.limits, deadline).await?;
        let progress = Arc::clone(&job.progress);
        let (schema_sender, schema) = oneshot::channel();
        let (sender, receiver) = mpsc::channel(AHEAD);
        let task = engine.executor.handle().spawn(drive(
            job,
            schema_sender,
            sender,
            turn,
            deadline,
            limit,
            cancel,
        ));
        // From here on, dropping the stream or this future ends the task.
        let task = AbortOnDrop(task.abort_handle());
        let schema = match timeout_at(deadline.into(), schema).await {
            Ok(Ok(schema)) => schema?,
            Ok(Err(_closed)) => {
                return Err(QueryError::internal("the query ended without an answer"));
            }
            Err(_elapsed) => return Err(QueryError::Timeout { limit }),
        };
        Ok(QueryStream::new(schema, receiver, progress, task))
    }
}

/// The row limit and the time of a request.
fn limits(limits: &Limits, request: &QueryRequest) -> Result<(usize, Duration), QueryError> {
    let rows = request.limit.unwrap_or(limits.default_rows);
    if rows > limits.max_rows {
        return Err(QueryError::TooManyRows { requested: rows, max: limits.max_rows });
    }
    let timeout = request.timeout.unwrap_or(limits.default_timeout);
    if timeout > limits.max_timeout || timeout.is_zero() {
        let most = limits.max_timeout.as_millis();
        return Err(QueryError::parameter("timeout_ms", format!("must be between 1 and {most}")));
    }
    Ok((rows, timeout))
}

async fn turn(
    turns: &Arc<Semaphore>,
    limits: &Limits,
    deadline: Instant,
) -> Result<OwnedSemaphorePermit, QueryError> {
    let until = deadline.min(Instant::now() + limits.queue_wait);
    match timeout_at(until.into(), Arc::clone(turns).acquire_owned()).await {
        Ok(Ok(turn)) => Ok(turn),
        Ok(Err(closed)) => Err(QueryError::internal(closed)),
        Err(_elapsed) => Err(QueryError::Busy { running: limits.concurrency }),
    }
}

/// Runs the job until its end, its deadline or its cancellation, and tells everyone.
async fn drive(
    job: Job,
    schema: oneshot::Sender<Result<SchemaRef, QueryError>>,
    sender: Sender,
    turn: OwnedSemaphorePermit,
    deadline: Instant,
    limit: Duration,
    cancel: CancelToken,
) {
    let entry = LogEntry {
        log: Arc::clone(&job.log),
        sql: job.sql.clone(),
        progress: Arc::clone(&job.progress),
        outcome: "cancelled",
    };
    let mut schema = Some(schema);
    let outcome = {
        let work = AssertUnwindSafe(work(job, &mut schema, &sender)).catch_unwind();
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(QueryError::Cancelled),
            () = sleep_until(deadline.into()) => Err(QueryError::Timeout { limit }),
            done = work => done.unwrap_or_else(|_panic| Err(QueryError::internal("the query ended with a panic"))),
        }
    };
    entry.end(match &outcome {
        Ok(()) => "ok",
        Err(error) => error.code(),
    });
    drop(turn);
    if let Err(error) = outcome {
        match schema {
            // Nobody listens any more when sending fails.
            Some(schema) => drop(schema.send(Err(error))),
            None => drop(sender.send(Err(error)).await),
        }
    }
}

/// Writes the log line even when the task is aborted in the middle.
struct LogEntry {
    log: Arc<QueryLog>,
    sql: String,
    progress: Arc<Progress>,
    outcome: &'static str,
}

impl LogEntry {
    fn end(mut self, outcome: &'static str) {
        self.outcome = outcome;
    }
}

impl Drop for LogEntry {
    fn drop(&mut self) {
        let summary = self.progress.finish();
        self.log.add(&self.sql, self.outcome, summary.rows, summary.elapsed.as_secs_f64() * 1000.0);
    }
}

async fn work(
    job: Job,
    schema: &mut Option<oneshot::Sender<Result<SchemaRef, QueryError>>>,
    sender: &Sender,
) -> Result<(), QueryError> {
    let known = Arc::clone(&job.known);
    let fail = |error: DataFusionError| from_datafusion(&error, &known);
    let mut batches = open(&job).await.map_err(fail)?;
    let columns = unique_names(&batches.schema());
    if let Some(schema) = schema.take() {
        // A caller who has gone away is noticed at the first batch.
        let _ = schema.send(Ok(Arc::clone(&columns)));
    }
    let (mut rows, mut bytes) = (0usize, 0usize);
    while let Some(batch) = batches.next().await {
        let batch = batch.map_err(fail)?;
        let room = job.rows.saturating_sub(rows);
        if batch.num_rows() > room {
            job.progress.truncated();
        }
        let batch = batch.slice(0, room.min(batch.num_rows()));
        let batch = renamed(&batch, &columns)?;
        rows += batch.num_rows();
        bytes = bytes.saturating_add(sliced_bytes(&batch));
        if bytes > job.bytes {
            return Err(QueryError::TooLarge { what: "the answer", limit_bytes: job.bytes });
        }
        if batch.num_rows() > 0 {
            job.progress.add_rows(batch.num_rows());
            if sender.send(Ok(batch)).await.is_err() {
                return Err(QueryError::Cancelled);
            }
        }
        if job.progress.summary().truncated {
            break;
        }
    }
    job.progress.finish();
    Ok(())
}

/// The batch with other names for its columns.
fn renamed(batch: &RecordBatch, columns: &SchemaRef) -> Result<RecordBatch, QueryError> {
    let rows = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(Arc::clone(columns), batch.columns().to_vec(), &rows)
        .map_err(QueryError::internal)
}

/// What the rows of a batch take, without the buffers that they share with others.
fn sliced_bytes(batch: &RecordBatch) -> usize {
    batch.columns().iter().map(|column| column.to_data().get_slice_memory_size().unwrap_or(0)).sum()
}

async fn open(job: &Job) -> Result<SendableRecordBatchStream, DataFusionError> {
    let plan = job.state.statement_to_plan(job.statement.clone()).await?;
    read_only().verify_plan(&plan)?;
    let frame =
        SessionContext::new_with_state(job.state.clone()).execute_logical_plan(plan).await?;
    let explains = matches!(
        frame.logical_plan(),
        LogicalPlan::Explain(_) | LogicalPlan::Analyze(_) | LogicalPlan::DescribeTable(_)
    );
    // One row more than asked for tells whether there are more, and lets the engine stop early.
    let frame = if explains { frame } else { frame.limit(0, Some(job.rows + 1))? };
    frame.execute_stream().await
}

/// The engine's own wall, behind the guard's.
fn read_only() -> SQLOptions {
    SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false)
}
