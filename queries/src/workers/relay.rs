//! A statement handed to a worker process, and its answer handed on as it comes.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use arrow::array::RecordBatch;
use arrow::buffer::Buffer;
use arrow::datatypes::SchemaRef;
use arrow::ipc::convert::try_schema_from_ipc_buffer;
use arrow::ipc::reader::StreamDecoder;
use tokio::net::UnixStream;

use super::child::Child;
use super::message::{self, Ask, Reply};
use super::pool::Pool;
use crate::error::QueryError;

/// Who takes the answer, piece by piece.
pub(crate) trait Taker {
    /// The columns, once.
    fn columns(&mut self, schema: SchemaRef);
    /// Some rows; an error ends the statement.
    fn rows(&mut self, batch: RecordBatch) -> impl Future<Output = Result<(), QueryError>> + Send;
    /// There were more rows than the limit; an error ends the statement.
    fn cut(&mut self) -> Result<(), QueryError>;
}

/// Runs `ask` in a process of `pool`. Dropping the future kills the process. However it ends, `spent` is told the
/// processor time that the process took.
///
/// # Errors
/// The error of the statement, or what its process died of.
pub(crate) async fn relay(
    pool: &Arc<Pool>,
    ask: &Ask,
    taker: &mut (impl Taker + Send),
    spent: impl FnOnce(Duration) + Send,
) -> Result<(), QueryError> {
    let mut child = Running::new(pool, spent)?;
    let mut socket = child.socket().map_err(QueryError::internal)?;
    let outcome = converse(&mut socket, ask, taker).await;
    match outcome {
        Ok((end, fresh)) => {
            if fresh {
                child.finished(socket);
            }
            end
        }
        Err(Broken::Connection) => Err(child.post_mortem(ask.memory_bytes).await),
        Err(Broken::Statement(error)) => Err(error),
    }
}

/// Why a conversation broke off.
enum Broken {
    /// The process is gone or says what nobody understands; its end tells more than the error of the socket.
    Connection,
    Statement(QueryError),
}

impl From<io::Error> for Broken {
    fn from(_: io::Error) -> Self {
        Self::Connection
    }
}

/// The statement's end, and whether its process can take another.
type End = (Result<(), QueryError>, bool);

async fn converse(
    socket: &mut UnixStream,
    ask: &Ask,
    taker: &mut (impl Taker + Send),
) -> Result<End, Broken> {
    let broken = |error: arrow::error::ArrowError| Broken::Statement(QueryError::internal(error));
    message::ask(socket, ask).await?;
    let mut decoder = StreamDecoder::new();
    let mut told = false;
    loop {
        match message::reply(socket, ask.memory_bytes).await? {
            Reply::Rows(bytes) => {
                if !told {
                    // The decoder would tell only with the first rows, and there may be none.
                    let schema = try_schema_from_ipc_buffer(&bytes).map_err(broken)?;
                    taker.columns(Arc::new(schema));
                    told = true;
                }
                let mut bytes = Buffer::from_vec(bytes);
                while let Some(batch) = decoder.decode(&mut bytes).map_err(broken)? {
                    taker.rows(batch).await.map_err(Broken::Statement)?;
                }
            }
            Reply::Done(done) => {
                let end = if done.truncated { taker.cut() } else { Ok(()) };
                return Ok((end, done.fresh));
            }
            Reply::Failed(error, fresh) => return Ok((Err(error), fresh)),
        }
    }
}

/// A process with a statement. Unless it finished, dropping it kills it and starts another in its place.
struct Running<'a, F: FnOnce(Duration)> {
    child: Option<Child>,
    pool: &'a Arc<Pool>,
    /// Processor time of the process before the statement.
    before: Duration,
    spent: Option<F>,
}

impl<'a, F: FnOnce(Duration)> Running<'a, F> {
    fn new(pool: &'a Arc<Pool>, spent: F) -> Result<Self, QueryError> {
        let child = pool.take()?;
        let before = child.cpu().unwrap_or_default();
        Ok(Self { child: Some(child), pool, before, spent: Some(spent) })
    }

    /// Takes the process, which has done with the statement.
    fn take(&mut self) -> Option<Child> {
        let child = self.child.take()?;
        // A process that is dead already says nothing.
        if let (Some(after), Some(spent)) = (child.cpu(), self.spent.take()) {
            spent(after.saturating_sub(self.before));
        }
        Some(child)
    }

    fn socket(&mut self) -> io::Result<UnixStream> {
        self.child.as_mut().ok_or(io::ErrorKind::NotConnected)?.take_socket()
    }

    fn finished(&mut self, socket: UnixStream) {
        if let Some(mut child) = self.take()
            && child.put_back(socket).is_ok()
        {
            self.pool.give_back(child);
        }
    }

    async fn post_mortem(mut self, memory_bytes: usize) -> QueryError {
        let error = match self.take() {
            Some(child) => child.post_mortem(memory_bytes).await,
            None => QueryError::internal("the process of the statement was gone"),
        };
        self.pool.replace();
        error
    }
}

impl<F: FnOnce(Duration)> Drop for Running<'_, F> {
    fn drop(&mut self) {
        if self.take().is_some() {
            self.pool.replace();
        }
    }
}
