//! Statements that can be called off, by the names that their readers gave them. Whoever signed in has names of their own:
//! nobody else ends their statements, or keeps a name from them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::QueryError;

/// The longest name, in bytes: that of a UUID and some more.
const LONGEST: usize = 64;

/// What ends a statement.
type End = Box<dyn Fn() + Send>;

/// Whose a name is, where they signed in, and the name.
type Key = (Option<String>, String);

/// The names in use.
#[derive(Clone, Default)]
pub(crate) struct Names(Arc<Mutex<HashMap<Key, End>>>);

impl std::fmt::Debug for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Names")
    }
}

impl Names {
    /// Gives a statement of `by` that `end` ends the name `name`.
    ///
    /// # Errors
    /// [`QueryError::Parameter`] when the name is not 1 to 64 letters, digits and `-`, or is in use.
    pub fn give(
        &self,
        by: Option<&str>,
        name: &str,
        end: impl Fn() + Send + 'static,
    ) -> Result<Named, QueryError> {
        let wrong = |problem: &str| Err(QueryError::parameter("statement id", problem));
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if name.is_empty() || name.len() > LONGEST || !name.bytes().all(allowed) {
            return wrong("must be 1 to 64 letters, digits and `-`, such as a UUID");
        }
        let mut names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match names.entry(key(by, name)) {
            Entry::Occupied(_) => wrong("belongs to a statement that still runs"),
            Entry::Vacant(place) => {
                let key = place.key().clone();
                place.insert(Box::new(end));
                Ok(Named { key, names: self.clone() })
            }
        }
    }

    /// Calls the statement off to which `by` gave this name; whether there was one.
    pub fn call_off(&self, by: Option<&str>, name: &str) -> bool {
        let names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        names.get(&key(by, name)).map(|end| end()).is_some()
    }
}

fn key(by: Option<&str>, name: &str) -> Key {
    (by.map(str::to_owned), name.to_owned())
}

/// A name in use. Dropping it frees the name.
#[derive(Debug)]
pub(crate) struct Named {
    key: Key,
    names: Names,
}

impl Drop for Named {
    fn drop(&mut self) {
        self.names.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn a_name_is_used_once_at_a_time_and_ends_its_statement() {
        let (names, ended) = (Names::default(), Arc::new(AtomicUsize::new(0)));
        let counted = Arc::clone(&ended);
        let named = names.give(None, "a-1", move || {
            counted.fetch_add(1, Ordering::Relaxed);
        });
        assert!(names.give(None, "a-1", || ()).is_err());
        let of_siti = names.give(Some("siti"), "a-1", || ()).unwrap();
        assert!(!names.call_off(Some("budi"), "a-1"), "nobody else's");
        assert!(names.call_off(Some("siti"), "a-1"));
        drop(of_siti);
        assert!(names.call_off(None, "a-1") && !names.call_off(None, "a-2"));
        drop(named);
        assert!(!names.call_off(None, "a-1"));
        assert_eq!(ended.load(Ordering::Relaxed), 1);
        for wrong in ["", "a b", "a\n", &"x".repeat(65)] {
            assert!(names.give(None, wrong, || ()).is_err(), "{wrong:?}");
        }
    }
}
