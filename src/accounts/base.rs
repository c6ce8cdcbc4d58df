//! What all that concerns accounts shares.

use std::sync::{Arc, Mutex, OnceLock};

use super::known::Known;
use super::seen::Seen;
use super::slow::Slow;
use crate::scenarios::store::Store;

/// The accounts of a server.
#[derive(Debug)]
pub struct Accounts {
    pub(super) store: Arc<Store>,
    /// Whoever was recognised a moment ago.
    pub(super) known: Known,
    /// Uses that could not be noted.
    pub(super) seen: Seen,
    /// Wrong tries of late.
    pub(super) slow: Slow,
    /// The hash of the code that the server printed; gone when there is an administrator.
    pub(super) first: Mutex<Option<String>>,
    /// What tells its state from others.
    pub(super) instance: OnceLock<String>,
}

impl Accounts {
    /// The accounts in `store`.
    pub fn new(store: Arc<Store>) -> Self {
        Self {
            store,
            known: Known::default(),
            seen: Seen::default(),
            slow: Slow::default(),
            first: Mutex::default(),
            instance: OnceLock::new(),
        }
    }
}
