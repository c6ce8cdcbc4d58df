//! Long computations: a few at a time, each on threads of its own with a low priority, so that
//! neither many of them nor a long one slows down maps and lists. Whoever asked can watch one, and
//! it ends when nobody waits for it any more.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use metrics::{counter, gauge};
use rayon::ThreadPoolBuilder;
use serde::Serialize;
use thread_priority::{ThreadPriority, ThreadPriorityValue};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError, oneshot};
use utoipa::ToSchema;

use mcda::{Stage, Watch};

/// The queue of long computations: a few run, some wait for their turn, more are refused.
#[derive(Debug, Clone)]
pub struct Jobs {
    /// One permit for each that runs or waits.
    places: Arc<Semaphore>,
    /// One permit for each that runs.
    running: Arc<Semaphore>,
}

/// Why a computation has no result.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// As many as may wait are waiting.
    #[error("too many computations wait for their turn")]
    Busy,
    /// The computation failed without an answer.
    #[error("a computation ended without an answer")]
    Panicked,
    /// The system gives no threads.
    #[error("no threads for a computation: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

/// A place in the queue: the right to compute, now or when it is one's turn.
#[derive(Debug)]
pub struct Place {
    place: OwnedSemaphorePermit,
    running: Arc<Semaphore>,
}

impl Jobs {
    /// Lets `running` computations run and `waiting` more wait.
    pub fn new(running: usize, waiting: usize) -> Self {
        let running = running.max(1);
        Self {
            places: Arc::new(Semaphore::new(running + waiting)),
            running: Arc::new(Semaphore::new(running)),
        }
    }

    /// Takes a place among those that run or wait.
    ///
    /// # Errors
    /// [`JobError::Busy`] where no more may wait.
    pub fn enter(&self) -> Result<Place, JobError> {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| JobError::Busy)?;
        Ok(Place { place, running: Arc::clone(&self.running) })
    }
}

impl Place {
    /// Waits for a turn and computes. Dropping the future before the turn gives the place back; later
    /// the place is free when the computation has ended, which it does soon once `job` is cancelled.
    ///
    /// # Errors
    /// When it cannot begin, or does not answer.
    pub async fn run<T: Send + 'static>(
        self,
        job: Job,
        work: impl FnOnce(&Job) -> T + Send + 'static,
    ) -> Result<T, JobError> {
        let turn = self.turn(&job).await?;
        let (answer, answered) = oneshot::channel();
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        // What the computation does in parallel runs on these threads too. They end with it.
        let threads = ThreadPoolBuilder::new()
            .num_threads(cores)
            .thread_name(|number| format!("planning-{number}"))
            .start_handler(|_| step_back())
            // The panic itself was logged by its hook; the receiver sees that no answer comes.
            .panic_handler(|_| ())
            .build()?;
        let place = self.place;
        threads.spawn(move || {
            let _counted = Counted::new("running");
            let found = work(&job);
            let outcome = if job.cancelled() { "cancelled" } else { "ok" };
            counter!("planning_computations_total", "outcome" => outcome).increment(1);
            drop((turn, place));
            // Nobody may be there any more.
            let _ = answer.send(found);
        });
        answered.await.map_err(|_| JobError::Panicked)
    }

    async fn turn(&self, job: &Job) -> Result<OwnedSemaphorePermit, JobError> {
        let running = || Arc::clone(&self.running);
        match running().try_acquire_owned() {
            Ok(turn) => return Ok(turn),
            Err(TryAcquireError::Closed) => return Err(JobError::Busy),
            Err(TryAcquireError::NoPermits) => {}
        }
        job.stage(Stage::Waiting, 0, 0);
        let _counted = Counted::new("waiting");
        running().acquire_owned().await.map_err(|_| JobError::Busy)
    }
}

/// Priority of computing threads, in percent of what a thread can have. It is nice 9: an eighth of
/// the share of an ordinary thread, so that a busy machine delays a computation and does not stop it.
const PERCENT: u8 = 25;

/// Gives this thread a low priority.
pub fn step_back() {
    let lowered = ThreadPriorityValue::try_from(PERCENT)
        .map(|percent| ThreadPriority::Crossplatform(percent).set_for_current());
    if !matches!(lowered, Ok(Ok(()))) {
        let error = format!("{lowered:?}");
        tracing::debug!(error, "a computing thread keeps its priority");
    }
}

/// Counts in a metric while it lives.
struct Counted(&'static str);

impl Counted {
    fn new(state: &'static str) -> Self {
        gauge!("planning_computations", "state" => state).increment(1.0);
        Self(state)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        gauge!("planning_computations", "state" => self.0).decrement(1.0);
    }
}

/// How far a computation has come.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Progress {
    /// What it is doing.
    pub stage: Stage,
    /// Steps of this stage that are done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done: Option<u64>,
    /// Steps of this stage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// Objective of the best set so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub objective: Option<f64>,
    /// Its relative distance to the best possible.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gap: Option<f64>,
    /// Seconds since the request.
    pub elapsed_s: f64,
}

