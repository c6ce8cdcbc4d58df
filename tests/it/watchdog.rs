//! No work of the processor on the threads that answer: every route is asked for the most that it may be asked for,
//! and what that cost the one thread that answers is read from the system.
//!
//! The server runs on one thread, and beside it a clock that ticks every millisecond. What the thread computes between
//! two ticks, nobody else was answered in. Processor time is counted and not time: a machine that pauses changes
//! nothing.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use desmigratif::Config;
use desmigratif::http::access::RULES;
use desmigratif::server::Application;
use geodata::testing::skipped;
use tokio::sync::oneshot;

use crate::heaviest::{Facts, Heavy, heaviest};
use crate::real_country;
use crate::support::country;

/// A thread that answers may compute this long in one piece.
const MOST: Duration = Duration::from_millis(50);
/// Clients at once.
const CLIENTS: usize = 4;
/// How often it is looked.
const TICK: Duration = Duration::from_millis(1);

/// A server on a thread of its own that is watched.
pub struct Watched {
    pub base: String,
    /// The longest piece since it was asked last, in nanoseconds.
    longest: Arc<AtomicU64>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

/// What this thread has computed so far, in nanoseconds; `None` where the system does not say.
fn computed() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok()
}

async fn tick(longest: Arc<AtomicU64>) {
    let mut before = computed().unwrap_or_default();
    loop {
        tokio::time::sleep(TICK).await;
        let now = computed().unwrap_or_default();
        longest.fetch_max(now - before, Ordering::Relaxed);
        before = now;
    }
}

impl Watched {
    fn start(data: &Path, state: &Path) -> Self {
        let mut config = Config {
            data: data.to_owned(),
            state: state.to_owned(),
            listen: "127.0.0.1:0".parse().unwrap(),
            sql_worker: Some(env!("CARGO_BIN_EXE_desmigratif").into()),
            ..Config::default()
        };
        // Another test's machine may be slow; how long answers take is not what is watched.
        config.limits.request_timeout = Duration::from_secs(300);
        config.limits.sql_timeout = Duration::from_secs(300);
        let longest = Arc::new(AtomicU64::new(0));
        let ((address, addresses), (stop, stopped)) = (oneshot::channel(), oneshot::channel());
        let watched = Arc::clone(&longest);
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                // The clock is looked at after every step of every task.
                .event_interval(1)
                .build()
                .unwrap();
            runtime.block_on(async {
                let application = Application::bind(config).await.unwrap();
                address.send(application.addr().unwrap()).unwrap();
                let ticking = tokio::spawn(tick(watched));
                let stopped = async { drop(stopped.await) };
                application.run_until(stopped).await.unwrap();
                ticking.abort();
            });
        });
        let address = addresses.blocking_recv().unwrap();
        Self { base: format!("http://{address}"), longest, stop: Some(stop), thread: Some(thread) }
    }

    /// The longest piece that the thread computed in since this was asked last.
    async fn longest(&self) -> Duration {
        tokio::time::sleep(5 * TICK).await;
        Duration::from_nanos(self.longest.swap(0, Ordering::Relaxed))
    }

    /// Asks, reads the whole answer, and says what it cost the thread.
    async fn cost(&self, client: &reqwest::Client, heavy: &Heavy, coding: &str) -> Duration {
        let request = heavy.request(client, &self.base).header("accept-encoding", coding);
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        let body = answer.bytes().await.unwrap();
        let said = String::from_utf8_lossy(&body[..body.len().min(500)]).into_owned();
        assert!(heavy.is_answered_as(status), "{}: {status} {said}", heavy.what);
        self.longest().await
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // Its panic is the test's already.
            let _ = thread.join();
        }
    }
}

/// The small country, or the one that `DESMIGRATIF_IMPORTED` names: over the real one this takes minutes.
fn data() -> PathBuf {
    real_country::named().unwrap_or_else(country::directory).to_owned()
}

#[test]
fn no_answer_holds_a_thread_that_answers() {
    if computed().is_none() {
        skipped("this system does not say what a thread has computed");
        return;
    }
    let state = tempfile::tempdir().unwrap();
    let watched = Watched::start(&data(), state.path());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (mut held, mut longest) = (Vec::new(), Duration::ZERO);
    runtime.block_on(async {
        let client = reqwest::Client::builder().timeout(Duration::from_secs(600)).build().unwrap();
        let facts = Facts::gather(&client, &watched.base).await;
        watched.longest().await;
        for (method, route, _) in RULES {
            for heavy in heaviest(method, route, &facts) {
                for coding in heavy.codings() {
                    let mut cost = watched.cost(&client, &heavy, coding).await;
                    if cost > MOST {
                        // Several ready tasks may have fallen between two looks on a busy machine.
                        cost = cost.min(watched.cost(&client, &heavy, coding).await);
                    }
                    longest = longest.max(cost);
                    let line = format!("{method} {route}, {}, {coding}: {cost:?}", heavy.what);
                    println!("{line}");
                    if cost > MOST {
                        held.push(line);
                    }
                }
            }
        }
    });
    println!("the longest piece: {longest:?}");
    let mut together = runtime.block_on(self::together(&watched));
    if together > MOST {
        together = together.min(runtime.block_on(self::together(&watched)));
    }
    println!("the longest piece with {CLIENTS} clients: {together:?}");
    if together > MOST {
        held.push(format!("{CLIENTS} clients at once: {together:?}"));
    }
    assert!(held.is_empty(), "these hold a thread that answers:\n{}", held.join("\n"));
}

/// Some clients at once, each of whom asks for the most in another order. What is under way for one of them may stand
/// between another and the answer, but not for longer than a single answer may.
async fn together(watched: &Watched) -> Duration {
    let client = reqwest::Client::builder().timeout(Duration::from_secs(600)).build().unwrap();
    let facts = Facts::gather(&client, &watched.base).await;
    let routes = RULES.iter().filter(|(method, ..)| *method == "GET");
    let all = routes.flat_map(|(method, route, _)| heaviest(method, route, &facts));
    let all: Vec<Heavy> = all.collect();
    watched.longest().await;
    let asked = (0..CLIENTS).map(async |number| {
        for at in 0..all.len() {
            let heavy = &all[(at + number * all.len() / CLIENTS) % all.len()];
            let coding = heavy.codings()[number % 2];
            let request = heavy.request(&client, &watched.base).header("accept-encoding", coding);
            let answer = request.send().await.unwrap();
            // So many at once may be too many for a queue.
            let status = answer.status().as_u16();
            assert!(heavy.is_answered_as(status) || status == 429, "{}: {status}", heavy.what);
            answer.bytes().await.unwrap();
        }
    });
    futures::future::join_all(asked).await;
    watched.longest().await
}

/// The watchdog itself sees what it is there for.
#[test]
fn a_thread_that_is_held_is_seen() {
    if computed().is_none() {
        return;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let longest = Arc::new(AtomicU64::new(0));
    runtime.block_on(async {
        let ticking = tokio::spawn(tick(Arc::clone(&longest)));
        tokio::time::sleep(5 * TICK).await;
        let begun = computed().unwrap();
        while computed().unwrap() < begun + 2 * MOST.as_nanos() as u64 {
            std::hint::spin_loop();
        }
        tokio::time::sleep(5 * TICK).await;
        ticking.abort();
    });
    let seen = Duration::from_nanos(longest.load(Ordering::Relaxed));
    assert!(seen > MOST, "{seen:?}");
}
