//! Second opinions. All take columns (criterion by criterion) of complete values and weights that
//! sum to 1, and return one number per village.

pub mod copeland;
pub mod promethee2;
pub mod topsis;
pub mod vikor;

/// Number of villages in some columns.
pub(crate) fn height(columns: &[Vec<f64>]) -> usize {
    columns.first().map_or(0, Vec::len)
}
