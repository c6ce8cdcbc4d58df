//! One worker process, as the server holds it.

use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::fs::FileExt as _;
use std::os::unix::net::UnixStream;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use rustix::fs::{MemfdFlags, memfd_create};
use tokio::sync::oneshot;

use crate::error::QueryError;

/// How much of what a process wrote before its end is read.
const LAST_WORDS: u64 = 4096;

/// A worker process. Dropping it kills it.
#[derive(Debug)]
pub(super) struct Child {
    /// `None` once it was handed to the undertaker.
    process: Option<std::process::Child>,
    /// Where it reads and writes; not blocking.
    socket: Option<UnixStream>,
    /// What it writes to standard error. Not a pipe, which would have to be read for it to go on.
    words: File,
    undertaker: Undertaker,
}

impl Child {
    /// Starts a process.
    ///
    /// # Errors
    /// When the system cannot start one more.
    pub fn start(mut command: Command, undertaker: Undertaker) -> io::Result<Self> {
        let (ours, theirs) = UnixStream::pair()?;
        ours.set_nonblocking(true)?;
        let words = File::from(memfd_create("desmigratif-worker-stderr", MemfdFlags::CLOEXEC)?);
        let process = command
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::null())
            .stderr(Stdio::from(words.try_clone()?))
            .spawn()?;
        Ok(Self { process: Some(process), socket: Some(ours), words, undertaker })
    }

    /// The socket, on the reactor of the calling thread's runtime; [`put_back`](Self::put_back) returns it.
    pub fn take_socket(&mut self) -> io::Result<tokio::net::UnixStream> {
        let socket = self.socket.take().ok_or(io::ErrorKind::NotConnected)?;
        tokio::net::UnixStream::from_std(socket)
    }

    /// Takes the socket back.
    pub fn put_back(&mut self, socket: tokio::net::UnixStream) -> io::Result<()> {
        self.socket = Some(socket.into_std()?);
        Ok(())
    }

    /// Whether it is still there.
    pub fn is_alive(&mut self) -> bool {
        self.process.as_mut().is_some_and(|process| matches!(process.try_wait(), Ok(None)))
    }

    /// Processor time so far, of all its threads, as the system counts it: in hundredths of a second.
    pub fn cpu(&self) -> Option<Duration> {
        /// Ticks of a second in `/proc`, the same on every Linux since 2.6.
        const TICKS: u64 = 100;
        let id = self.process.as_ref()?.id();
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        // The name of the program may hold anything, blanks and brackets too.
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        let ticks = |place: usize| fields.get(place)?.parse::<u64>().ok();
        Some(Duration::from_millis((ticks(11)? + ticks(12)?) * 1000 / TICKS))
    }

    /// Why a process ended by itself in the middle of a statement that could take `memory_bytes`.
    pub async fn post_mortem(mut self, memory_bytes: usize) -> QueryError {
        let status = match self.process.take() {
            Some(mut process) => {
                // It is dead, or says what nobody understands: either way its end must come. It fails on the dead.
                let _ = process.kill();
                self.undertaker.bury(process).await
            }
            None => None,
        };
        cause(status, &self.last_words(), memory_bytes)
    }

    fn last_words(&self) -> String {
        let length = self.words.metadata().map_or(0, |file| file.len());
        let mut bytes = vec![0; length.min(LAST_WORDS) as usize];
        let start = length.saturating_sub(LAST_WORDS);
        match self.words.read_exact_at(&mut bytes, start) {
            Ok(()) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(_) => String::new(),
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            // It is gone already when this fails.
            let _ = process.kill();
            self.undertaker.bury_later(process);
        }
    }
}

/// Reads from the end of a process what the statement did: the runtime of the language says what it died of.
fn cause(status: Option<ExitStatus>, words: &str, memory_bytes: usize) -> QueryError {
    if words.contains("memory allocation of") || words.contains("Cannot allocate memory") {
        return QueryError::OutOfMemory { limit_bytes: memory_bytes };
    }
    if words.contains("has overflowed its stack") {
        return QueryError::TooComplex { what: "levels that can be computed".into(), limit: 1000 };
    }
    let how = match status {
        Some(status) => match status.signal() {
            Some(signal) => format!("signal {signal}"),
            None => format!("{status}"),
        },
        None => "an unknown end".to_owned(),
    };
    QueryError::internal(format!("the process of the statement ended with {how}: {}", words.trim()))
}

/// Waits for processes that have ended, so that they do not stay as zombies, on a thread of its own.
#[derive(Debug, Clone)]
pub(super) struct Undertaker(mpsc::Sender<Funeral>);

type Funeral = (std::process::Child, Option<oneshot::Sender<Option<ExitStatus>>>);

impl Undertaker {
    /// Starts the thread; it ends when the last handle is dropped.
    ///
    /// # Errors
    /// When the system cannot start one more.
    pub fn start() -> io::Result<Self> {
        let (sender, funerals) = mpsc::channel::<Funeral>();
        std::thread::Builder::new().name("sql-undertaker".to_owned()).spawn(move || {
            for (mut process, told) in funerals {
                let status = process.wait().ok();
                if let Some(told) = told {
                    // Whoever asked may have gone away.
                    let _ = told.send(status);
                }
            }
        })?;
        Ok(Self(sender))
    }

    async fn bury(&self, process: std::process::Child) -> Option<ExitStatus> {
        let (told, status) = oneshot::channel();
        self.0.send((process, Some(told))).ok()?;
        status.await.ok().flatten()
    }

    fn bury_later(&self, process: std::process::Child) {
        // The thread ends after the last handle, so it is there.
        let _ = self.0.send((process, None));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    #[test]
    fn the_cause_is_read_from_the_last_words() {
        let code = |words: &str| cause(None, words, 1).code();
        assert_eq!(code("memory allocation of 1000000000 bytes failed"), Code::OutOfMemory);
        let deep = "thread 'sql' has overflowed its stack\nfatal runtime error: stack overflow";
        assert_eq!(code(deep), Code::StatementTooComplex);
        let other = cause(Some(ExitStatus::from_raw(11)), "", 1);
        assert_eq!((other.code(), other.to_string().contains("signal 11")), (Code::Internal, true));
    }

    #[tokio::test]
    async fn a_dropped_process_is_gone_and_its_words_can_be_read() {
        let undertaker = Undertaker::start().unwrap();
        let mut sleeping = Command::new("sleep");
        sleeping.arg("1000");
        let child = Child::start(sleeping, undertaker.clone()).unwrap();
        let place = format!("/proc/{}", child.process.as_ref().unwrap().id());
        assert!(std::fs::exists(&place).unwrap());
        drop(child);
        let gone = async {
            while std::fs::exists(&place).unwrap() {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(10), gone).await.unwrap();

        let mut speaking = Command::new("sh");
        speaking.args(["-c", "echo memory allocation of 7 bytes failed >&2; kill -ABRT $$"]);
        let mut child = Child::start(speaking, undertaker).unwrap();
        while child.is_alive() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        assert_eq!(child.post_mortem(7).await.code(), Code::OutOfMemory);
    }
}
