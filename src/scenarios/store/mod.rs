//! Saved scenarios in SQLite: documents with versions, a history in one hash chain, frozen
//! selections, signatures.
//!
//! Every change is one transaction that adds one event. It is on the disk (`synchronous=FULL`)
//! before its function returns, so a process that is killed loses nothing it had answered as
//! saved. All functions block; call them away from the threads that answer requests.

mod chain;
mod clock;
mod error;
mod model;
mod read;
mod schema;
pub mod sign;
mod verify;
mod write;

use std::fs::File;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

use rusqlite::Connection;

pub use clock::{Clock, FixedClock, SystemClock};
pub use error::StateError;
pub use model::{Change, Event, FrozenCandidate, FrozenSummary, Scenario, Status, ToFreeze};
pub use verify::Verification;

/// The name of the database inside the state directory.
pub const FILE: &str = "scenarios.sqlite";

/// Saved scenarios.
#[derive(Debug)]
pub struct Store {
    connection: Mutex<Connection>,
    clock: Arc<dyn Clock>,
}

impl Store {
    /// Opens the state in `dir`, which is made where it does not exist.
    ///
    /// # Errors
    /// A directory that cannot be written, a file that is no database, or one of a newer program.
    pub fn open(dir: &Path, clock: Arc<dyn Clock>) -> Result<Self, StateError> {
        std::fs::create_dir_all(dir)
            .map_err(|source| StateError::Directory { path: dir.to_owned(), source })?;
        // One at a time: SQLite does not wait for another that turns the same new file to WAL.
        let _opening =
            lock(dir).map_err(|source| StateError::Directory { path: dir.to_owned(), source })?;
        let mut connection = Connection::open(dir.join(FILE))?;
        schema::configure(&connection)?;
        schema::migrate(&mut connection)?;
        Ok(Self { connection: Mutex::new(connection), clock })
    }

    /// The time that the next change would carry.
    pub fn now(&self) -> String {
        self.clock.now()
    }

    fn connection(&self) -> Result<MutexGuard<'_, Connection>, StateError> {
        self.connection.lock().map_err(|_| StateError::Poisoned)
    }
}

/// Holds `dir` for this process until the file is dropped.
fn lock(dir: &Path) -> std::io::Result<File> {
    let directory = File::open(dir)?;
    directory.lock()?;
    Ok(directory)
}

#[cfg(test)]
mod tests;
