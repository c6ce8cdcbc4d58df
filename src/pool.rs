//! Work of the processor, away from the threads that answer.
//!
//! A thread that answers serves many connections, and whoever computes on it stops them all, health checks among them.
//! So everything that could take longer than a moment is done on threads of their own: a few for each kind of work, so
//! that no kind waits for another. How many may ask for it at once is bounded where they come in.

use std::fmt;
use std::future::Future;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::{JoinError, JoinHandle};

/// Threads of one kind of work, at least and at most; between these as many as there are cores.
const THREADS: (usize, usize) = (2, 8);

/// A pool for each kind of work.
#[derive(Debug)]
pub struct Pools {
    /// Looking up, searching and drawing up what the dataset says.
    pub data: Pool,
    /// Plans: reading them, their candidates, rankings, weights.
    pub planning: Pool,
    /// Saved scenarios, and files made from them.
    pub scenarios: Pool,
    /// Lists that villages send, and tables for them.
    pub lists: Pool,
    /// Long bodies: reading those of requests, compressing those of answers.
    pub bodies: Pool,
}

impl Pools {
    /// Starts the threads.
    ///
    /// # Errors
    /// When the system has none.
    pub fn start() -> io::Result<Self> {
        Ok(Self {
            data: Pool::start("data")?,
            planning: Pool::start("plans")?,
            scenarios: Pool::start("scenarios")?,
            lists: Pool::start("lists")?,
            bodies: Pool::start("bodies")?,
        })
    }
}

/// The threads of one kind of work.
pub struct Pool {
    runtime: Option<Runtime>,
    handle: Handle,
}

/// Work that ended without a result: it panicked, or the server stops.
#[derive(Debug, thiserror::Error)]
#[error("work ended without a result: {0}")]
pub struct Stopped(#[from] JoinError);

impl Pool {
    fn start(name: &'static str) -> io::Result<Self> {
        let cores = std::thread::available_parallelism().map_or(THREADS.0, usize::from);
        let runtime = Builder::new_multi_thread()
            .worker_threads(cores.clamp(THREADS.0, THREADS.1))
            .thread_name(name)
            .enable_all()
            .build()?;
        let handle = runtime.handle().clone();
        Ok(Self { runtime: Some(runtime), handle })
    }

    /// Computes when a thread is free. Dropping the future takes what has not begun out of the queue, and tells what
    /// has that nobody waits for it.
    ///
    /// # Errors
    /// When the work panics, or the server stops before its end.
    pub async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Left) -> T + Send + 'static,
    ) -> Result<T, Stopped> {
        let left = Left::default();
        let _told = TellOnDrop(left.clone());
        self.run(async move { work(&left) }).await
    }

    /// Does what computes and waits by turns; nothing of it holds a thread while it waits. It begins at once. Dropping the
    /// future ends it where it waits next, and what it holds by then is freed on these threads as well.
    ///
    /// # Errors
    /// As [`compute`](Self::compute).
    pub fn run<T, W>(&self, work: W) -> impl Future<Output = Result<T, Stopped>> + Send + use<T, W>
    where
        T: Send + 'static,
        W: Future<Output = T> + Send + 'static,
    {
        let mut task = EndOnDrop(self.handle.spawn(work));
        async move { Ok((&mut task.0).await?) }
    }

    /// Starts what sees by itself that nobody waits for it any more.
    pub fn start_task(&self, work: impl Future<Output = ()> + Send + 'static) {
        drop(self.handle.spawn(work));
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pool")
    }
}

impl Drop for Pool {
    /// A runtime must not be waited for inside another one, which is where a server ends.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Whether nobody waits for the result any more: the client went away, or its time is over.
#[derive(Debug, Clone, Default)]
pub struct Left(Arc<AtomicBool>);

impl Left {
    /// Whether nobody waits any more.
    pub fn gone(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Says that nobody waits when it is dropped.
struct TellOnDrop(Left);

impl Drop for TellOnDrop {
    fn drop(&mut self) {
        self.0.0.store(true, Ordering::Relaxed);
    }
}

/// A task that ends with its handle.
struct EndOnDrop<T>(JoinHandle<T>);

impl<T> Drop for EndOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn work_learns_that_nobody_waits_for_it() {
        let pool = Pool::start("test").unwrap();
        let (begun, begins) = mpsc::channel();
        let (ended, ends) = mpsc::channel();
        let work = move |left: &Left| {
            begun.send(()).unwrap();
            while !left.gone() {
                std::thread::yield_now();
            }
            ended.send(()).unwrap();
        };
        let waiting = pool.compute(work);
        assert!(tokio::time::timeout(Duration::from_millis(50), waiting).await.is_err());
        begins.recv_timeout(Duration::from_secs(10)).unwrap();
        ends.recv_timeout(Duration::from_secs(10)).unwrap();
    }

    #[tokio::test]
    async fn who_leaves_the_queue_takes_the_work_along() {
        let pool = Arc::new(Pool::start("test").unwrap());
        let threads = pool.runtime.as_ref().unwrap().metrics().num_workers();
        let (free, blocked) = (Left::default(), Arc::new(std::sync::Barrier::new(threads + 1)));
        let busy: Vec<_> = (0..threads)
            .map(|_| {
                let (pool, free, blocked) = (Arc::clone(&pool), free.clone(), Arc::clone(&blocked));
                let work = move |_: &Left| {
                    blocked.wait();
                    while !free.gone() {
                        std::thread::yield_now();
                    }
                };
                tokio::spawn(async move { pool.compute(work).await })
            })
            .collect();
        // Waited for elsewhere: this thread has to hand the work over first.
        tokio::task::spawn_blocking(move || blocked.wait()).await.unwrap();
        let done = Left::default();
        let seen = done.clone();
        let queued = pool.compute(move |_| seen.0.store(true, Ordering::Relaxed));
        assert!(tokio::time::timeout(Duration::from_millis(50), queued).await.is_err());
        free.0.store(true, Ordering::Relaxed);
        for task in busy {
            task.await.unwrap().unwrap();
        }
        // What is asked for later is done; what was given up is not.
        pool.compute(|_| ()).await.unwrap();
        assert!(!done.gone());
    }

    #[tokio::test]
    async fn what_is_given_up_while_it_waits_is_freed_elsewhere() {
        struct Rows(mpsc::Sender<std::thread::ThreadId>);
        impl Drop for Rows {
            fn drop(&mut self) {
                self.0.send(std::thread::current().id()).unwrap();
            }
        }
        let pool = Pool::start("test").unwrap();
        let (freed, frees) = mpsc::channel();
        let rows = Rows(freed);
        let waiting = pool.run(async move {
            let _rows = rows;
            std::future::pending::<()>().await;
        });
        assert!(tokio::time::timeout(Duration::from_millis(50), waiting).await.is_err());
        let thread = frees.recv_timeout(Duration::from_secs(10)).unwrap();
        assert_ne!(thread, std::thread::current().id());
    }

    #[tokio::test]
    async fn a_panic_ends_that_work_alone() {
        let pool = Pool::start("test").unwrap();
        assert!(pool.compute(|_| panic!("on purpose")).await.is_err());
        assert_eq!(pool.compute(|_| 3).await.unwrap(), 3);
    }
}
