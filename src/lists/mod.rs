//! Lists of migrant workers from villages: what of one would be taken, and the table that is filled in.

mod preview;
mod template;

pub use preview::{Asked, Content, Preview, PreviewError, preview};
pub use template::{csv, xlsx};

/// Whom lists count, and the indicators that the sums of a village become: told apart from placements, which the ministry
/// publishes.
pub const REPORTED: [(&str, &str); 3] =
    [("cpmi", "cpmi_reported"), ("pmi", "pmi_reported"), ("purna", "pmi_returned_reported")];

/// What the ministry publishes of those who are placed, by regency.
const PLACED: &str = "pmi_placed";

/// The indicator that sums of a kind become.
pub fn reported(kind: &str) -> &'static str {
    REPORTED.iter().find(|(of, _)| *of == kind).map_or("", |(_, indicator)| indicator)
}
