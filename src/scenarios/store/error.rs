//! Why saved state could not be read or changed.

use std::path::PathBuf;

use rusqlite::ErrorCode;

use super::bounds::Exceeded;
use super::sign::SignProblem;

/// Why saved state could not be read or changed. Nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The directory, or a file that belongs to the state, cannot be made, read or written.
    #[error("{} cannot be used for the state: {source}", path.display())]
    Directory {
        /// The directory or file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The state was written by a newer version of this program.
    #[error("the state has format {found}, this program knows {known}; use the newer program")]
    Newer {
        /// The format of the file.
        found: i64,
        /// The newest format known here.
        known: i64,
    },
    /// The database refused.
    #[error("the state cannot be read or written: {0}")]
    Database(#[source] rusqlite::Error),
    /// The disk is full, or the database has as many bytes as it may.
    #[error("there is no room to save: the disk is full, or the state has as many bytes as it may")]
    Full,
    /// Another program holds the database.
    #[error("another program holds the saved state locked")]
    Locked,
    /// What is stored is not what its history says.
    #[error("the saved state was altered: {0}")]
    Altered(String),
    /// The chain does not have what was noted outside of it.
    #[error(
        "the saved state is not the one that {} knows: {problem}; restore the newest backup, or read docs/operations.md",
        path.display()
    )]
    Head {
        /// The file that knows.
        path: PathBuf,
        /// What is missing or different.
        problem: String,
    },
    /// More than is kept.
    #[error(transparent)]
    Bound(#[from] Exceeded),
    /// A stored document is not what this program writes.
    #[error("a stored document cannot be read: {0}")]
    Document(#[from] serde_json::Error),
    /// No scenario has this id.
    #[error("no scenario has the id `{0}`")]
    NotFound(String),
    /// Nobody recorded this.
    #[error("nobody has recorded `{0}`")]
    NoEntry(String),
    /// What was recorded is not in the state in which this could be done to it.
    #[error("{0}")]
    Entry(String),
    /// Someone else changed the scenario since it was read.
    #[error("the scenario has version {actual}, the change was made to version {expected}")]
    Conflict {
        /// The version that the change was made to.
        expected: u32,
        /// The version there is.
        actual: u32,
    },
    /// The scenario is frozen; nothing but signatures can be added.
    #[error("the scenario is frozen and cannot be changed")]
    Frozen,
    /// The scenario is a draft and has neither annex nor signatures.
    #[error("the scenario is a draft; freeze it first")]
    NotFrozen,
    /// The signature does not fit.
    #[error(transparent)]
    Sign(#[from] SignProblem),
    /// A thread that used the database broke down in the middle.
    #[error("the state is not usable after a failure; start the server again")]
    Poisoned,
}

impl From<rusqlite::Error> for StateError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked,
            _ => Self::Database(error),
        }
    }
}
