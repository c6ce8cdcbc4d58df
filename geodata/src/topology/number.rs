//! One number for every area of a country.

use std::ops::Range;

use super::model::Country;
use crate::{Level, PerLevel};

/// Areas counted through, provinces first.
#[derive(Debug, Clone)]
pub(super) struct Numbers {
    ranges: PerLevel<Range<u32>>,
}

impl Numbers {
    pub(super) fn new(country: &Country<'_>) -> Self {
        let mut end = 0;
        let ranges = PerLevel::of(|level| {
            let start = end;
            end += country.areas.get(level).len() as u32;
            start..end
        });
        Self { ranges }
    }

    /// The number of an area.
    pub(super) fn of(&self, level: Level, row: usize) -> u32 {
        self.ranges.get(level).start + row as u32
    }

    /// The numbers of a level.
    pub(super) fn level(&self, level: Level) -> Range<u32> {
        self.ranges.get(level).clone()
    }

    /// How many areas there are.
    pub(super) fn total(&self) -> usize {
        self.ranges.get(Level::Village).end as usize
    }
}
