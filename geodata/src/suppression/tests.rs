use std::collections::{BTreeMap, BTreeSet};

use super::parts::{ByIndicator, Hidden, Years, imply, withhold};
use super::{Cells, for_everybody, hidden};
use crate::code::AreaCode;
use crate::dataset::{Claim, Contents, Dataset, Severity, ValueStatus};
use crate::testing::{grid, rows, written};
use crate::values::{Values, When};

fn code(text: &str) -> AreaCode {
    text.parse().unwrap()
}

fn cells(stated: &[(&str, f64)]) -> Cells {
    stated.iter().map(|(area, value)| (code(area), vec![*value])).collect()
}

fn withheld(stated: &[(&str, f64)]) -> Vec<String> {
    hidden(&cells(stated), 5.0).iter().map(ToString::to_string).collect()
}

#[test]
fn one_small_number_takes_one_of_the_smallest_beside_it_along_and_the_total_stays() {
    let stated = [
        ("52", 1062.0),
        ("52.01", 3.0),
        ("52.02", 0.0),
        ("52.03", 9.0),
        ("52.04", 50.0),
        ("52.05", 1000.0),
    ];
    let gone = withheld(&stated);
    assert_eq!(gone.len(), 2, "{gone:?}");
    assert!(gone[0] == "52.01" && !gone.contains(&"52.02".to_owned()), "{gone:?}");
}

#[test]
fn without_a_total_nothing_else_is_withheld() {
    assert_eq!(withheld(&[("52.01", 3.0), ("52.03", 9.0)]), ["52.01"]);
    assert_eq!(withheld(&[("52", 9.0), ("52.01", 0.0), ("52.02", 9.0)]), Vec::<String>::new());
}

#[test]
fn small_numbers_that_a_total_pins_down_are_not_enough() {
    // Both are 1 when they are 2 together.
    let gone = withheld(&[("52", 32.0), ("52.01", 1.0), ("52.02", 1.0), ("52.03", 30.0)]);
    assert_eq!(gone, ["52.01", "52.02", "52.03"]);
    // There is nobody else: the total goes.
    let gone = withheld(&[("52", 2.0), ("52.01", 1.0), ("52.02", 1.0)]);
    assert_eq!(gone, ["52", "52.01", "52.02"]);
    // A country of one province, one level up.
    let gone = withheld(&[("52", 3.0), ("52.01", 3.0), ("52.01.01", 3.0)]);
    assert_eq!(gone.len(), 3, "{gone:?}");
}

#[test]
fn what_is_shown_below_a_small_number_does_not_stand_for_it_where_a_part_has_no_figure() {
    // 52.01.02 has none: its two people follow from 52 and 52.02 all the same.
    let stated = [("52", 107.0), ("52.01", 2.0), ("52.01.01", 0.0), ("52.02", 105.0)];
    assert_eq!(withheld(&stated), ["52.01", "52.02"]);
}

#[test]
fn a_total_goes_where_everything_beside_has_parts_that_are_shown() {
    // Without 52.02 its parts would say what it is.
    let stated =
        [("52", 30.0), ("52.01", 3.0), ("52.02", 27.0), ("52.02.01", 7.0), ("52.02.02", 20.0)];
    assert_eq!(withheld(&stated), ["52", "52.01"]);
}

#[test]
fn where_women_or_men_are_few_neither_are_shown_and_the_total_is() {
    const NAMES: [&str; 3] = ["pmi_reported", "pmi_reported_female", "pmi_reported_male"];
    let of = |stated: [&[(&str, f64)]; 3]| {
        let years = stated.map(|of| Years::from([(2025, cells(of))]));
        let mut figures: BTreeMap<&str, Years> = NAMES.into_iter().zip(years).collect();
        imply(&mut figures);
        let by_name = figures.iter().filter_map(|(name, years)| Some((*name, years.get(&2025)?)));
        let by_name: ByIndicator<'_> = by_name.collect();
        let mut gone: Hidden<'_> =
            by_name.iter().map(|(name, cells)| (*name, hidden(cells, 5.0))).collect();
        withhold(&by_name, 5.0, &mut gone);
        let codes = |name| gone.get(name).into_iter().flatten().map(ToString::to_string);
        NAMES.map(|name| codes(name).collect::<Vec<_>>().join(" "))
    };
    // Three men are twelve less nine women.
    assert_eq!(
        of([&[("52.01", 12.0)], &[("52.01", 9.0)], &[("52.01", 3.0)]]),
        ["", "52.01", "52.01"]
    );
    // No men are no secret alone: all would be women.
    assert_eq!(of([&[("52.01", 3.0)], &[("52.01", 3.0)], &[("52.01", 0.0)]]), ["52.01"; 3]);
    // Two of whom nobody says which they are.
    let gone = of([&[("52.01", 20.0)], &[("52.01", 10.0)], &[("52.01", 8.0)]]);
    assert_eq!(gone, ["", "52.01", "52.01"]);
    // Beside few the others keep theirs, unless a part is stated of both together.
    let (women, men) = ([("52.01", 9.0), ("52.02", 8.0)], [("52.01", 3.0), ("52.02", 8.0)]);
    assert_eq!(of([&[], &women, &men]), ["", "52.01", "52.01"]);
    let together = [("52", 17.0), women[0], women[1]];
    assert_eq!(of([&[], &together, &men]), ["", "52 52.01 52.02", "52.01 52.02"]);
    // A total that is not stated is at least its parts: with the one above it the three of 52.01 would follow.
    let gone = of([&[("52", 20.0), ("52.01", 3.0)], &[("52.02", 9.0)], &[("52.02", 8.0)]]);
    assert_eq!(gone, ["52.01 52.02", "52.02", "52.02"]);
    // Nothing is small, and nothing withheld.
    assert_eq!(of([&[("52.01", 20.0)], &[("52.01", 12.0)], &[("52.01", 8.0)]]), [""; 3]);
}

