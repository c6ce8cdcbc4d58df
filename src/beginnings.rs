//! Plans to begin with. Every page asks for them first, and they depend on the dataset alone: they are made once for each.

use std::sync::{Arc, Weak};

use tokio::sync::Mutex;

use crate::planning::{self, PlanTemplates, PlanningError, Source};
use crate::snapshot::Snapshot;
use mcda::Plan;

/// The plans to begin with of the datasets that were asked about last.
#[derive(Debug, Default)]
pub struct Beginnings {
    plan: OnceFor<Snapshot, Plan>,
    templates: OnceFor<Snapshot, PlanTemplates>,
}

impl Beginnings {
    /// The plan to begin with.
    ///
    /// # Errors
    /// As [`planning::default_plan`].
    pub async fn plan(&self, snapshot: &Arc<Snapshot>) -> Result<Arc<Plan>, PlanningError> {
        let source = Source::new(snapshot.dataset(), snapshot.engine());
        self.plan.get(snapshot, planning::default_plan(&source)).await
    }

    /// The templates of plans.
    ///
    /// # Errors
    /// As [`planning::templates`].
    pub async fn templates(
        &self,
        snapshot: &Arc<Snapshot>,
    ) -> Result<Arc<PlanTemplates>, PlanningError> {
        let source = Source::new(snapshot.dataset(), snapshot.engine());
        self.templates.get(snapshot, planning::templates(&source)).await
    }
}

/// How many are kept: what everybody sees of a dataset and the whole are two.
const KEPT: usize = 2;

/// A value that is made once for each `K`; those of the last ones are kept.
#[derive(Debug)]
struct OnceFor<K, T>(Mutex<Vec<(Weak<K>, Arc<T>)>>);

impl<K, T> Default for OnceFor<K, T> {
    fn default() -> Self {
        Self(Mutex::new(Vec::new()))
    }
}

impl<K, T> OnceFor<K, T> {
    /// The value of `key`, which `make` gives the first time. Who asks meanwhile waits for it; when `make` fails or is
    /// given up, the next one makes it.
    async fn get<E>(
        &self,
        key: &Arc<K>,
        make: impl Future<Output = Result<T, E>>,
    ) -> Result<Arc<T>, E> {
        let mut kept = self.0.lock().await;
        if let Some((_, value)) = kept.iter().find(|(of, _)| of.as_ptr() == Arc::as_ptr(key)) {
            return Ok(Arc::clone(value));
        }
        let value = Arc::new(make.await?);
        kept.retain(|(of, _)| of.strong_count() > 0);
        kept.truncate(KEPT - 1);
        kept.insert(0, (Arc::downgrade(key), Arc::clone(&value)));
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_value_is_made_once_for_each_key_and_again_after_a_failure() {
        let (once, made) = (OnceFor::default(), AtomicUsize::new(0));
        let make = async |fails: bool| {
            tokio::task::yield_now().await;
            let number = made.fetch_add(1, Ordering::Relaxed);
            if fails { Err("fails") } else { Ok(number) }
        };
        let (old, new) = (Arc::new("old"), Arc::new("new"));
        assert_eq!(once.get(&old, make(true)).await, Err("fails"));
        let (first, second) =
            tokio::join!(once.get(&old, make(false)), once.get(&old, make(false)));
        assert_eq!((first, second), (Ok(Arc::new(1)), Ok(Arc::new(1))));
        assert_eq!(once.get(&new, make(false)).await, Ok(Arc::new(2)));
        assert_eq!(once.get(&new, make(true)).await, Ok(Arc::new(2)));
        assert_eq!(once.get(&old, make(true)).await, Ok(Arc::new(1)), "two are kept");
        let third = Arc::new("third");
        assert_eq!(once.get(&third, make(false)).await, Ok(Arc::new(3)));
        assert_eq!(once.get(&old, make(true)).await, Err("fails"), "and no more");
    }
}
