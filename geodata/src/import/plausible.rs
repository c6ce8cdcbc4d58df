//! Values outside the range in which their indicator can be: listed, and kept as published.

use std::collections::HashMap;

use super::country::Country;
use super::findings::{Findings, IMPLAUSIBLE};
use crate::dataset::{Aggregate, Indicator, IndicatorValue};

/// Lists the values outside of their indicator's `ranges`. Counts of areas above the indicator's own
/// level are sums and have no range of their own.
pub fn check(
    values: &[IndicatorValue],
    indicators: &[Indicator],
    ranges: &HashMap<String, [f64; 2]>,
    country: &Country,
    findings: &mut Findings,
) {
    let known: HashMap<&str, (&Indicator, [f64; 2])> = indicators
        .iter()
        .filter_map(|indicator| {
            Some((indicator.id.as_str(), (indicator, *ranges.get(&indicator.id)?)))
        })
        .collect();
    for value in values {
        let Some(number) = value.value else { continue };
        let Some((indicator, [least, greatest])) = known.get(&*value.indicator) else { continue };
        let own = value.area.level().as_str() == indicator.level;
        if (*least..=*greatest).contains(&number) || (indicator.aggregate == Aggregate::Sum && !own)
        {
            continue;
        }
        let Some(area) = country.get(value.area) else { continue };
        let detail = format!(
            "{} {} is {number} {unit}; plausible is {least} to {greatest} {unit}",
            indicator.id,
            value.year,
            unit = indicator.unit
        );
        findings.measured(IMPLAUSIBLE, &value.source, area, detail, number);
    }
}
