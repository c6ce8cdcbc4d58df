//! The plan: which villages compete, by which criteria, under which constraints.

mod constraints;
mod hash;
mod rows;
mod validate;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use constraints::{AreaLimits, Constraints, Cost, Limit, LimitEntry, Named, Objective};
pub use hash::plan_hash;
pub use rows::{Row, RowValue};
pub(crate) use validate::LARGEST;

/// A plan of a round: the whole input of a ranking and of a selection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The round this plan is for, for example `2027`. It does not change the arithmetic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<String>,
    /// The villages that compete.
    #[serde(default)]
    pub candidates: CandidateSource,
    /// What they are compared by, in the order in which the parts are added up.
    pub criteria: Vec<Criterion>,
    /// What a missing value means, unless its criterion says otherwise.
    #[serde(default)]
    pub missing: MissingPolicy,
    /// Whether figures that a rule of the dataset's specification imputes take part (status `imputed`, with
    /// bounds) where nothing is published. Official plans leave them out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub include_imputed: bool,
    /// 3: criteria and conditions are on the mean of three years in a row with a figure of each, the latest such
    /// years of each area, of every indicator that has one anywhere; areas without three such years are not
    /// known. Others are the latest. 1, unless given. Not together with `include_imputed`.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub years: u8,
    /// How criteria become one score. Only `wsm` is official.
    #[serde(default)]
    pub method: Method,
    /// How a value becomes comparable. Default: the one that belongs to the method
    /// (`wsm`: `goalposts`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub normalisation: Option<Normalisation>,
    /// Settings of single methods.
    #[serde(default, skip_serializing_if = "Parameters::is_default")]
    pub parameters: Parameters,
    /// Quotas, budget and spacing of a selection; a ranking ignores them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constraints: Option<Constraints>,
    /// Codes of the villages that somebody has picked so far, by hand or from a selection: kept with
    /// a saved plan, and no input of anything. What must be chosen is in `constraints.pin`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub basket: Vec<String>,
}

/// Where the candidates come from.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CandidateSource {
    /// A SQL condition over `village_indicators`, for example `kind = 'desa' AND NOT designated`.
    /// Without it, and without `rows`, every village competes.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// A table of one's own instead of the dataset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<Vec<Row>>,
}

/// One criterion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Id of the indicator, or the name of a number in `rows`.
    pub indicator: String,
    /// Weight, 0 or more. Weights are divided by their sum.
    pub weight: f64,
    /// Whether more (`benefit`) or less (`cost`) means sooner. Default: what the indicator
    /// catalogue says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// `[low, high]`: the values that count as 0 and as 1 (for a cost, as 1 and as 0). Default:
    /// the rounded 2nd and 98th percentile of all villages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goalposts: Option<[f64; 2]>,
    /// What a missing value of this criterion means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<MissingPolicy>,
    /// PROMETHEE: differences up to this are indifferent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indifference: Option<f64>,
    /// PROMETHEE: differences from this on are a full preference. Without it any difference is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preference: Option<f64>,
}

/// Whether more or less of a criterion means sooner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// More means sooner.
    Benefit,
    /// Less means sooner.
    Cost,
}

impl Direction {
    /// +1 for a benefit, −1 for a cost.
    pub fn sign(self) -> f64 {
        match self {
            Self::Benefit => 1.0,
            Self::Cost => -1.0,
        }
    }
}

/// What a missing value means. Whatever the policy, the ranking also states the best and the
/// worst rank that the missing values allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MissingPolicy {
    /// Counts only what is known: a missing value adds nothing, and the rank interval shows what
    /// it could add.
    #[default]
    Interval,
    /// Takes the village out of the ranking and lists it.
    Reject,
    /// Takes the worst value on the scale of the criterion.
    Worst,
    /// Takes the median of the village's regency (of all candidates where the regency has none).
    Median,
    /// Leaves the criterion out for this village and rescales its other weights. Discouraged: it
    /// rewards not reporting.
    Reweight,
}

