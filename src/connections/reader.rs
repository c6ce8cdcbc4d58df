//! A stream whose other end has to read what it asked for.
//!
//! Who asks for a long answer and does not read it keeps the connection, the answer and the memory that was granted for it. So
//! the time is counted in which the system takes no more of an answer, because the other end takes no more of it.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

/// Bytes that have to be taken within the patience. Who reads a byte now and then does not finish either.
const LEAST: usize = 16 << 10;

/// A stream that fails when it is not read.
pub(super) struct Read<S> {
    stream: S,
    /// How long the other end may let this one wait for each [`LEAST`] bytes.
    patience: Duration,
    /// Bytes that were taken since it began to be counted.
    taken: usize,
    /// How long it took before the present wait.
    waited: Duration,
    /// The present wait: since when, and its end.
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl<S> Read<S> {
    pub(super) fn new(stream: S, patience: Duration) -> Self {
        Self { stream, patience, taken: 0, waited: Duration::ZERO, waiting: None }
    }

    /// The other end took so many bytes.
    fn took(&mut self, bytes: usize) {
        if let Some((since, _)) = self.waiting.take() {
            self.waited += since.elapsed();
        }
        self.taken = self.taken.saturating_add(bytes);
        if self.taken >= LEAST {
            (self.taken, self.waited) = (0, Duration::ZERO);
        }
    }

    /// It takes nothing at the moment.
    fn wait(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let left = self.patience.saturating_sub(self.waited);
        let (_, end) = self.waiting.get_or_insert_with(|| {
            let now = Instant::now();
            (now, Box::pin(sleep_until(now + left)))
        });
        ready!(end.as_mut().poll(cx));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the answer is not read")))
    }

    fn written(
        &mut self,
        cx: &mut Context<'_>,
        outcome: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        match outcome {
            Poll::Ready(Ok(bytes)) => self.took(bytes),
            Poll::Ready(Err(_)) => {}
            Poll::Pending => return self.wait(cx),
        }
        outcome
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Read<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.written(cx, outcome)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(cx, parts);
        self.written(cx, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Read<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(1);

    /// Writes a hundred times what has to be taken at least, to somebody who takes `bytes` every `pause`.
    async fn written(bytes: usize, pause: Duration) -> io::Result<()> {
        let (ours, mut theirs) = duplex(LEAST);
        let reading = tokio::spawn(async move {
            let mut buffer = vec![0; bytes];
            while theirs.read_exact(&mut buffer).await.is_ok() {
                tokio::time::sleep(pause).await;
            }
        });
        let written = Read::new(ours, PATIENCE).write_all(&vec![7; 100 * LEAST]).await;
        reading.abort();
        written
    }

    #[tokio::test]
    async fn who_reads_gets_all_and_who_reads_nothing_or_hardly_anything_is_given_up() {
        written(LEAST, Duration::from_millis(5)).await.unwrap();
        for (bytes, pause) in [(1, Duration::from_secs(60)), (1, PATIENCE / 4)] {
            let error = written(bytes, pause).await.unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        }
    }

    #[tokio::test]
    async fn a_pause_between_answers_is_not_counted() {
        let (ours, mut theirs) = duplex(LEAST);
        let mut ours = Read::new(ours, PATIENCE);
        let answer = vec![0; 2 * LEAST];
        for _ in 0..3 {
            let mut read = vec![0; answer.len()];
            let (sent, read) = tokio::join!(ours.write_all(&answer), theirs.read_exact(&mut read));
            assert!(sent.is_ok() && read.is_ok());
            tokio::time::sleep(2 * PATIENCE).await;
        }
    }
}
