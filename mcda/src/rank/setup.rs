//! What every method needs first: directions, weights, who is kept, and the scale of each
//! criterion, with degenerate criteria dropped and the other weights rescaled.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::UsedCriterion;
use super::suitable::check_normalisation;
use crate::goalposts::default_goalposts;
use crate::missing::{regency_medians, split};
use crate::normalise::{NoScale, Scale};
use crate::{
    Candidates, Criterion, Method, MissingPolicy, Normalisation, Plan, PlanError, Warning,
};

/// The warning about a criterion that no candidate has a value of.
const ALL_MISSING: &str = "all_missing";

pub(crate) struct Setup<'a> {
    pub plan: &'a Plan,
    pub candidates: &'a Candidates,
    pub kept: Vec<u32>,
    pub rejected: Vec<u32>,
    /// One per criterion; `None` where it was dropped.
    pub scales: Vec<Option<Scale>>,
    pub criteria: Vec<UsedCriterion>,
    /// Share of the weight that is not lost to criteria that no candidate has a value of.
    pub known_share: f64,
    /// The weight of those criteria, as the plan states it.
    absent: f64,
    pub warnings: Vec<Warning>,
    pub filled: BTreeMap<(u32, u32), f64>,
    pub reweighted: Vec<bool>,
}

impl<'a> Setup<'a> {
    pub fn new(plan: &'a Plan, candidates: &'a Candidates) -> Result<Self, PlanError> {
        plan.validate()?;
        if candidates.columns().len() != plan.criteria.len() {
            let problem = format!(
                "{} criteria but {} columns of values",
                plan.criteria.len(),
                candidates.columns().len()
            );
            return Err(PlanError::new("criteria", problem));
        }
        check_normalisation(plan)?;
        let (kept, rejected) = split(plan, candidates);
        let policies = 0..plan.criteria.len();
        let mut setup = Self {
            plan,
            candidates,
            kept,
            rejected,
            scales: Vec::new(),
            criteria: Vec::new(),
            known_share: 1.0,
            absent: 0.0,
            warnings: Vec::new(),
            filled: BTreeMap::new(),
            reweighted: policies
                .map(|j| plan.missing_policy(j) == MissingPolicy::Reweight)
                .collect(),
        };
        setup.warn_about_candidates();
        for (j, criterion) in plan.criteria.iter().enumerate() {
            setup.add_criterion(j, criterion)?;
        }
        setup.share_weights();
        setup.warn_about_goalposts();
        setup.warn_about_moving_scale();
        setup.fill_medians();
        Ok(setup)
    }

    pub fn warn(&mut self, code: &str, detail: impl Into<String>) {
        self.warnings.push(Warning::new(code, detail));
    }

    /// Whether no kept candidate lacks a value of a used criterion.
    pub fn complete(&self) -> bool {
        self.lacking().next().is_none()
    }

