//! The arithmetic against a plain recount, on made-up countries.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::*;
use crate::dataset::{Claim, Designation, IndicatorValue, LtsaOffice, ValueStatus};
use crate::testing;

fn code(text: &str) -> AreaCode {
    text.parse().unwrap()
}

fn designation(village: &str, year: Option<i32>) -> Designation {
    let id = format!("{village} {year:?}");
    testing::rows::designation(&id, village, year, "test")
}

fn office(area: &str, status: &str, since: Option<&str>) -> LtsaOffice {
    let id = format!("{area} {since:?}");
    let since = since.map(str::to_owned);
    LtsaOffice { since, ..testing::rows::office(&id, area, status, None, "test") }
}

/// Regencies `11.01`, `11.02`, ... of the one province 11.
fn country(regencies: usize, designations: &[Designation], offices: &[LtsaOffice]) -> Coverage {
    let listed = |text: String| Listed { code: code(&text), name: text, villages: 9 };
    Coverage {
        areas: [
            vec![listed("11".into())],
            (1..=regencies).map(|r| listed(format!("11.{r:02}"))).collect(),
            Vec::new(),
        ],
        supply: Supply::new(designations, offices).unwrap(),
        near: Near::default(),
        states: States::default(),
        tall: Tall::default(),
        rounds: designations
            .iter()
            .filter_map(|of| of.year)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect(),
        claimed: Claimed::default(),
    }
}

fn need(value: f64) -> Need {
    Need { value, year: 2024, from_year: 2024, status: "observed", parts: None }
}

#[test]
fn only_villages_in_areas_of_known_need_are_shared_out() {
    let designations = ["11.01.01.2001", "11.01.01.2002", "11.02.01.2001", "11.03.01.2001"]
        .map(|village| designation(village, None));
    let country = country(3, &designations, &[]);
    let of = BTreeMap::from([(code("11.01"), 300.0), (code("11.02"), 100.0)]);
    let areas =
        country.areas_with(Level::Regency, When::Latest, |area| of.get(&area).map(|n| need(*n)));
    // Three villages lie where need is known: 300 and 100 of 400 have 2.25 and 0.75 of them.
    let column =
        |value: fn(&AreaCoverage) -> Option<f64>| areas.iter().map(value).collect::<Vec<_>>();
    let (expected, gap) = (column(|a| a.expected), column(|a| a.gap));
    assert_eq!(expected, [Some(2.25), Some(0.75), None]);
    assert_eq!(gap, [Some(0.25), Some(-0.25), None]);
    let ranks: Vec<_> = areas.iter().map(|area| area.rank).collect();
    assert_eq!(ranks, [Some(1), Some(2), None]);
    let total = CoverageTotal::of(&areas);
    assert_eq!((total.designated, total.designated_where_need_unknown), (4, 1));
    assert_eq!((total.areas, total.areas_with_need), (3, 2));
    assert_eq!((total.need, total.expected, total.gap), (Some(400.0), Some(3.0), Some(0.0)));
    assert_eq!(total.per_1000, Some(7.5));
}

#[test]
fn where_nobody_needs_anything_there_is_no_proportion() {
    let country = country(2, &[designation("11.01.01.2001", None)], &[]);
    let areas = country.areas_with(Level::Regency, When::Latest, |_| Some(need(0.0)));
    for area in &areas {
        assert_eq!((area.expected, area.gap, area.rank, area.per_1000), (None, None, None, None));
    }
    let total = CoverageTotal::of(&areas);
    assert_eq!((total.need, total.expected, total.per_1000), (Some(0.0), None, None));
    assert_eq!(CoverageTotal::of(&[]).need, None);
}

#[test]
fn a_village_counts_once_and_from_its_first_year_on() {
    let designations = [
        designation("11.01.01.2001", Some(2019)),
        designation("11.01.01.2001", Some(2017)),
        designation("11.01.01.2002", Some(2018)),
        designation("11.01.01.2002", None),
    ];
    let country = country(1, &designations, &[]);
    let designated =
        |when| country.areas_with(Level::Province, when, |_| None).first().unwrap().designated;
    assert_eq!(designated(When::Latest), 2);
    let by_year: Vec<u64> = (2016..=2018).map(|year| designated(When::Year(year))).collect();
    assert_eq!(by_year, [1, 2, 2], "the second counts always: its other designation has no year");
}

