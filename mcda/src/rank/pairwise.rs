//! Methods in which a village's score depends on the other villages: TOPSIS, VIKOR, PROMETHEE II
//! and Copeland.

use super::scored::{Ends, Scored};
use super::setup::Setup;
use crate::methods::{Span, copeland, promethee2, topsis, vikor};
use crate::missing::worst;
use crate::normalise::extent;
use crate::{Method, MissingPolicy, PlanError};

/// Copeland compares every pair of villages; more than this takes minutes.
const MAX_COPELAND: usize = 5_000;

pub(crate) fn score(setup: &mut Setup<'_>) -> Result<Scored, PlanError> {
    let used: Vec<usize> = (0..setup.criteria.len())
        .filter(|j| setup.scales.get(*j).is_some_and(Option::is_some))
        .collect();
    let weights: Vec<f64> =
        used.iter().filter_map(|j| setup.criteria.get(*j)).map(|c| c.weight).collect();
    let method = setup.plan.method;
    let weight_present = present_weight(setup, &used);
    let native = method == Method::Copeland;
    let columns: Vec<Vec<f64>> =
        used.iter().map(|j| complete_column(setup, *j, native)).collect::<Result<_, _>>()?;
    let mut compromise = None;
    let score = match method {
        Method::Topsis => topsis::scores(&normalised(setup, &used, &columns), &weights).closeness,
        Method::Vikor => {
            let v = setup.plan.parameters.vikor_v;
            let found = vikor::scores(&benefits(setup, &used, columns), &weights, v);
            let mut proposed = found.compromise();
            // From places among the kept to places among all.
            let place = |k: &usize| setup.kept.get(*k).map(|i| *i as usize);
            proposed.set = proposed.set.iter().filter_map(place).collect();
            compromise = Some(proposed);
            found.q
        }
        Method::Promethee2 => {
            let preferences = preferences(setup, &used);
            promethee2::flows(&benefits(setup, &used, columns), &weights, &preferences).net
        }
        _ => {
            if setup.kept.len() > MAX_COPELAND {
                let problem = format!(
                    "copeland compares every pair: at most {MAX_COPELAND} villages, not {}",
                    setup.kept.len()
                );
                return Err(PlanError::new("method", problem)
                    .hint("narrow candidates.where, for example to one province"));
            }
            copeland::scores(&benefits(setup, &used, columns), &weights)
        }
    };
    let score = if used.is_empty() { vec![0.0; setup.kept.len()] } else { score };
    let ends = (!setup.complete()).then(|| ends(setup, &used, &weights));
    Ok(Scored {
        score: setup.spread(score),
        weight_present: setup.spread(weight_present),
        ends,
        compromise: compromise.filter(|_| !used.is_empty()),
    })
}

/// How low and how high every score can be, whatever the missing values are: between the ends of
/// the scale, or of the values that are present, on the scales that those gave. The score of a
/// village depends on the others here, so these are bounds: no completion leaves them, but one
/// alone may not reach all of them.
fn ends(setup: &mut Setup<'_>, used: &[usize], weights: &[f64]) -> Ends {
    setup.warn(
        "interval_is_a_bound",
        "with this method a village's score depends on the values of all others: the rank interval \
         holds every rank that missing values allow and can be wider than needed",
    );
    let span = match setup.plan.method {
        Method::Topsis => topsis::span(&normalised_spans(setup, used), weights),
        Method::Vikor => {
            vikor::span(&benefit_spans(setup, used), weights, setup.plan.parameters.vikor_v)
        }
        Method::Promethee2 => {
            promethee2::span(&benefit_spans(setup, used), weights, &preferences(setup, used))
        }
        _ => copeland::span(&benefit_spans(setup, used), weights),
    };
    Ends {
        lower: Some(setup.spread(span.low)),
        upper: setup.spread(span.high),
        together: Vec::new(),
    }
}

fn normalised_spans(setup: &Setup<'_>, used: &[usize]) -> Vec<Span> {
    let span = |j: &usize| {
        let scale = setup.scales.get(*j)?.as_ref()?;
        let column: Vec<f64> = setup.column(*j).iter().map(|x| scale.apply(*x)).collect();
        Some(Span::of_column(&column, scale.bounds()))
    };
    used.iter().filter_map(span).collect()
}

fn benefit_spans(setup: &Setup<'_>, used: &[usize]) -> Vec<Span> {
    let columns = used.iter().map(|j| setup.column(*j).into_owned()).collect();
    let span = |column: Vec<f64>| {
        let present: Vec<f64> = column.iter().copied().filter(|x| !x.is_nan()).collect();
        let (low, high) = extent(&present).unwrap_or((0.0, 0.0));
        Span::of_column(&column, [low, high])
    };
    benefits(setup, used, columns).into_iter().map(span).collect()
}

fn preferences(setup: &Setup<'_>, used: &[usize]) -> Vec<promethee2::Preference> {
    let criteria = used.iter().filter_map(|j| setup.plan.criteria.get(*j));
    criteria.map(|c| promethee2::Preference::new(c.indifference, c.preference)).collect()
}

/// The values of a criterion with the missing ones replaced by policy.
fn complete_column(setup: &mut Setup<'_>, j: usize, native: bool) -> Result<Vec<f64>, PlanError> {
    let mut column = setup.column(j).into_owned();
    if !column.iter().any(|x| x.is_nan()) {
        return Ok(column);
    }
    let policy = setup.plan.missing_policy(j);
    let indicator = setup.criteria.get(j).map_or("", |c| c.indicator.as_str()).to_owned();
    match policy {
        MissingPolicy::Interval | MissingPolicy::Reweight if native => return Ok(column),
        MissingPolicy::Reweight => {
            return Err(PlanError::new(
                "missing",
                format!("reweight is not defined here ({indicator})"),
            )
            .hint("use worst, median or reject with this method"));
        }
        _ => {}
    }
    let direction = setup.criteria.get(j).map(|c| c.direction);
    let lowest = direction.and_then(|direction| worst(&column, direction));
    for (k, x) in column.iter_mut().enumerate().filter(|(_, x)| x.is_nan()) {
        let i = setup.kept.get(k).copied().unwrap_or(u32::MAX);
        let median = setup.filled.get(&(i, j as u32)).copied();
        let Some(value) = median.or(lowest) else { continue };
        *x = value;
        setup.filled.insert((i, j as u32), value);
    }
    Ok(column)
}

fn normalised(setup: &Setup<'_>, used: &[usize], columns: &[Vec<f64>]) -> Vec<Vec<f64>> {
    used.iter()
        .zip(columns)
        .filter_map(|(j, column)| {
            let scale = setup.scales.get(*j)?.as_ref()?;
            Some(column.iter().map(|x| scale.apply(*x)).collect())
        })
        .collect()
}

/// The values turned so that more is better.
fn benefits(setup: &Setup<'_>, used: &[usize], mut columns: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    for (j, column) in used.iter().zip(&mut columns) {
        let sign = setup.criteria.get(*j).map_or(1.0, |c| c.direction.sign());
        column.iter_mut().for_each(|x| *x *= sign);
    }
    columns
}

fn present_weight(setup: &Setup<'_>, used: &[usize]) -> Vec<f64> {
    let mut present = vec![1.0_f64; setup.kept.len()];
    for j in used {
        let weight = setup.criteria.get(*j).map_or(0.0, |c| c.weight);
        let column = setup.column(*j);
        for (share, _) in present.iter_mut().zip(column.iter()).filter(|(_, x)| x.is_nan()) {
            *share = (*share - weight).max(0.0);
        }
    }
    present
}
