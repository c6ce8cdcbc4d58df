//! Weights from judgements and orders of importance, and what the data say of the criteria.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use mcda::PlanError;
use mcda::weights::ahp::{self, Ahp};
use mcda::weights::rank_based;

/// As many criteria as Saaty's random index is known for.
const MAX_CRITERIA: usize = 15;

/// Pairwise judgements.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AhpRequest {
    /// Ids of the criteria, in the order of the rows and columns.
    pub criteria: Vec<String>,
    /// One matrix a judge: the number in row i and column j says how much more i matters than j
    /// (1 to 9, or one divided by that).
    pub judges: Vec<Vec<Vec<f64>>>,
}

/// Weights from judgements, and whether the judgements fit together.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AhpAnswer {
    /// Weight of each criterion; they sum to 1.
    pub weights: BTreeMap<String, f64>,
    /// Principal eigenvalue of the judges' common matrix.
    pub lambda_max: f64,
    /// (λ − n) / (n − 1).
    pub consistency_index: f64,
    /// The index divided by the random index.
    pub consistency_ratio: f64,
    /// What the index is divided by.
    pub random_index: RandomIndex,
    /// Whether the ratio is at most 0.10.
    pub acceptable: bool,
    /// The judgement that fits the others least; null where all fit.
    pub worst: Option<Judgement>,
    /// Each judge alone.
    pub judges: Vec<Judge>,
}

/// The consistency index of random judgements.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RandomIndex {
    /// Whose table it is from.
    pub name: &'static str,
    /// Its value for this number of criteria.
    pub value: f64,
}

/// How consistent one judge is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Judge {
    /// Consistency ratio of this judge's matrix.
    pub consistency_ratio: f64,
    /// Whether the ratio is at most 0.10.
    pub acceptable: bool,
    /// The judgement that fits this judge's others least; null where all fit.
    pub worst: Option<Judgement>,
}

/// A judgement, and what the others imply for it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Judgement {
    /// A criterion.
    pub first: String,
    /// Another one.
    pub second: String,
    /// How much more the first matters than the second, as given.
    pub given: f64,
    /// The same as the weights imply it.
    pub implied: f64,
}

/// Weights by the analytic hierarchy process; several judges by geometric mean.
///
/// # Errors
/// Criteria that are named twice, or a matrix that cannot be used, by field.
pub fn ahp_weights(request: &AhpRequest) -> Result<AhpAnswer, PlanError> {
    let names = &request.criteria;
    distinct(names)?;
    if names.len() > MAX_CRITERIA {
        let problem = format!("{} criteria are more than {MAX_CRITERIA}", names.len());
        return Err(PlanError::new("criteria", problem)
            .hint("compare groups of criteria first, then the criteria of each group"));
    }
    let mut judges = Vec::with_capacity(request.judges.len());
    for (number, matrix) in request.judges.iter().enumerate() {
        if matrix.len() != names.len() {
            let problem = format!("{} rows for {} criteria", matrix.len(), names.len());
            return Err(PlanError::new(format!("judges[{number}]"), problem));
        }
        let alone = ahp::weights(matrix).map_err(|error| of_judge(number, error))?;
        judges.push(Judge {
            consistency_ratio: alone.consistency_ratio,
            acceptable: alone.consistency_ratio <= ahp::ACCEPTABLE,
            worst: worst(names, &alone),
        });
    }
    let together = ahp::weights(&ahp::group(&request.judges)?)?;
    Ok(AhpAnswer {
        worst: worst(names, &together),
        weights: names.iter().cloned().zip(together.weights).collect(),
        lambda_max: together.lambda_max,
        consistency_index: together.consistency_index,
        consistency_ratio: together.consistency_ratio,
        random_index: RandomIndex { name: "Saaty", value: ahp::random_index(names.len()) },
        acceptable: together.consistency_ratio <= ahp::ACCEPTABLE,
        judges,
    })
}

/// The error of a judge's matrix, at its place in the request.
fn of_judge(number: usize, mut error: PlanError) -> PlanError {
    let place = error.field.strip_prefix("matrix").unwrap_or_default();
    error.field = format!("judges[{number}]{place}");
    error
}

fn worst(names: &[String], found: &Ahp) -> Option<Judgement> {
    let worst = found.worst?;
    // Where all judgements fit, only rounding is left.
    if (worst.given / worst.implied).ln().abs() < 1e-9 {
        return None;
    }
    Some(Judgement {
        first: names.get(worst.row)?.clone(),
        second: names.get(worst.column)?.clone(),
        given: worst.given,
        implied: worst.implied,
    })
}

/// Criteria in order of importance.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderRequest {
    /// Ids of the criteria, most important first.
    pub criteria: Vec<String>,
}

/// Weights from an order.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OrderAnswer {
    /// Weight of each criterion; they sum to 1.
    pub weights: BTreeMap<String, f64>,
}

/// Rank order centroid weights: the mean of all weights with this order.
///
/// # Errors
/// No criterion, or one that is named twice.
pub fn roc_weights(request: &OrderRequest) -> Result<OrderAnswer, PlanError> {
    distinct(&request.criteria)?;
    let weights = rank_based::roc(request.criteria.len());
    Ok(OrderAnswer { weights: request.criteria.iter().cloned().zip(weights).collect() })
}

/// Refuses criteria that cannot have a weight each.
fn distinct(names: &[String]) -> Result<(), PlanError> {
    if names.is_empty() {
        return Err(PlanError::new("criteria", "is empty").hint("name at least one criterion"));
    }
    if names.len() > 1_000 {
        return Err(PlanError::new("criteria", format!("{} are too many", names.len())));
    }
    let mut known = BTreeSet::new();
    match names.iter().position(|name| !known.insert(name)) {
        Some(j) => Err(PlanError::new(format!("criteria[{j}]"), "stands there twice")),
        None => Ok(()),
    }
}
