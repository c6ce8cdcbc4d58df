mod oracle;
mod rolled_up;

use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int32Array, RecordBatch, StringArray};
use proptest::prelude::*;

use super::*;
use crate::dataset::{Aggregate, Contents, IndicatorValue, Qualifier, write};
use crate::progress::Silent;
use crate::testing;
use oracle::Oracle;

fn code(text: &str) -> AreaCode {
    text.parse().unwrap()
}

/// A row about `pmi_placed`.
fn row(area: &str, year: i32, value: f64, status: ValueStatus, source: &str) -> IndicatorValue {
    let row = testing::rows::value(code(area), "pmi_placed", year, Some(value), source);
    IndicatorValue { status, ..row }
}

fn codes(contents: &Contents) -> PerLevel<Vec<AreaCode>> {
    PerLevel::of(|level| {
        let areas = match level {
            Level::Province => &contents.provinces,
            Level::Regency => &contents.regencies,
            Level::District => &contents.districts,
            Level::Village => &contents.villages,
        };
        let mut codes: Vec<AreaCode> = areas.iter().map(|area| area.code).collect();
        codes.sort_unstable();
        codes
    })
}

fn km2(contents: &Contents) -> PerLevel<Vec<Option<f64>>> {
    PerLevel::of(|level| {
        let areas = match level {
            Level::Province => &contents.provinces,
            Level::Regency => &contents.regencies,
            Level::District => &contents.districts,
            Level::Village => &contents.villages,
        };
        let by_code: std::collections::BTreeMap<_, _> =
            areas.iter().map(|area| (area.code, area.area_km2)).collect();
        by_code.into_values().collect()
    })
}

/// The table as it could stand in a file of another program: in any order, with any numbers.
fn batch(rows: &[IndicatorValue]) -> RecordBatch {
    let text = |of: fn(&IndicatorValue) -> String| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(rows.iter().map(of)))
    };
    let bound = |of: fn([f64; 2]) -> f64| -> ArrayRef {
        Arc::new(Float64Array::from_iter(rows.iter().map(|row| row.qualifier.bounds.map(of))))
    };
    let rank = rows.iter().map(|row| row.qualifier.source_rank);
    let period = rows.iter().map(|row| row.qualifier.period.as_deref());
    let columns: [(&str, ArrayRef); 10] = [
        ("area_code", text(|row| row.area.to_string())),
        ("indicator", text(|row| row.indicator.to_string())),
        ("year", Arc::new(Int32Array::from_iter_values(rows.iter().map(|row| row.year)))),
        ("value", Arc::new(Float64Array::from_iter(rows.iter().map(|row| row.value)))),
        ("status", text(|row| row.status.as_str().to_owned())),
        ("source", text(|row| row.source.to_string())),
        ("source_rank", Arc::new(Int32Array::from_iter(rank))),
        ("period", Arc::new(StringArray::from_iter(period))),
        ("lower", bound(|[lower, _]| lower)),
        ("upper", bound(|[_, upper]| upper)),
    ];
    RecordBatch::try_from_iter(columns).unwrap()
}

/// The values of the tiny country with other rows.
fn values(rows: &[IndicatorValue]) -> Result<Values, GeodataError> {
    let contents = testing::contents().unwrap();
    let (codes, km2) = (codes(&contents), km2(&contents));
    Values::of(Path::new("indicator_values"), contents.indicators, codes, km2, &batch(rows))
}

fn refused(rows: &[IndicatorValue]) -> String {
    values(rows).unwrap_err().to_string()
}

#[test]
fn every_area_indicator_and_year_is_as_a_plain_search_finds_it() {
    let dir = tempfile::tempdir().unwrap();
    let values = Values::new(&testing::dataset(dir.path()).unwrap()).unwrap();
    let contents = testing::contents().unwrap();
    let compared =
        Oracle::new(&contents.indicators, &codes(&contents), &contents.values).agrees_with(&values);
    // Five indicators, 51 areas, three times that are the latest, and two for each of four years.
    assert_eq!(compared, 5 * 51 * (3 + 2 * 4));
}

