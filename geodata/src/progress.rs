//! Progress of long work, told to whoever is watching and may end it.

use crate::error::GeodataError;

/// Receives the progress of a long operation. The command line draws it; tests ignore it.
pub trait Progress: Sync {
    /// A stage begins; `total` is its number of steps where that is known.
    fn stage(&self, name: &str, total: Option<u64>);
    /// `steps` further steps of the current stage are done.
    fn advance(&self, steps: u64);
    /// Whether the work should end without a result.
    fn interrupted(&self) -> bool {
        false
    }
}

/// Asked between the steps of long work.
///
/// # Errors
/// When whoever is watching wants it to end.
pub fn go_on(progress: &dyn Progress) -> Result<(), GeodataError> {
    if progress.interrupted() { Err(GeodataError::Interrupted) } else { Ok(()) }
}

/// Watches nothing.
#[derive(Debug, Default, Clone, Copy)]
pub struct Silent;

impl Progress for Silent {
    fn stage(&self, _name: &str, _total: Option<u64>) {}
    fn advance(&self, _steps: u64) {}
}
