//! Where statements of one kind run: their session, their memory, their turns, and their log.
//!
//! There are two: one for whoever sends SQL, one for the server's own questions. They share the threads
//! and the tables, and neither can take the other's places or memory.

use std::sync::Arc;
use std::time::{Duration, Instant};

use datafusion::execution::SessionState;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::timeout_at;

use super::bounds::{Bounds, Deadline};
use super::course::Reader;
use super::run::{Job, drive};
use super::stream::{Answer, QueryStream};
use crate::error::{Known, QueryError};
use crate::executor::Executor;
use crate::guard;
use crate::params::{Params, bind};
use crate::tables::QueryLog;

/// Batches that may wait for a slow reader.
const AHEAD: usize = 2;

/// A kind of statements and what all of them share.
#[derive(Debug, Clone)]
pub(crate) struct Lane {
    /// The session that every statement starts from, with the memory pool of this lane.
    pub state: SessionState,
    /// What exists, for the wording of errors.
    pub known: Arc<Known>,
    /// The threads.
    pub executor: Arc<Executor>,
    /// One permit for each statement that may run at once.
    pub turns: Arc<Semaphore>,
    /// How many that are.
    pub concurrency: usize,
    /// How long a statement waits for its turn before it is told that the engine is busy.
    pub queue_wait: Duration,
    /// Where ends are written down.
    pub log: Option<Arc<QueryLog>>,
}

impl Lane {
    /// Runs a statement; returns when its columns are known. `bounds` is an error where what was asked
    /// for is more than allowed, so that this is an end of the statement like any other.
    ///
    /// # Errors
    /// Everything that is known before the first row; later errors come through the stream.
    pub async fn run(
        &self,
        sql: &str,
        params: &Params,
        bounds: Result<Bounds, QueryError>,
    ) -> Result<QueryStream, QueryError> {
        let reader = Reader::begin(sql, self.log.clone());
        match self.start(sql, params, bounds, &reader).await {
            Ok(answer) => Ok(QueryStream::new(answer, reader)),
            Err(error) => Err(reader.failed(error)),
        }
    }

    async fn start(
        &self,
        sql: &str,
        params: &Params,
        bounds: Result<Bounds, QueryError>,
        reader: &Reader,
    ) -> Result<Answer, QueryError> {
        let bounds = bounds?;
        let course = Arc::clone(reader.course());
        let deadline = Deadline::new(course.started(), bounds.time);
        let mut statement = guard::parse(sql, &self.known)?;
        bind(&mut statement, params)?;
        let turn = self.turn(deadline).await?;
        let (state, known) = (self.state.clone(), Arc::clone(&self.known));
        let job = Job { state, known, statement, bounds, deadline, course, turn };
        let (columns, schema) = oneshot::channel();
        // From here on, dropping the batches ends the work.
        let batches = self.executor.pipe(AHEAD, |sender| drive(job, columns, sender));
        match timeout_at(deadline.at.into(), schema).await {
            Ok(Ok(schema)) => Ok(Answer { schema: schema?, batches }),
            Ok(Err(_closed)) => Err(QueryError::internal("the query ended without an answer")),
            Err(_elapsed) => Err(deadline.missed()),
        }
    }

    async fn turn(&self, deadline: Deadline) -> Result<OwnedSemaphorePermit, QueryError> {
        let until = deadline.at.min(Instant::now() + self.queue_wait);
        match timeout_at(until.into(), Arc::clone(&self.turns).acquire_owned()).await {
            Ok(Ok(turn)) => Ok(turn),
            Ok(Err(closed)) => Err(QueryError::internal(closed)),
            Err(_elapsed) => Err(QueryError::Busy { running: self.concurrency }),
        }
    }
}
