//! Shares of a province's figure for regencies of which nobody published a year.

use std::path::Path;
use std::sync::Arc;

use super::spec::Imputation;
use crate::code::{AreaCode, Level};
use crate::dataset::{IndicatorValue, Qualifier, ValueStatus};
use crate::error::GeodataError;
use crate::values::Row;

/// The normal quantile of the bounds: 95% of all samples.
const Z: f64 = 1.959_964;

/// The values that `rule` gives, `imputed`, for regencies with a figure of the part and none of any whole year or
/// mean of years.
///
/// A regency has the part of the province's figure that it had in what is known of the other year. The
/// bounds are those of Wilson's interval of that share (Wilson 1927, at 95%), as if those placed were a sample
/// of all, widened by the drift that the specification states.
///
/// # Errors
/// When the province has no figure of the year, or none of the part of the other one, or its regencies have
/// more of it than the whole.
pub fn shares(
    rule: &Imputation,
    values: &[IndicatorValue],
) -> Result<Vec<IndicatorValue>, GeodataError> {
    let refused = |problem: String| {
        let problem = format!("`{}` of {} cannot be imputed: {problem}", rule.indicator, rule.area);
        let advice = "correct the imputation in the specification, or take it out";
        GeodataError::dataset(Path::new("indicator_values"), problem, advice)
    };
    let province: AreaCode = rule.area.parse()?;
    let own: Vec<&IndicatorValue> = values
        .iter()
        .filter(|v| *v.indicator == *rule.indicator && v.area.is_within(province))
        .collect();
    let known = |area: AreaCode, year: i32, fits: fn(ValueStatus) -> bool| {
        let rows = own.iter().filter(|v| v.area == area && v.year == year && fits(v.status));
        let best =
            rows.min_by(|a, b| Row::from(**a).precedence().cmp(&Row::from(**b).precedence()))?;
        Some((*best, best.value?))
    };
    let of_part: fn(ValueStatus) -> bool = |status| status == ValueStatus::Partial;
    let (total, all) = known(province, rule.year, ValueStatus::is_of_one_year)
        .ok_or_else(|| refused(format!("it has no figure of {}", rule.year)))?;
    let (whole, placed) = known(province, rule.shares_of, of_part)
        .filter(|(_, placed)| *placed > 0.0)
        .ok_or_else(|| refused(format!("it has no figure of a part of {}", rule.shares_of)))?;
    let same_part = |v: &IndicatorValue| {
        of_part(v.status)
            && v.year == rule.shares_of
            && v.qualifier.period == whole.qualifier.period
    };
    let parts: Vec<(&IndicatorValue, f64)> = own
        .iter()
        .filter(|v| v.area.level() == Level::Regency && same_part(v))
        .filter_map(|v| Some((*v, v.value?)))
        .collect();
    let sum: f64 = parts.iter().map(|(_, part)| part).sum();
    if sum > placed {
        return Err(refused(format!("its regencies have {sum} of {placed}")));
    }
    let better = |area: AreaCode| {
        let published =
            |status: ValueStatus| status.is_of_one_year() || status == ValueStatus::Averaged;
        own.iter().any(|v| v.area == area && v.value.is_some() && published(v.status))
    };
    let imputed = |(row, part): &(&IndicatorValue, f64)| {
        let [low, high] = wilson(*part, placed);
        let bounds = [all * low * (1.0 - rule.drift), (all * high * (1.0 + rule.drift)).min(all)];
        let source: Arc<str> = format!(
            "derived: {all} of the province in {} ({}) by the regency's {part} of {placed} in {} ({})",
            rule.year,
            total.source,
            row.qualifier.period.as_deref().unwrap_or("a part of another year"),
            row.source
        )
        .into();
        IndicatorValue {
            area: row.area,
            indicator: row.indicator.clone(),
            year: rule.year,
            value: Some(all * part / placed),
            status: ValueStatus::Imputed,
            source,
            qualifier: Qualifier { bounds: Some(bounds), ..Qualifier::default() },
        }
    };
    Ok(parts.iter().filter(|(row, _)| !better(row.area)).map(imputed).collect())
}

/// Wilson's interval of the share of `part` in `of`.
fn wilson(part: f64, of: f64) -> [f64; 2] {
    let (share, spread) = (part / of, Z * Z / of);
    let middle = share + spread / 2.0;
    let half = Z * (share * (1.0 - share) / of + spread / (4.0 * of)).sqrt();
    [((middle - half) / (1.0 + spread)).max(0.0), ((middle + half) / (1.0 + spread)).min(1.0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(area: &str, year: i32, value: f64, status: ValueStatus) -> IndicatorValue {
        let period = (status == ValueStatus::Partial).then(|| Arc::from("2025-01/2025-02"));
        IndicatorValue {
            area: area.parse().unwrap(),
            indicator: "pmi_placed".into(),
            year,
            value: Some(value),
            status,
            source: "press".into(),
            qualifier: Qualifier { period, ..Qualifier::default() },
        }
    }

    fn rule() -> Imputation {
        Imputation {
            indicator: "pmi_placed".into(),
            area: "33".into(),
            year: 2024,
            shares_of: 2025,
            drift: 0.5,
        }
    }

    #[test]
    fn a_regency_without_a_year_has_its_share_of_the_province_with_bounds() {
        use ValueStatus::{Observed, Partial};
        let values = [
            row("33", 2024, 66_611.0, Observed),
            row("33", 2025, 5_596.0, Partial),
            row("33.24", 2025, 777.0, Partial),
            // Published itself, though of an older year.
            row("33.01", 2025, 1_099.0, Partial),
            row("33.01", 2021, 3_433.0, Observed),
            row("35.01", 2025, 9.0, Partial),
        ];
        let found = shares(&rule(), &values).unwrap();
        assert_eq!(found.len(), 1);
        let kendal = &found[0];
        assert_eq!((kendal.area.to_string(), kendal.year), ("33.24".to_owned(), 2024));
        assert_eq!(kendal.status, ValueStatus::Imputed);
        let value = kendal.value.unwrap();
        assert!((value - 66_611.0 * 777.0 / 5_596.0).abs() < 1e-9, "{value}");
        let [lower, upper] = kendal.qualifier.bounds.unwrap();
        // Half and one and a half times what sampling alone leaves open, 0.1301 to 0.1482.
        assert!((lower / 66_611.0 - 0.1301 * 0.5).abs() < 1e-4, "{lower}");
        assert!((upper / 66_611.0 - 0.1482 * 1.5).abs() < 1e-4, "{upper}");
        assert!(lower < value && value < upper);
    }

    #[test]
    fn what_cannot_be_shared_out_is_refused_with_the_reason() {
        use ValueStatus::{Observed, Partial};
        let fails = |values: &[IndicatorValue]| shares(&rule(), values).unwrap_err().to_string();
        let part = row("33", 2025, 100.0, Partial);
        let year = row("33", 2024, 1_000.0, Observed);
        assert!(fails(std::slice::from_ref(&part)).contains("no figure of 2024"));
        assert!(fails(std::slice::from_ref(&year)).contains("no figure of a part of 2025"));
        // A part of a year does not stand for the year.
        assert!(
            fails(&[row("33", 2024, 9.0, Partial), part.clone()]).contains("no figure of 2024")
        );
        let too_many = [year, part, row("33.24", 2025, 101.0, Partial)];
        assert!(fails(&too_many).contains("101 of 100"));
    }
}