/// The grid with the count of 11.01 in 2024 small, a total above it, and everything that speaks of it.
fn country(count: f64) -> Contents {
    let mut contents = grid().unwrap();
    contents.indicators.iter_mut().find(|of| of.id == "pmi_placed").unwrap().min_cell = Some(5);
    let (small, beside) = (code("11.01"), code("11.71"));
    for value in &mut contents.values {
        if &*value.indicator == "pmi_placed" && value.year == 2024 && value.area == small {
            value.value = Some(count);
        }
    }
    let beside = contents.values.iter().find(|value| {
        &*value.indicator == "pmi_placed" && value.year == 2024 && value.area == beside
    });
    let total = count + beside.unwrap().value.unwrap();
    let mut add = |area, year, value, status| {
        let row = rows::value(area, "pmi_placed", year, Some(value), "T");
        contents.values.push(crate::dataset::IndicatorValue { status, ..row });
    };
    add(code("11"), 2024, total, ValueStatus::Observed);
    add(small, 2025, 2.0, ValueStatus::Partial);
    add(small, 2022, 30.0, ValueStatus::Averaged);
    add(code("11"), 2022, 90.0, ValueStatus::Averaged);
    add(code("12"), 2022, 90.0, ValueStatus::Averaged);
    contents.report.push(rows::report(
        "value_implausible",
        Severity::Warning,
        "11.01",
        &format!("pmi_placed 2024 is {count}"),
        "T",
    ));
    contents.programme.claims.push(Claim {
        id: "V1".into(),
        metric: "pmi_placed".into(),
        subject: "Kupang".into(),
        area_code: Some("11.01".into()),
        programme: None,
        period: Some("2024".into()),
        as_of: None,
        value: Some(count + 1.0),
        unit: None,
        status: "contradicted".into(),
        funding: "UNKNOWN".into(),
        stated_by: None,
        source: "T".into(),
        note: Some(format!("contradicts {count}")),
    });
    contents
}

fn open(contents: &Contents) -> (tempfile::TempDir, Dataset) {
    let dir = tempfile::tempdir().unwrap();
    let dataset = written(contents, &dir.path().join("country")).unwrap();
    (dir, dataset)
}

fn shown(dataset: &Dataset, indicator: &str, when: When) -> Vec<(String, f64)> {
    let values = Values::new(dataset).unwrap();
    let areas = ["11", "12", "11.01", "11.71", "12.01"].map(code);
    let of = |area: AreaCode| Some((area.to_string(), values.stated(area, indicator, when)?.value));
    areas.into_iter().filter_map(of).collect()
}

#[test]
fn a_dataset_for_everybody_has_no_small_number_and_nothing_that_gives_it_away() {
    let (_dir, whole) = open(&country(3.0));
    let public = for_everybody(&whole).unwrap().unwrap();
    assert_eq!(shown(&whole, "pmi_placed", When::Year(2024)).len(), 4);
    let totals: Vec<String> =
        shown(&public, "pmi_placed", When::Year(2024)).into_iter().map(|(area, _)| area).collect();
    assert_eq!(totals, ["11", "12.01"], "the total stays, both of its parts are gone");
    let rates: Vec<String> =
        shown(&public, "pmi_per_1000", When::Latest).into_iter().map(|(area, _)| area).collect();
    assert_eq!(rates, ["12.01"]);
    let rows = public.indicator_rows(|_| true).unwrap();
    let of =
        |area: &str| rows.iter().filter(|row| row.area == code(area)).copied().collect::<Vec<_>>();
    let gone: BTreeSet<(i32, ValueStatus)> = of("11.01")
        .iter()
        .filter(|row| row.indicator == "pmi_placed" && row.value.is_none())
        .map(|row| (row.year, row.status))
        .collect();
    let suppressed = |year| (year, ValueStatus::Suppressed);
    assert_eq!(gone, BTreeSet::from([suppressed(2022), suppressed(2024), suppressed(2025)]));
    assert!(of("11").iter().any(|row| row.year == 2022 && row.value.is_none()), "the mean above");
    assert!(of("12").iter().any(|row| row.year == 2022 && row.value == Some(90.0)));
    let text = |table: &str| format!("{:?}", public.table(table).unwrap());
    assert!(!text("join_report").contains("pmi_placed 2024 is"), "{}", text("join_report"));
    assert!(text("join_report").contains("no polygon"), "what tells of no people stays");
    assert!(!text("claims").contains("contradicts"), "{}", text("claims"));
    assert_ne!(public.manifest.version, whole.manifest.version);
}

