//! Restoring a backup. What was there before is kept beside it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use super::backup::{self, NOTE, sync_parent};
use super::{Backup, BackupError, FILE, HEAD_FILE, StateError, Store, head, in_use, lock, schema};

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The backup.
    pub backup: Backup,
    /// Where the state that was there before is kept; none where there was none.
    pub before: Option<PathBuf>,
}

/// The files of a state, as SQLite calls them.
const FILES: [&str; 4] = [FILE, "scenarios.sqlite-wal", "scenarios.sqlite-shm", HEAD_FILE];

impl Store {
    /// Puts the state of the backup `from` into `dir`: the database takes its place in one step, so that there is the state
    /// of before or the one of the backup, whenever the process is killed.
    ///
    /// # Errors
    /// A backup that is not whole, a state that is in use, or one that is none of the same history. Nothing is changed then.
    pub fn restore(dir: &Path, from: &Path, now: &str) -> Result<Restored, BackupError> {
        let backup = backup::read(from)?;
        let failed = BackupError::of(dir);
        fs::create_dir_all(dir).map_err(&failed)?;
        its_own(dir, from)?;
        let _opening = lock(dir).map_err(&failed)?;
        let used = in_use(dir).map_err(&failed)?;
        used.try_lock().map_err(|_| BackupError::InUse(dir.to_owned()))?;
        let database = dir.join(FILE);
        let before = if database.exists() { Some(keep(dir, now)?) } else { None };
        let place = Place::new(dir);
        write(from, &place)?;
        settle(&database, dir)?;
        // A chain that is longer than what was noted is whole; the other way round, events would seem to be lost.
        rename(&place.head, &dir.join(HEAD_FILE))?;
        rename(&place.database, &database)?;
        sync_parent(&database)?;
        Ok(Restored { backup, before })
    }
}

/// Where the new files are written, in the directory where they will stand.
struct Place {
    database: PathBuf,
    head: PathBuf,
}

impl Place {
    fn new(dir: &Path) -> Self {
        let name = |file: &str| dir.join(format!(".{file}.restoring"));
        let place = Self { database: name(FILE), head: name(HEAD_FILE) };
        place.clear();
        place
    }

    fn clear(&self) {
        for path in [&self.database, &self.head] {
            // They are gone where they took their places.
            let _ = fs::remove_file(path);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.clear();
    }
}

/// Whether what is in `dir` is nothing, or a state of the history that the backup is of.
fn its_own(dir: &Path, from: &Path) -> Result<(), BackupError> {
    let foreign = |problem: &str| BackupError::NotItsOwn {
        path: dir.to_owned(),
        problem: problem.to_owned(),
    };
    let first = first_of(&backup::open(from)?)?;
    let noted = dir.join(HEAD_FILE);
    let noted = if noted.exists() { head::noted(&noted)? } else { Default::default() };
    let noted = noted.get(&1).cloned();
    if !dir.join(FILE).exists() {
        let entries = fs::read_dir(dir).map_err(BackupError::of(dir))?;
        let ours =
            |name: &str| name.starts_with("scenarios.") || name.starts_with("before-restore-");
        let others = entries.flatten().any(|entry| !ours(&entry.file_name().to_string_lossy()));
        if others {
            return Err(foreign("other files, and no state"));
        }
    }
    let there = match backup::open(&dir.join(FILE)) {
        Ok(connection) if connection.table_exists(None, "events").unwrap_or(false) => {
            // What cannot be read any more is told by what was noted beside it.
            first_of(&connection).ok().flatten()
        }
        _ => None,
    };
    match (there.or(noted), first) {
        (Some(there), Some(first)) if there != first => Err(foreign("a state of another history")),
        (Some(_), None) => Err(foreign("a state, and the backup is of an empty one")),
        (None, _) if is_other_database(&dir.join(FILE)) => {
            Err(foreign("a database that is no state, or one that cannot be read"))
        }
        _ => Ok(()),
    }
}

/// The hash of the first event.
fn first_of(connection: &Connection) -> Result<Option<String>, StateError> {
    let sql = "SELECT hash FROM events WHERE seq = 1";
    Ok(connection.query_row(sql, [], |row| row.get(0)).optional()?)
}

/// Whether there is a file that is no state without any event: nobody knows what it was.
fn is_other_database(path: &Path) -> bool {
    if !path.exists() {
        return false;
    }
    !backup::open(path)
        .is_ok_and(|db| schema::differences(&db, None).is_ok_and(|wrong| wrong.is_empty()))
}

/// Copies the files of the state, as they are, into a directory of their own.
fn keep(dir: &Path, now: &str) -> Result<PathBuf, BackupError> {
    let name = format!("before-restore-{}", now.replace([':', '-'], ""));
    let kept = (0..100)
        .map(|n| if n == 0 { dir.join(&name) } else { dir.join(format!("{name}-{n}")) })
        .find(|path| !path.exists())
        .unwrap_or_else(|| dir.join(&name));
    fs::create_dir(&kept).map_err(BackupError::of(&kept))?;
    for file in FILES {
        let (from, to) = (dir.join(file), kept.join(file));
        if from.exists() {
            fs::copy(&from, &to).map_err(BackupError::of(&to))?;
            File::open(&to).and_then(|file| file.sync_all()).map_err(BackupError::of(&to))?;
        }
    }
    sync_parent(&kept.join(FILE))?;
    sync_parent(&kept)?;
    Ok(kept)
}

/// Writes the database of the backup, without what says that it is one, and its heads.
fn write(from: &Path, place: &Place) -> Result<(), BackupError> {
    fs::copy(from, &place.database).map_err(BackupError::of(&place.database))?;
    let connection = Connection::open(&place.database).map_err(StateError::from)?;
    connection.execute_batch(&format!("DROP TABLE {NOTE}; VACUUM")).map_err(StateError::from)?;
    head::Heads::open(vec![place.head.clone()], &connection)?;
    // As a server leaves it: one that starts on a full disk need not write to read.
    connection.pragma_update(None, "journal_mode", "WAL").map_err(StateError::from)?;
    connection.close().map_err(|(_, error)| StateError::from(error))?;
    for path in [&place.database, &place.head] {
        // A state without events has no heads.
        let file = File::options().create(true).append(true).open(path);
        file.and_then(|file| file.sync_all()).map_err(BackupError::of(path))?;
    }
    Ok(())
}

/// Brings the log of the database that is there into it, so that no log is left that would be taken for that of the new
/// one. A database that cannot be read was kept as it is; its log is removed.
fn settle(database: &Path, dir: &Path) -> Result<(), BackupError> {
    if database.exists()
        && let Err(StateError::Locked) = settled(database)
    {
        return Err(BackupError::InUse(dir.to_owned()));
    }
    for file in ["scenarios.sqlite-wal", "scenarios.sqlite-shm"] {
        let path = dir.join(file);
        if path.exists() {
            fs::remove_file(&path).map_err(BackupError::of(&path))?;
        }
    }
    sync_parent(database)
}

fn settled(database: &Path) -> Result<(), StateError> {
    let mut connection = Connection::open(database)?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    connection.transaction_with_behavior(TransactionBehavior::Exclusive)?.commit()?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    connection.close().map_err(|(_, error)| error.into())
}

fn rename(from: &Path, to: &Path) -> Result<(), BackupError> {
    fs::rename(from, to).map_err(BackupError::of(to))
}