/// A computation, as whoever asked for it holds it and as it sees itself.
#[derive(Debug, Clone)]
pub struct Job(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    cancelled: AtomicBool,
    progress: Mutex<Progress>,
    since: Instant,
}

impl Job {
    /// A computation that begins now.
    pub fn begin() -> Self {
        let progress = Progress {
            stage: Stage::Ranking,
            done: None,
            total: None,
            objective: None,
            gap: None,
            elapsed_s: 0.0,
        };
        Self(Arc::new(Shared {
            cancelled: AtomicBool::new(false),
            progress: Mutex::new(progress),
            since: Instant::now(),
        }))
    }

    /// How far it has come by now.
    pub fn progress(&self) -> Progress {
        let now = *self.0.progress.lock().unwrap_or_else(PoisonError::into_inner);
        // Milliseconds are enough.
        let elapsed_s = (self.elapsed_s() * 1e3).round() / 1e3;
        Progress { elapsed_s, ..now }
    }

    /// Ends it when the guard is dropped; after its end that does nothing.
    #[must_use]
    pub fn cancel_on_drop(&self) -> CancelOnDrop {
        CancelOnDrop(self.clone())
    }

    fn note(&self, change: impl FnOnce(&mut Progress)) {
        change(&mut self.0.progress.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Watch for Job {
    fn stage(&self, stage: Stage, done: u64, total: u64) {
        let counted = |number: u64| (total > 0).then_some(number);
        self.note(|progress| {
            // Threads overtake each other; a count does not go back.
            let same = progress.stage == stage && progress.total == counted(total);
            progress.done = counted(done).max(if same { progress.done } else { None });
            progress.total = counted(total);
            progress.stage = stage;
        });
    }

    fn found(&self, objective: f64, gap: f64) {
        // JSON has no infinity.
        let finite = |number: f64| Some(number).filter(|number| number.is_finite());
        self.note(|progress| {
            progress.objective = finite(objective);
            progress.gap = finite(gap);
        });
    }

    fn elapsed_s(&self) -> f64 {
        self.0.since.elapsed().as_secs_f64()
    }

    fn cancelled(&self) -> bool {
        self.0.cancelled.load(Ordering::Relaxed)
    }
}

/// Ends a computation when it is dropped.
#[derive(Debug)]
pub struct CancelOnDrop(Job);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.0.cancelled.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn no_more_run_than_have_places_and_a_cancelled_one_frees_its_place() {
        let jobs = Jobs::new(1, 1);
        let job = Job::begin();
        let guard = job.cancel_on_drop();
        let endless = |job: &Job| {
            while !job.cancelled() {
                std::thread::yield_now();
            }
            1
        };
        let first = tokio::spawn(jobs.enter().unwrap().run(job, endless));
        while jobs.running.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let waiting = Job::begin();
        let second = tokio::spawn(jobs.enter().unwrap().run(waiting.clone(), |_| 2));
        while waiting.progress().stage != Stage::Waiting {
            tokio::task::yield_now().await;
        }
        assert!(matches!(jobs.enter(), Err(JobError::Busy)));
        drop(guard);
        assert_eq!((first.await.unwrap().unwrap(), second.await.unwrap().unwrap()), (1, 2));
        assert!(jobs.enter().is_ok());
    }

    #[tokio::test]
    async fn a_panic_is_an_error_and_its_place_is_free_again() {
        let jobs = Jobs::new(1, 0);
        let failed = jobs.enter().unwrap().run(Job::begin(), |_| -> u8 { panic!("on purpose") });
        assert!(matches!(failed.await, Err(JobError::Panicked)));
        assert_eq!(jobs.enter().unwrap().run(Job::begin(), |_| 3).await.unwrap(), 3);
    }

    #[tokio::test]
    async fn computing_threads_are_nice_and_parallel_work_stays_on_them() {
        use rayon::prelude::*;
        let nice = |_: &Job| {
            let of_thread = |_| {
                let line = std::fs::read_to_string("/proc/thread-self/stat").unwrap();
                let rest = line.rsplit_once(')').unwrap().1;
                rest.split_whitespace().nth(16).unwrap().parse::<i32>().unwrap()
            };
            (0..100).into_par_iter().map(of_thread).min().unwrap()
        };
        let found = Jobs::new(1, 0).enter().unwrap().run(Job::begin(), nice).await.unwrap();
        assert!(found >= 9, "{found}");
    }

    #[test]
    fn counts_do_not_go_back_within_a_stage() {
        let job = Job::begin();
        job.stage(Stage::Draws, 8, 100);
        job.stage(Stage::Draws, 4, 100);
        assert_eq!(job.progress().done, Some(8));
        job.stage(Stage::Criteria, 0, 6);
        assert_eq!((job.progress().done, job.progress().total), (Some(0), Some(6)));
        job.found(f64::INFINITY, 0.5);
        assert_eq!((job.progress().objective, job.progress().gap), (None, Some(0.5)));
    }
}
