//! Saved scenarios in SQLite: documents with versions, a history in one hash chain, frozen
//! selections, signatures.
//!
//! Every change is one transaction that adds one event. It is on the disk (`synchronous=FULL`)
//! before its function returns, so a process that is killed loses nothing it had answered as
//! saved. All functions block; call them away from the threads that answer requests.
//!
//! What is shown is read from the events, whose hashes are recomputed, and compared with the tables beside them; the
//! head of the chain is noted outside of the database with every write.

mod backup;
mod backup_error;
pub mod bounds;
mod chain;
mod clock;
mod copy;
mod error;
mod frozen;
mod head;
mod held;
mod list;
mod model;
mod people;
mod read;
mod registry;
mod restore;
mod schema;
pub mod sign;
mod told;
mod verify;
mod write;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use rusqlite::{Connection, ErrorCode, OpenFlags};

pub use backup::{Backup, Dataset};
pub use backup_error::BackupError;
pub use bounds::Bounds;
pub use clock::{Clock, FixedClock, SystemClock};
pub use error::StateError;
pub use model::{
    Change, Event, EventFilter, Figures, FrozenCandidate, FrozenDocument, FrozenSummary,
    HistoryPage, Scenario, ScenarioLine, Status, ToFreeze,
};
pub use registry::{Batch, Filter, Mark, Moved, NewEntry, Receipt, Recorded, Registry, Within};
pub use restore::Restored;
pub use verify::Verification;
pub(crate) use write::Writing;

/// The name of the database inside the state directory.
pub const FILE: &str = "scenarios.sqlite";
/// The name of the file beside it that notes the head of the chain.
pub const HEAD_FILE: &str = "scenarios.head";
/// The name of the file beside it that is locked while somebody uses the state.
const LOCK_FILE: &str = "scenarios.lock";

/// What a store is told besides its directory.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Where the head of the chain is noted as well, on another disk or machine.
    pub head: Option<PathBuf>,
    /// How much is kept.
    pub bounds: Bounds,
}

/// Saved scenarios.
#[derive(Debug)]
pub struct Store {
    writer: Mutex<Connection>,
    /// Reading does not wait for writing. None where the disk has no room for the file that two connections share.
    reader: Option<Mutex<Connection>>,
    heads: head::Heads,
    held: held::Held,
    bounds: Bounds,
    clock: Arc<dyn Clock>,
    /// Says to others that the state is in use.
    _in_use: File,
}

impl Store {
    /// Opens the state in `dir`, which is made where it does not exist, with the usual settings.
    ///
    /// # Errors
    /// As [`Self::open_with`].
    pub fn open(dir: &Path, clock: Arc<dyn Clock>) -> Result<Self, StateError> {
        Self::open_with(dir, clock, Settings::default())
    }

    /// Opens the state in `dir`, which is made where it does not exist.
    ///
    /// # Errors
    /// A directory that cannot be written, a file that is no database, or one of a newer program; [`StateError::Head`]
    /// where events are missing that were noted outside, and [`StateError::Altered`] where tables or triggers are.
    pub fn open_with(
        dir: &Path,
        clock: Arc<dyn Clock>,
        settings: Settings,
    ) -> Result<Self, StateError> {
        let failed = |source| StateError::Directory { path: dir.to_owned(), source };
        std::fs::create_dir_all(dir).map_err(failed)?;
        // One at a time: SQLite does not wait for another that turns the same new file to WAL.
        let _opening = lock(dir).map_err(failed)?;
        let in_use = in_use(dir).map_err(failed)?;
        in_use.lock_shared().map_err(failed)?;
        let bounds = settings.bounds;
        let (mut writer, shared) = connect(&dir.join(FILE), bounds.bytes)?;
        let heads = [Some(dir.join(HEAD_FILE)), settings.head];
        let heads: Vec<PathBuf> = heads.into_iter().flatten().collect();
        if schema::is_new(&writer)? {
            head::is_of_nothing(&heads)?;
        }
        schema::migrate(&mut writer)?;
        if let Some(problem) = schema::differences(&writer, None)?.into_iter().next() {
            return Err(StateError::Altered(problem));
        }
        let heads = head::Heads::open(heads, &writer)?;
        let reader = if shared { Some(Mutex::new(reader(&dir.join(FILE))?)) } else { None };
        let (writer, held) = (Mutex::new(writer), held::Held::default());
        Ok(Self { writer, reader, heads, held, bounds, clock, _in_use: in_use })
    }

    /// The time that the next change would carry.
    pub fn now(&self) -> String {
        self.clock.now()
    }

    fn writer(&self) -> Result<MutexGuard<'_, Connection>, StateError> {
        self.writer.lock().map_err(|_| StateError::Poisoned)
    }

    /// Reads from one view of everything, whatever is written meanwhile.
    ///
    /// # Errors
    /// What `work` answers, and when the database cannot be read.
    pub(crate) fn read<T, E: From<StateError>>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let reader = self.reader.as_ref().unwrap_or(&self.writer);
        let mut connection = reader.lock().map_err(|_| StateError::Poisoned)?;
        work(&*connection.transaction().map_err(StateError::from)?)
    }
}

/// A connection that writes, and whether others can be beside it.
///
/// On a full disk there is no room for the file through which connections share the index of the log. One that has the
/// database for itself needs none: the state can be read, and written again when there is room.
fn connect(path: &Path, bytes: u64) -> Result<(Connection, bool), StateError> {
    let connection = Connection::open(path)?;
    match schema::configure(&connection, bytes) {
        Ok(()) => Ok((connection, true)),
        Err(error) if is_for_want_of_room(&error) => {
            drop(connection);
            let alone = Connection::open(path)?;
            alone.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
            schema::configure(&alone, bytes)?;
            tracing::warn!(
                "the disk of the state is full: nothing can be saved until there is room"
            );
            Ok((alone, false))
        }
        Err(error) => Err(error),
    }
}

fn is_for_want_of_room(error: &StateError) -> bool {
    match error {
        StateError::Full => true,
        StateError::Database(error) => matches!(
            error.sqlite_error_code(),
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen)
        ),
        _ => false,
    }
}

fn reader(path: &Path) -> Result<Connection, StateError> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.busy_timeout(schema::PATIENCE)?;
    Ok(connection)
}

/// Holds `dir` for this process until the file is dropped.
fn lock(dir: &Path) -> std::io::Result<File> {
    let directory = File::open(dir)?;
    directory.lock()?;
    Ok(directory)
}

/// The file whose lock says that the state in `dir` is in use.
fn in_use(dir: &Path) -> std::io::Result<File> {
    File::options().create(true).append(true).open(dir.join(LOCK_FILE))
}

#[cfg(test)]
mod outside_tests;
#[cfg(test)]
mod shown_tests;
#[cfg(test)]
mod tests;
