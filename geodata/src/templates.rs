//! Plans that are offered to begin with, each with its reasons, as a specification states them.
//!
//! What a plan means is not known here: it is kept as it is written, and whoever plans reads it.

use serde::Deserialize;

use crate::dataset::PlanTemplate;
use crate::error::{GeodataError, Place};

/// Where the templates stand that a dataset has unless its specification states its own.
const SPECIFICATION: &str = "geodata/specs/indonesia.toml";

/// A template in a specification.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Its key: lower-case letters, digits and `_`.
    pub id: String,
    /// Title in Indonesian.
    pub title_id: String,
    /// Title in English.
    pub title_en: String,
    /// Why it is as it is, in Indonesian.
    pub reason_id: String,
    /// Why it is as it is, in English.
    pub reason_en: String,
    /// The plan, as `docs/api.md` describes plans.
    pub plan: toml::Table,
}

impl Template {
    /// The ids of the indicators that its plan compares villages by.
    pub fn indicators(&self) -> impl Iterator<Item = &str> {
        let criteria = self.plan.get("criteria").and_then(toml::Value::as_array);
        criteria.into_iter().flatten().filter_map(|criterion| criterion.get("indicator")?.as_str())
    }

    /// The row of the table `plan_templates`.
    ///
    /// # Errors
    /// A plan with something that JSON cannot write, such as `nan` or a date.
    pub fn row(&self) -> Result<PlanTemplate, GeodataError> {
        let unwritable = |problem: String| {
            let problem = format!("the template `{}`: {problem}", self.id);
            GeodataError::source(SPECIFICATION.as_ref(), Place::File, problem, "correct its plan")
        };
        if self.plan.values().any(is_unwritable) {
            let problem = "a number of its plan is not finite, or a date stands in it";
            return Err(unwritable(problem.to_owned()));
        }
        Ok(PlanTemplate {
            id: self.id.clone(),
            title_id: self.title_id.clone(),
            title_en: self.title_en.clone(),
            reason_id: self.reason_id.clone(),
            reason_en: self.reason_en.clone(),
            plan: serde_json::to_string(&self.plan).map_err(|e| unwritable(e.to_string()))?,
        })
    }
}

/// Whether a value is, or holds, something that JSON has no word for.
fn is_unwritable(value: &toml::Value) -> bool {
    match value {
        toml::Value::Float(x) => !x.is_finite(),
        toml::Value::Datetime(_) => true,
        toml::Value::Array(values) => values.iter().any(is_unwritable),
        toml::Value::Table(table) => table.values().any(is_unwritable),
        _ => false,
    }
}

/// The templates of the specification that comes with the program.
///
/// # Errors
/// When that specification is not valid, which a test rules out.
pub fn built_in() -> Result<Vec<PlanTemplate>, GeodataError> {
    #[derive(Deserialize)]
    struct Templates {
        templates: Vec<Template>,
    }
    let read: Templates =
        toml::from_str(include_str!("../specs/indonesia.toml")).map_err(|error| {
            let advice = "the specification is part of the program; report this";
            GeodataError::source(SPECIFICATION.as_ref(), Place::File, error.message(), advice)
        })?;
    read.templates.iter().map(Template::row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_of_the_program_are_need_readiness_and_coverage_gap() {
        let built_in = built_in().unwrap();
        let ids: Vec<&str> = built_in.iter().map(|template| template.id.as_str()).collect();
        assert_eq!(ids, ["need", "readiness", "coverage_gap"]);
        for template in &built_in {
            let plan: serde_json::Value = serde_json::from_str(&template.plan).unwrap();
            let weights = plan["criteria"].as_array().unwrap().iter();
            let sum: f64 = weights.map(|criterion| criterion["weight"].as_f64().unwrap()).sum();
            assert!((sum - 1.0).abs() < 1e-9, "{}", template.id);
            assert!(template.reason_id.len() > 100 && template.reason_en.len() > 100);
        }
    }

    #[test]
    fn a_number_that_json_cannot_write_is_refused() {
        let template = |x: &str| -> Template {
            let text = format!(
                "id = 'a'\ntitle_id = ''\ntitle_en = ''\nreason_id = ''\nreason_en = ''\n\
                 plan = {{ criteria = [{{ indicator = 'idm', weight = {x} }}] }}"
            );
            toml::from_str(&text).unwrap()
        };
        assert_eq!(template("0.5").indicators().collect::<Vec<_>>(), ["idm"]);
        assert!(template("0.5").row().unwrap().plan.contains("0.5"));
        assert!(template("nan").row().unwrap_err().to_string().contains("not finite"));
    }
}
