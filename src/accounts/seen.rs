//! When sign-ins were used last, where that cannot be noted: on a full disk none may end in the middle of its use.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Sign-ins that are remembered at most.
const MOST: usize = 10_000;

/// Times of use that are not on the disk, by the hash of the secret.
#[derive(Debug, Default)]
pub struct Seen(Mutex<HashMap<String, String>>);

impl Seen {
    fn all(&self) -> MutexGuard<'_, HashMap<String, String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The later of what the disk has `noted` and what is remembered.
    pub fn latest(&self, hash: &str, noted: String) -> String {
        match self.all().get(hash) {
            Some(remembered) if *remembered > noted => remembered.clone(),
            _ => noted,
        }
    }

    /// It was used now, which the disk does not have.
    pub fn remember(&self, hash: &str, now: &str) {
        let mut all = self.all();
        if all.len() < MOST || all.contains_key(hash) {
            all.insert(hash.to_owned(), now.to_owned());
        }
    }

    /// The disk has it.
    pub fn forget(&self, hash: &str) {
        self.all().remove(hash);
    }
}
