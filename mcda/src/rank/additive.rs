//! Weighted sum, weighted product and geometric mean: a village's score depends on its own values
//! only, so missing values bound the score from below and from above.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::scored::{Ends, Scored};
use super::setup::Setup;
use crate::common::missing_together;
use crate::normalise::Scale;
use crate::{MissingPolicy, PlanError};

/// Rows that are summed together: a few columns of this length fit the first cache.
const BLOCK: usize = 2048;

/// How weighted parts become the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Link {
    /// Σ w·r
    Sum,
    /// exp Σ w·ln r
    Product,
}

impl Link {
    fn of(self, normalised: f64) -> f64 {
        match self {
            Self::Sum => normalised,
            Self::Product => normalised.ln(),
        }
    }

    fn back(self, sums: Vec<f64>) -> Vec<f64> {
        match self {
            Self::Sum => sums,
            Self::Product => sums.into_iter().map(f64::exp).collect(),
        }
    }
}

pub(crate) fn score(setup: &mut Setup<'_>, link: Link) -> Result<Scored, PlanError> {
    if link == Link::Product {
        refuse_zeros(setup)?;
    }
    let columns: Vec<CriterionValues<'_>> =
        (0..setup.criteria.len()).filter_map(|j| CriterionValues::new(setup, j, link)).collect();
    let mut sums = Sums::of_known(&columns, setup.kept.len(), link);
    if !columns.iter().any(|column| column.lacks) {
        let score = setup.spread(link.back(sums.score));
        let weight_present = setup.spread(vec![1.0; setup.kept.len()]);
        return Ok(Scored { score, weight_present, ends: None, compromise: None });
    }
    let together = together(&columns, &sums.score);
    sums.add_missing(&columns);
    let present = setup.spread(sums.present);
    let score = setup.spread(link.back(sums.score));
    // Where every missing value counts as the worst, the lowest score is the score.
    let lower = sums.lower.map(|lower| setup.spread(link.back(lower)));
    let upper = setup.spread(link.back(sums.upper));
    let together = together
        .into_iter()
        .map(|(level, upper)| (level, setup.spread(link.back(upper))))
        .collect();
    Ok(Scored {
        score,
        weight_present: present,
        ends: Some(Ends { lower, upper, together }),
        compromise: None,
    })
}

/// A used criterion.
struct CriterionValues<'a> {
    scale: &'a Scale,
    weight: f64,
    values: Cow<'a, [f64]>,
    /// Whether values are missing that nothing rejects.
    lacks: bool,
    policy: MissingPolicy,
    /// What a missing value adds at least and at most.
    ends: [f64; 2],
    /// What it adds under `median`, by place among the kept candidates.
    medians: BTreeMap<usize, f64>,
    /// Where the value is one of a whole area: the level, and which candidates lack it together.
    together: Option<(usize, Vec<bool>)>,
}

impl<'a> CriterionValues<'a> {
    fn new(setup: &'a Setup<'_>, j: usize, link: Link) -> Option<Self> {
        let scale = setup.scales.get(j)?.as_ref()?;
        let weight = setup.criteria.get(j)?.weight;
        let medians = setup
            .kept
            .iter()
            .enumerate()
            .filter_map(|(k, i)| Some((k, *setup.filled.get(&(*i, j as u32))?)));
        let policy = setup.plan.missing_policy(j);
        let values = setup.column(j);
        let lacks = setup.lacking().any(|lacking| lacking == j);
        let level = setup.candidates.common().of_criterion(j).filter(|_| lacks);
        let together =
            level.map(|(level, areas)| (level, missing_together(areas, &setup.kept, &values)));
        Some(Self {
            scale,
            weight,
            together,
            values,
            lacks,
            policy,
            ends: scale.bounds().map(|r| weight * link.of(r)),
            medians: if policy == MissingPolicy::Median {
                medians.map(|(k, x)| (k, weight * link.of(scale.apply(x)))).collect()
            } else {
                BTreeMap::new()
            },
        })
    }
}

/// Sums per kept candidate.
struct Sums {
    score: Vec<f64>,
    /// The lowest score that missing values allow, where that is not the score itself.
    lower: Option<Vec<f64>>,
    upper: Vec<f64>,
    present: Vec<f64>,
}