/// How criteria become one score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Weighted sum: the official score.
    #[default]
    Wsm,
    /// Weighted product Π r^w.
    Wpm,
    /// Weighted geometric mean on a scale from 1 to 100.
    Geometric,
    /// Closeness to the ideal village (Hwang & Yoon 1981).
    Topsis,
    /// Compromise ranking (Opricovic & Tzeng 2004); a lower Q is better.
    Vikor,
    /// Net outranking flow (Brans & Vincke 1985).
    Promethee2,
    /// Pairwise majorities.
    Copeland,
}

/// How a value becomes comparable (1 is best wherever the scale has an end).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Normalisation {
    /// Fixed, published goalposts, clipped to 0..1.
    Goalposts,
    /// Smallest and largest value of the candidates become 0 and 1.
    Minmax,
    /// As `minmax`, from 1 to 100.
    #[serde(rename = "minmax_1_100")]
    Minmax1To100,
    /// x / √Σx²; a cost is 1 minus that.
    Vector,
    /// x / Σx; a cost is (1/x) / Σ(1/x).
    Sum,
    /// x / max; a cost is min / x.
    Linear,
    /// x / max; a cost is 1 − x / max.
    Max,
    /// (x − mean) / standard deviation with n − 1.
    Zscore,
    /// (x − mean) / standard deviation with n.
    ZscorePopulation,
    /// Share of the other candidates that are worse.
    Percentile,
}

impl Normalisation {
    /// What a plan calls it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Goalposts => "goalposts",
            Self::Minmax => "minmax",
            Self::Minmax1To100 => "minmax_1_100",
            Self::Vector => "vector",
            Self::Sum => "sum",
            Self::Linear => "linear",
            Self::Max => "max",
            Self::Zscore => "zscore",
            Self::ZscorePopulation => "zscore_population",
            Self::Percentile => "percentile",
        }
    }

    /// Whether another value of one village may move the scale of all, although it lies between the
    /// lowest and the highest of them.
    pub(crate) const fn moves_with_every_value(self) -> bool {
        matches!(
            self,
            Self::Vector | Self::Sum | Self::Zscore | Self::ZscorePopulation | Self::Percentile
        )
    }
}

/// Settings of single methods.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// VIKOR: weight of the majority against the largest single regret, 0 to 1.
    #[serde(default = "half")]
    pub vikor_v: f64,
}

fn one() -> u8 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_one(years: &u8) -> bool {
    *years == 1
}

fn half() -> f64 {
    0.5
}

impl Default for Parameters {
    fn default() -> Self {
        Self { vikor_v: half() }
    }
}

impl Parameters {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl Method {
    /// The normalisation that belongs to the method.
    pub fn default_normalisation(self) -> Normalisation {
        match self {
            Self::Wsm => Normalisation::Goalposts,
            Self::Wpm => Normalisation::Linear,
            Self::Geometric => Normalisation::Minmax1To100,
            Self::Topsis => Normalisation::Vector,
            // These three compare the values themselves.
            Self::Vikor | Self::Promethee2 | Self::Copeland => Normalisation::Minmax,
        }
    }
}

/// Which figures a plan reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figures {
    /// What is published, the latest of each area.
    Latest,
    /// The same; what is imputed stands for what nobody published.
    WithImputed,
    /// Means of three years, where an indicator has any.
    OfThreeYears,
}

impl Plan {
    /// Which figures it reads.
    pub fn figures(&self) -> Figures {
        match (self.years, self.include_imputed) {
            (3, _) => Figures::OfThreeYears,
            (_, true) => Figures::WithImputed,
            (_, false) => Figures::Latest,
        }
    }

    /// The normalisation in force.
    pub fn normalisation(&self) -> Normalisation {
        self.normalisation.unwrap_or_else(|| self.method.default_normalisation())
    }

    /// The same plan without what has been picked so far.
    #[must_use]
    pub fn without_basket(&self) -> Self {
        Self { basket: Vec::new(), ..self.clone() }
    }

    /// The policy for missing values of criterion `j`.
    pub fn missing_policy(&self, j: usize) -> MissingPolicy {
        self.criteria.get(j).and_then(|c| c.missing).unwrap_or(self.missing)
    }
}
