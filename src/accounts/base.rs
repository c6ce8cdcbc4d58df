//! What all that concerns accounts shares.

use std::sync::{Arc, Mutex};

use super::known::Known;
use super::slow::Slow;
use crate::scenarios::store::Store;

/// The accounts of a server.
#[derive(Debug)]
pub struct Accounts {
    pub(super) store: Arc<Store>,
    /// Whoever was recognised a moment ago.
    pub(super) known: Known,
    /// Wrong tries of late.
    pub(super) slow: Slow,
    /// The hash of the code that the server printed; gone when there is an administrator.
    pub(super) first: Mutex<Option<String>>,
}

impl Accounts {
    /// The accounts in `store`.
    pub fn new(store: Arc<Store>) -> Self {
        Self { store, known: Known::default(), slow: Slow::default(), first: Mutex::default() }
    }
}
