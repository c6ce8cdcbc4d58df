//! The rows of an answer as they come, within the bounds.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use futures::{Stream, StreamExt, ready};

use super::course::{Reader, Summary};
use crate::error::QueryError;
use crate::executor::Pipe;

/// The columns of an answer, and its rows as they come.
#[derive(Debug)]
pub(super) struct Answer {
    pub schema: SchemaRef,
    pub batches: Pipe<RecordBatch>,
}

/// The answer to a query: a schema at once, then batches. Dropping it ends the query.
#[derive(Debug)]
pub struct QueryStream {
    answer: Answer,
    reader: Reader,
}

impl QueryStream {
    pub(super) fn new(answer: Answer, reader: Reader) -> Self {
        Self { answer, reader }
    }

    /// The columns.
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.answer.schema)
    }

    /// The numbers so far; final once the stream has ended.
    pub fn summary(&self) -> Summary {
        self.reader.course().summary()
    }

    /// The next batch; `None` at the end.
    pub async fn next_batch(&mut self) -> Option<Result<RecordBatch, QueryError>> {
        self.next().await
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

    /// The batches, and who says how the statement ended: for those who make something of the rows and
    /// are done only when that is done.
    pub(crate) fn into_parts(self) -> (Pipe<RecordBatch>, Reader) {
        (self.answer.batches, self.reader)
    }
}

impl Stream for QueryStream {
    type Item = Result<RecordBatch, QueryError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = ready!(self.answer.batches.poll_next_unpin(context));
        match &next {
            None => self.reader.finish(),
            Some(Err(error)) => self.reader.course().fail(error),
            Some(Ok(_)) => {}
        }
        Poll::Ready(next)
    }
}
