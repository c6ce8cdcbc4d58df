//! The dataset as it was imported, beside what is served.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;

use crate::memory::Grant;
use crate::snapshot::Catalogues;

/// The dataset without what people record, and who is taking that in.
pub(super) struct Following {
    base: ArcSwap<Catalogues>,
    /// What the dataset has of the memory, and what is beside it.
    granted: Mutex<(Grant, Option<Grant>)>,
    one: tokio::sync::Mutex<()>,
    /// Whether somebody waits to try again.
    pub(super) again: AtomicBool,
}

impl Following {
    pub(super) fn new(base: Arc<Catalogues>, granted: Grant) -> Self {
        Self {
            base: ArcSwap::new(base),
            granted: Mutex::new((granted, None)),
            one: tokio::sync::Mutex::default(),
            again: AtomicBool::new(false),
        }
    }

    /// The dataset as it was imported.
    pub(super) fn base(&self) -> Arc<Catalogues> {
        self.base.load_full()
    }

    /// Whoever changes what is served does so alone.
    pub(super) async fn one_at_a_time(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.one.lock().await
    }

    /// Another dataset is in its place; the former one.
    pub(super) fn take_up(&self, base: Arc<Catalogues>, granted: Grant) -> Arc<Catalogues> {
        self.granted.lock().unwrap_or_else(PoisonError::into_inner).0 = granted;
        self.base.swap(base)
    }

    /// What is beside it has so much of the memory.
    pub(super) fn beside(&self, granted: Option<Grant>) {
        self.granted.lock().unwrap_or_else(PoisonError::into_inner).1 = granted;
    }
}
