//! Which of several rows about one area and indicator speaks.

use std::cmp::Reverse;

use crate::dataset::{IndicatorValue, ValueStatus};

/// What a row says; the value only where it states one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Row<'a> {
    pub value: Option<f64>,
    pub year: i32,
    pub status: ValueStatus,
    pub source: &'a str,
    pub source_rank: Option<i32>,
    pub period: Option<&'a str>,
    pub bounds: Option<[f64; 2]>,
}

impl<'a> From<&'a IndicatorValue> for Row<'a> {
    fn from(of: &'a IndicatorValue) -> Self {
        Self {
            value: stated(of.value, of.status),
            year: of.year,
            status: of.status,
            source: &of.source,
            source_rank: of.qualifier.source_rank,
            period: of.qualifier.period.as_deref(),
            bounds: of.qualifier.bounds,
        }
    }
}

/// The order of rows about the same area and indicator: the first speaks.
pub(crate) type Precedence<'a> =
    (bool, Option<ValueStatus>, Reverse<i32>, ValueStatus, i32, &'a str);

/// The number that a row states, if it states one: finite, and not of a status that says that there
/// is none.
pub(super) fn stated(value: Option<f64>, status: ValueStatus) -> Option<f64> {
    value.filter(|value| value.is_finite() && status.has_value())
}

impl<'a> Row<'a> {
    /// A row with a value comes before one without; the figure of a whole year before the mean of a
    /// period, that before an imputed figure, that before the figure of a part of a year; then the later
    /// year, then the better status (observed, modelled), then the source of the better rank, then the
    /// source that is first in the alphabet.
    pub(crate) fn precedence(&self) -> Precedence<'a> {
        let of_no_year =
            Some(self.status).filter(|status| self.value.is_some() && !status.is_of_one_year());
        let rank = self.source_rank.unwrap_or(i32::MAX);
        (self.value.is_none(), of_no_year, Reverse(self.year), self.status, rank, self.source)
    }

    /// The first year that it speaks of: that in which its period begins.
    pub(super) fn first_year(&self) -> i32 {
        let begin =
            self.period.and_then(|period| period.get(..4)).and_then(|text| text.parse().ok());
        begin.unwrap_or(self.year)
    }
}