#[test]
fn rounds_go_up_to_the_year_and_share_out_what_was_designated_then() {
    let designations = [
        designation("11.01.01.2001", Some(2016)),
        designation("11.01.01.2002", Some(2018)),
        designation("11.02.01.2001", Some(2018)),
        designation("11.02.01.2002", None),
    ];
    let country = country(3, &designations, &[]);
    let of = BTreeMap::from([(code("11.01"), 300.0), (code("11.02"), 100.0)]);
    let areas =
        |when| country.areas_with(Level::Regency, when, |area| of.get(&area).map(|n| need(*n)));
    assert_eq!(country.rounds(When::Year(2017)), [2016]);
    assert_eq!(country.rounds(When::Year(2015)), [0i32; 0]);
    assert_eq!(country.rounds(When::Latest), [2016, 2018]);
    let latest = areas(When::Latest);
    // Of two villages 1.5 and 0.5 were expected then, of four 3 and 1.
    let over: Vec<_> =
        latest.iter().map(|area| (area.over.designated.clone(), area.over.gap.clone())).collect();
    let expected =
        [(vec![1, 2], vec![0.5, 1.0]), (vec![1, 2], vec![-0.5, -1.0]), (vec![0, 0], vec![])];
    assert_eq!(over, expected);
    for area in &latest {
        assert_eq!(
            (area.over.designated.last(), area.over.gap.last().copied()),
            (Some(&area.designated), area.gap)
        );
    }
    assert_eq!(areas(When::Year(2017))[0].over.designated, [1]);
    assert_eq!(CoverageTotal::of(&latest).designated_over, [2, 4]);
}

#[test]
fn an_office_counts_from_the_year_that_its_source_states() {
    let offices = [
        office("11.01", "operating", Some("2018 or earlier")),
        office("11.01", "operating", Some("2017-12-06")),
        office("11.01", "operating", None),
        office("11.01", "planned", Some("2010")),
        office("11", "operating", Some("2015")),
    ];
    let country = country(1, &[], &offices);
    let ltsa = |level, when| country.areas_with(level, when, |_| None).first().unwrap().ltsa;
    assert_eq!(ltsa(Level::Regency, When::Latest), 3);
    let by_year: Vec<u64> =
        (2016..=2018).map(|year| ltsa(Level::Regency, When::Year(year))).collect();
    assert_eq!(by_year, [1, 2, 3]);
    // That of the province is no regency's.
    assert_eq!(ltsa(Level::Province, When::Year(2015)), 2);
    assert_eq!(ltsa(Level::Province, When::Latest), 4);
}

#[test]
fn villages_have_no_coverage() {
    assert!(country(1, &[], &[]).areas_with(Level::Village, When::Latest, |_| None).is_empty());
}

