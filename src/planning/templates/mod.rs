//! Plans to begin with: the dataset's templates, fitted to what it knows.

mod answer;
mod bare;
mod fit;

pub use answer::{Omission, PlanTemplate, PlanTemplates, WhyLeftOut};

use geodata::dataset::PlanTemplate as Row;
use queries::QueryError;

use super::{PlanningError, Source};
use bare::bare_plan;
use fit::{Fitted, fit};
use mcda::Plan;

/// The templates of the dataset, fitted to it. One that is no plan, or whose condition the SQL engine
/// refuses, says so and stands in nobody's way.
///
/// # Errors
/// A dataset that cannot be read, and an engine that has no time.
pub async fn templates(source: &Source<'_>) -> Result<PlanTemplates, PlanningError> {
    let mut items = Vec::new();
    for row in rows(source)? {
        let Fitted { plan, left_out, candidates, not_assessable, problem } =
            fitted(source, &row).await?;
        items.push(PlanTemplate {
            id: row.id,
            title_id: row.title_id,
            title_en: row.title_en,
            reason_id: row.reason_id,
            reason_en: row.reason_en,
            reach: plan.as_ref().and_then(|plan| source.reach(plan)),
            plan,
            problem,
            left_out,
            candidates,
            not_assessable,
        });
    }
    Ok(PlanTemplates { items })
}

/// The plan to begin with: the first template that the dataset knows enough for, otherwise whatever
/// it has of need.
///
/// # Errors
/// As [`templates`], and a catalogue that cannot be read.
pub async fn default_plan(source: &Source<'_>) -> Result<Plan, PlanningError> {
    for row in rows(source)? {
        if let Some(plan) = fitted(source, &row).await?.plan {
            return Ok(plan);
        }
    }
    bare_plan(source)
}

fn rows(source: &Source<'_>) -> Result<Vec<Row>, PlanningError> {
    Ok(source.dataset().rows("plan_templates")?)
}

async fn fitted(source: &Source<'_>, row: &Row) -> Result<Fitted, PlanningError> {
    let broken = |problem: String| Fitted { problem: Some(problem), ..Fitted::default() };
    let plan = match stated(&row.plan) {
        Ok(plan) => plan,
        Err(problem) => return Ok(broken(problem)),
    };
    match fit(source, plan).await {
        Err(PlanningError::Plan(error)) => Ok(broken(error.to_string())),
        Err(PlanningError::Query(error)) if is_the_conditions(&error) => {
            Ok(broken(format!("candidates.where: {error}")))
        }
        found => found,
    }
}

/// The plan of a template as it is written, or what is wrong with it.
fn stated(text: &str) -> Result<Plan, String> {
    let plan: Plan = serde_json::from_str(text).map_err(|error| error.to_string())?;
    plan.validate().map_err(|error| error.to_string())?;
    match plan.candidates.rows {
        Some(_) => Err("candidates.rows: a template takes its candidates from the dataset".into()),
        None => Ok(plan),
    }
}

/// Whether a question failed because of what it asks, and not for want of time or memory.
fn is_the_conditions(error: &QueryError) -> bool {
    matches!(
        error,
        QueryError::Syntax { .. }
            | QueryError::UnknownTable { .. }
            | QueryError::UnknownColumn { .. }
            | QueryError::UnknownFunction { .. }
            | QueryError::Type { .. }
            | QueryError::Evaluation { .. }
            | QueryError::Unsupported { .. }
            | QueryError::Forbidden { .. }
    )
}
