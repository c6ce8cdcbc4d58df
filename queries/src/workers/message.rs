//! What the server and a worker say to each other.
//!
//! A message is a kind, a length and that many bytes. The server sends [`Ask`]s, one at a time; a worker answers each
//! with pieces of one Arrow IPC stream, and then [`Done`] or the error.

use std::io::{self, Read as _, Write as _};
use std::os::fd::AsFd as _;
use std::os::unix::net::UnixStream;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::error::QueryError;
use crate::params::Params;
use crate::tables::LoggedQuery;

/// A statement to run.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Ask {
    /// Its text.
    pub sql: String,
    /// The values of its placeholders.
    pub params: Params,
    /// Rows after which the answer is cut off.
    pub rows: Option<usize>,
    /// Bytes of the answer in memory.
    pub bytes: usize,
    /// Milliseconds until the last row.
    pub time_ms: u64,
    /// Bytes that the statement may take in all.
    pub memory_bytes: usize,
    /// The lines of `system_queries`, where the statement reads them.
    pub queries: Vec<LoggedQuery>,
}

/// The end of a statement that was answered.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Done {
    /// Whether there were more rows than the limit.
    pub truncated: bool,
    /// Whether the process is as it was before and can take another statement.
    pub fresh: bool,
}

/// A piece of an answer.
#[derive(Debug)]
pub(crate) enum Reply {
    /// The next bytes of the Arrow IPC stream: the columns, or some rows.
    Rows(Vec<u8>),
    /// That was all.
    Done(Done),
    /// There is no more, and why; and whether the process can take another statement.
    Failed(QueryError, bool),
}

const ROWS: u8 = b'R';
const DONE: u8 = b'D';
const FAILED: u8 = b'F';
const ASK: u8 = b'A';

fn head(kind: u8, bytes: &[u8]) -> io::Result<[u8; 5]> {
    let length = u32::try_from(bytes.len())
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "a message is too long"))?;
    let [a, b, c, d] = length.to_le_bytes();
    Ok([kind, a, b, c, d])
}

const fn length([_, a, b, c, d]: [u8; 5]) -> usize {
    u32::from_le_bytes([a, b, c, d]) as usize
}

fn unknown() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a message of an unknown kind")
}

/// Sends a statement to a worker.
pub(super) async fn ask(socket: &mut tokio::net::UnixStream, ask: &Ask) -> io::Result<()> {
    let bytes = serde_json::to_vec(ask)?;
    socket.write_all(&head(ASK, &bytes)?).await?;
    socket.write_all(&bytes).await
}

/// Reads the next piece of an answer. A piece longer than `longest` bytes is an error.
pub(super) async fn reply(
    socket: &mut tokio::net::UnixStream,
    longest: usize,
) -> io::Result<Reply> {
    let mut head = [0; 5];
    socket.read_exact(&mut head).await?;
    if length(head) > longest {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "a piece of an answer is too long"));
    }
    let mut bytes = vec![0; length(head)];
    socket.read_exact(&mut bytes).await?;
    match head[0] {
        ROWS => Ok(Reply::Rows(bytes)),
        DONE => Ok(Reply::Done(serde_json::from_slice(&bytes)?)),
        FAILED => {
            let (error, fresh) = serde_json::from_slice(&bytes)?;
            Ok(Reply::Failed(error, fresh))
        }
        _ => Err(unknown()),
    }
}

/// The socket that a worker finds as its standard input.
///
/// # Errors
/// When standard input is closed.
pub(crate) fn socket() -> io::Result<UnixStream> {
    Ok(UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?))
}

/// What a worker reads.
#[derive(Debug)]
pub(crate) struct Asks(pub UnixStream);

impl Asks {
    /// The next statement.
    ///
    /// # Errors
    /// When the server is gone.
    pub fn next(&mut self) -> io::Result<Ask> {
        let mut head = [0; 5];
        self.0.read_exact(&mut head)?;
        let mut bytes = vec![0; length(head)];
        self.0.read_exact(&mut bytes)?;
        match head[0] {
            ASK => Ok(serde_json::from_slice(&bytes)?),
            _ => Err(unknown()),
        }
    }
}

/// What a worker writes.
#[derive(Debug)]
pub(crate) struct Replies(pub UnixStream);

impl Replies {
    /// Sends the next bytes of the Arrow IPC stream.
    ///
    /// # Errors
    /// When the server is gone.
    pub fn rows(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.send(ROWS, bytes)
    }

    /// Ends the answer.
    ///
    /// # Errors
    /// When the server is gone.
    pub fn done(&mut self, done: Done) -> io::Result<()> {
        self.send(DONE, &serde_json::to_vec(&done)?)
    }

    /// Ends the answer with a failure.
    ///
    /// # Errors
    /// When the server is gone.
    pub fn failed(&mut self, error: &QueryError, fresh: bool) -> io::Result<()> {
        self.send(FAILED, &serde_json::to_vec(&(error, fresh))?)
    }

    fn send(&mut self, kind: u8, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(&head(kind, bytes)?)?;
        self.0.write_all(bytes)
    }
}