proptest! {
    #[test]
    fn gaps_sum_to_zero_and_ranks_count_the_larger_gaps(
        needs in vec(option::weighted(0.7, 0u32..50_000), 1..30),
        villages in vec((0usize..30, 2001u32..2010, option::of(2015..2021)), 0..60),
        year in option::of(2014..2022),
    ) {
        let inside = villages.into_iter().filter(|(regency, ..)| *regency < needs.len());
        let designations: Vec<Designation> = inside
            .map(|(regency, village, since)| designation(&format!("11.{:02}.01.{village}", regency + 1), since))
            .collect();
        let country = country(needs.len(), &designations, &[]);
        let when = year.map_or(When::Latest, When::Year);
        let of = |area: AreaCode| needs[(area.feature_id() % 100) as usize - 1];
        let areas = country.areas_with(Level::Regency, when, |area| of(area).map(|n| need(f64::from(n))));

        let counting: BTreeSet<&str> = designations
            .iter()
            .filter(|d| year.is_none() || d.year.is_none() || d.year <= year)
            .map(|d| d.village_code.as_str())
            .collect();
        for area in &areas {
            let own = counting.iter().filter(|village| village.starts_with(&area.name)).count();
            prop_assert_eq!(area.designated, own as u64);
        }
        let total = CoverageTotal::of(&areas);
        let sum: u64 = needs.iter().flatten().map(|n| u64::from(*n)).sum();
        let known: u64 = areas.iter().filter(|a| a.need.is_some()).map(|a| a.designated).sum();
        prop_assert_eq!(total.designated - total.designated_where_need_unknown, known);
        prop_assert_eq!(total.gap.is_some(), sum > 0);
        if sum > 0 {
            prop_assert!(total.gap.unwrap().abs() < 1e-9, "{:?}", total.gap);
            prop_assert!((total.expected.unwrap() - known as f64).abs() < 1e-9);
            for area in &areas {
                let Some(gap) = area.gap else {
                    prop_assert!(area.need.is_none() && area.rank.is_none() && area.expected.is_none());
                    continue;
                };
                let share = known as f64 * area.need.unwrap().value / sum as f64;
                prop_assert!((gap - (share - area.designated as f64)).abs() < 1e-9);
                let larger = areas.iter().filter(|other| other.gap > Some(gap)).count() as u64;
                prop_assert_eq!(area.rank, Some(larger + 1));
            }
        }
    }
}

/// The tiny country with other figures of need: for each regency and each year from 2021 on, if any.
fn with_figures(figures: &[Option<(u32, ValueStatus)>]) -> (Coverage, Values) {
    let mut contents = testing::contents().unwrap();
    contents.values.retain(|value| &*value.indicator != NEED);
    let places = ["52.03", "52.71", "53.01"].map(code).into_iter();
    let places = places.flat_map(|area| (2021..=2023).map(move |year| (area, year)));
    for ((area, year), figure) in places.zip(figures) {
        contents.values.extend(figure.map(|(value, status)| IndicatorValue {
            status,
            ..testing::rows::value(area, NEED, year, Some(f64::from(value)), "test")
        }));
    }
    let dir = tempfile::tempdir().unwrap();
    let dataset = testing::written(&contents, &dir.path().join("figures")).unwrap();
    let values = Values::new(&dataset).unwrap();
    (Coverage::new(&dataset, &values).unwrap(), values)
}

#[test]
fn a_sum_says_of_how_many_parts_it_is_and_how_they_are_known() {
    let of = |figures: [Option<(u32, ValueStatus)>; 4]| {
        let (coverage, values) = with_figures(&figures);
        coverage.areas(&values, Level::Province, When::Year(2021)).first().unwrap().need
    };
    let (observed, modelled) = (ValueStatus::Observed, ValueStatus::Modelled);
    let other = Some((999, observed));
    // The first and the fourth figure are those of 2021 of the two regencies of the first province.
    let status = |first, fourth| of([first, other, None, fourth]).map(|need| need.status);
    let (seen, made) = (Some((3, observed)), Some((4, modelled)));
    assert_eq!(status(seen, seen), Some("observed"));
    assert_eq!(status(made, made), Some("modelled"));
    assert_eq!(status(seen, made), Some("mixed"));
    assert_eq!(status(seen, None), Some("partial"));
    assert_eq!(status(None, None), None);
    let partial = of([None, other, None, made]).unwrap();
    assert_eq!((partial.value, partial.year, partial.parts), (4.0, 2021, Some((1, 2))));
}

