//! What the data say of the criteria: how they vary, and which of them say the same. None of it
//! says how much a criterion matters.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::Prepared;
use mcda::correlation::{self, correlations};
use mcda::normalise::Scale;
use mcda::weights::{critic, entropy, pca};
use mcda::{Direction, Normalisation, PlanError, Warning};

/// Fewer candidates than this say nothing of how criteria vary.
const FEWEST: usize = 3;

/// What the data say of the criteria of a plan.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DiagnosticsAnswer {
    /// How many villages compete.
    pub candidates: usize,
    /// Weights by entropy: the more unevenly a criterion is spread, the more.
    pub entropy: Suggestion,
    /// Weights by CRITIC: spread times conflict with the other criteria.
    pub critic: Suggestion,
    /// Weights by the first principal component.
    pub pca: ComponentSuggestion,
    /// Criteria that move together, |r| > 0.8, strongest first. Directions count: a negative r means
    /// that two criteria pull apart.
    pub correlations: Vec<Correlation>,
    /// What a reader must know.
    pub warnings: Vec<Warning>,
}

/// Weights that the data suggest, or why they suggest none.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Suggestion {
    /// Weight of each criterion, sum 1; null where the method gives none.
    pub weights: Option<BTreeMap<String, f64>>,
    /// Why it gives none.
    pub refused: Option<String>,
}

/// As [`Suggestion`], with the share of the first component.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ComponentSuggestion {
    /// Weight of each criterion, sum 1; null where the method gives none.
    pub weights: Option<BTreeMap<String, f64>>,
    /// Why it gives none.
    pub refused: Option<String>,
    /// Share of the variance of all criteria that is one direction; null where it is not known.
    pub first_share: Option<f64>,
}

/// Two criteria that move together.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Correlation {
    /// A criterion.
    pub first: String,
    /// Another one.
    pub second: String,
    /// Pearson's correlation.
    pub r: f64,
}

/// Diagnoses the criteria of a plan over its candidates.
pub fn diagnostics(prepared: &Prepared) -> DiagnosticsAnswer {
    let all = Columns::of(prepared);
    let matrix = correlations(&all.normalised);
    let mut pairs = Vec::new();
    for (i, (first, row)) in all.names.iter().zip(&matrix).enumerate() {
        let strong =
            all.names.iter().zip(row).skip(i + 1).filter(|(_, r)| correlation::is_strong(**r));
        pairs.extend(strong.map(|(second, r)| Correlation {
            first: first.clone(),
            second: second.clone(),
            r: *r,
        }));
    }
    pairs.sort_by(|a, b| b.r.abs().total_cmp(&a.r.abs()));
    let components = all.refused().is_none().then(|| pca::components(&matrix));
    let by_component = match &components {
        Some(components) => components.weights(),
        None => Ok(Vec::new()),
    };
    let by_component = all.suggestion(by_component);
    DiagnosticsAnswer {
        candidates: prepared.candidates.len(),
        entropy: all.suggestion(entropy::weights(&all.raw)),
        critic: all.suggestion(Ok(critic::weights(&all.normalised))),
        pca: ComponentSuggestion {
            weights: by_component.weights,
            refused: by_component.refused,
            first_share: components.map(|components| components.first_share()),
        },
        correlations: pairs,
        warnings: all.warnings,
    }
}

/// The criteria that vary, and what is to be said of the others.
struct Columns {
    candidates: usize,
    names: Vec<String>,
    raw: Vec<Vec<f64>>,
    /// 0 is the worst and 1 the best value of the candidates.
    normalised: Vec<Vec<f64>>,
    constant: Vec<String>,
    warnings: Vec<Warning>,
}

impl Columns {
    fn of(prepared: &Prepared) -> Self {
        let candidates = &prepared.candidates;
        let mut all = Self {
            candidates: candidates.len(),
            names: Vec::new(),
            raw: Vec::new(),
            normalised: Vec::new(),
            constant: Vec::new(),
            warnings: Vec::new(),
        };
        for (j, (criterion, column)) in
            prepared.plan.criteria.iter().zip(candidates.columns()).enumerate()
        {
            let name = criterion.indicator.clone();
            let missing = candidates.missing().get(j).copied().unwrap_or(0);
            if missing > 0 {
                let detail =
                    format!("{name}: {missing} of {} villages have no value", candidates.len());
                all.warnings.push(Warning::new("missing_values", detail));
            }
            let direction = criterion.direction.unwrap_or(Direction::Benefit);
            match Scale::fit(Normalisation::Minmax, direction, None, column) {
                Ok(scale) => {
                    // A missing value stays missing; correlations put it at the mean.
                    let value = |x: &f64| if x.is_nan() { f64::NAN } else { scale.apply(*x) };
                    all.normalised.push(column.iter().map(value).collect());
                    all.raw.push(column.clone());
                    all.names.push(name);
                }
                Err(_) => {
                    let detail = format!("{name} is the same for all villages: it weighs nothing");
                    all.warnings.push(Warning::new("constant_criterion", detail));
                    all.constant.push(name);
                }
            }
        }
        all
    }

    /// Why nothing can be said, whatever the method.
    fn refused(&self) -> Option<String> {
        if self.candidates < FEWEST {
            return Some(format!(
                "{} villages are too few to say how criteria vary",
                self.candidates
            ));
        }
        match self.names.as_slice() {
            [] => Some("no criterion varies".to_owned()),
            [one] => Some(format!("only {one} varies: there is nothing to weigh it against")),
            _ => None,
        }
    }

    fn suggestion(&self, found: Result<Vec<f64>, PlanError>) -> Suggestion {
        let refused = self.refused().or_else(|| found.as_ref().err().map(|e| self.words(e)));
        if refused.is_some() {
            return Suggestion { weights: None, refused };
        }
        let own = self.names.iter().cloned().zip(found.unwrap_or_default());
        let none = self.constant.iter().map(|name| (name.clone(), 0.0));
        Suggestion { weights: Some(own.chain(none).collect()), refused: None }
    }

    /// An error at `criteria[j]` of the columns that vary, with the name of the criterion.
    fn words(&self, error: &PlanError) -> String {
        let number = error.field.strip_prefix("criteria[").and_then(|rest| rest.strip_suffix(']'));
        let name = number.and_then(|j| self.names.get(j.parse::<usize>().ok()?));
        match name {
            Some(name) => format!("{name}: {}", error.problem),
            None => error.problem.clone(),
        }
    }
}
