//! Why there is no backup, or nothing was restored.

use std::io::Error;
use std::path::{Path, PathBuf};

use super::StateError;

/// Why there is no backup, or nothing was restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The saved state, or the backup, cannot be read or written.
    #[error(transparent)]
    State(#[from] StateError),
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// The system's reason.
        source: Error,
    },
    /// There is a file already where the backup was to be written.
    #[error("{} is there already; nothing was written over it", .0.display())]
    Exists(PathBuf),
    /// What was to be copied is not whole.
    #[error("{} is not whole: {}", path.display(), problems.join("; "))]
    NotWhole {
        /// The state or the backup.
        path: PathBuf,
        /// What is wrong.
        problems: Vec<String>,
    },
    /// The file is no backup of this program.
    #[error("{} is no backup that `desmigratif backup` made", .0.display())]
    NoBackup(PathBuf),
    /// A server or another program uses the state.
    #[error("{} is in use: stop the server first", .0.display())]
    InUse(PathBuf),
    /// What is there is not an earlier or later state of the same history.
    #[error("{} holds something else than an earlier or later state of this backup ({problem}); move it away first", path.display())]
    NotItsOwn {
        /// The directory.
        path: PathBuf,
        /// What is there.
        problem: String,
    },
}

impl BackupError {
    /// Says to which file the system's reason belongs.
    pub(super) fn of(path: &Path) -> impl Fn(Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::File { path: path.clone(), source }
    }
}
