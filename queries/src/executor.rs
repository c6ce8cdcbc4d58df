//! The threads that SQL runs on, and pipes out of what runs there.
//!
//! They are not the server's: a heavy query must not delay a tile or a health check.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures::{Stream, ready};
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinError, JoinHandle};

use crate::error::QueryError;

/// The stack of a thread that plans and computes, in bytes. Plans of deeply nested queries recurse; the guard bounds how
/// deep (`guard::size`).
pub(crate) const STACK_BYTES: usize = 16 * 1024 * 1024;

/// A runtime of its own for queries.
#[derive(Debug)]
pub(crate) struct Executor {
    runtime: Option<Runtime>,
    handle: Handle,
}

impl Executor {
    /// Starts `threads` threads, each called `name`.
    pub fn new(name: &'static str, threads: usize) -> Result<Self, QueryError> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(threads.max(1))
            .thread_name(name)
            .thread_stack_size(STACK_BYTES)
            .enable_time()
            .enable_io()
            .build()
            .map_err(QueryError::internal)?;
        let handle = runtime.handle().clone();
        Ok(Self { runtime: Some(runtime), handle })
    }

    /// Waits for `work` on the calling thread, which must be none of these.
    pub fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.handle.block_on(work)
    }

    /// Does `work` on these threads. Dropping the future ends it at its next step.
    ///
    /// # Errors
    /// [`QueryError::Internal`] where it ends without a result.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, QueryError> {
        Task(self.handle.spawn(work)).await.map_err(QueryError::internal)
    }

    /// Starts `make`, which sends to a pipe that holds `ahead` items at most.
    pub fn pipe<T, F>(
        self: &Arc<Self>,
        ahead: usize,
        make: impl FnOnce(PipeSender<T>) -> F,
    ) -> Pipe<T>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (sender, receiver) = mpsc::channel(ahead);
        let task = self.handle.spawn(make(sender)).abort_handle();
        Pipe { receiver, over: false, task, _executor: Arc::clone(self) }
    }
}

impl Drop for Executor {
    /// A runtime must not be waited for inside another one, and a reload drops an engine there.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// A task that ends with its handle.
struct Task<T>(JoinHandle<T>);

impl<T> Future for Task<T> {
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context)
    }
}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Sends to a [`Pipe`]: items, then `None` for the end or an error.
pub(crate) type PipeSender<T> = mpsc::Sender<Result<Option<T>, QueryError>>;

/// What a task of the executor makes, item by item. Its end is said: a task that was stopped in the
/// middle gives an error, never a shorter answer. Dropping the pipe stops the task.
#[derive(Debug)]
pub(crate) struct Pipe<T> {
    receiver: mpsc::Receiver<Result<Option<T>, QueryError>>,
    over: bool,
    task: AbortHandle,
    /// The threads live as long as somebody reads, also where a newer engine has taken over.
    _executor: Arc<Executor>,
}

impl<T> Stream for Pipe<T> {
    type Item = Result<T, QueryError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.over {
            return Poll::Ready(None);
        }
        let next = match ready!(self.receiver.poll_recv(context)) {
            Some(sent) => sent.transpose(),
            None => Some(Err(QueryError::internal("an answer was broken off"))),
        };
        self.over = !matches!(next, Some(Ok(_)));
        Poll::Ready(next)
    }
}

impl<T> Drop for Pipe<T> {
    fn drop(&mut self) {
        self.task.abort();
    }
}
