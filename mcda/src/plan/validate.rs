//! Checks that need no data: what is wrong with the plan as it is written.

use std::collections::BTreeSet;

use super::constraints::COMPLETE;
use super::{AreaLimits, Constraints, Criterion, LimitEntry, Objective, Plan};
use crate::PlanError;

/// More criteria than this are a mistake in the request rather than a plan.
const MAX_CRITERIA: usize = 100;
/// No value of a village comes near, and squares and sums of such values are still numbers.
pub(crate) const LARGEST: f64 = 1e100;
/// No round comes near this many villages.
const MAX_BASKET: usize = 10_000;

impl Plan {
    /// Checks everything that can be checked without the candidates.
    ///
    /// # Errors
    /// The first field that is wrong, by its path.
    pub fn validate(&self) -> Result<(), PlanError> {
        if self.criteria.is_empty() {
            return Err(PlanError::new("criteria", "there is no criterion")
                .hint("give at least one {indicator, weight, direction, goalposts}"));
        }
        if self.criteria.len() > MAX_CRITERIA {
            return Err(PlanError::new("criteria", format!("more than {MAX_CRITERIA} criteria")));
        }
        let mut seen = BTreeSet::new();
        for (j, criterion) in self.criteria.iter().enumerate() {
            criterion.validate(&format!("criteria[{j}]"))?;
            if !seen.insert(criterion.indicator.as_str()) {
                let problem = format!("{:?} is listed twice", criterion.indicator);
                return Err(PlanError::new(format!("criteria[{j}].indicator"), problem)
                    .hint("give each indicator once, with the sum of its weights"));
            }
        }
        if self.criteria.iter().map(|c| c.weight).sum::<f64>() <= 0.0 {
            return Err(PlanError::new("criteria", "all weights are 0")
                .hint("give at least one criterion a weight above 0"));
        }
        if !(0.0..=1.0).contains(&self.parameters.vikor_v) {
            return Err(PlanError::new("parameters.vikor_v", "is not between 0 and 1"));
        }
        self.validate_candidates()?;
        self.validate_basket()?;
        self.constraints.as_ref().map_or(Ok(()), Constraints::validate)
    }

    fn validate_basket(&self) -> Result<(), PlanError> {
        if self.basket.len() > MAX_BASKET {
            return Err(PlanError::new("basket", format!("more than {MAX_BASKET} villages")));
        }
        let mut seen = BTreeSet::new();
        match self.basket.iter().position(|id| !seen.insert(id.as_str())) {
            Some(i) => Err(PlanError::new(format!("basket[{i}]"), "is listed twice")),
            None => Ok(()),
        }
    }

    fn validate_candidates(&self) -> Result<(), PlanError> {
        if !matches!(self.years, 1 | 3) {
            let problem = format!("{} is neither 1 nor 3 years", self.years);
            return Err(PlanError::new("years", problem));
        }
        if self.years == 3 && self.include_imputed {
            return Err(PlanError::new("years", "means of three years have no imputed figures")
                .hint("leave out include_imputed, or years"));
        }
        let Some(rows) = &self.candidates.rows else { return Ok(()) };
        if self.years == 3 {
            return Err(PlanError::new("years", "the rows of a plan are of no year")
                .hint("leave it out, or rank the villages of the dataset"));
        }
        if self.include_imputed {
            return Err(PlanError::new(
                "include_imputed",
                "the rows of a plan have no imputed figures",
            )
            .hint("leave it out, or rank the villages of the dataset"));
        }
        if self.candidates.condition.is_some() {
            return Err(PlanError::new("candidates", "has both `where` and `rows`")
                .hint("keep one: a condition over the dataset, or a table of your own"));
        }
        let mut seen = BTreeSet::new();
        for (i, row) in rows.iter().enumerate() {
            if !seen.insert(row.id.as_str()) {
                let problem = format!("{:?} is already the id of another row", row.id);
                return Err(PlanError::new(format!("candidates.rows[{i}].id"), problem));
            }
        }
        Ok(())
    }
}

impl Criterion {
    fn validate(&self, path: &str) -> Result<(), PlanError> {
        if self.indicator.is_empty() {
            return Err(PlanError::new(format!("{path}.indicator"), "is empty"));
        }
        if !(0.0..=LARGEST).contains(&self.weight) {
            let problem = format!("{:?} is not a number from 0 to {LARGEST:e}", self.weight);
            return Err(PlanError::new(format!("{path}.weight"), problem));
        }
        if let Some([low, high]) = self.goalposts {
            let field = format!("{path}.goalposts");
            if ![low, high].iter().all(|end| end.abs() <= LARGEST) {
                return Err(PlanError::new(field, format!("are not numbers up to {LARGEST:e}")));
            }
            if low > high {
                return Err(PlanError::new(field, format!("{low} is above {high}"))
                    .hint("write [low, high]; for a cost set direction to \"cost\""));
            }
        }
        let (q, p) = (self.indifference.unwrap_or(0.0), self.preference);
        if !(0.0..=LARGEST).contains(&q) {
            let problem = format!("is not a number from 0 to {LARGEST:e}");
            return Err(PlanError::new(format!("{path}.indifference"), problem));
        }
        if p.is_some_and(|p| p.is_nan() || p <= q || p > LARGEST) {
            let problem = format!("is not above the indifference, or beyond {LARGEST:e}");
            return Err(PlanError::new(format!("{path}.preference"), problem));
        }
        if p.is_none() && q > 0.0 {
            let problem = "needs a preference beside it";
            return Err(PlanError::new(format!("{path}.indifference"), problem));
        }
        Ok(())
    }
}

