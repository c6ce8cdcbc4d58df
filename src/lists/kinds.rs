//! Whom lists count, and what that becomes.

/// Whom lists count, and the indicators that the sums of a village become: told apart from placements, which the ministry
/// publishes.
pub const REPORTED: [(&str, &str); 3] =
    [("cpmi", "cpmi_reported"), ("pmi", "pmi_reported"), ("purna", "pmi_returned_reported")];

/// What the ministry publishes of those who are placed, by regency.
pub const PLACED: &str = "pmi_placed";

/// The indicator that sums of a kind become.
pub fn reported(kind: &str) -> &'static str {
    REPORTED.iter().find(|(of, _)| *of == kind).map_or("", |(_, indicator)| indicator)
}