#[test]
fn a_village_has_the_value_of_its_ancestor_at_the_indicators_level_and_of_no_other() {
    let values = values(&testing::contents().unwrap().values).unwrap();
    let of = |area, indicator| values.resolve(code(area), indicator, When::Latest);
    let village = of("52.03.01.2001", "poverty_pct").unwrap();
    assert_eq!((village.value, village.how), (15.0, Stated::Above));
    assert_eq!((village.stated_for, village.year), (code("52.03"), 2021));
    let regency = of("52.03", "poverty_pct").unwrap();
    assert_eq!((regency.value, regency.how), (15.0, Stated::Here));
    // The province's own figure is the province's alone.
    assert_eq!(of("52", "poverty_pct").unwrap().value, 99.0);
    assert_eq!(of("52.03.01.9999", "poverty_pct"), None, "no such village");
    assert_eq!(of("52.03", "no_such_indicator"), None);
    assert_eq!(values.column("no_such_indicator", Level::Village, When::Latest), None);
}

#[test]
fn what_is_missing_says_since_when_and_by_whom() {
    let values = values(&testing::contents().unwrap().values).unwrap();
    let missing = |area, when| values.unstated(code(area), "pmi_placed", when);
    let village = missing("53.01.01.2001", When::Latest).unwrap();
    assert_eq!((village.year, village.status), (2024, ValueStatus::Missing));
    assert_eq!((village.stated_for, village.source), (code("53.01"), "tiny"));
    assert_eq!(missing("53.01", When::Year(2023)), None, "nobody speaks of that year");
    assert_eq!(missing("52.03", When::Latest), None, "there is a value");
}

#[test]
fn a_value_beats_a_later_gap_and_a_later_year_an_earlier_one() {
    use ValueStatus::{Missing, Observed, Suppressed};
    let gap = |year, status| IndicatorValue { value: None, ..row("52.03", year, 0.0, status, "a") };
    let rows = [
        gap(2026, Missing),
        gap(2025, Suppressed),
        row("52.03", 2021, 1.0, Observed, "a"),
        row("52.03", 2023, f64::NAN, Observed, "a"),
        row("52.03", 2024, f64::INFINITY, Observed, "a"),
        row("52.03", 2022, 2.0, Observed, "a"),
        // A number that its own status denies is none.
        row("52.03", 2025, 9.0, Missing, "b"),
    ];
    let values = values(&rows).unwrap();
    let latest = values.resolve(code("52.03"), "pmi_placed", When::Latest).unwrap();
    assert_eq!((latest.value, latest.year), (2.0, 2022));
    assert_eq!(values.resolve(code("52.03"), "pmi_placed", When::Year(2024)), None);
    assert_eq!(values.years("pmi_placed"), [2021, 2022]);
    assert_eq!(values.unstated(code("52.03"), "pmi_placed", When::Latest), None);
}

#[test]
fn of_one_year_the_better_status_speaks_then_the_first_source() {
    use ValueStatus::{Imputed, Modelled, Observed};
    let rows = [
        row("52.03", 2024, 1.0, Imputed, "a"),
        row("52.03", 2024, 2.0, Modelled, "a"),
        row("52.03", 2024, 3.0, Observed, "c"),
        row("52.03", 2024, 4.0, Observed, "b"),
        row("52.71", 2024, 5.0, Modelled, "a"),
    ];
    let values = values(&rows).unwrap();
    let of = |area| values.resolve(code(area), "pmi_placed", When::Year(2024)).unwrap();
    assert_eq!((of("52.03").value, of("52.03").source), (4.0, "b"));
    // A sum is as uncertain as its least certain part.
    let sum = of("52");
    assert_eq!((sum.value, sum.status), (9.0, Modelled));
    let parts = sum.parts.unwrap();
    assert!(parts.mixed);
    assert_eq!((sum.source, parts.sources), ("a", 2));
}

/// A row whose source has a rank in the specification's precedence.
fn ranked(rank: i32, row: IndicatorValue) -> IndicatorValue {
    IndicatorValue { qualifier: Qualifier { source_rank: Some(rank), ..row.qualifier }, ..row }
}