impl Constraints {
    fn validate(&self) -> Result<(), PlanError> {
        let at = |field: &str| format!("constraints.{field}");
        let not_negative = |field: &str, value: Option<f64>| match value {
            Some(v) if !v.is_finite() || v < 0.0 => {
                Err(PlanError::new(at(field), format!("{v} is not a number of 0 or more")))
            }
            _ => Ok(()),
        };
        not_negative("spacing_km", self.spacing_km)?;
        not_negative("radius_km", self.radius_km)?;
        for (source, amount) in &self.budget {
            not_negative(&format!("budget.{source}"), Some(*amount))?;
        }
        if !(0.0..=1.0).contains(&self.min_weight_present) {
            return Err(PlanError::new(at("min_weight_present"), "is not between 0 and 1"));
        }
        let reason = self.incomplete_because.as_deref().map_or("", str::trim);
        if self.min_weight_present < COMPLETE && reason.is_empty() {
            let problem = format!("is below {COMPLETE} without a reason");
            return Err(PlanError::new(at("min_weight_present"), problem).hint(
                "say in constraints.incomplete_because why incomplete villages may be chosen",
            ));
        }
        if !(self.time_limit_s > 0.0 && self.time_limit_s <= 600.0) {
            return Err(PlanError::new(at("time_limit_s"), "is not between 0 and 600 seconds"));
        }
        validate_limits(&self.per_regency, &at("per_regency"))?;
        validate_limits(&self.per_province, &at("per_province"))?;
        if !self.budget.is_empty() && self.cost.is_none() {
            return Err(PlanError::new(at("cost"), "is missing although there is a budget")
                .hint("name the indicator that holds the cost, or give one amount for all"));
        }
        let needs_radius = matches!(self.objective, Objective::Mclp | Objective::Lscp);
        if needs_radius && self.radius_km.is_none() {
            return Err(PlanError::new(at("radius_km"), "is missing; this objective needs it"));
        }
        if let Some(both) = self.pin.iter().find(|p| self.exclude.iter().any(|e| e.id() == p.id()))
        {
            let problem = format!("{} is pinned and excluded", both.id());
            return Err(PlanError::new(at("pin"), problem));
        }
        Ok(())
    }
}

fn validate_limits(limits: &AreaLimits, path: &str) -> Result<(), PlanError> {
    for (key, entry) in &limits.0 {
        let every = matches!(key.as_str(), "min" | "max");
        let field = format!("{path}.{key}");
        match entry {
            LimitEntry::Every(_) if !every => {
                return Err(PlanError::new(field, "an area takes {\"min\": .., \"max\": ..}"));
            }
            LimitEntry::Area(_) if every => {
                return Err(PlanError::new(field, "is not a whole number"));
            }
            _ => {}
        }
        let limit = if every { limits.of("") } else { limits.of(key) };
        if let (Some(min), Some(max)) = (limit.min, limit.max)
            && min > max
        {
            return Err(PlanError::new(field, format!("at least {min} but at most {max}")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error_of(text: &str) -> String {
        let plan: Plan = serde_json::from_str(text).unwrap();
        plan.validate().unwrap_err().to_string()
    }

    #[test]
    fn an_error_names_the_field() {
        let bad_weight = r#"{"criteria": [{"indicator": "x", "weight": -1}]}"#;
        assert!(error_of(bad_weight).starts_with("criteria[0].weight: "));
        let upside_down = r#"{"criteria": [{"indicator": "x", "weight": 1, "goalposts": [5, 2]}]}"#;
        assert!(error_of(upside_down).starts_with("criteria[0].goalposts: "));
        let nothing = r#"{"criteria": [{"indicator": "x", "weight": 0}]}"#;
        assert!(error_of(nothing).contains("all weights are 0"));
        let twice = r#"{"criteria": [{"indicator": "x", "weight": 1},
                                     {"indicator": "x", "weight": 1}]}"#;
        assert!(error_of(twice).starts_with("criteria[1].indicator: "));
        let quota = r#"{"criteria": [{"indicator": "x", "weight": 1}],
                        "constraints": {"per_province": {"52": {"min": 3, "max": 2}}}}"#;
        assert!(error_of(quota).starts_with("constraints.per_province.52: "));
        let pinned = r#"{"criteria": [{"indicator": "x", "weight": 1}],
            "constraints": {"pin": ["a"], "exclude": [{"id": "a", "reason": "r"}]}}"#;
        assert!(error_of(pinned).contains("pinned and excluded"));
    }

    #[test]
    fn years_are_one_or_three() {
        let with = |more: &str| {
            error_of(&format!(r#"{{"criteria": [{{"indicator": "x", "weight": 1}}], {more}}}"#))
        };
        assert_eq!(with(r#""years": 2"#), "years: 2 is neither 1 nor 3 years");
        assert!(with(r#""years": 0"#).starts_with("years: "));
        assert!(with(r#""years": 3, "include_imputed": true"#).contains("no imputed figures"));
        let rows = r#""years": 3, "candidates": {"rows": [{"id": "a", "x": 1}]}"#;
        assert!(with(rows).contains("of no year"), "{}", with(rows));
    }

    #[test]
    fn an_unknown_field_is_refused_by_name() {
        let text = r#"{"criteria": [{"indicator": "x", "weight": 1, "wieght": 2}]}"#;
        let error = serde_json::from_str::<Plan>(text).unwrap_err().to_string();
        assert!(error.contains("wieght"), "{error}");
    }
}