impl Sums {
    /// The weighted sum of what is present, added in the order of the criteria.
    fn of_known(columns: &[CriterionValues<'_>], m: usize, link: Link) -> Self {
        let mut score = vec![0.0; m];
        score.par_chunks_mut(BLOCK).enumerate().for_each(|(block, sums)| {
            let start = block * BLOCK;
            for column in columns {
                let Some(values) = column.values.get(start..start + sums.len()) else { continue };
                match link {
                    Link::Sum => column.scale.add_weighted(values, column.weight, sums),
                    Link::Product => {
                        for (sum, x) in sums.iter_mut().zip(values).filter(|(_, x)| !x.is_nan()) {
                            *sum += column.weight * column.scale.apply(*x).ln();
                        }
                    }
                }
            }
        });
        Self { score, lower: None, upper: Vec::new(), present: Vec::new() }
    }

    /// Adds what missing values add by policy, at least and at most.
    fn add_missing(&mut self, columns: &[CriterionValues<'_>]) {
        let lacking: Vec<&CriterionValues<'_>> =
            columns.iter().filter(|column| column.lacks).collect();
        let worst = |column: &&CriterionValues<'_>| {
            !matches!(column.policy, MissingPolicy::Reweight | MissingPolicy::Median)
        };
        let known = self.score.clone();
        self.present = vec![1.0; known.len()];
        self.upper.clone_from(&known);
        let (up, share) =
            (|c: &CriterionValues<'_>| c.ends[1], |c: &CriterionValues<'_>| -c.weight);
        add_where_missing(&mut self.upper, &lacking, up);
        add_where_missing(&mut self.present, &lacking, share);
        self.present.par_iter_mut().for_each(|share| *share = share.max(0.0));
        if lacking.iter().all(worst) {
            add_where_missing(&mut self.score, &lacking, |column| column.ends[0]);
            return;
        }
        let lower = self.lower.insert(known);
        add_where_missing(lower, &lacking, |column| column.ends[0]);
        self.add_by_policy(&lacking);
    }

    /// Adds what each policy puts in the place of missing values, in the order of the criteria.
    fn add_by_policy(&mut self, lacking: &[&CriterionValues<'_>]) {
        let mut counted = vec![1.0; self.score.len()];
        for column in lacking {
            match column.policy {
                MissingPolicy::Reweight => {
                    add_where_missing(&mut counted, &[column], |column| -column.weight);
                }
                MissingPolicy::Median => {
                    let sums = self.score.iter_mut().zip(column.values.iter()).enumerate();
                    for (k, (score, _)) in sums.filter(|(_, (_, x))| x.is_nan()) {
                        *score += column.medians.get(&k).unwrap_or(&column.ends[0]);
                    }
                }
                _ => add_where_missing(&mut self.score, &[column], |column| column.ends[0]),
            }
        }
        for (score, counted) in self.score.iter_mut().zip(counted) {
            if counted < 1.0 && counted > 0.0 {
                *score /= counted;
            }
        }
    }
}

/// The highest sums within areas: what is lacked together adds as little as it can to all, everything
/// else that is missing as much as it can. One list for each level at which anything is lacked
/// together, each in the order of the criteria, so that equals stay equal to the last bit.
fn together(columns: &[CriterionValues<'_>], known: &[f64]) -> Vec<(usize, Vec<f64>)> {
    let lacks_any = |column: &&CriterionValues<'_>| {
        column.together.as_ref().is_some_and(|(_, together)| together.contains(&true))
    };
    let levels: BTreeSet<usize> =
        columns.iter().filter(lacks_any).filter_map(|c| Some(c.together.as_ref()?.0)).collect();
    let highest = |level: usize| {
        let mut sums = known.to_vec();
        for column in columns.iter().filter(|column| column.lacks) {
            let [least, most] = column.ends;
            let shared = column.together.as_ref().filter(|(own, _)| *own <= level);
            let shared = shared.map_or(&[][..], |(_, together)| together);
            for (k, (sum, x)) in sums.iter_mut().zip(column.values.iter()).enumerate() {
                let end = if shared.get(k) == Some(&true) { least } else { most };
                *sum += if x.is_nan() { end } else { 0.0 };
            }
        }
        sums
    };
    levels.into_iter().map(|level| (level, highest(level))).collect()
}

/// Adds to the sum of every candidate, column by column, what `of` says wherever its value is
/// missing. Written without a branch, so that it runs in vector registers.
fn add_where_missing(
    sums: &mut [f64],
    columns: &[&CriterionValues<'_>],
    of: impl Fn(&CriterionValues<'_>) -> f64 + Sync,
) {
    sums.par_chunks_mut(BLOCK).enumerate().for_each(|(block, sums)| {
        let start = block * BLOCK;
        for column in columns {
            let Some(values) = column.values.get(start..start + sums.len()) else { continue };
            let add = of(column);
            for (sum, x) in sums.iter_mut().zip(values) {
                *sum += if x.is_nan() { add } else { 0.0 };
            }
        }
    });
}

/// On a scale that reaches 0 one worst value makes the whole product 0, whatever the others are.
fn refuse_zeros(setup: &Setup<'_>) -> Result<(), PlanError> {
    for (scale, criterion) in setup.scales.iter().zip(&setup.criteria) {
        if scale.as_ref().is_some_and(|scale| scale.bounds()[0] <= 0.0) {
            let problem = format!("{} reaches 0, and a product with 0 is 0", criterion.indicator);
            return Err(PlanError::new("normalisation", problem).hint(setup.instead()));
        }
    }
    Ok(())
}
