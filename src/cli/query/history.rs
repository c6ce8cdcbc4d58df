//! What was typed in former conversations: a file of the user's own, which nobody else can read.

use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

/// Lines that are kept.
const MOST_LINES: usize = 1_000;
/// The longest line that is kept, in bytes.
const LONGEST_LINE: usize = 16 * 1024;
/// The most that is read of the file, in bytes; it is cut to [`MOST_LINES`] each time.
const MOST_BYTES: u64 = 32 * 1024 * 1024;

/// Lines from the oldest to the newest.
#[derive(Debug, Default)]
pub(super) struct History {
    lines: Vec<String>,
    /// `None` keeps nothing beyond this conversation.
    file: Option<PathBuf>,
}

/// Where the history is: in the directory for state that the user's system names (XDG), or that it has by default.
pub(super) fn usual_file() -> Option<PathBuf> {
    let state =
        std::env::var_os("XDG_STATE_HOME").map(PathBuf::from).filter(|dir| dir.is_absolute());
    let home = || Some(PathBuf::from(std::env::var_os("HOME")?).join(".local/state"));
    Some(state.or_else(home)?.join("desmigratif/query_history"))
}

impl History {
    /// The history in a file; one that lasts for this conversation when there is none, and why it is not kept.
    pub fn open(file: Option<PathBuf>) -> (Self, Option<io::Error>) {
        let Some(file) = file else { return (Self::default(), None) };
        match load(&file) {
            Ok(lines) => (Self { lines, file: Some(file) }, None),
            Err(error) => (Self::default(), Some(error)),
        }
    }

    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Adds a line, unless it is empty, begins with a blank, is too long, or was typed just before.
    ///
    /// # Errors
    /// When the file cannot be written; nothing is kept from then on.
    pub fn add(&mut self, line: &str) -> io::Result<()> {
        let kept = !line.trim().is_empty() && !line.starts_with(' ') && line.len() <= LONGEST_LINE;
        if !kept || self.lines.last().is_some_and(|last| last == line) {
            return Ok(());
        }
        self.lines.push(line.to_owned());
        if self.lines.len() > MOST_LINES {
            self.lines.remove(0);
        }
        let Some(file) = &self.file else { return Ok(()) };
        // In one piece: another conversation may write to it too.
        let written =
            open(file).and_then(|mut file| file.write_all(format!("{line}\n").as_bytes()));
        if written.is_err() {
            self.file = None;
        }
        written
    }
}

/// Opens the file for adding to it, readable by its owner alone.
fn open(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(path)?;
    // One that was there before may be open to others.
    if file.metadata()?.permissions().mode() & 0o077 != 0 {
        file.set_permissions(Permissions::from_mode(0o600))?;
    }
    Ok(file)
}

fn load(path: &Path) -> io::Result<Vec<String>> {
    if let Some(parent) = path.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(parent)?;
    }
    let file = open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other(format!("{} is no file", path.display())));
    }
    let mut bytes = Vec::new();
    (&file).take(MOST_BYTES).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let all: Vec<String> = text
        .lines()
        .filter(|line| !line.contains(char::is_control) && line.len() <= LONGEST_LINE)
        .map(str::to_owned)
        .collect();
    let lines = all.get(all.len().saturating_sub(MOST_LINES)..).unwrap_or_default().to_vec();
    if text.lines().count() > lines.len() {
        let mut shorter = lines.join("\n");
        shorter.push('\n');
        file.set_len(0)?;
        (&file).write_all(shorter.as_bytes())?;
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_kept_for_their_owner_alone_and_not_forever() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("state/desmigratif/query_history");
        let (mut history, problem) = History::open(Some(path.clone()));
        assert!(problem.is_none());
        for line in ["SELECT 1;", "SELECT 1;", "", " SELECT 'secret';", "\\d é"] {
            history.add(line).unwrap();
        }
        history.add(&"x".repeat(LONGEST_LINE + 1)).unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
        assert_eq!(History::open(Some(path.clone())).0.lines(), ["SELECT 1;", "\\d é"]);
        std::fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
        for number in 0..1_500 {
            history.add(&format!("SELECT {number};")).unwrap();
        }
        assert_eq!((mode(&path), history.lines().len()), (0o600, MOST_LINES));
        let again = History::open(Some(path.clone())).0;
        assert_eq!(again.lines(), history.lines());
        assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), MOST_LINES);
    }

    #[test]
    fn without_a_file_nothing_is_kept() {
        let (mut history, problem) = History::open(None);
        history.add("SELECT 1;").unwrap();
        assert_eq!((history.lines().len(), problem.is_none()), (1, true));
        let dir = tempfile::tempdir().unwrap();
        let (mut history, problem) = History::open(Some(dir.path().to_owned()));
        assert!(problem.is_some());
        history.add("SELECT 1;").unwrap();
    }
}