#[test]
fn a_district_does_not_have_the_count_of_its_regency() {
    let figure = Some((5, ValueStatus::Observed));
    let (coverage, values) = with_figures(&[figure; 9]);
    let need = |level| {
        let areas = coverage.areas(&values, level, When::Latest);
        areas.iter().map(|area| area.need.map(|need| need.value)).collect::<Vec<_>>()
    };
    assert_eq!(need(Level::District), [None; 5]);
    assert_eq!(need(Level::Regency), [Some(5.0); 3]);
    assert_eq!(need(Level::Province), [Some(10.0), Some(5.0)]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_province_has_the_sum_of_its_regencies_in_every_year(
        figures in vec(option::weighted(0.6, 0u32..9_000), 9),
    ) {
        let figures: Vec<_> =
            figures.into_iter().map(|figure| figure.map(|n| (n, ValueStatus::Observed))).collect();
        let (coverage, values) = with_figures(&figures);
        for when in (2020..=2023).map(When::Year).chain([When::Latest]) {
            let regencies = coverage.areas(&values, Level::Regency, when);
            let provinces = coverage.areas(&values, Level::Province, when);
            for province in &provinces {
                let own: Vec<_> = regencies.iter().filter(|r| r.lies_in(province.code)).collect();
                let known: Vec<Need> = own.iter().filter_map(|regency| regency.need).collect();
                prop_assert_eq!(province.need.is_some(), !known.is_empty());
                let Some(need) = province.need else { continue };
                prop_assert_eq!(need.value, known.iter().map(|need| need.value).sum::<f64>());
                prop_assert_eq!(Some(need.year), known.iter().map(|need| need.year).max());
                prop_assert_eq!(need.parts, Some((known.len(), own.len())));
                prop_assert_eq!(need.is_partial(), known.len() < own.len());
                let designated: u64 = own.iter().map(|regency| regency.designated).sum();
                prop_assert_eq!(province.designated, designated);
            }
            for areas in [&regencies, &provinces] {
                let total = CoverageTotal::of(areas);
                prop_assert!(total.gap.is_none_or(|gap| gap.abs() < 1e-9));
            }
        }
    }
}

#[test]
fn figures_that_disagree_stand_beside_the_one_that_counts() {
    let mut contents = testing::contents().unwrap();
    contents.values.retain(|value| &*value.indicator != NEED);
    let figure = |area, year, value, source, status| IndicatorValue {
        status,
        ..testing::rows::value(code(area), NEED, year, Some(value), source)
    };
    let (observed, partial) = (ValueStatus::Observed, ValueStatus::Partial);
    contents.values.extend([
        figure("52", 2023, 33.0, "ministry", observed),
        figure("52.03", 2022, 20.0, "press", observed),
        figure("52.71", 2021, 17.0, "press", observed),
        figure("53", 2024, 2.0, "ministry", partial),
        figure("53.01", 2024, 3.0, "ministry", partial),
    ]);
    let claim = |period: &str, value| Claim {
        id: format!("of {period}"),
        metric: NEED.to_owned(),
        area_code: Some("52".to_owned()),
        period: Some(period.to_owned()),
        value: Some(value),
        source: "newspaper".to_owned(),
        ..contents.programme.claims[0].clone()
    };
    let more = [claim("2023", 41.0), claim("2022", 9.0), claim("2014-2019", 8.0)];
    contents.programme.claims.extend(more);
    let dir = tempfile::tempdir().unwrap();
    let dataset = testing::written(&contents, &dir.path().join("figures")).unwrap();
    let values = Values::new(&dataset).unwrap();
    let coverage = Coverage::new(&dataset, &values).unwrap();
    let provinces = coverage.areas(&values, Level::Province, When::Latest);
    let said = |area: &AreaCoverage| -> Vec<(f64, i32, &'static str, String)> {
        let of = |b: &Beside| (b.need.value, b.need.year, b.need.status, b.source.clone());
        area.beside.iter().map(of).collect()
    };
    assert_eq!(provinces[0].need.map(|need| (need.value, need.year)), Some((33.0, 2023)));
    assert_eq!(provinces[0].need_source.as_deref(), Some("ministry"));
    let parts = (37.0, 2022, "observed", "press".to_owned());
    let claimed = (41.0, 2023, "contradicted", "newspaper".to_owned());
    assert_eq!(said(&provinces[0]), [parts, claimed], "claims of other years are of other years");
    assert_eq!(provinces[0].beside[0].need.parts, Some((2, 2)));
    // Nobody knows a year of the other one: what is known of months is no need and is not lost.
    assert_eq!(provinces[1].need, None);
    assert_eq!(said(&provinces[1]), [(2.0, 2024, "partial", "ministry".to_owned())]);
    // A sum has no figure beside it that says the same.
    let of_2021 = coverage.areas(&values, Level::Province, When::Year(2021));
    assert_eq!((of_2021[0].need.unwrap().value, said(&of_2021[0])), (17.0, Vec::new()));
}
