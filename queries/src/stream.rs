//! The rows of an answer as they come, within the limits.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use futures::Stream;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use crate::error::QueryError;

/// How an answer ended.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Summary {
    /// Rows handed out.
    pub rows: usize,
    /// Whether there were more rows than the limit.
    pub truncated: bool,
    /// Time since the request.
    pub elapsed: Duration,
}

/// The answer to a query: a schema at once, then batches. Dropping it ends the query.
#[derive(Debug)]
pub struct QueryStream {
    schema: SchemaRef,
    receiver: mpsc::Receiver<Result<RecordBatch, QueryError>>,
    progress: Arc<Progress>,
    _task: AbortOnDrop,
}

/// Ends a task when it is no longer wanted.
#[derive(Debug)]
pub(crate) struct AbortOnDrop(pub AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// What the running query has done so far.
#[derive(Debug)]
pub(crate) struct Progress {
    started: Instant,
    inner: Mutex<Summary>,
}

impl Progress {
    pub fn new(started: Instant) -> Self {
        Self { started, inner: Mutex::new(Summary::default()) }
    }

    pub fn add_rows(&self, rows: usize) {
        self.update(|summary| summary.rows += rows);
    }

    pub fn truncated(&self) {
        self.update(|summary| summary.truncated = true);
    }

    fn update(&self, change: impl FnOnce(&mut Summary)) {
        let mut summary = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut summary);
        summary.elapsed = self.started.elapsed();
    }

    pub fn finish(&self) -> Summary {
        self.update(|_| ());
        self.summary()
    }

    pub fn summary(&self) -> Summary {
        *self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl QueryStream {
    pub(crate) fn new(
        schema: SchemaRef,
        receiver: mpsc::Receiver<Result<RecordBatch, QueryError>>,
        progress: Arc<Progress>,
        task: AbortOnDrop,
    ) -> Self {
        Self { schema, receiver, progress, _task: task }
    }

    /// The columns.
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// The numbers so far; final once the stream has ended.
    pub fn summary(&self) -> Summary {
        self.progress.summary()
    }

    /// The next batch; `None` at the end.
    pub async fn next_batch(&mut self) -> Option<Result<RecordBatch, QueryError>> {
        self.receiver.recv().await
    }

    /// All rows at once, for small answers.
    ///
    /// # Errors
    /// Any error of the query.
    pub async fn collect(mut self) -> Result<(SchemaRef, Vec<RecordBatch>, Summary), QueryError> {
        let mut batches = Vec::new();
        while let Some(batch) = self.next_batch().await {
            batches.push(batch?);
        }
        Ok((self.schema(), batches, self.summary()))
    }
}

impl Stream for QueryStream {
    type Item = Result<RecordBatch, QueryError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.receiver.poll_recv(context)
    }
}
