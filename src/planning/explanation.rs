//! Why a village ranks where it does.

use std::collections::BTreeMap;

use geodata::AreaCode;
use geodata::dataset::{Dataset, ValueStatus};
use geodata::values::{Values, When};
use serde::Serialize;
use utoipa::ToSchema;

use super::Prepared;
use super::answer::{RankedVillage, village};
use mcda::{
    Constraints, Explanation, Figures, PlanError, Ranking, Warning, difference, explain, rank,
};

/// A village, its values, and how it differs from another.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExplanationAnswer {
    /// The village.
    pub item: RankedVillage,
    /// The village it is compared with.
    pub other: Option<RankedVillage>,
    /// Parts of the village minus parts of the other; they sum to the difference of the scores.
    pub difference: BTreeMap<String, f64>,
    /// The score of the last village inside the quota (`constraints.count`).
    pub cut_off: Option<f64>,
    /// The values, criterion by criterion.
    pub values: Vec<ExplainedValue>,
    /// What a reader must know.
    pub warnings: Vec<Warning>,
}

/// The value of one criterion and what it makes of the score.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct ExplainedValue {
    /// The indicator.
    pub indicator: String,
    /// The value; null where it is missing.
    pub value: Option<f64>,
    /// What replaced a missing value.
    pub replaced_by: Option<f64>,
    /// Unit of the value.
    pub unit: Option<String>,
    /// The year it speaks of; the last of a mean of years.
    pub year: Option<i32>,
    /// The first year that it speaks of: `year`, unless it is of several years.
    pub from_year: Option<i32>,
    /// `observed`, `modelled`, `averaged` (of several years), `imputed` (in plans that let it), `partial` (of a
    /// part of a year), `suppressed` or `missing`.
    pub status: Option<&'static str>,
    /// Where it comes from.
    pub source: Option<String>,
    /// The area for which it was stated: the village or one that it lies in.
    pub stated_for: Option<String>,
    /// The lower and upper bound of an imputed value.
    pub bounds: Option<[f64; 2]>,
    /// The value on the common scale.
    pub normalised: Option<f64>,
    /// The weight of the criterion.
    pub weight: f64,
    /// What it adds to the score.
    pub part: Option<f64>,
    /// What it could add at most.
    pub part_max: Option<f64>,
    /// The value that alone would lift the village to the cut-off.
    pub needed: Option<f64>,
}

/// Explains candidate `id`, next to `other`. Where each value comes from is said of villages of the
/// dataset, not of rows that the plan carries itself.
///
/// # Errors
/// A plan that cannot be computed, or a village that does not compete.
pub fn explanation(
    dataset: &Dataset,
    values: &Values,
    prepared: &Prepared,
    id: &str,
    other: Option<&str>,
) -> Result<ExplanationAnswer, PlanError> {
    let ranking = rank(&prepared.plan, &prepared.candidates)?;
    let candidates = &prepared.candidates;
    let find = |field: &str, id: &str| {
        candidates.ids().iter().position(|candidate| candidate == id).ok_or_else(|| {
            PlanError::new(field, format!("{id:?} is not among the candidates"))
                .hint("the condition of the plan leaves it out; change candidates.where")
        })
    };
    let i = find("id", id)?;
    let other = other.map(|other| find("other", other)).transpose()?;
    let cut_off = cut_off(prepared, &ranking);
    let mut warnings = prepared.warnings.clone();
    warnings.extend(ranking.warnings.iter().cloned());
    if prepared.plan.constraints.as_ref().is_some_and(Constraints::says_more_than_count) {
        let detail = "the cut-off is that of the ranking; with quotas, money or distances the best set \
            can pass over villages above it and take others below it";
        warnings.push(Warning::new("cut_off_of_ranking", detail));
    }
    let differences = other.and_then(|other| difference(&ranking, candidates, i, other));
    let by_criterion = differences.unwrap_or_default().into_iter();
    Ok(ExplanationAnswer {
        item: village(dataset, prepared, &ranking, i),
        other: other.map(|other| village(dataset, prepared, &ranking, other)),
        difference: by_criterion.map(|d| (d.indicator, d.difference)).collect(),
        values: explained(values, prepared, &ranking, i, cut_off),
        cut_off,
        warnings,
    })
}

/// The values of candidate `i`, criterion by criterion, and which alone would lift it to `cut_off`.
pub(super) fn explained(
    values: &Values,
    prepared: &Prepared,
    ranking: &Ranking,
    i: usize,
    cut_off: Option<f64>,
) -> Vec<ExplainedValue> {
    let candidates = &prepared.candidates;
    let id = candidates.ids().get(i).filter(|_| prepared.villages.is_some());
    let village_of_dataset = id.and_then(|id| id.parse::<AreaCode>().ok());
    let value = |explained: Explanation| {
        let indicator = &explained.indicator;
        let origin = village_of_dataset
            .map(|code| origin(values, code, indicator, when(values, prepared, indicator)));
        ExplainedValue {
            indicator: explained.indicator,
            value: explained.value,
            replaced_by: explained.replaced_by,
            normalised: explained.normalised,
            weight: explained.weight,
            part: explained.part,
            part_max: explained.part_max,
            needed: explained.needed,
            ..origin.unwrap_or_default()
        }
    };
    explain(ranking, candidates, i, cut_off).into_iter().map(value).collect()
}

/// Which of its figures a plan reads of an indicator.
pub(super) fn when(values: &Values, prepared: &Prepared, indicator: &str) -> When {
    match prepared.plan.figures() {
        Figures::Latest => When::Latest,
        Figures::WithImputed => When::WithImputed,
        Figures::OfThreeYears => values.over_three_years(indicator),
    }
}

/// What is known about where the value of an indicator comes from.
pub(super) fn origin(
    values: &Values,
    village: AreaCode,
    indicator: &str,
    when: When,
) -> ExplainedValue {
    let unit = values.indicator(indicator).map(|line| line.unit.clone());
    let value = values.resolve(village, indicator, when);
    let bounds = value.and_then(|of| of.bounds);
    let from_year = value.map(|of| of.from_year);
    let known = value.map(|of| (of.year, of.status, of.source, of.stated_for));
    let known = known.or_else(|| {
        let none = values.unstated(village, indicator, when)?;
        Some((none.year, none.status, none.source, none.stated_for))
    });
    match known {
        Some((year, status, source, stated_for)) => ExplainedValue {
            unit,
            year: Some(year),
            from_year,
            status: Some(status.as_str()),
            source: Some(source.to_owned()),
            stated_for: Some(stated_for.to_string()),
            bounds,
            ..ExplainedValue::default()
        },
        None => ExplainedValue {
            unit,
            status: Some(ValueStatus::Missing.as_str()),
            ..ExplainedValue::default()
        },
    }
}

/// The score of the last village inside the quota.
pub(super) fn cut_off(prepared: &Prepared, ranking: &Ranking) -> Option<f64> {
    let count = prepared.plan.constraints.as_ref()?.count? as usize;
    let last = ranking.order.get(count.checked_sub(1)?)?;
    ranking.score.get(*last as usize).copied()
}
