//! What a single search must respect besides the rules.

use super::model::Model;

/// What a single search must respect besides the rules.
#[derive(Debug, Clone, Default)]
pub(super) struct Extra {
    /// Sets that must not come again, nor anything too like them.
    pub apart: Vec<Apart>,
    /// A candidate that must not be in the set.
    pub without: Option<u32>,
    /// A candidate that must be in it.
    pub with: Option<u32>,
}

/// A set, and how many of its villages another one has to replace at least.
#[derive(Debug, Clone)]
pub(super) struct Apart {
    pub set: Vec<u32>,
    pub by: usize,
}

impl Apart {
    /// Adds the row that says so. Sets have as many villages as the plan asks for: whoever leaves is
    /// replaced.
    pub fn add_to(&self, model: &mut Model<'_>) {
        let terms = model.terms(self.set.iter().copied());
        model.mip.row(0.0, self.set.len().saturating_sub(self.by) as f64, terms);
    }

    fn allows(&self, set: &[u32]) -> bool {
        self.set.iter().filter(|i| !set.contains(i)).count() >= self.by
    }
}

impl Extra {
    /// Adds the rows about single candidates, and those that keep sets well apart: a bound that does
    /// not know them is too high to be of use.
    pub fn add_to(&self, model: &mut Model<'_>) {
        for (one, times) in [(self.without, 0.0), (self.with, 1.0)] {
            if let Some(i) = one {
                let terms = model.terms([i]);
                model.mip.row(times, times, terms);
            }
        }
        for apart in self.well_apart() {
            apart.add_to(model);
        }
    }

    /// Whether it changes nothing that a relaxation would notice.
    pub fn is_plain(&self) -> bool {
        self.without.is_none() && self.with.is_none() && self.well_apart().next().is_none()
    }

    /// Everyone whose column its rows in a relaxation need.
    pub fn named(&self) -> impl Iterator<Item = u32> + '_ {
        self.with.into_iter().chain(self.well_apart().flat_map(|apart| apart.set.iter().copied()))
    }

    /// Whether it allows a set.
    pub fn allows(&self, set: &[u32]) -> bool {
        self.apart.iter().all(|apart| apart.allows(set))
            && self.with.is_none_or(|i| set.contains(&i))
            && self.without.is_none_or(|i| !set.contains(&i))
    }

    /// Sets of which only the very same must not come again.
    pub fn not_again(&self) -> impl Iterator<Item = &Apart> {
        self.apart.iter().filter(|apart| apart.by <= 1)
    }

    fn well_apart(&self) -> impl Iterator<Item = &Apart> {
        self.apart.iter().filter(|apart| apart.by > 1)
    }
}
