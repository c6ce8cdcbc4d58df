//! Rankings that were asked about last: proposals are looked at one after another, under one plan.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use crate::planning::Ranked;
use crate::snapshot::Snapshot;

/// How many are kept: of the plan to begin with, and of two scenarios. For a country that is some forty megabytes.
const KEPT: usize = 3;

/// The rankings that were asked about last. A dataset with other records is another snapshot.
pub type Rankings = LastAsked<Snapshot, Ranked>;

/// What was made over a `K` for a plan, as it was asked for.
type Kept<K, T> = (Weak<K>, String, Arc<T>);

/// What was made for plans over a `K` that is there still; the last first.
#[derive(Debug)]
pub struct LastAsked<K, T>(Mutex<Vec<Kept<K, T>>>);

impl<K, T> Default for LastAsked<K, T> {
    fn default() -> Self {
        Self(Mutex::new(Vec::new()))
    }
}

impl<K, T> LastAsked<K, T> {
    /// What was made for a plan over this, if it is kept.
    pub fn of(&self, over: &Arc<K>, plan: &str) -> Option<Arc<T>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(of, ..)| of.strong_count() > 0);
        let is_it = |(of, asked, _): &Kept<K, T>| of.as_ptr() == Arc::as_ptr(over) && asked == plan;
        let at = kept.iter().position(is_it)?;
        // What was asked about last goes last.
        kept.get_mut(..=at)?.rotate_right(1);
        kept.first().map(|(.., made)| Arc::clone(made))
    }

    /// Keeps what was made for a plan.
    pub fn keep(&self, over: &Arc<K>, plan: String, made: &Arc<T>) {
        if self.of(over, &plan).is_some() {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.truncate(KEPT - 1);
        kept.insert(0, (Arc::downgrade(over), plan, Arc::clone(made)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_ones_are_kept_as_long_as_what_they_are_over() {
        let (last, base, recorded) = (LastAsked::default(), Arc::new("base"), Arc::new("recorded"));
        for (plan, made) in [("a", 1), ("b", 2), ("c", 3)] {
            last.keep(&base, plan.to_owned(), &Arc::new(made));
        }
        let of = |over: &Arc<&'static str>, plan: &str| last.of(over, plan).map(|made| *made);
        assert_eq!(of(&base, "a"), Some(1), "and now the last that was asked about");
        assert_eq!(of(&recorded, "a"), None, "other records, another ranking");
        last.keep(&recorded, "a".to_owned(), &Arc::new(4));
        assert_eq!([of(&base, "b"), of(&base, "c"), of(&base, "a")], [None, Some(3), Some(1)]);
        last.keep(&base, "a".to_owned(), &Arc::new(5));
        assert_eq!(of(&base, "a"), Some(1), "the first that was made stays");
        drop(base);
        let next = Arc::new("next");
        assert_eq!([of(&next, "a"), of(&recorded, "a")], [None, Some(4)]);
        assert_eq!(last.0.lock().unwrap().len(), 1);
    }
}
