//! A copy of a database as it is, made by reading alone: not a byte of the original is changed, and its locks are not
//! touched. Whoever writes meanwhile is not held up.

use std::fs::{self, DirBuilder};
use std::io::{Error, ErrorKind};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How often it is tried while somebody writes.
const TRIES: u32 = 20;
const BETWEEN_TRIES: Duration = Duration::from_millis(50);

/// A directory of one's own, removed when this is dropped.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    /// Makes one in the first of `places` that has room for a file of `bytes`.
    fn new(places: &[PathBuf], number: u32) -> Result<Self, Error> {
        let mut failed = Error::new(ErrorKind::NotFound, "there is no place for a copy");
        for place in places {
            let name = format!("desmigratif-check-{}-{number}", std::process::id());
            match DirBuilder::new().mode(0o700).create(place.join(&name)) {
                Ok(()) => return Ok(Self(place.join(name))),
                Err(error) => failed = error,
            }
        }
        Err(failed)
    }

    /// The file of this name in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // In a directory for what is temporary it does no harm.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Copies the database `name` in `dir` with its write-ahead log into a directory in one of `places`.
///
/// # Errors
/// Where nothing can be read or written, and where it was written without a pause.
pub fn copy(dir: &Path, name: &str, places: &[PathBuf]) -> Result<Scratch, Error> {
    let mut failed = None;
    for number in 0..TRIES {
        // The next place, where this one has no room.
        let at = (number as usize).min(places.len().saturating_sub(1));
        let scratch = Scratch::new(places.get(at..).unwrap_or_default(), number)?;
        match attempt(dir, name, &scratch) {
            Ok(true) => return Ok(scratch),
            Ok(false) => std::thread::sleep(BETWEEN_TRIES),
            Err(error) if error.kind() == ErrorKind::StorageFull => failed = Some(error),
            Err(error) => return Err(error),
        }
    }
    let busy = "the state is written without a pause; make a backup and check that";
    Err(failed.unwrap_or_else(|| Error::new(ErrorKind::ResourceBusy, busy)))
}

/// One try; whether nothing came between.
///
/// SQLite moves pages from the log to the database while that is read here. Such pages are still in the log, and what the
/// log has wins: so the database is read first and the log after it, and the copy is good when the log was not begun
/// anew meanwhile.
fn attempt(dir: &Path, name: &str, scratch: &Scratch) -> Result<bool, Error> {
    let (database, log) = (dir.join(name), dir.join(format!("{name}-wal")));
    let (before, changed) = (read_log(&log)?, modified(&database)?);
    fs::copy(&database, scratch.file(name))?;
    let after = read_log(&log)?;
    let still = if before.is_empty() && after.is_empty() {
        modified(&database)? == changed
    } else {
        after.starts_with(&before)
    };
    if still {
        fs::write(scratch.file(&format!("{name}-wal")), after)?;
    }
    Ok(still)
}

fn read_log(log: &Path) -> Result<Vec<u8>, Error> {
    match fs::read(log) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        other => other,
    }
}

fn modified(path: &Path) -> Result<(u64, SystemTime), Error> {
    let metadata = fs::metadata(path)?;
    Ok((metadata.len(), metadata.modified()?))
}