    /// The used criteria of which kept candidates lack values.
    pub fn lacking(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.scales.len()).filter(|j| {
            self.scales.get(*j).is_some_and(Option::is_some)
                && self.candidates.missing().get(*j).is_some_and(|n| *n > 0)
                && self.plan.missing_policy(*j) != MissingPolicy::Reject
        })
    }

    /// The values of criterion `j` of the kept candidates, in their order.
    pub fn column(&self, j: usize) -> Cow<'a, [f64]> {
        let column = self.candidates.columns().get(j).map_or(&[][..], Vec::as_slice);
        if self.rejected.is_empty() {
            return Cow::Borrowed(column);
        }
        let value = |i: &u32| column.get(*i as usize).copied().unwrap_or(f64::NAN);
        Cow::Owned(self.kept.iter().map(value).collect())
    }

    /// Scores of the kept candidates at the places of all candidates.
    pub fn spread(&self, kept_values: Vec<f64>) -> Vec<f64> {
        if self.rejected.is_empty() {
            return kept_values;
        }
        let mut all = vec![f64::NAN; self.candidates.len()];
        for (i, value) in self.kept.iter().zip(kept_values) {
            if let Some(slot) = all.get_mut(*i as usize) {
                *slot = value;
            }
        }
        all
    }

    fn add_criterion(&mut self, j: usize, criterion: &Criterion) -> Result<(), PlanError> {
        let direction = criterion.direction.ok_or_else(|| {
            PlanError::new(format!("criteria[{j}].direction"), "is missing")
                .hint("say \"benefit\" where more means sooner, \"cost\" where less does")
        })?;
        let column = self.column(j);
        let goalposts = self.goalposts(j, criterion, &column);
        let (scale, dropped) =
            match Scale::fit(self.plan.normalisation(), direction, goalposts, &column) {
                Ok(scale) if self.plan.method == Method::Geometric => {
                    (Some(scale.from_1_to_100()), None)
                }
                Ok(scale) => (Some(scale), None),
                Err(NoScale::Undefined(mut error)) => {
                    error.problem = format!("{} ({})", error.problem, criterion.indicator);
                    return Err(error.hint(self.instead()));
                }
                Err(NoScale::Constant(x)) => {
                    (None, Some(("constant_criterion", format!("every village has the value {x}"))))
                }
                Err(NoScale::EqualGoalposts(x)) => {
                    (None, Some(("constant_criterion", format!("both goalposts are {x}"))))
                }
                Err(NoScale::Empty) => {
                    (None, Some((ALL_MISSING, "no village has a value".to_owned())))
                }
            };
        let empty = scale.is_some() && !column.is_empty() && column.iter().all(|x| x.is_nan());
        let (scale, dropped) = match (empty, self.plan.method) {
            // The scale is known although no value is: every score is as open as that leaves it.
            (true, Method::Wsm | Method::Wpm | Method::Geometric) => {
                let detail = format!("{}: no village has a value", criterion.indicator);
                self.warn(ALL_MISSING, detail);
                (scale, dropped)
            }
            (true, _) => (None, Some((ALL_MISSING, "no village has a value".to_owned()))),
            (false, _) => (scale, dropped),
        };
        if let Some((code, why)) = &dropped {
            let mut detail = format!(
                "{}: {why}; it was left out and the other weights were rescaled",
                criterion.indicator
            );
            if *code == ALL_MISSING {
                detail.push_str("; the rank interval does not hold what it could change");
            }
            self.warn(code, detail);
            self.absent += if *code == ALL_MISSING { criterion.weight } else { 0.0 };
        }
        self.criteria.push(UsedCriterion {
            indicator: criterion.indicator.clone(),
            weight: if scale.is_some() { criterion.weight } else { 0.0 },
            direction,
            goalposts: scale.as_ref().and_then(Scale::goalposts),
            dropped: dropped.map(|(_, why)| why),
        });
        self.scales.push(scale);
        Ok(())
    }

    /// The goalposts of the plan, or those that the candidates suggest.
    fn goalposts(&mut self, j: usize, criterion: &Criterion, column: &[f64]) -> Option<[f64; 2]> {
        if self.plan.normalisation() != Normalisation::Goalposts {
            return None;
        }
        criterion.goalposts.or_else(|| {
            let found = default_goalposts(column)?;
            let detail = format!(
                "criteria[{j}] ({}) has no goalposts; {} to {} were taken from the candidates, so \
                 its scale changes with them",
                criterion.indicator, found[0], found[1]
            );
            self.warn("goalposts_from_candidates", detail);
            Some(found)
        })
    }

    /// Divides the weights of the used criteria by their sum, unless that is 1 already.
    fn share_weights(&mut self) {
        let sum: f64 = self.criteria.iter().map(|c| c.weight).sum();
        // A criterion that nobody has a value of is missing for everybody, rescaled or not.
        if self.absent > 0.0 {
            self.known_share = sum / (sum + self.absent);
        }
        if sum > 0.0 && (sum - 1.0).abs() > 1e-12 {
            self.criteria.iter_mut().for_each(|c| c.weight /= sum);
        }
        if sum <= 0.0 && !self.kept.is_empty() {
            self.warn("no_criterion_left", "no criterion separates the villages: all are equal");
        }
    }

    fn fill_medians(&mut self) {
        let lacking: Vec<usize> = self.lacking().collect();
        for j in
            lacking.into_iter().filter(|j| self.plan.missing_policy(*j) == MissingPolicy::Median)
        {
            let indicator = self.criteria.get(j).map_or("", |c| c.indicator.as_str()).to_owned();
            let filled =
                regency_medians(self.candidates, &self.kept, j, &indicator, &mut self.warnings);
            self.filled.extend(filled.into_iter().map(|(i, x)| ((i, j as u32), x)));
        }
    }

    fn warn_about_candidates(&mut self) {
        if self.plan.method != Method::Wsm {
            self.warn("second_opinion", "only the weighted sum over goalposts is official");
        }
        match self.kept.len() {
            0 => self.warn("no_candidates", "no village competes"),
            1 => self.warn("single_candidate", "only one village competes"),
            _ => {}
        }
        if !self.rejected.is_empty() {
            let detail = format!("{} villages lack a required value", self.rejected.len());
            self.warn("rejected", detail);
        }
        for (j, criterion) in self.plan.criteria.iter().enumerate() {
            let count = self.candidates.not_finite().get(j).copied().unwrap_or(0);
            if count > 0 {
                let detail = format!("{}: {count} values are infinite", criterion.indicator);
                self.warnings.push(Warning::new("not_finite", detail));
            }
        }
        let lacks = |j: usize| self.candidates.missing().get(j).is_some_and(|n| *n > 0);
        if (0..self.reweighted.len()).any(|j| self.reweighted.get(j) == Some(&true) && lacks(j)) {
            self.warn(
                "reweight_rewards_silence",
                "reweighting favours villages that do not report",
            );
        }
    }
}
