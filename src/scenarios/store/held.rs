//! What people did that changes nothing, noted also while the disk is full.
//!
//! Whoever reads must be able to go on where nothing can be saved. What the record must tell of their reading waits in
//! memory until there is room, in order, and is written in the transaction of the next change, before that change. What
//! waits is bounded: beyond that, reading that must be recorded is refused. Each event that waits is in the log as well,
//! since a process that is killed meanwhile loses those in memory.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard};

use serde_json::Value;

use super::StateError;

/// Events that wait for room at most.
const WAITING: usize = 1000;

/// The events that wait for room, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Held(Mutex<VecDeque<Waiting>>);

/// An event that is not yet in the chain.
#[derive(Debug)]
struct Waiting {
    /// When it happened (RFC 3339, UTC); the chain's own time is the one of writing.
    at: String,
    by: String,
    action: &'static str,
    body: Value,
}

impl Held {
    /// Those that wait; nobody else adds or takes one while this is held.
    pub fn all(&self) -> Result<Events<'_>, StateError> {
        Ok(Events(self.0.lock().map_err(|_| StateError::Poisoned)?))
    }
}

/// The waiting events, held for one writing.
pub(super) struct Events<'a>(MutexGuard<'a, VecDeque<Waiting>>);

impl Events<'_> {
    /// Hands each on to `record` (who, what, and more of it), which may still be undone.
    ///
    /// # Errors
    /// Those of `record`.
    pub fn each(
        &self,
        record: impl Fn(&str, &str, &Value) -> Result<(), StateError>,
    ) -> Result<(), StateError> {
        for event in self.0.iter() {
            let mut body = event.body.clone();
            if let Value::Object(body) = &mut body {
                body.insert("happened_at".to_owned(), Value::String(event.at.clone()));
            }
            record(&event.by, event.action, &body)?;
        }
        Ok(())
    }

    /// Whether none waits.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One more has to wait, of which the chain would have said that it happened `at` this time.
    ///
    /// # Errors
    /// [`StateError::Full`] when as many wait already as may.
    pub fn add(
        &mut self,
        at: String,
        by: &str,
        action: &'static str,
        body: &Value,
    ) -> Result<(), StateError> {
        if self.0.len() >= WAITING {
            return Err(StateError::Full);
        }
        tracing::warn!(by, action, body = %body, "no room for the record: this waits in memory");
        self.0.push_back(Waiting { at, by: by.to_owned(), action, body: body.clone() });
        count(self.0.len());
        Ok(())
    }

    /// They are in the chain now.
    pub fn recorded(mut self) {
        if !self.0.is_empty() {
            tracing::info!(events = self.0.len(), "what waited for room is in the record");
            self.0.clear();
            count(0);
        }
    }
}

fn count(waiting: usize) {
    metrics::gauge!("state_events_waiting").set(waiting as f64);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::{NOW, open, plan};
    use super::super::{Event, EventFilter, Store};
    use super::*;

    /// Leaves the database `pages` pages beyond those that it has.
    fn room(store: &Store, pages: i64) {
        let connection = store.writer().unwrap();
        let has: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
        connection.pragma_update(None, "max_page_count", has + pages).unwrap();
    }

    fn ask(store: &Store, number: usize) -> Result<(), StateError> {
        let body = json!({"person": "1", "sql": "x".repeat(1500), "number": number});
        store.note("Sari (sari)", "sql_asked", &body)
    }

    /// All of the chain, the oldest first.
    fn events(store: &Store) -> Vec<Event> {
        let mut events = store.events(&EventFilter::default(), usize::MAX).unwrap();
        events.reverse();
        events
    }

    /// As many as are written before the database is full.
    fn until_full(store: &Store) -> usize {
        (0..)
            .find(|number| {
                ask(store, *number).unwrap();
                !store.held.all().unwrap().0.is_empty()
            })
            .unwrap()
    }

    #[test]
    fn what_is_noted_on_a_full_disk_waits_and_precedes_the_next_change() {
        let dir = tempfile::tempdir().unwrap();
        let store = open(dir.path());
        room(&store, 8);
        let written = until_full(&store);
        for number in 1..4 {
            ask(&store, written + number).unwrap();
        }
        assert!(matches!(store.create("Baru", &plan(0.5), None), Err(StateError::Full)));
        room(&store, 100);
        store.create("Baru", &plan(0.5), None).unwrap();
        assert!(store.held.all().unwrap().0.is_empty());

        let told = events(&store);
        let actions: Vec<&str> = told.iter().map(|event| event.action.as_str()).collect();
        assert_eq!(actions.len(), written + 4 + 1);
        assert_eq!(actions.last(), Some(&"created"));
        for (number, event) in told.iter().take(written + 4).enumerate() {
            assert_eq!(event.body["number"], number);
            let waited = event.body.get("happened_at").map(|at| at == NOW);
            assert_eq!(waited, (number >= written).then_some(true), "{number}");
        }
        drop(store);
        let place = tempfile::tempdir().unwrap();
        let check = Store::verify_dir(dir.path(), None, &[place.path().to_owned()]).unwrap();
        assert_eq!(check.problems, Vec::<String>::new());
    }

    #[test]
    fn what_waits_is_bounded_and_settled_at_the_end() {
        let dir = tempfile::tempdir().unwrap();
        let store = open(dir.path());
        room(&store, 8);
        let written = until_full(&store);
        for number in 1..WAITING {
            ask(&store, written + number).unwrap();
        }
        assert!(matches!(ask(&store, 0), Err(StateError::Full)));
        assert!(matches!(store.settle(), Err(StateError::Full)));
        assert_eq!(store.held.all().unwrap().0.len(), WAITING);
        room(&store, 10_000);
        store.settle().unwrap();
        assert_eq!(events(&store).len(), written + WAITING);
        store.settle().unwrap();
        assert_eq!(events(&store).len(), written + WAITING);
    }

    #[test]
    fn other_failures_do_not_let_anybody_read_unrecorded() {
        let dir = tempfile::tempdir().unwrap();
        let store = open(dir.path());
        store.writer().unwrap().execute_batch("DROP TABLE events").unwrap();
        assert!(matches!(ask(&store, 0), Err(StateError::Database(_))));
        assert!(store.held.all().unwrap().0.is_empty());
    }
}
