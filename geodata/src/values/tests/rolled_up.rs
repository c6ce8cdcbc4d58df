//! What larger areas have from their parts.

use super::*;
use crate::dataset::Indicator;

#[test]
fn counts_add_up_and_rates_are_means_over_villages() {
    let values = values(&testing::contents().unwrap().values).unwrap();
    let up = |area, indicator| values.rolled_up(code(area), indicator, When::Latest);
    let migrants = up("52", "pmi_placed").unwrap();
    assert_eq!(
        (migrants.value, migrants.how, migrants.is_partial()),
        (4000.0, Stated::Below, false)
    );
    let parts = Parts {
        level: Level::Regency,
        known: 2,
        of: 2,
        years: [2024; 2],
        mixed: false,
        sources: 1,
        counts_by: CountsBy::Sum,
    };
    assert_eq!((migrants.stated_for, migrants.parts), (code("52"), Some(parts)));
    // 21 villages at 15 % and 10 at 8 %; the 99 % that the province states of itself take no part.
    let poverty = up("52", "poverty_pct").unwrap();
    assert!((poverty.value - (21.0 * 15.0 + 10.0 * 8.0) / 31.0).abs() < 1e-12);
    assert_eq!(up("53", "pmi_placed"), None, "its only regency is missing");
    assert_eq!(up("52.03.01", "poverty_pct"), None, "known above districts");
}

#[test]
fn a_rate_counts_by_residents_a_density_by_area_and_both_by_villages_where_those_are_not_known() {
    let regencies = [("52.03", 900.0, 30.0), ("52.71", 100.0, 20.0)];
    let of = |known: &[bool]| {
        let mut contents = testing::contents().unwrap();
        let poverty = contents.indicators.iter().find(|i| i.id == "poverty_pct").unwrap().clone();
        let like = |id: &str, aggregate| Indicator { id: id.into(), aggregate, ..poverty.clone() };
        contents.indicators = vec![
            like("population", Aggregate::Sum),
            like("poverty_pct", Aggregate::MeanByPopulation),
            like("population_density", Aggregate::MeanByArea),
        ];
        let mut rows = Vec::new();
        let mut value = |area, id, value| {
            rows.push(testing::rows::value(code(area), id, 2024, Some(value), "test"));
        };
        for ((area, residents, square), known) in regencies.into_iter().zip(known) {
            value(area, "poverty_pct", if residents > 500.0 { 10.0 } else { 20.0 });
            value(area, "population_density", residents / square);
            if *known {
                value(area, "population", residents);
            }
            let of = contents.regencies.iter_mut().find(|regency| regency.code == code(area));
            of.unwrap().area_km2 = known.then_some(square);
        }
        let (codes, km2) = (codes(&contents), km2(&contents));
        Values::of(Path::new("rows"), contents.indicators, codes, km2, &batch(&rows)).unwrap()
    };
    let up = |values: &Values, id| {
        let found = values.resolve(code("52"), id, When::Latest).unwrap();
        (found.value, found.parts.unwrap().counts_by)
    };
    let all = of(&[true, true]);
    assert_eq!(up(&all, "poverty_pct"), (11.0, CountsBy::Population));
    // A thousand people on fifty square kilometres.
    assert_eq!(up(&all, "population_density"), (20.0, CountsBy::Area));
    let some = of(&[true, false]);
    let (poverty, by) = up(&some, "poverty_pct");
    assert!((poverty - (21.0 * 10.0 + 10.0 * 20.0) / 31.0).abs() < 1e-12, "{poverty}");
    assert_eq!((by, up(&some, "population_density").1), (CountsBy::Villages, CountsBy::Villages));
}

#[test]
fn a_value_with_parts_missing_says_how_many_are_known() {
    let values = values(&testing::contents().unwrap().values).unwrap();
    let idm = values.resolve(code("52.03.01"), "idm", When::Latest).unwrap();
    assert!((idm.value - (0.61 + 0.72 + 0.55) / 3.0).abs() < 1e-12);
    let parts = idm.parts.unwrap();
    assert_eq!((parts.known, parts.of, parts.years), (3, 10, [2023, 2024]));
    assert!(idm.is_partial());
    // In 2023 only one village had a value, and a year is not filled up from others.
    let earlier = values.resolve(code("52.03.01"), "idm", When::Year(2023)).unwrap();
    assert_eq!((earlier.value, earlier.parts.unwrap().known), (0.55, 1));
    let none = values.resolve(code("52.03.01"), "idm", When::Year(2022));
    assert_eq!(none, None);
}
