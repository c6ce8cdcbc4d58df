//! The threads that SQL runs on.
//!
//! They are not the server's: a heavy query must not delay a tile or a health check.

use std::future::Future;

use tokio::runtime::{Builder, Handle, Runtime};

use crate::error::QueryError;

/// A runtime of its own for queries.
#[derive(Debug)]
pub(crate) struct Executor {
    runtime: Option<Runtime>,
    handle: Handle,
}

impl Executor {
    /// Starts `threads` threads.
    pub fn new(threads: usize) -> Result<Self, QueryError> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(threads.max(1))
            .thread_name("sql")
            // Plans of deeply nested queries recurse.
            .thread_stack_size(8 * 1024 * 1024)
            .enable_time()
            .build()
            .map_err(QueryError::internal)?;
        let handle = runtime.handle().clone();
        Ok(Self { runtime: Some(runtime), handle })
    }

    /// Where to spawn.
    pub fn handle(&self) -> &Handle {
        &self.handle
    }

    /// Runs `future` to its end; may be called inside or outside of any runtime.
    pub fn run_blocking<T: Send>(
        &self,
        future: impl Future<Output = T> + Send,
    ) -> Result<T, QueryError> {
        std::thread::scope(|scope| scope.spawn(|| self.handle.block_on(future)).join())
            .map_err(|_panic| QueryError::internal("loading the tables ended with a panic"))
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
