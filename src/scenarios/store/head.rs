//! The head of the chain outside of the database: a file with a line for every event, `PLACE HASH TIME`, appended and
//! brought to the disk with every write. A chain that lost its end is whole in itself; these lines say what is missing.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{Error, ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension};

use super::StateError;

/// More than any line has.
const LINE: u64 = 512;

/// The files to which heads are written.
#[derive(Debug)]
pub struct Heads(Vec<PathBuf>);

impl Heads {
    /// Notes what `files` do not have yet. After a kill that may be the last event; on a full disk it is made up with the
    /// next write, for what is saved must be read there too.
    ///
    /// # Errors
    /// [`StateError::Head`] where a file has noted what is not in the chain: events were lost or replaced.
    pub fn open(files: Vec<PathBuf>, connection: &Connection) -> Result<Self, StateError> {
        for path in &files {
            match append(path, connection) {
                Err(error) if is_full(&error) => missed(path, &error),
                other => other?,
            }
        }
        Ok(Self(files))
    }

    /// Notes what was written. It is saved already: where it cannot be noted, that is logged, and made up with the next
    /// write.
    pub fn note(&self, connection: &Connection) {
        for path in &self.0 {
            if let Err(error) = append(path, connection) {
                missed(path, &error);
            }
        }
    }
}

fn missed(path: &Path, error: &StateError) {
    let path = path.display().to_string();
    metrics::counter!("state_head_failures_total").increment(1);
    tracing::error!(path, %error, "the head of the chain could not be noted");
}

fn is_full(error: &StateError) -> bool {
    let full = [ErrorKind::StorageFull, ErrorKind::QuotaExceeded];
    matches!(error, StateError::Directory { source, .. } if full.contains(&source.kind()))
}

/// Refuses to begin a new chain where another one was noted: its database was lost or emptied.
///
/// # Errors
/// [`StateError::Head`].
pub fn is_of_nothing(files: &[PathBuf]) -> Result<(), StateError> {
    for path in files.iter().filter(|path| path.exists()) {
        if let Some((place, _)) = noted(path)?.last_key_value() {
            let problem = format!("all {place} events are gone");
            return Err(StateError::Head { path: path.clone(), problem });
        }
    }
    Ok(())
}

/// Appends a line for every event that `path` has not noted.
fn append(path: &Path, connection: &Connection) -> Result<(), StateError> {
    let failed = |source| StateError::Directory { path: path.to_owned(), source };
    let is_new = !path.exists();
    let mut file =
        OpenOptions::new().read(true).append(true).create(true).open(path).map_err(failed)?;
    // Several processes may write one state.
    file.lock().map_err(failed)?;
    let noted = last(&mut file).map_err(failed)?;
    let place = match noted {
        None => 0,
        Some((place, hash)) => {
            if let Some(problem) = differs(connection, place, &hash)? {
                return Err(StateError::Head { path: path.to_owned(), problem });
            }
            place
        }
    };
    let mut query = connection
        .prepare_cached("SELECT seq, hash, at FROM events WHERE seq > ?1 ORDER BY seq")?;
    let mut lines = String::new();
    let mut rows = query.query([place])?;
    while let Some(row) = rows.next()? {
        let (place, hash, at): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        lines.push_str(&format!("{place} {hash} {at}\n"));
    }
    if lines.is_empty() {
        return Ok(());
    }
    file.write_all(lines.as_bytes()).and_then(|()| file.sync_data()).map_err(failed)?;
    if is_new && let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        File::open(parent).and_then(|dir| dir.sync_all()).map_err(failed)?;
    }
    Ok(())
}

/// Place and hash of the last line. A line that was not finished is cut off: its event is noted again.
fn last(file: &mut File) -> Result<Option<(i64, String)>, Error> {
    let length = file.metadata()?.len();
    let from = length.saturating_sub(2 * LINE);
    file.seek(SeekFrom::Start(from))?;
    let mut tail = Vec::new();
    (&*file).take(2 * LINE).read_to_end(&mut tail)?;
    let whole = tail.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    if whole < tail.len() {
        file.set_len(from + whole as u64)?;
    }
    let text = String::from_utf8_lossy(tail.get(..whole).unwrap_or_default()).into_owned();
    Ok(text.lines().next_back().and_then(parse))
}

fn parse(line: &str) -> Option<(i64, String)> {
    let mut words = line.split_whitespace();
    let place = words.next()?.parse().ok()?;
    let hash = words.next().filter(|hash| hash.len() == 64)?;
    Some((place, hash.to_owned()))
}

/// What is wrong where `hash` was noted for the event at `place`.
fn differs(connection: &Connection, place: i64, hash: &str) -> Result<Option<String>, StateError> {
    Ok(match hash_of(connection, place)? {
        Some(found) if found == hash => None,
        Some(_) => Some(format!("event {place} is not the one that was noted")),
        None => Some(format!("event {place} was noted and is not there any more")),
    })
}

fn hash_of(connection: &Connection, place: i64) -> Result<Option<String>, StateError> {
    let mut query = connection.prepare_cached("SELECT hash FROM events WHERE seq = ?1")?;
    Ok(query.query_row([place], |row| row.get(0)).optional()?)
}

/// The heads that a file has noted, by place.
///
/// # Errors
/// A file that cannot be read.
pub fn noted(path: &Path) -> Result<BTreeMap<i64, String>, StateError> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| StateError::Directory { path: path.to_owned(), source })?;
    Ok(text.lines().filter_map(parse).collect())
}

/// What of the noted heads is not in the chain.
///
/// # Errors
/// When the database cannot be read.
pub fn problems(
    path: &Path,
    noted: &BTreeMap<i64, String>,
    connection: &Connection,
) -> Result<Vec<String>, StateError> {
    let name = path.display();
    let mut found = Vec::new();
    let mut lost = Vec::new();
    for (place, hash) in noted {
        match hash_of(connection, *place)? {
            Some(event) if event == *hash => {}
            Some(_) => found.push(format!("event {place} is not the one that {name} has noted")),
            None => lost.push(place),
        }
    }
    if let Some(first) = lost.first() {
        found.push(format!(
            "{} events that {name} has noted are lost, from event {first} on",
            lost.len()
        ));
    }
    Ok(found)
}
