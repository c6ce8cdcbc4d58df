//! What a selection answers.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::Rules;

/// What an alternative loses at most, as a share of the best objective.
pub(super) const LOSS: f64 = 0.05;

/// How far the search came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SelectionStatus)]
pub enum Status {
    /// No other set is better.
    Optimal,
    /// No set satisfies all constraints; `relax` names the fewest that would have to give way.
    Infeasible,
    /// The time was over; `gap` says how much better a set could still be. Without a set, whether
    /// there is one is not known.
    TimeLimit,
}

/// A chosen set and why it is this one. Candidates are given by their place in the input.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    /// How far the search came.
    pub status: Status,
    /// Sum of scores, demand covered, number of sites, or demand × km, by objective.
    pub objective: Option<f64>,
    /// Proven relative distance to the best possible objective; 0 where it is optimal, `None`
    /// where nothing is proven.
    pub gap: Option<f64>,
    /// The chosen set, best score first.
    pub selected: Vec<u32>,
    /// Funding source of each chosen village, where there is a budget.
    pub funding: BTreeMap<u32, String>,
    /// Sum of the costs of the chosen set.
    pub cost: f64,
    /// The five best sets, this one first.
    pub best_sets: Vec<BestSet>,
    /// Sets that differ from the best one and from each other in at least `alternatives_differ_by`
    /// villages and lose at most `alternatives_loss` of the objective, best first.
    pub alternatives: Vec<BestSet>,
    /// In how many villages alternatives differ at least: a tenth of them.
    pub alternatives_differ_by: usize,
    /// What an alternative loses at most, as a share of the objective.
    pub alternatives_loss: f64,
    /// How much the objective falls without a chosen village; `None` where no set is left.
    pub replacement_cost: BTreeMap<u32, Option<f64>>,
    /// Share of the sets within 10 % of the optimum that contain a village.
    pub selection_frequency: BTreeMap<u32, f64>,
    /// How many sets the frequencies rest on.
    pub pool: usize,
    /// Whether the pool holds all sets within 10 % of the optimum.
    pub pool_is_complete: bool,
    /// What kept others out, best score first.
    pub skipped: Vec<Skipped>,
    /// What would have to give way.
    pub relax: Vec<Relaxation>,
    /// A spacing in kilometres with which a set exists, where there is none with that of the plan,
    /// or none was found in time.
    pub possible_spacing_km: Option<f64>,
    /// Villages whose demand is covered (`mclp`, `lscp`).
    pub covered: Vec<u32>,
    /// What a reader must know.
    pub warnings: Vec<crate::Warning>,
}

/// One of the best sets.
#[derive(Debug, Clone, PartialEq)]
pub struct BestSet {
    /// Its villages, in the order of the input.
    pub set: Vec<u32>,
    /// Its objective.
    pub objective: f64,
    /// The sum of its costs.
    pub cost: f64,
}

/// A village that was not chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Skipped {
    /// The village.
    pub candidate: u32,
    /// Names of what kept it out: `score`, `per_regency`, `per_province`, `budget`, `spacing`,
    /// `excluded`, `incomplete`, `near_designated`, `no_cost`, `no_location`.
    pub because: Vec<&'static str>,
    /// The same in words.
    pub detail: String,
    /// How much the objective falls if it is forced in; `None` where that is not possible or was
    /// not computed.
    pub regret: Option<f64>,
}

/// A constraint that would have to give way.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Relaxation {
    /// Its path in the plan.
    pub constraint: String,
    /// In which way.
    pub kind: RelaxationKind,
    /// By how much, in the unit of `kind`.
    pub amount: f64,
    /// What keeps a pinned village out (`unpin`): `excluded`, `incomplete`, `near_designated`,
    /// `no_cost`, `no_location`, or `other_constraints`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
    /// The same in words.
    pub detail: String,
}

/// In which way a constraint would give way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RelaxationKind {
    /// The plan would have to ask for `amount` villages less.
    Fewer,
    /// `amount` villages more would have to be allowed.
    More,
    /// `amount` more money would be needed, in the unit of the costs.
    Money,
    /// `amount` pairs of villages would be nearer to each other than the spacing.
    Distance,
    /// The village cannot stay pinned; `amount` is 1.
    Unpin,
    /// The radius would have to be `amount` kilometres larger.
    Radius,
    /// `amount` villages with fewer known values than `min_weight_present` asks for would have to be
    /// allowed.
    Incomplete,
}

impl Relaxation {
    /// The plan asks for too many, in all or with a constraint that the caller names.
    pub(super) fn fewer(villages: usize) -> Self {
        Self {
            constraint: "constraints.count".to_owned(),
            kind: RelaxationKind::Fewer,
            amount: villages as f64,
            reason: None,
            detail: format!("{villages} fewer would be possible"),
        }
    }

    /// The plan allows too few villages, with a constraint that the caller names.
    pub(super) fn more(villages: usize) -> Self {
        Self {
            constraint: "constraints.count".to_owned(),
            kind: RelaxationKind::More,
            amount: villages as f64,
            reason: None,
            detail: format!("{villages} more would have to be allowed"),
        }
    }

    /// The plan wants villages too far apart.
    pub(super) fn nearer(pairs: usize) -> Self {
        Self {
            constraint: "constraints.spacing_km".to_owned(),
            kind: RelaxationKind::Distance,
            amount: pairs as f64,
            reason: None,
            detail: format!("{pairs} pairs of villages would be nearer than that"),
        }
    }

    /// A pinned village, which the caller names, cannot be chosen.
    pub(super) fn unpin(reason: &'static str, why: &str) -> Self {
        Self {
            constraint: "constraints.pin".to_owned(),
            kind: RelaxationKind::Unpin,
            amount: 1.0,
            reason: Some(reason),
            detail: format!("the pinned village cannot be chosen: {why}"),
        }
    }

    /// The sources together have too little.
    pub(super) fn money(rules: &Rules, amount: f64) -> Self {
        let names: Vec<&str> = rules.budgets.iter().map(|(name, _)| name.as_str()).collect();
        Self::more_of(&names.join("+"), amount)
    }

    /// Some sources have too little: their names, joined by `+`.
    pub(super) fn more_of(sources: &str, amount: f64) -> Self {
        Self {
            constraint: format!("constraints.budget.{sources}"),
            kind: RelaxationKind::Money,
            amount,
            reason: None,
            detail: format!("{amount} more would be needed"),
        }
    }
}

impl Selection {
    /// An answer without a set.
    pub(super) fn empty(status: Status) -> Self {
        Self {
            status,
            objective: None,
            gap: None,
            selected: Vec::new(),
            funding: BTreeMap::new(),
            cost: 0.0,
            best_sets: Vec::new(),
            alternatives: Vec::new(),
            alternatives_differ_by: 0,
            alternatives_loss: LOSS,
            replacement_cost: BTreeMap::new(),
            selection_frequency: BTreeMap::new(),
            pool: 0,
            pool_is_complete: false,
            skipped: Vec::new(),
            relax: Vec::new(),
            possible_spacing_km: None,
            covered: Vec::new(),
            warnings: Vec::new(),
        }
    }
}