#[test]
fn a_part_of_a_year_or_a_mean_never_stands_for_a_year_and_is_latest_only_without_one() {
    use ValueStatus::{Averaged, Imputed, Observed, Partial};
    let of_months = |period: &str, row: IndicatorValue| IndicatorValue {
        qualifier: Qualifier { period: Some(period.into()), ..row.qualifier },
        ..row
    };
    let rows = [
        // Blitar: 1,860 of an unfinished year after 10,652.
        row("52.03", 2024, 10_652.0, Observed, "a"),
        row("52.03", 2025, 1_860.0, Partial, "a"),
        of_months("2007-01/2022-06", row("52.71", 2022, 500.0, Averaged, "a")),
        of_months("2025-01/2025-02", row("52.71", 2025, 40.0, Partial, "a")),
        of_months("2025-01/2025-02", row("53.01", 2025, 777.0, Partial, "a")),
        row("53.01", 2024, 9_000.0, Imputed, "a"),
    ];
    let values = values(&rows).unwrap();
    let of = |area, when| values.resolve(code(area), "pmi_placed", when);
    let latest = |area| of(area, When::Latest).map(|of| (of.value, of.year, of.status)).unwrap();
    assert_eq!(latest("52.03"), (10_652.0, 2024, Observed));
    assert_eq!(latest("52.71"), (500.0, 2022, Averaged));
    assert_eq!(latest("53.01"), (777.0, 2025, Partial));
    for (area, year) in [("52.03", 2025), ("52.71", 2022), ("52.71", 2025), ("53.01", 2024)] {
        assert_eq!(of(area, When::Year(year)), None, "{area} {year}");
    }
    let mean = of("52.71", When::Latest).unwrap();
    assert_eq!((mean.from_year, mean.period), (2007, Some("2007-01/2022-06")));
    // Imputed figures speak where they are asked for, and never before a published one.
    let imputed = |area| of(area, When::WithImputed).unwrap().value;
    assert_eq!((imputed("53.01"), imputed("52.71")), (9_000.0, 500.0));
    // A sum has no summand of two months.
    assert_eq!(of("52", When::Latest).unwrap().value, 11_152.0);
    assert_eq!(of("53", When::Latest), None);
    assert_eq!(values.years("pmi_placed"), [2024]);
}

#[test]
fn what_a_province_states_of_months_gives_way_to_what_its_regencies_have() {
    use ValueStatus::{Observed, Partial};
    let months = row("52", 2025, 100.0, Partial, "a");
    let province = |rows: &[IndicatorValue]| {
        let values = values(rows).unwrap();
        values.resolve(code("52"), "pmi_placed", When::Latest).map(|of| (of.value, of.how))
    };
    assert_eq!(province(std::slice::from_ref(&months)), Some((100.0, Stated::Here)));
    let regency = row("52.03", 2019, 7.0, Observed, "a");
    assert_eq!(province(&[months.clone(), regency.clone()]), Some((7.0, Stated::Below)));
    let year = row("52", 2018, 90.0, Observed, "a");
    assert_eq!(province(&[months, regency, year]), Some((90.0, Stated::Here)));
}

#[test]
fn of_two_sources_the_one_that_the_specification_puts_first_speaks() {
    use ValueStatus::Observed;
    let rows = [
        ranked(5, row("52.03", 2023, 64_566.0, Observed, "a newspaper")),
        ranked(2, row("52.03", 2023, 59_009.0, Observed, "the ministry")),
        row("52.03", 2023, 1.0, Observed, "0: nobody knows who"),
        ranked(3, row("52.03", 2022, 5.0, Observed, "a")),
    ];
    let values = values(&rows).unwrap();
    let latest = values.resolve(code("52.03"), "pmi_placed", When::Latest).unwrap();
    assert_eq!((latest.value, latest.source), (59_009.0, "the ministry"));
}

#[test]
fn the_mean_of_three_years_is_of_three_years_in_a_row() {
    use ValueStatus::{Observed, Partial};
    let mut rows: Vec<IndicatorValue> =
        [(2017, 9.0), (2018, 12.0), (2019, 15.0), (2022, 3.0), (2023, 5.0)]
            .map(|(year, value)| row("52.03", year, value, Observed, "a"))
            .into();
    rows.push(row("52.03", 2021, 1.0, Partial, "a"));
    let mean = |rows: &[IndicatorValue], until| {
        let values = values(rows).unwrap();
        let of = values.resolve(code("52.03"), "pmi_placed", When::ThreeYears { until });
        of.map(|of| (of.value, of.from_year, of.year, of.status))
    };
    let found = Some((12.0, 2017, 2019, ValueStatus::Averaged));
    assert_eq!(mean(&rows, None), found, "2021 is known of a part only");
    assert_eq!(mean(&rows, Some(2019)), found);
    assert_eq!(mean(&rows, Some(2023)), None);
    let over = |rows: &[IndicatorValue]| values(rows).unwrap().over_three_years("pmi_placed");
    assert_eq!(over(&rows), When::ThreeYears { until: None });
    assert_eq!(over(&rows[3..]), When::Latest, "no three years in a row anywhere");
    // Another area has one year only: beside the mean of 52.03 that is not known.
    rows.push(row("53.01", 2024, 7.0, Observed, "a"));
    let all = values(&rows).unwrap();
    let when = all.over_three_years("pmi_placed");
    assert_eq!(all.resolve(code("53.01"), "pmi_placed", when), None);
    assert_eq!(all.resolve(code("53.01"), "pmi_placed", When::Latest).unwrap().value, 7.0);
    rows.pop();
    rows.push(row("52.03", 2021, 1.0, Observed, "a"));
    assert_eq!(mean(&rows, None), Some((3.0, 2021, 2023, ValueStatus::Averaged)));
}

