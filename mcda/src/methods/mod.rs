//! Second opinions. All take columns (criterion by criterion) of complete values and weights that
//! sum to 1, and return one number per village.

pub mod copeland;
pub mod promethee2;
pub mod topsis;
pub mod vikor;

/// The least and the most of something, per village: of a value, where what is missing takes the
/// worst and the best that it could be, or of a score.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// The least.
    pub low: Vec<f64>,
    /// The most; the same as the least where nothing is missing.
    pub high: Vec<f64>,
}

impl Span {
    /// A column whose missing values (`NaN`) lie between `low` and `high`.
    pub fn of_column(column: &[f64], [low, high]: [f64; 2]) -> Self {
        let filled = |with: f64| column.iter().map(move |x| if x.is_nan() { with } else { *x });
        Self { low: filled(low).collect(), high: filled(high).collect() }
    }

    /// Number of villages in some columns.
    pub(crate) fn height(columns: &[Self]) -> usize {
        columns.first().map_or(0, |column| column.low.len())
    }
}

/// Number of villages in some columns.
pub(crate) fn height(columns: &[Vec<f64>]) -> usize {
    columns.first().map_or(0, Vec::len)
}
