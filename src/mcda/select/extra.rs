//! What a single search must respect besides the rules.

use super::model::Model;
/// What a single search must respect besides the rules.
#[derive(Debug, Clone, Default)]
pub(super) struct Extra {
    /// Sets that must not come again.
    pub not_again: Vec<Vec<u32>>,
    /// A candidate that must not be in the set.
    pub without: Option<u32>,
    /// A candidate that must be in it.
    pub with: Option<u32>,
}

impl Extra {
    /// Adds the rows about single candidates.
    pub fn add_to(&self, model: &mut Model<'_>) {
        for (one, times) in [(self.without, 0.0), (self.with, 1.0)] {
            if let Some(i) = one {
                let terms = model.terms([i]);
                model.mip.row(times, times, terms);
            }
        }
    }

    /// Whether it changes nothing about single candidates.
    pub fn is_plain(&self) -> bool {
        self.without.is_none() && self.with.is_none()
    }
}
