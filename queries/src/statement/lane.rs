//! Where statements of one kind run: their session, their memory, their turns, and their log.
//!
//! There are two: one for whoever sends SQL, one for the server's own questions. They share the tables and nothing
//! else: neither can take the other's threads, processes, places or memory.

use std::sync::Arc;
use std::time::{Duration, Instant};

use datafusion::execution::SessionState;
use datafusion::execution::runtime_env::RuntimeEnv;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::timeout_at;

use super::bounds::{Bounds, Deadline};
use super::course::{Course, Reader};
use super::names::Names;
use super::run::{Job, Place, drive};
use super::stream::{Answer, QueryStream};
use crate::error::{Known, QueryError};
use crate::executor::Executor;
use crate::guard;
use crate::params::{Params, bind};
use crate::tables::{Asker, QueryLog, is_read_by};
use crate::workers::{Ask, Pool};

/// How long after its time the end of a statement in a process of its own is waited for.
const GRACE: Duration = Duration::from_millis(100);
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
    /// The processes in which statements run, where they do not run on the threads.
    pub workers: Option<Arc<Pool>>,
    /// The memory of one statement in a process of its own, in bytes.
    pub share: usize,
    /// One permit for each statement that may run at once.
    pub turns: Arc<Semaphore>,
    /// One permit for each statement that may wait for its turn.
    pub queue: Arc<Semaphore>,
    /// The statements that can be called off.
    pub names: Names,
    /// How many that are.
    pub concurrency: usize,
    /// How long a statement waits for its turn before it is told that the engine is busy.
    pub queue_wait: Duration,
    /// Where ends are written down.
    pub log: Option<Arc<QueryLog>>,
}

/// What statements of one kind have for themselves, over whichever copy of a dataset they run.
#[derive(Debug)]
pub(crate) struct Room {
    /// Their memory.
    pub runtime: Arc<RuntimeEnv>,
    /// How much that is, in bytes.
    pub memory_bytes: usize,
    pub executor: Arc<Executor>,
    pub turns: Arc<Semaphore>,
    pub queue: Arc<Semaphore>,
    pub names: Names,
    pub concurrency: usize,
    pub queue_wait: Duration,
}

impl Lane {
    /// A lane over the tables of `state`.
    pub fn new(
        room: Room,
        state: SessionState,
        known: Arc<Known>,
        workers: Option<Arc<Pool>>,
        log: Option<Arc<QueryLog>>,
    ) -> Self {
        let Room { memory_bytes, executor, turns, queue, names, concurrency, queue_wait, .. } =
            room;
        let share = memory_bytes / concurrency.max(1);
        Self {
            state,
            known,
            executor,
            workers,
            share,
            turns,
            queue,
            names,
            concurrency,
            queue_wait,
            log,
        }
    }

    /// What another lane may share with this one.
    pub fn room(&self) -> Room {
        Room {
            runtime: Arc::clone(self.state.runtime_env()),
            memory_bytes: self.known.memory_bytes,
            executor: Arc::clone(&self.executor),
            turns: Arc::clone(&self.turns),
            queue: Arc::clone(&self.queue),
            names: self.names.clone(),
            concurrency: self.concurrency,
            queue_wait: self.queue_wait,
        }
    }

    /// Runs a statement; returns when its columns are known. `bounds` is an error where what was asked
    /// for is more than allowed, so that this is an end of the statement like any other.
    ///
    /// # Errors
    /// Everything that is known before the first row; later errors come through the stream.
    pub async fn run(
        self: &Arc<Self>,
        sql: &str,
        params: Params,
        bounds: Result<Bounds, QueryError>,
    ) -> Result<QueryStream, QueryError> {
        self.run_named(None, Asker::default(), sql.to_owned(), params, bounds).await
    }

    /// As [`run`](Self::run), a statement of `asker` that they can call off by the name `id`.
    ///
    /// # Errors
    /// As [`run`](Self::run); [`QueryError::Parameter`] where the name is in use.
    pub async fn run_named(
        self: &Arc<Self>,
        id: Option<&str>,
        asker: Asker,
        sql: String,
        params: Params,
        bounds: Result<Bounds, QueryError>,
    ) -> Result<QueryStream, QueryError> {
        let reader = Reader::begin(&sql, asker.by.clone(), self.log.clone());
        if let Some(id) = id {
            let course = Arc::clone(reader.course());
            match self.names.give(asker.by.as_deref(), id, move || course.call_off()) {
                Ok(name) => reader.name(name),
                Err(error) => return Err(reader.failed(error)),
            }
        }
        let (lane, course) = (Arc::clone(self), Arc::clone(reader.course()));
        // Reading a long text costs time: not on the thread of whoever asks, who stays the one that waits.
        let start = async move { lane.start(asker, &sql, &params, bounds, course).await };
        match self.executor.run(start).await.and_then(|started| started) {
            Ok(answer) => Ok(QueryStream::new(answer, reader)),
            Err(error) => Err(reader.failed(error)),
        }
    }

