//! Somebody who knows every rule, the register and all that is published computes between which bounds each withheld
//! count lies: by an integer program, solved exactly (HiGHS).

use std::collections::BTreeMap;

use geodata::dataset::{Aggregate, Contents, Dataset, IndicatorValue, ValueStatus};
use geodata::suppression::{self, Cells};
use geodata::testing::{rows, written};
use geodata::{AreaCode, Level};
use proptest::prelude::*;
use serde::Deserialize;

use super::known::{Cell, Known, LEAST};
use crate::support::country;

/// What is counted.
const PLACED: &str = "pmi_placed";
const YEARS: [i32; 3] = [2022, 2023, 2024];
/// How many decimals rates have, as a power of ten.
const RATE: f64 = 10_000.0;

/// A row of the table that everybody sees.
#[derive(Deserialize)]
struct Shown {
    area_code: String,
    indicator: String,
    year: i32,
    value: Option<f64>,
    status: String,
}

/// What everybody knows of a dataset; `whole` only says of each row that is withheld what it is.
fn published(everybody: &Dataset, whole: &Dataset) -> Known {
    let areas: Vec<AreaCode> = Level::ALL
        .into_iter()
        .flat_map(|level| everybody.areas(level))
        .map(|area| area.code)
        .collect();
    let mut known = Known::default();
    known.tree(PLACED, &YEARS, &areas);
    let rows = |dataset: &Dataset| dataset.rows::<Shown>("indicator_values").unwrap();
    for (row, was) in rows(everybody).into_iter().zip(rows(whole)) {
        let area: AreaCode = row.area_code.parse().unwrap();
        let cell = (PLACED, area, row.year);
        match (row.indicator.as_str(), was.status.as_str(), row.value) {
            ("pmi_placed", "observed", Some(value)) => known.cell(cell, value, value),
            // Zeros are never withheld.
            ("pmi_placed", "observed", None) => {
                assert_eq!(row.status, "suppressed");
                known.cell(cell, 1.0, f64::INFINITY);
                known.withheld.push(cell);
            }
            // A mean of three years, by its last one.
            ("pmi_placed", "averaged", Some(mean)) => {
                let years = YEARS.map(|year| ((PLACED, area, year), 1.0)).to_vec();
                known.sums.push((years, [mean * 3.0 - 1e-6, mean * 3.0 + 1e-6]));
            }
            ("pmi_per_1000", _, Some(rate)) => {
                let people = everybody.area(area).unwrap().population.unwrap() as f64;
                let count = |rate: f64| rate * people / 1000.0;
                let (low, high) = (count(rate - 0.5 / RATE), count(rate + 0.5 / RATE));
                known.cell(cell, low.ceil(), high.floor());
            }
            _ => {}
        }
    }
    known
}

/// Counts by village and year, mostly small.
fn counts() -> impl Strategy<Value = Vec<f64>> {
    let count = prop_oneof![
        3 => Just(0.0),
        4 => (1..5i32).prop_map(f64::from),
        4 => (5..12i32).prop_map(f64::from),
        3 => (12..80i32).prop_map(f64::from),
    ];
    proptest::collection::vec(count, 40 * YEARS.len())
}

