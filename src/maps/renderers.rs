//! Threads that own a renderer each, behind one bounded queue.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::oneshot;

use super::failure::MapFailure;
use super::picture::Picture;
use super::process::Process;

/// How many draw at once, how many pictures may wait, and how long one may take.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Renderers.
    pub renderers: usize,
    /// Pictures that wait.
    pub queue: usize,
    /// For one picture, once it is begun.
    pub time: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { renderers: 2, queue: 64, time: Duration::from_secs(20) }
    }
}

type Answer = Result<Bytes, MapFailure>;

struct Job {
    question: Vec<u8>,
    answer: oneshot::Sender<Answer>,
}

/// The renderers of this server.
#[derive(Debug)]
pub struct Renderers {
    queue: SyncSender<Job>,
    /// Why nothing is drawn here.
    missing: Arc<OnceLock<String>>,
}

/// What the threads share.
struct Shared {
    program: PathBuf,
    bounds: Bounds,
    jobs: Mutex<Receiver<Job>>,
    missing: Arc<OnceLock<String>>,
}

impl Renderers {
    /// Starts the threads; the first starts its renderer at once, to know and to say whether maps can be drawn here.
    /// Without a program they cannot.
    pub fn new(program: Option<PathBuf>, bounds: Bounds) -> Self {
        let (queue, jobs) = sync_channel(bounds.queue);
        let missing = Arc::new(OnceLock::new());
        match program {
            None => {
                let _ = missing.set("no program for it was named".to_owned());
            }
            Some(program) => {
                let jobs = Mutex::new(jobs);
                let shared =
                    Arc::new(Shared { program, bounds, jobs, missing: Arc::clone(&missing) });
                for number in 0..bounds.renderers {
                    let shared = Arc::clone(&shared);
                    std::thread::spawn(move || shared.run(number == 0));
                }
            }
        }
        Self { queue, missing }
    }

    /// Whether nothing is known to be missing.
    pub fn are_there(&self) -> bool {
        self.missing.get().is_none()
    }

    /// Draws a picture. Whoever goes away before it is begun takes it along.
    ///
    /// # Errors
    /// When nothing can be drawn here, too many wait, or the renderer fails.
    pub async fn draw(&self, picture: &Picture) -> Answer {
        if let Some(why) = self.missing.get() {
            return Err(MapFailure::Unavailable(why.clone()));
        }
        let (answer, answered) = oneshot::channel();
        let job = Job { question: picture.question()?, answer };
        self.queue.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => MapFailure::Busy,
            TrySendError::Disconnected(_) => MapFailure::Fault("no renderer is left".to_owned()),
        })?;
        answered.await.map_err(|_| MapFailure::Fault("the renderer's thread ended".to_owned()))?
    }
}

impl Shared {
    /// Draws what is asked for until nobody can ask any more.
    fn run(&self, first: bool) {
        let mut process = None;
        if first {
            process = self.begin();
        }
        while let Some(job) = self.next() {
            if job.answer.is_closed() {
                continue;
            }
            let answer = self.draw(&mut process, &job.question);
            // Nobody may be waiting any more.
            let _ = job.answer.send(answer);
        }
    }

    fn next(&self) -> Option<Job> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
    }

    /// Starts the first renderer; where it cannot be, nothing will be drawn.
    fn begin(&self) -> Option<Process> {
        match Process::start(&self.program) {
            Ok((process, backend)) => {
                tracing::info!(backend, "maps are drawn here");
                Some(process)
            }
            Err(error) => {
                let why = match error {
                    MapFailure::Unavailable(why) => why,
                    other => other.to_string(),
                };
                tracing::info!(%why, "maps are not drawn on this machine; everything else works");
                let _ = self.missing.set(why);
                None
            }
        }
    }

    fn draw(&self, process: &mut Option<Process>, question: &[u8]) -> Answer {
        if let Some(why) = self.missing.get() {
            return Err(MapFailure::Unavailable(why.clone()));
        }
        // One that ended while nothing was asked of it costs nobody a picture.
        if process.as_mut().is_some_and(|running| !running.runs()) {
            *process = None;
        }
        let mut running = match process.take() {
            Some(running) => running,
            None => Process::start(&self.program)?.0,
        };
        let answer = running.draw(question, self.bounds.time);
        match &answer {
            Ok(_) | Err(MapFailure::Refused(_)) => *process = Some(running),
            Err(error) => {
                metrics::counter!("map_renderers_ended_total").increment(1);
                tracing::error!(%error, "a map's renderer ended; the next map has another");
            }
        }
        answer
    }
}

#[cfg(test)]
#[path = "tests/renderers.rs"]
mod tests;
