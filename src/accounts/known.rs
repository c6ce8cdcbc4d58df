//! Who was recognised a moment ago, so that not every request reads the disk.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::access::Person;

/// How long somebody is known without a look at the disk: what another program changes (`desmigratif user`) holds after it.
const KNOWN_FOR: Duration = Duration::from_secs(2);
const MOST: usize = 10_000;

/// Whoever was recognised a moment ago, by the kind and the hash of their secret.
#[derive(Debug, Default)]
pub struct Known(Mutex<Remembered>);

#[derive(Debug, Default)]
struct Remembered {
    /// Grows whenever all are forgotten: who was read from the disk before that is not remembered afterwards.
    turn: u64,
    people: HashMap<String, (Option<Arc<Person>>, Instant)>,
}

impl Known {
    /// Forgets everybody: somebody has changed.
    pub fn forget(&self) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.people.clear();
        known.turn += 1;
    }

    /// Who has this secret, or the turn in which it is looked up.
    pub fn get(&self, key: &str, now: Instant) -> Result<Option<Arc<Person>>, u64> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match known.people.get(key) {
            Some((person, at)) if now.duration_since(*at) < KNOWN_FOR => Ok(person.clone()),
            _ => Err(known.turn),
        }
    }

    /// Remembers who has this secret, where nobody was forgotten since `turn`.
    pub fn keep(&self, key: String, person: Option<Arc<Person>>, now: Instant, turn: u64) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.turn != turn {
            return;
        }
        if known.people.len() >= MOST {
            known.people.retain(|_, (_, at)| now.duration_since(*at) < KNOWN_FOR);
        }
        if known.people.len() < MOST {
            known.people.insert(key, (person, now));
        }
    }
}