    async fn start(
        &self,
        asker: Asker,
        sql: &str,
        params: &Params,
        bounds: Result<Bounds, QueryError>,
        course: Arc<Course>,
    ) -> Result<Answer, QueryError> {
        let bounds = bounds?;
        let deadline = Deadline::new(course.started(), bounds.time);
        let mut statement = guard::parse(sql, &self.known)?;
        bind(&mut statement, params)?;
        let turn = tokio::select! {
            turn = self.turn(deadline) => turn?,
            () = course.called_off() => return Err(QueryError::Cancelled),
        };
        let place = match &self.workers {
            Some(pool) => Place::Worker {
                pool: Arc::clone(pool),
                ask: self.ask(&asker, sql, params, bounds, deadline),
            },
            None => Place::Here {
                state: Box::new(self.state_for(asker)),
                known: Arc::clone(&self.known),
                statement: Box::new(statement),
            },
        };
        let job = Job { place, bounds, deadline, course, turn };
        let (columns, schema) = oneshot::channel();
        // From here on, dropping the batches ends the work.
        let batches = self.executor.pipe(AHEAD, |sender| drive(job, columns, sender));
        // Whoever drives it says that time is up, and what it took; this is for one who cannot say anything.
        let patience = if self.workers.is_some() { GRACE } else { Duration::ZERO };
        match timeout_at((deadline.at + patience).into(), schema).await {
            Ok(Ok(schema)) => Ok(Answer { schema: schema?, batches }),
            Ok(Err(_closed)) => Err(QueryError::internal("the query ended without an answer")),
            Err(_elapsed) => Err(deadline.missed()),
        }
    }

    /// The statement as a worker process is told of it. It has a little longer than the statement: when time is up,
    /// this side says so and ends the process.
    fn ask(
        &self,
        asker: &Asker,
        sql: &str,
        params: &Params,
        bounds: Bounds,
        deadline: Deadline,
    ) -> Ask {
        let left = deadline.at.saturating_duration_since(Instant::now()) + Duration::from_secs(1);
        let log = self.log.as_ref().filter(|_| is_read_by(sql));
        Ask {
            sql: sql.to_owned(),
            params: params.clone(),
            rows: bounds.rows,
            bytes: bounds.bytes,
            time_ms: u64::try_from(left.as_millis()).unwrap_or(u64::MAX),
            memory_bytes: self.share,
            queries: log.map(|log| log.entries(asker)).unwrap_or_default(),
        }
    }

    /// The session of one statement, which sees of the log what its asker may.
    fn state_for(&self, asker: Asker) -> SessionState {
        let mut state = self.state.clone();
        state.config_mut().set_extension(Arc::new(asker));
        state
    }

    async fn turn(&self, deadline: Deadline) -> Result<OwnedSemaphorePermit, QueryError> {
        if let Ok(turn) = Arc::clone(&self.turns).try_acquire_owned() {
            return Ok(turn);
        }
        let Ok(_place) = self.queue.try_acquire() else {
            return Err(QueryError::Busy { running: self.concurrency });
        };
        let until = deadline.at.min(Instant::now() + self.queue_wait);
        let _counted = Waiting::begin();
        match timeout_at(until.into(), Arc::clone(&self.turns).acquire_owned()).await {
            Ok(Ok(turn)) => Ok(turn),
            Ok(Err(closed)) => Err(QueryError::internal(closed)),
            Err(_elapsed) => Err(QueryError::Busy { running: self.concurrency }),
        }
    }
}

/// A statement that waits for its turn, counted in a metric while it does.
struct Waiting;

impl Waiting {
    fn begin() -> Self {
        metrics::gauge!("sql_statements_waiting").increment(1.0);
        Self
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        metrics::gauge!("sql_statements_waiting").decrement(1.0);
    }
}
