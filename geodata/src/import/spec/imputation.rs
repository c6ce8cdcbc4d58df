//! How figures that nobody published may be filled in.

use serde::Deserialize;

/// Shares the figure of a province out among its regencies by what is known of a part of another year.
/// The values are `imputed` and speak only where they are asked for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Imputation {
    /// The indicator, a count.
    pub indicator: String,
    /// The province.
    pub area: String,
    /// The year whose figure of the province is shared out.
    pub year: i32,
    /// The year of which a part is known, of the province and of some of its regencies.
    pub shares_of: i32,
    /// By how much a regency's share may change between the two, as a part of it: 0.3 is 30% up or down.
    pub drift: f64,
}