#[test]
fn a_mean_that_tells_of_a_year_that_nobody_states_goes_with_what_is_withheld_beside_it() {
    let mut contents = country(3.0);
    let beside = code("11.71");
    contents.values.retain(|value| {
        (&*value.indicator, value.year, value.area) != ("pmi_placed", 2024, beside)
    });
    // Of any years, and of years in which nothing is withheld.
    for (year, period) in [(2024, None), (2021, Some("2019-01/2021-12"))] {
        let mut row = rows::value(beside, "pmi_placed", year, Some(80.0), "T");
        row.status = ValueStatus::Averaged;
        row.qualifier.period = period.map(Into::into);
        contents.values.push(row);
    }
    let (_dir, whole) = open(&contents);
    let public = for_everybody(&whole).unwrap().unwrap();
    let rows = public.indicator_rows(|indicator| indicator == "pmi_placed").unwrap();
    let shown = |year| {
        let of = rows.iter().filter(|row| (row.area, row.year) == (beside, year));
        of.map(|row| row.value).collect::<Vec<_>>()
    };
    assert_eq!((shown(2024), shown(2021)), (vec![None], vec![Some(80.0)]));
}

#[test]
fn the_version_for_everybody_hangs_on_nothing_that_is_withheld() {
    let of = |count: f64| {
        let mut contents = country(count);
        // The other one, so that the total is the same.
        for value in &mut contents.values {
            if &*value.indicator == "pmi_placed" && value.year == 2024 {
                match value.area.to_string().as_str() {
                    "11.71" => value.value = Some(43.0 - count),
                    "11" => value.value = Some(43.0),
                    _ => {}
                }
            }
        }
        let (_dir, whole) = open(&contents);
        (for_everybody(&whole).unwrap().unwrap().manifest.version, whole.manifest.version)
    };
    let (one, other) = (of(3.0), of(4.0));
    assert_eq!(one.0, other.0);
    assert_ne!(one.1, other.1);
}

#[test]
fn where_nothing_is_small_there_is_one_dataset() {
    let (_dir, whole) = open(&country(7.0));
    // The part of a year is small.
    assert!(for_everybody(&whole).unwrap().is_some());
    let (_dir, whole) = open(&grid().unwrap());
    assert!(for_everybody(&whole).unwrap().is_none());
}

#[test]
fn a_rate_that_gives_a_small_count_away_is_one() {
    let mut contents = grid().unwrap();
    contents.indicators.iter_mut().find(|of| of.id == "pmi_placed").unwrap().min_cell = Some(5);
    contents.values.retain(|value| &*value.indicator != "pmi_placed");
    for value in &mut contents.values {
        // 100,000 people live there: three of them.
        if &*value.indicator == "pmi_per_1000" && value.area == code("11.01") {
            value.value = Some(0.03);
        }
    }
    let (_dir, whole) = open(&contents);
    let public = for_everybody(&whole).unwrap().unwrap();
    let left = shown(&public, "pmi_per_1000", When::Latest);
    assert!(left.iter().all(|(area, _)| area != "11.01") && left.len() == 2, "{left:?}");
}

#[test]
fn residents_that_are_few_stand_in_no_table_of_areas() {
    let mut contents = grid().unwrap();
    let mut people = contents.indicators[0].clone();
    (people.id, people.min_cell) = ("population".into(), Some(10));
    contents.indicators.push(people);
    contents.districts[0].population = Some(4);
    contents.values.push(rows::value(
        contents.districts[0].code,
        "population",
        2024,
        Some(4.0),
        "T",
    ));
    let (_dir, whole) = open(&contents);
    let public = for_everybody(&whole).unwrap().unwrap();
    let people = |area: &str| public.area(code(area)).unwrap().population;
    assert_eq!((people("11.01.01"), people("11.01"), people("11")), (None, None, None));
    assert!(people("12").is_some());
}
