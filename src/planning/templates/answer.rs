//! The plans that a dataset offers, as clients see them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::planning::Reach;
use mcda::Plan;

/// The plans that a dataset offers.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PlanTemplates {
    /// The plans, the one to begin with first.
    pub items: Vec<PlanTemplate>,
}

/// A plan that a dataset offers, with its reasons.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PlanTemplate {
    /// Its key, such as `need`.
    pub id: String,
    /// Title in Indonesian.
    pub title_id: String,
    /// Title in English.
    pub title_en: String,
    /// Why it is as it is, in Indonesian.
    pub reason_id: String,
    /// Why it is as it is, in English.
    pub reason_en: String,
    /// The plan, fitted to the dataset; null where the dataset knows nothing that it compares by.
    pub plan: Option<Plan>,
    /// What is wrong with the template itself, where there is no plan for that reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// What the template compares by and the plan does not.
    pub left_out: Vec<Omission>,
    /// In how many regencies the leading criterion is known.
    pub reach: Option<Reach>,
    /// How many villages compete.
    pub candidates: usize,
    /// Villages that are neither candidates nor ruled out, because a value is not known of them.
    pub not_assessable: usize,
}

/// Something that a template asks for and its plan leaves out.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Omission {
    /// The indicator.
    pub indicator: String,
    /// Why it is left out.
    pub because: WhyLeftOut,
    /// The share of the candidates that have a value of it, 0 to 1.
    pub known: f64,
    /// The indicator that stands in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
}

/// Why a plan leaves out something that its template asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhyLeftOut {
    /// The dataset has no value of it.
    NotInDataset,
    /// Most candidates have no value of it.
    MostlyUnknown,
    /// It stands for the same thing as a criterion before it.
    SameThing,
}
