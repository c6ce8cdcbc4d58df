//! Which other weights are tried, and what of the answer is wanted.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use mcda::robustness::WeightDraws;

/// Which weights are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WeightChoice {
    /// The plan's weights, each up to `noise` more or less.
    #[default]
    Around,
    /// All weights alike: nothing is known about them.
    Uniform,
    /// All weights with the order of importance of the plan.
    Ordinal,
    /// Every weighting in steps of a tenth: exact.
    Lattice,
}

/// How to try.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SensitivityOptions {
    /// Which weights are tried.
    #[serde(default)]
    pub weights: WeightChoice,
    /// Number of weightings; default 10,000.
    #[serde(default)]
    pub draws: Option<usize>,
    /// Start of the random numbers; default 1.
    #[serde(default)]
    pub seed: Option<u64>,
    /// Largest relative change of a weight (`around`); default 0.25.
    #[serde(default)]
    pub noise: Option<f64>,
    /// Largest relative error of the values; default none.
    #[serde(default)]
    pub criteria_noise: Option<f64>,
    /// Criteria whose values are uncertain; default all.
    #[serde(default)]
    pub noisy_criteria: Option<Vec<String>>,
    /// Villages to answer for: the contested ones first, whatever their rank, then those before them in
    /// the ranking; default 200.
    #[serde(default)]
    pub limit: Option<usize>,
    /// Number of weightings whose best set is found, where the plan has constraints; default 300, 0
    /// for none.
    #[serde(default)]
    pub selection_draws: Option<usize>,
    /// Seconds for those sets; the tests of single criteria get half as many after them. Default 30.
    #[serde(default)]
    pub selection_limit_s: Option<f64>,
}

/// Whether a village is in on some weightings and out on others, neither hardly ever.
pub(super) fn is_contested(share: f64) -> bool {
    share > 0.1 && share < 0.9
}

impl SensitivityOptions {
    /// The weights to draw.
    pub(super) fn of_weights(&self) -> WeightDraws {
        match self.weights {
            WeightChoice::Around => WeightDraws::Around { noise: self.noise.unwrap_or(0.25) },
            WeightChoice::Uniform => WeightDraws::Uniform,
            WeightChoice::Ordinal => WeightDraws::Ordinal,
            WeightChoice::Lattice => WeightDraws::Lattice { steps: 10 },
        }
    }

    /// Start of the random numbers.
    pub(super) fn of_seed(&self) -> u64 {
        self.seed.unwrap_or(1)
    }
}