/// The country with these counts, of which `stated` says which are in the table, and the counts of all areas.
fn contents(counts: &[f64], stated: &[bool]) -> (Contents, BTreeMap<Cell, f64>) {
    let mut contents = country::contents();
    contents.values.retain(|row| !row.indicator.starts_with("pmi_"));
    contents.indicators.retain(|of| of.id != "pmi_placed" && of.id != "pmi_per_1000");
    let mut of = country::contents().indicators;
    of.retain(|of| of.id.starts_with("pmi_"));
    of[0].level = "village".into();
    (of[0].min_cell, of[0].aggregate) = (Some(LEAST as i32), Aggregate::Sum);
    contents.indicators.extend(of);
    let mut truth: BTreeMap<Cell, f64> = BTreeMap::new();
    for (at, village) in contents.villages.iter().enumerate() {
        for (number, year) in YEARS.into_iter().enumerate() {
            let count = counts[at * YEARS.len() + number];
            for area in std::iter::successors(Some(village.code), |area| area.parent()) {
                *truth.entry((PLACED, area, year)).or_default() += count;
            }
        }
    }
    let mut is_stated = stated.iter().copied().cycle();
    let mut add = |area, indicator: &str, year, value, status| {
        let row = rows::value(area, indicator, year, Some(value), "T");
        contents.values.push(IndicatorValue { status, ..row });
    };
    for ((_, area, year), count) in &truth {
        if is_stated.next().unwrap() {
            add(*area, "pmi_placed", *year, *count, ValueStatus::Observed);
        }
        if *year == YEARS[2] && is_stated.next().unwrap() {
            let mean = YEARS.iter().map(|year| truth[&(PLACED, *area, *year)]).sum::<f64>() / 3.0;
            add(*area, "pmi_placed", *year, mean, ValueStatus::Averaged);
        }
        if area.level() == Level::Regency && is_stated.next().unwrap() {
            let rate = (count * 1000.0 / 100_000.0 * RATE).round() / RATE;
            add(*area, "pmi_per_1000", *year, rate, ValueStatus::Observed);
        }
    }
    (contents, truth)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn whatever_is_withheld_stays_as_uncertain_as_the_rule_says(
        counts in counts(),
        stated in proptest::collection::vec(proptest::bool::weighted(0.85), 61),
    ) {
        let (contents, truth) = contents(&counts, &stated);
        let dir = tempfile::tempdir().unwrap();
        let whole = written(&contents, &dir.path().join("country")).unwrap();
        if let Some(everybody) = suppression::for_everybody(&whole).unwrap() {
            let recovered = published(&everybody, &whole).recovered(&truth);
            prop_assert!(recovered.is_empty(), "{recovered:#?}");
        }
    }
}

/// The reference case (`methods.md`, 2.2): A 3, B 12, C 7 and D 0 are 22 together.
fn reference(withheld: &[&str]) -> (Known, BTreeMap<Cell, f64>) {
    let year = YEARS[0];
    let counts = [("52", 22.0), ("52.01", 3.0), ("52.02", 12.0), ("52.03", 7.0), ("52.04", 0.0)];
    let truth: BTreeMap<Cell, f64> = counts
        .iter()
        .map(|(code, count)| ((PLACED, code.parse().unwrap(), year), *count))
        .collect();
    let mut known = Known::default();
    let areas: Vec<_> = truth.keys().map(|(_, area, _)| *area).collect();
    known.tree(PLACED, &[year], &areas);
    for (cell, count) in &truth {
        if withheld.contains(&cell.1.to_string().as_str()) {
            known.cell(*cell, 1.0, f64::INFINITY);
            known.withheld.push(*cell);
        } else {
            known.cell(*cell, *count, *count);
        }
    }
    (known, truth)
}

#[test]
fn of_the_reference_case_the_small_count_goes_with_one_beside_it_and_the_rest_is_shown() {
    let (_, truth) = reference(&[]);
    let cells: Cells = truth.iter().map(|((_, area, _), count)| (*area, vec![*count])).collect();
    let hidden = suppression::hidden(&cells, LEAST);
    let hidden: Vec<String> = hidden.iter().map(ToString::to_string).collect();
    assert_eq!(hidden[0], "52.01");
    assert!(hidden.len() == 2 && ["52.02", "52.03"].contains(&hidden[1].as_str()), "{hidden:?}");
    let codes: Vec<&str> = hidden.iter().map(String::as_str).collect();
    let (known, truth) = reference(&codes);
    assert_eq!(known.recovered(&truth), Vec::<String>::new());
    // The published example: A and C.
    let (known, truth) = reference(&["52.01", "52.03"]);
    assert_eq!(known.recovered(&truth), Vec::<String>::new());
}

#[test]
fn who_withholds_small_counts_alone_gives_them_away() {
    let (known, truth) = reference(&["52.01"]);
    let recovered = known.recovered(&truth);
    assert!(recovered.len() == 1 && recovered[0].contains("between 3 and 3"), "{recovered:?}");
}
