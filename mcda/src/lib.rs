//! Ranking and selecting candidate villages, as pure arithmetic: the same plan and the same
//! candidates give the same bits wherever they are computed. Nothing in here knows HTTP, SQL
//! engines, the clock or the environment.
//!
//! The official score is a weighted sum over fixed, published goalposts ([`rank()`] with
//! [`Method::Wsm`]); every other method is a second opinion.

mod candidates;
mod common;
pub mod compare;
pub mod correlation;
pub mod equity;
mod error;
mod explain;
pub mod goalposts;
mod interval;
pub mod methods;
mod missing;
pub mod normalise;
pub mod order;
mod plan;
pub mod portfolio;
pub mod progress;
mod rank;
pub mod robustness;
pub mod select;
pub mod sql;
pub mod stability;
mod warning;
pub mod weights;

pub use candidates::Candidates;
pub use error::PlanError;
pub use explain::{Difference, Explanation, difference, explain};
pub use plan::{
    AreaLimits, CandidateSource, Constraints, Cost, Criterion, Direction, Figures, Limit,
    LimitEntry, Method, MissingPolicy, Named, Normalisation, Objective, Parameters, Plan, Row,
    RowValue, plan_hash,
};
pub use progress::{Silent, Stage, Watch};
pub use rank::{Ranking, UsedCriterion, rank};
pub use warning::Warning;

#[cfg(test)]
mod tests;
