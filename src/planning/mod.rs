//! Plans over a dataset: finds the candidates, computes, and words the answer. The command line
//! and the HTTP interface both come through here, so they cannot differ.

mod answer;
mod common;
mod demand;
mod diagnostics;
mod equity;
mod explanation;
mod near;
mod numbers;
mod ranked;
mod reach;
mod reversal;
mod selection;
mod selection_input;
mod selection_sensitivity;
mod sensitivity;
mod site;
mod source;
mod standing;
mod templates;
mod weightings;
mod weights;

pub use answer::{CompromiseSet, Excerpt, RankedVillage, RankingAnswer, ranking};
pub use diagnostics::{
    ComponentSuggestion, Correlation, DiagnosticsAnswer, Suggestion, diagnostics,
};
pub use equity::{
    EquityAnswer, EquityArea, EquityItem, EquityMeasure, EquityRow, EquityWithoutNeed,
    WithSelection, equity_of, with_selection,
};
pub use explanation::{ExplainedValue, ExplanationAnswer, explanation};
pub use near::{NearPair, NearPairsAnswer, near_pairs};
pub use numbers::{NumbersMeaning, RankNumbers, numbers};
pub use ranked::Ranked;
pub use reach::Reach;
pub use reversal::{ReversalAnswer, reversal};
pub use selection::{
    AlternativeSet, SelectedVillage, SelectionAnswer, SelectionSet, SkippedVillage, chosen,
    selection,
};
pub use selection_sensitivity::{SampledVillage, SelectionSensitivity, SelectionWithout};
pub use sensitivity::{LeftOut, SensitivityAnswer, sensitivity};
pub use source::{Prepared, Source};
pub use standing::{
    ConditionStanding, Conditions, Eligibility, StandingsAnswer, VillageStanding, standings,
};
pub use templates::{Omission, PlanTemplate, PlanTemplates, WhyLeftOut, default_plan, templates};
pub use weightings::{SensitivityOptions, WeightChoice};
pub use weights::{
    AhpAnswer, AhpRequest, Judge, Judgement, OrderAnswer, OrderRequest, RandomIndex, ahp_weights,
    roc_weights,
};

use mcda::{PlanError, Watch};

/// Why a plan has no answer.
#[derive(Debug, thiserror::Error)]
pub enum PlanningError {
    /// Nobody waits for the answer any more.
    #[error("the computation was ended, because nobody waits for it any more")]
    Cancelled,
    /// The plan is wrong, by field.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The condition of its candidates is wrong, or the engine refused it.
    #[error(transparent)]
    Query(#[from] queries::QueryError),
    /// The dataset is not what it should be.
    #[error("the dataset cannot be read: {0}")]
    Dataset(#[from] geodata::GeodataError),
}

/// What a computation found, unless nobody waits for it any more.
fn unless_cancelled<T>(watch: &dyn Watch, found: Result<T, PlanError>) -> Result<T, PlanningError> {
    if watch.cancelled() { Err(PlanningError::Cancelled) } else { Ok(found?) }
}
