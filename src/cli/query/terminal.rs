//! Lines from a terminal, edited as they are typed.
//!
//! The terminal itself is told by `stty` to hand over keys as they come, while a line is typed and no longer: a statement
//! that runs is ended by Ctrl-C as ever. Without `stty` the terminal edits lines, as simply as it can.

use std::io::{self, BufRead as _, Read as _, Write as _};
use std::process::{Command, Stdio};

use super::complete::Names;
use super::history::History;
use super::keys::Keys;
use super::line::{Done, Line};

/// Letters in a line of a terminal that does not say.
const USUAL_WIDTH: usize = 80;
/// Names in a line of a list of them are this far from each other at least.
const GAP: usize = 2;

/// What was typed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Typed {
    Line(String),
    /// The line was dropped, and what stands before it.
    Dropped,
    End,
}

/// The terminal that a conversation is typed at.
pub(super) struct Terminal {
    pub history: History,
    names: Names,
    /// How the terminal was; `None` where it cannot be told anything.
    former: Option<String>,
    /// What is pasted may be several lines.
    keys: Keys,
}

fn stty(arguments: &[&str]) -> Option<String> {
    let terminal = std::fs::File::open("/dev/tty").ok()?;
    let run = Command::new("stty").args(arguments).stdin(Stdio::from(terminal)).output().ok()?;
    run.status.success().then(|| String::from_utf8_lossy(&run.stdout).trim().to_owned())
}

/// Keys come as they are typed; dropping it gives the terminal back.
struct Raw<'a> {
    former: &'a str,
}

impl<'a> Raw<'a> {
    fn new(former: &'a str) -> Option<Self> {
        stty(&["-icanon", "-echo", "-isig", "-ixon", "min", "1", "time", "0"])?;
        Some(Self { former })
    }
}

impl Drop for Raw<'_> {
    fn drop(&mut self) {
        stty(&[self.former]);
    }
}

impl Terminal {
    pub fn new(names: Names, history: History) -> Self {
        let former = stty(&["-g"]).filter(|former| !former.is_empty());
        Self { history, names, former, keys: Keys::default() }
    }

    /// The next line, behind a prompt.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn line(&mut self, prompt: &str) -> io::Result<Typed> {
        let raw = self.former.as_deref().and_then(Raw::new);
        let Some(raw) = raw else { return plain(prompt) };
        let mut out = io::stdout().lock();
        // What is pasted comes between marks.
        out.write_all(b"\x1b[?2004h")?;
        let known = (&self.names, self.history.lines());
        let typed = edited(prompt, known, &mut self.keys, &mut out);
        out.write_all(b"\x1b[?2004l\r\n")?;
        out.flush()?;
        drop(raw);
        let typed = typed?;
        if let Typed::Line(line) = &typed
            && let Err(error) = self.history.add(line)
        {
            eprintln!("what is typed is not kept any more: {error}");
        }
        Ok(typed)
    }
}

fn plain(prompt: &str) -> io::Result<Typed> {
    let mut out = io::stdout().lock();
    out.write_all(prompt.as_bytes())?;
    out.flush()?;
    let mut line = String::new();
    if io::stdin().lock().read_line(&mut line)? == 0 {
        return Ok(Typed::End);
    }
    Ok(Typed::Line(line.trim_end_matches(['\n', '\r']).to_owned()))
}

fn edited(
    prompt: &str,
    (names, history): (&Names, &[String]),
    keys: &mut Keys,
    out: &mut impl io::Write,
) -> io::Result<Typed> {
    let width = super::table::width().unwrap_or(USUAL_WIDTH);
    let mut input = io::stdin().lock();
    let mut byte = move || {
        let mut one = [0];
        let read = input.read(&mut one)?;
        let [byte] = one;
        Ok((read == 1).then_some(byte))
    };
    let mut line = Line::default();
    loop {
        draw(prompt, &line, width, out)?;
        let Some(key) = keys.next(&mut byte)? else { return Ok(Typed::End) };
        match line.take(key, history, |text| names.after(text)) {
            Done::No => {}
            Done::Whole => return Ok(Typed::Line(line.text())),
            Done::Dropped => return Ok(Typed::Dropped),
            Done::Ended => return Ok(Typed::End),
            Done::Cleared => out.write_all(b"\x1b[H\x1b[2J")?,
            Done::Names(found) => out.write_all(listed(&found, width).as_bytes())?,
        }
    }
}

fn draw(prompt: &str, line: &Line, width: usize, out: &mut impl io::Write) -> io::Result<()> {
    let before = prompt.chars().count();
    // The last place of a line stays free: some terminals begin the next one there.
    let room = width.saturating_sub(before + 1).max(1);
    let (shown, cursor) = line.window(room);
    let mut text = format!("\r{prompt}{shown}\x1b[K\r");
    if before + cursor > 0 {
        text.push_str(&format!("\x1b[{}C", before + cursor));
    }
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Names in columns below the line.
fn listed(names: &[String], width: usize) -> String {
    let wide = names.iter().map(|name| name.chars().count()).max().unwrap_or(0) + GAP;
    let columns = (width / wide).max(1);
    let mut text = String::from("\r\n");
    for row in names.chunks(columns) {
        for name in row {
            text.push_str(&format!("{name:<wide$}"));
        }
        text.push_str("\r\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_columns() {
        let names = ["a", "bcd", "e"].map(str::to_owned);
        assert_eq!(listed(&names, 11), "\r\na    bcd  \r\ne    \r\n");
        assert_eq!(listed(&names, 1).lines().count(), 4);
    }
}
