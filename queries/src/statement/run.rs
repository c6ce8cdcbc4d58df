//! The work of one statement, on the threads of the engine or in a worker process.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use arrow::array::{RecordBatch, RecordBatchOptions};
use arrow::datatypes::SchemaRef;
use datafusion::error::DataFusionError;
use datafusion::execution::SessionState;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::SendableRecordBatchStream;
use datafusion::prelude::{SQLOptions, SessionContext};
use datafusion::sql::parser::Statement;
use futures::{FutureExt, StreamExt};
use tokio::sync::{OwnedSemaphorePermit, oneshot};
use tokio::time::sleep_until;

use super::bounds::{Bounds, Deadline};
use super::course::Course;
use crate::error::{Known, QueryError, from_datafusion, from_planning};
use crate::executor::PipeSender;
use crate::names::unique_names;
use crate::sizes::sliced_bytes;
use crate::workers::{Ask, Pool, Taker, relay};

/// The columns of an answer, or why there is none.
type Columns = Result<SchemaRef, QueryError>;

/// A statement that has passed the guard and has its turn.
pub(super) struct Job {
    pub place: Place,
    pub bounds: Bounds,
    pub deadline: Deadline,
    pub course: Arc<Course>,
    pub turn: OwnedSemaphorePermit,
}

/// Where a statement runs.
pub(super) enum Place {
    /// On threads of this process.
    Here { state: Box<SessionState>, known: Arc<Known>, statement: Box<Statement> },
    /// In a process of its own.
    Worker { pool: Arc<Pool>, ask: Ask },
}

/// Runs the job until its end or its deadline. A failure before the columns are known goes to
/// `columns`, everything later through `sender`.
pub(super) async fn drive(
    job: Job,
    columns: oneshot::Sender<Columns>,
    sender: PipeSender<RecordBatch>,
) {
    let whole = job.bounds.rows.filter(|_| job.bounds.whole);
    let course = Arc::clone(&job.course);
    let mut outlet = Outlet { columns: Some(columns), sender, course, whole };
    let outcome = {
        let work = AssertUnwindSafe(async {
            match &job.place {
                Place::Here { state, known, statement } => {
                    work(state, known, statement, job.bounds, &mut outlet).await
                }
                Place::Worker { pool, ask } => {
                    let course = Arc::clone(&job.course);
                    relay(pool, ask, &mut outlet, move |cpu| course.spent(cpu)).await
                }
            }
        })
        .catch_unwind();
        tokio::select! {
            biased;
            () = job.course.called_off() => Err(QueryError::Cancelled),
            () = sleep_until(job.deadline.at.into()) => Err(job.deadline.missed()),
            done = work => done.unwrap_or_else(|_panic| Err(QueryError::internal("the query ended with a panic"))),
        }
    };
    drop(job.turn);
    // A reader who does not read would learn of a failure late or never; it is the end all the same.
    if let Err(error) = &outcome {
        job.course.fail(error);
    }
    // Nobody listens any more when sending fails.
    match (outcome, outlet.columns) {
        (Err(error), Some(columns)) => drop(columns.send(Err(error))),
        (outcome, _) => drop(outlet.sender.send(outcome.map(|()| None)).await),
    }
}

/// Where the answer goes.
struct Outlet {
    columns: Option<oneshot::Sender<Columns>>,
    sender: PipeSender<RecordBatch>,
    course: Arc<Course>,
    /// How many rows there may be, where more are an error.
    whole: Option<usize>,
}

impl Taker for Outlet {
    fn columns(&mut self, schema: SchemaRef) {
        if let Some(columns) = self.columns.take() {
            // A caller who has gone away is noticed at the first batch.
            let _ = columns.send(Ok(schema));
        }
    }

    async fn rows(&mut self, batch: RecordBatch) -> Result<(), QueryError> {
        let rows = batch.num_rows();
        if rows == 0 {
            return Ok(());
        }
        let bytes = sliced_bytes(&batch);
        self.sender.send(Ok(Some(batch))).await.map_err(|_gone| QueryError::Cancelled)?;
        self.course.add_rows(rows, bytes);
        Ok(())
    }

    fn cut(&mut self) -> Result<(), QueryError> {
        match self.whole {
            Some(max) => Err(QueryError::MoreRows { max }),
            None => {
                self.course.cut();
                Ok(())
            }
        }
    }
}

async fn work(
    state: &SessionState,
    known: &Known,
    statement: &Statement,
    bounds: Bounds,
    taker: &mut impl Taker,
) -> Result<(), QueryError> {
    let fail = |error: DataFusionError| from_datafusion(&error, known);
    let opened = open(state, statement, bounds).await;
    let mut batches = opened.map_err(|error| from_planning(&error, known))?;
    let schema = unique_names(&batches.schema());
    taker.columns(Arc::clone(&schema));
    let mut room = bounds.rows.unwrap_or(usize::MAX);
    let mut bytes = 0usize;
    while let Some(batch) = batches.next().await {
        let batch = batch.map_err(fail)?;
        let more = batch.num_rows() > room;
        let batch = renamed(&batch.slice(0, room.min(batch.num_rows())), &schema)?;
        room -= batch.num_rows();
        bytes = bytes.saturating_add(sliced_bytes(&batch));
        if bytes > bounds.bytes {
            let limit_bytes = bounds.bytes;
            return Err(QueryError::TooLarge { what: "the answer".into(), limit_bytes });
        }
        if more {
            taker.cut()?;
        }
        taker.rows(batch).await?;
        if more {
            break;
        }
    }
    Ok(())
}

/// The batch with other names for its columns.
fn renamed(batch: &RecordBatch, columns: &SchemaRef) -> Result<RecordBatch, QueryError> {
    let rows = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(Arc::clone(columns), batch.columns().to_vec(), &rows)
        .map_err(QueryError::internal)
}

async fn open(
    state: &SessionState,
    statement: &Statement,
    bounds: Bounds,
) -> Result<SendableRecordBatchStream, DataFusionError> {
    let plan = planned(state, statement).await?;
    let frame = SessionContext::new_with_state(state.clone()).execute_logical_plan(plan).await?;
    let explains = matches!(
        frame.logical_plan(),
        LogicalPlan::Explain(_) | LogicalPlan::Analyze(_) | LogicalPlan::DescribeTable(_)
    );
    // One row more than asked for tells whether there are more, and lets the engine stop early.
    let frame = match bounds.rows {
        Some(rows) if !explains => frame.limit(0, Some(rows.saturating_add(1)))?,
        _ => frame,
    };
    frame.execute_stream().await
}

/// The statement as a plan over the tables there are, which only reads.
pub(crate) async fn planned(
    state: &SessionState,
    statement: &Statement,
) -> Result<LogicalPlan, DataFusionError> {
    let plan = state.statement_to_plan(statement.clone()).await?;
    read_only().verify_plan(&plan)?;
    Ok(plan)
}

/// The engine's own wall, behind the guard's.
fn read_only() -> SQLOptions {
    SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false)
}
