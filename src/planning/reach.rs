//! How much of the country a plan speaks of.

use serde::Serialize;
use utoipa::ToSchema;

use mcda::{Criterion, Plan};

/// In how many regencies the leading criterion of a plan is known: where it is not, villages cannot
/// be assessed by what matters most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Reach {
    /// The criterion with the largest weight, the first of equals.
    pub indicator: String,
    /// Regencies in which any village has a value of it.
    pub regencies_known: usize,
    /// All regencies of the country.
    pub regencies: usize,
}

/// The criterion with the largest weight, the first of equals.
pub(super) fn leading(plan: &Plan) -> Option<&Criterion> {
    plan.criteria.iter().reduce(|first, next| if next.weight > first.weight { next } else { first })
}
