//! Figures that contradict a better source: they leave the values and become claims beside them.

use std::collections::BTreeMap;

use super::country::Country;
use super::findings::{CONTRADICTED, Findings};
use crate::code::AreaCode;
use crate::dataset::{Claim, IndicatorValue};
use crate::values::Row;

/// Takes out of `values` what contradicts the figure that speaks for the same area, indicator and year, and
/// gives it back as claims. Only figures of whole years contradict each other: a mean, or a part of the year, is
/// of another time. Figures that agree stay.
pub fn settle(
    values: &mut Vec<IndicatorValue>,
    country: &Country,
    findings: &mut Findings,
) -> Vec<Claim> {
    let mut speaks: BTreeMap<(AreaCode, std::sync::Arc<str>, i32), IndicatorValue> =
        BTreeMap::new();
    let key = |v: &IndicatorValue| (v.area, v.indicator.clone(), v.year);
    let of_one_year = |v: &IndicatorValue| v.value.is_some() && v.status.is_of_one_year();
    for value in values.iter().filter(|v| of_one_year(v) && v.qualifier.source_rank.is_some()) {
        let best = speaks.entry(key(value)).or_insert_with(|| value.clone());
        if Row::from(value).precedence() < Row::from(&*best).precedence() {
            *best = value.clone();
        }
    }
    let mut claims = Vec::new();
    values.retain(|value| {
        let best = speaks.get(&key(value)).filter(|_| of_one_year(value));
        let Some(best) = best.filter(|best| best.value != value.value) else { return true };
        let name = country.get(value.area).map_or("", |area| area.name.as_str());
        let [number, spoken] = [value, best].map(|v| v.value.unwrap_or(f64::NAN));
        let detail = format!(
            "{} {}: {number} ({}) contradicts {spoken} ({}), which speaks; the other is a claim beside it",
            value.indicator, value.year, value.source, best.source
        );
        findings.about(CONTRADICTED, &value.source, value.area, Some(name), &*detail);
        claims.push(claim(value, best, name, claims.len() + 1));
        false
    });
    claims
}

fn claim(value: &IndicatorValue, best: &IndicatorValue, name: &str, number: usize) -> Claim {
    let spoken = best.value.unwrap_or(f64::NAN);
    Claim {
        id: format!("V{number:03}"),
        metric: value.indicator.to_string(),
        subject: name.to_owned(),
        area_code: Some(value.area.to_string()),
        programme: None,
        period: Some(value.year.to_string()),
        as_of: None,
        value: value.value,
        unit: None,
        status: "contradicted".to_owned(),
        funding: "UNKNOWN".to_owned(),
        stated_by: None,
        source: value.source.to_string(),
        note: Some(format!("contradicts {spoken}, which {} states", best.source)),
    }
}