#[test]
fn contradictions_and_what_does_not_exist_are_refused_by_name() {
    use ValueStatus::Observed;
    let twice = [row("52.03", 2024, 1.0, Observed, "a"), row("52.03", 2024, 2.0, Observed, "a")];
    let error = refused(&twice);
    assert!(
        error.contains("52.03") && error.contains("1 and 2") && error.contains("`a`"),
        "{error}"
    );
    // The same said twice is no contradiction.
    assert!(values(&[twice[0].clone(), twice[0].clone()]).is_ok());
    assert!(refused(&[row("52.99", 2024, 1.0, Observed, "a")]).contains("no regency 52.99"));
    let unknown = IndicatorValue { indicator: Arc::from("luck"), ..twice[0].clone() };
    assert!(refused(&[unknown]).contains("`luck`"));
}

#[test]
fn a_dataset_that_would_be_refused_is_not_written() {
    let dir = tempfile::tempdir().unwrap();
    let refused = |add: &[IndicatorValue]| {
        let mut contents = testing::contents().unwrap();
        contents.values.extend_from_slice(add);
        write(&contents, &[], &dir.path().join("data"), &Silent).unwrap_err().to_string()
    };
    let contradiction = row("52.03", 2024, 1.0, ValueStatus::Observed, "tiny");
    assert!(refused(&[contradiction]).contains("pmi_placed of 52.03 in 2024 is 3000 and 1,"));
    let denied = row("52.03", 2024, 1.0, ValueStatus::Suppressed, "tiny");
    assert!(refused(&[denied]).contains("is suppressed and has a value"));
}

/// Rows about any areas of the tiny country, none of which contradict each other.
fn any_rows() -> impl Strategy<Value = Vec<IndicatorValue>> {
    let contents = testing::contents().unwrap();
    let codes = codes(&contents);
    let areas: Vec<AreaCode> = Level::ALL.iter().flat_map(|l| codes.get(*l).clone()).collect();
    let ids: Vec<String> = contents.indicators.iter().map(|i| i.id.clone()).collect();
    let value = prop_oneof![
        6 => (0..1000i32).prop_map(|n| Some(f64::from(n) / 8.0)),
        1 => Just(None::<f64>),
        1 => Just(Some(f64::NAN)),
        1 => Just(Some(f64::NEG_INFINITY)),
    ];
    let status = prop::sample::select(ValueStatus::ALL.to_vec());
    let source = prop::sample::select(vec!["a", "b", "c"]);
    let area = prop::sample::select(areas);
    let id = prop::sample::select(ids);
    let rank = prop::option::of(1..3i32);
    let one = (area, id, 2020..2024i32, value, status, (source, rank));
    prop::collection::vec(one, 0..400).prop_map(|rows| {
        let mut seen = std::collections::HashSet::new();
        rows.into_iter()
            .filter(|(area, id, year, _, status, (source, _))| {
                seen.insert((*area, id.clone(), *year, *status, *source))
            })
            .map(|(area, id, year, value, status, (source, source_rank))| IndicatorValue {
                area,
                indicator: Arc::from(id),
                year,
                value,
                status,
                source: Arc::from(source),
                qualifier: Qualifier { source_rank, ..Qualifier::default() },
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn whatever_the_rows_the_resolver_agrees_with_a_plain_search(rows in any_rows(), turn in 0..4usize) {
        let mut contents = testing::contents().unwrap();
        for (at, indicator) in contents.indicators.iter_mut().enumerate() {
            indicator.level = Level::ALL[(at + turn) % 4].as_str().to_owned();
            indicator.aggregate = match (indicator.id.as_str(), (at + turn) % 3) {
                ("population", _) | (_, 0) => Aggregate::Sum,
                (_, 1) => Aggregate::Mean,
                _ => Aggregate::MeanByPopulation,
            };
        }
        let codes = codes(&contents);
        let oracle = Oracle::new(&contents.indicators, &codes, &rows);
        let indicators = contents.indicators.clone();
        let values =
            Values::of(Path::new("rows"), indicators, codes.clone(), km2(&contents), &batch(&rows))
                .unwrap();
        prop_assert_eq!(oracle.agrees_with(&values), 5 * 51 * oracle.whens().len());
    }
}
