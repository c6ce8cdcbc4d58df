//! What is known of how many leave an area.

use crate::code::AreaCode;
use crate::dataset::Aggregate;
use crate::values::{Resolved, Stated, Values, When};

/// The indicator of need.
pub const NEED: &str = "pmi_placed";

/// The units of counts of people: any of these can be need.
pub const PEOPLE: [&str; 3] = ["jiwa", "orang", "orang/tahun"];

/// What is known of the need of an area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Need {
    /// Migrants placed.
    pub value: f64,
    /// The year of that figure; the latest where figures of several years are summed.
    pub year: i32,
    /// The first year that it speaks of: `year`, unless figures of several years are in it.
    pub from_year: i32,
    /// How it came to be: `observed`, `modelled`, `averaged`; `mixed` where its parts differ in that,
    /// `partial` where some of them have no figure.
    pub status: &'static str,
    /// How many parts were summed, of how many; `None` where the figure is the area's own.
    pub parts: Option<(usize, usize)>,
}

impl Need {
    /// Whether some parts of the area have no figure.
    pub fn is_partial(&self) -> bool {
        self.parts.is_some_and(|(known, of)| known < of)
    }
}

impl From<Resolved<'_>> for Need {
    fn from(of: Resolved<'_>) -> Self {
        let status = match of.parts {
            Some(parts) if parts.known < parts.of => "partial",
            Some(parts) if parts.mixed => "mixed",
            _ => of.status.as_str(),
        };
        let parts = of.parts.map(|parts| (parts.known, parts.of));
        Self { value: of.value, year: of.year, from_year: of.from_year, status, parts }
    }
}

/// The value of `indicator` for exactly this area: as [`Values::resolve`] finds it, but a count that
/// is stated for a larger area is not the count of its part.
pub fn own_value<'a>(
    values: &'a Values,
    area: AreaCode,
    indicator: &str,
    when: When,
) -> Option<Resolved<'a>> {
    let is_count = values.indicator(indicator)?.aggregate == Aggregate::Sum;
    values.resolve(area, indicator, when).filter(|of| of.how != Stated::Above || !is_count)
}
