//! What a method computes, before it becomes a ranking.

use crate::methods::vikor::Compromise;

/// What a method computes: scores of all candidates, `NaN` where one is not ranked.
pub(super) struct Scored {
    pub score: Vec<f64>,
    pub weight_present: Vec<f64>,
    /// Where values are missing.
    pub ends: Option<Ends>,
    /// What VIKOR proposes.
    pub compromise: Option<Compromise>,
}

/// How low and how high a score could be; higher is better.
pub(super) struct Ends {
    /// `None` where it is the score itself.
    pub lower: Option<Vec<f64>>,
    pub upper: Vec<f64>,
    /// The highest scores within areas that lack values together, by level, the largest areas first;
    /// see [`Together`](crate::interval::Together).
    pub together: Vec<(usize, Vec<f64>)>,
}
