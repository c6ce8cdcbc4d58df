//! The value of an indicator for an area, and where it comes from.

use crate::code::{AreaCode, Level};
use crate::dataset::ValueStatus;

/// Where a value comes from, seen from the area that has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stated {
    /// Stated for the area itself.
    Here,
    /// Stated for an area that it lies in.
    Above,
    /// Rolled up from areas within it.
    Below,
}

/// How often a part counts in a value that was rolled up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountsBy {
    /// Once: it is a sum.
    Sum,
    /// As often as it has villages.
    Villages,
    /// As often as it has residents.
    Population,
    /// As often as it has square kilometres.
    Area,
}

impl CountsBy {
    /// Its name for clients.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Villages => "villages",
            Self::Population => "population",
            Self::Area => "area_km2",
        }
    }
}

/// From how many parts a value was rolled up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    /// The level of the parts, at which the indicator is known.
    pub level: Level,
    /// Parts with a value.
    pub known: usize,
    /// All parts.
    pub of: usize,
    /// The earliest and the latest year of their values.
    pub years: [i32; 2],
    /// Whether the statuses of their values differ.
    pub mixed: bool,
    /// Number of different sources.
    pub sources: usize,
    /// How often each part counts.
    pub counts_by: CountsBy,
}

/// The value of an indicator for an area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resolved<'a> {
    /// Finite, in the indicator's unit.
    pub value: f64,
    /// The year it speaks of, and of a period its last one; the latest one of several parts.
    pub year: i32,
    /// The first year it speaks of: `year`, unless it is of a period of several years.
    pub from_year: i32,
    /// How it came to be; of several parts the least certain status.
    pub status: ValueStatus,
    /// Its source; of several parts the commonest.
    pub source: &'a str,
    /// The months that it speaks of where they are no year, as `2014-01/2014-09`.
    pub period: Option<&'a str>,
    /// The lower and upper bound of an imputed value.
    pub bounds: Option<[f64; 2]>,
    /// The area that it is stated for; the area itself where it was rolled up.
    pub stated_for: AreaCode,
    /// Where that is.
    pub how: Stated,
    /// From what it was rolled up.
    pub parts: Option<Parts>,
}

impl Resolved<'_> {
    /// Whether parts of the area are missing from the value.
    pub fn is_partial(&self) -> bool {
        self.parts.is_some_and(|parts| parts.known < parts.of)
    }
}

/// What the sources say where they state no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unstated<'a> {
    /// The year they speak of.
    pub year: i32,
    /// Why there is no value: `missing` or `suppressed`, as a rule.
    pub status: ValueStatus,
    /// Who says so.
    pub source: &'a str,
    /// The area they speak of.
    pub stated_for: AreaCode,
}
