//! The process that draws: asked over its standard input, answering on its standard output, and ended when it is late.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

use bytes::Bytes;

use super::failure::MapFailure;

/// The longest picture that is read.
const LONGEST: u32 = 64 << 20;
/// How long it may take to start. Shaders are compiled then.
const START: Duration = Duration::from_secs(20);
/// Ways to draw, the first that works is taken: Vulkan (in software: lavapipe), then OpenGL, which takes more memory.
const BACKENDS: [&str; 2] = ["vulkan", "gl"];

/// What it answered: a picture, or why there is none.
type Answer = Result<Bytes, String>;

/// A running renderer. It ends with this value.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    questions: ChildStdin,
    answers: Receiver<std::io::Result<Answer>>,
}

impl Process {
    /// Starts the program and waits until it has drawn something.
    ///
    /// # Errors
    /// [`MapFailure::Unavailable`] when no way of drawing works.
    pub(super) fn start(program: &Path) -> Result<(Self, &'static str), MapFailure> {
        let mut why = Vec::new();
        for backend in BACKENDS {
            match Self::with(program, backend) {
                Ok(process) => return Ok((process, backend)),
                Err(error) => why.push(format!("{backend}: {error}")),
            }
        }
        Err(MapFailure::Unavailable(why.join("; ")))
    }

    fn with(program: &Path, backend: &str) -> Result<Self, MapFailure> {
        let unavailable = |what: &str| MapFailure::Unavailable(what.to_owned());
        let mut child = Command::new(program)
            .env("WGPU_BACKEND", backend)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| unavailable(&format!("{}: {error}", program.display())))?;
        let (Some(questions), Some(mut output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(unavailable("no pipes"));
        };
        let (sender, answers) = sync_channel(1);
        // Ends with the process: its output is closed then.
        std::thread::spawn(move || {
            loop {
                let answer = read(&mut output);
                let last = answer.is_err();
                if sender.send(answer).is_err() || last {
                    return;
                }
            }
        });
        let mut process = Self { child, questions, answers };
        match process.answer(START) {
            Ok(_) => Ok(process),
            Err(MapFailure::Died(why) | MapFailure::Refused(why)) => Err(unavailable(&why)),
            Err(error) => Err(error),
        }
    }

    /// Whether it has not ended, as far as is known.
    pub(super) fn runs(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Draws. After any failure but a refusal the process is of no use any more.
    ///
    /// # Errors
    /// When it refuses, ends, or takes longer than `limit`.
    pub(super) fn draw(&mut self, question: &[u8], limit: Duration) -> Result<Bytes, MapFailure> {
        let sent = self.questions.write_all(question).and_then(|()| self.questions.flush());
        sent.map_err(|error| MapFailure::Died(error.to_string()))?;
        self.answer(limit)
    }

    fn answer(&mut self, limit: Duration) -> Result<Bytes, MapFailure> {
        match self.answers.recv_timeout(limit) {
            Ok(Ok(answer)) => answer.map_err(MapFailure::Refused),
            Ok(Err(error)) => Err(MapFailure::Died(self.end(&error.to_string()))),
            Err(RecvTimeoutError::Disconnected) => Err(MapFailure::Died(self.end("no answer"))),
            Err(RecvTimeoutError::Timeout) => Err(MapFailure::Late(limit)),
        }
    }

    /// How it ended, else `why`.
    fn end(&mut self, why: &str) -> String {
        self.child.wait().map_or_else(|_| why.to_owned(), |status| status.to_string())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One answer: 1 and a picture, or 0 and why there is none, with the length between.
fn read(output: &mut impl Read) -> std::io::Result<Answer> {
    let mut head = [0; 5];
    output.read_exact(&mut head)?;
    let [good, length @ ..] = head;
    let length = u32::from_le_bytes(length);
    if length > LONGEST {
        return Err(std::io::Error::other(format!("an answer of {length} bytes")));
    }
    let mut bytes = vec![0; length as usize];
    output.read_exact(&mut bytes)?;
    Ok(match good {
        1 => Ok(bytes.into()),
        _ => Err(String::from_utf8_lossy(&bytes).into_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_program_and_what_does_not_draw_are_unavailable() {
        for program in ["/nowhere/desmigratif-maps", "/bin/false"] {
            let failure = Process::start(Path::new(program)).unwrap_err();
            assert!(matches!(failure, MapFailure::Unavailable(_)), "{failure}");
        }
    }

    #[test]
    fn answers_are_pictures_or_reasons_and_never_endless() {
        let good = [&[1, 3, 0, 0, 0][..], b"png"].concat();
        assert_eq!(read(&mut &good[..]).unwrap().unwrap(), "png");
        let bad = [&[0, 2, 0, 0, 0][..], b"no"].concat();
        assert_eq!(read(&mut &bad[..]).unwrap().unwrap_err(), "no");
        assert!(read(&mut &[1, 255, 255, 255, 255][..]).is_err());
        assert!(read(&mut &[1, 3, 0, 0, 0, b'x'][..]).is_err());
    }
}
