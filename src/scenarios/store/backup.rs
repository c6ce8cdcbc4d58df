//! Backups: one file, made while the server runs, and read again before it gets its name.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::{Backup as Copying, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::verify::{noted_of, verify};
use super::{BackupError, FILE, StateError, Store, Verification, schema};

/// The table that a backup has beside those of the state: what it is.
pub(super) const NOTE: &str = "backup";

/// The dataset that is served beside the state: what frozen selections rest on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dataset {
    /// Its version.
    pub version: String,
    /// Its manifest, `dataset.toml`.
    pub manifest: String,
}

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// When it was made (RFC 3339, UTC).
    pub made_at: String,
    /// The version of the dataset, where one was named.
    pub dataset_version: Option<String>,
    /// What is in it.
    pub found: Verification,
}

impl Store {
    /// Copies the state in `dir` into the file `to` by SQLite's online backup: one moment of it, whoever writes meanwhile.
    /// The copy is checked as [`Self::verify_dir`] does before it gets its name.
    ///
    /// # Errors
    /// Nothing to copy, a file that is there already, or a state that is not whole.
    pub fn backup(
        dir: &Path,
        to: &Path,
        dataset: Option<&Dataset>,
        now: &str,
    ) -> Result<Backup, BackupError> {
        let database = dir.join(FILE);
        fs::metadata(&database).map_err(BackupError::of(&database))?;
        if to.exists() {
            return Err(BackupError::Exists(to.to_owned()));
        }
        let part = Part::beside(to);
        // Read first: what is noted later may not be in the copy.
        let noted = noted_of(dir, None)?;
        copy(&database, &part.0)?;
        write_note(&part.0, dataset, now).map_err(StateError::from)?;
        let mut written = open(&part.0)?;
        let found = verify(&mut written, Some(NOTE), &noted)?;
        if !found.problems.is_empty() {
            return Err(BackupError::NotWhole { path: dir.to_owned(), problems: found.problems });
        }
        drop(written);
        File::open(&part.0).and_then(|file| file.sync_all()).map_err(BackupError::of(&part.0))?;
        fs::rename(&part.0, to).map_err(BackupError::of(to))?;
        sync_parent(to)?;
        let dataset_version = dataset.map(|dataset| dataset.version.clone());
        Ok(Backup { made_at: now.to_owned(), dataset_version, found })
    }
}

/// A file that is removed when it did not get its name.
struct Part(PathBuf);

impl Part {
    fn beside(to: &Path) -> Self {
        let name = to.file_name().map(|name| name.to_string_lossy().into_owned());
        Self(to.with_file_name(format!(".{}.{}", name.unwrap_or_default(), std::process::id())))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // It is gone where it got its name.
        let _ = fs::remove_file(&self.0);
    }
}

fn copy(from: &Path, to: &Path) -> Result<(), StateError> {
    let source = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    source.busy_timeout(schema::PATIENCE)?;
    let mut target = Connection::open(to)?;
    let copying = Copying::new(&source, &mut target)?;
    // All pages in one step: of one moment, and never begun anew because somebody writes.
    for _ in 0..100 {
        match copying.step(-1)? {
            StepResult::Done => return Ok(()),
            _ => std::thread::sleep(Duration::from_millis(100)),
        }
    }
    Err(StateError::Locked)
}

/// Makes one file of the copy, and writes into it what it is.
fn write_note(path: &Path, dataset: Option<&Dataset>, now: &str) -> rusqlite::Result<()> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "DELETE")?;
    connection.execute_batch(&format!(
        "CREATE TABLE {NOTE} (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT"
    ))?;
    let sql = format!("INSERT INTO {NOTE} VALUES (?1, ?2)");
    let mut rows = vec![("made_at", now), ("program", env!("CARGO_PKG_VERSION"))];
    if let Some(Dataset { version, manifest }) = dataset {
        rows.extend([("dataset_version", version.as_str()), ("dataset_manifest", manifest)]);
    }
    for (key, value) in rows {
        connection.execute(&sql, [key, value])?;
    }
    connection.close().map_err(|(_, error)| error)
}

/// Opens a backup, to read it.
pub(super) fn open(path: &Path) -> Result<Connection, StateError> {
    Ok(Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?)
}

/// What the backup at `path` says of itself, when all of it is whole.
pub(super) fn read(path: &Path) -> Result<Backup, BackupError> {
    fs::metadata(path).map_err(BackupError::of(path))?;
    let mut connection = open(path)?;
    let no_backup = |_| BackupError::NoBackup(path.to_owned());
    if !connection.table_exists(None, NOTE).map_err(no_backup)? {
        return Err(BackupError::NoBackup(path.to_owned()));
    }
    let note = |key: &str| {
        let sql = format!("SELECT max(value) FROM {NOTE} WHERE key = ?1");
        connection.query_row(&sql, [key], |row| row.get::<_, Option<String>>(0))
    };
    let (made_at, dataset_version) =
        (note("made_at").map_err(no_backup)?, note("dataset_version").map_err(no_backup)?);
    let found = verify(&mut connection, Some(NOTE), &[])?;
    if !found.problems.is_empty() {
        return Err(BackupError::NotWhole { path: path.to_owned(), problems: found.problems });
    }
    Ok(Backup { made_at: made_at.unwrap_or_default(), dataset_version, found })
}

/// Waits until the disk has the name of `path`.
pub(super) fn sync_parent(path: &Path) -> Result<(), BackupError> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    File::open(parent).and_then(|dir| dir.sync_all()).map_err(BackupError::of(parent))
}
