//! How coverage came about, round by round: the designations up to each year, against the need that the answer has.
//!
//! Need stays what it is in the answer, so that a series shows what the programme changed and not what became known in between.

use std::collections::BTreeSet;

use super::share::gaps;
use crate::GeodataError;
use crate::dataset::{Dataset, Designation, Round};
use crate::values::When;

/// The state of a round that has not begun.
const DRAFT: &str = "draft";

/// An area after each of [`Coverage::rounds`](super::Coverage::rounds) up to the year asked about, in their order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OverRounds {
    /// Designated villages by the end of the year.
    pub designated: Vec<u64>,
    /// Expected minus designated then; empty where there is no proportion.
    pub gap: Vec<f64>,
    /// The part of need, in percent, that was near a designated village then; empty where that is not known.
    pub reached_pct: Vec<f64>,
}

/// The years in which villages were designated or a round took place, in order.
pub(super) fn years(
    dataset: &Dataset,
    designations: &[Designation],
) -> Result<Vec<i32>, GeodataError> {
    let rounds = dataset.rows::<Round>("rounds")?;
    let held = rounds.iter().filter(|round| round.status != DRAFT).map(|round| round.year);
    let years: BTreeSet<i32> = designations.iter().filter_map(|of| of.year).chain(held).collect();
    Ok(years.into_iter().collect())
}

/// Of `years` those that a question about `when` looks at.
pub(super) fn up_to(years: &[i32], when: When) -> &[i32] {
    let end = when.year().map_or(years.len(), |last| years.partition_point(|year| *year <= last));
    years.get(..end).unwrap_or_default()
}

/// The gaps of all areas of known need, where `designated` is what each had; none where nobody needs anything.
pub(super) fn gaps_then(need: &[f64], designated: impl Iterator<Item = u64>) -> Option<Vec<f64>> {
    gaps(need, &designated.map(|villages| villages as f64).collect::<Vec<_>>())
}
