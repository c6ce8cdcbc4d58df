//! One of many trials, which has a time of its own.

use crate::{Stage, Watch};

/// Watches one of many trials: its time begins with it, and how far it is, is nobody's business.
pub(super) struct Turn<'a> {
    all: &'a dyn Watch,
    began_s: f64,
}

impl<'a> Turn<'a> {
    /// A turn that begins now.
    pub fn begin(all: &'a dyn Watch) -> Self {
        Self { all, began_s: all.elapsed_s() }
    }
}

impl Watch for Turn<'_> {
    fn stage(&self, _stage: Stage, _done: u64, _total: u64) {}

    fn found(&self, _objective: f64, _gap: f64) {}

    fn elapsed_s(&self) -> f64 {
        self.all.elapsed_s() - self.began_s
    }

    fn cancelled(&self) -> bool {
        self.all.cancelled()
    }
}
