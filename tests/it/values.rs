use std::path::Path;

use geodata::AreaCode;
use geodata::dataset::{Dataset, IndicatorValue, ValueStatus, write};
use geodata::progress::Silent;
use geodata::testing::rows;
use geodata::values::Values;

use crate::support::values::Oracle;
use crate::support::{TestServer, country};

/// The small country with rows that could be taken for the value and must not be.
fn with_traps(out: &Path) {
    let mut contents = country::contents();
    let traps = [
        // A weaker status, and a source later in the alphabet, for the same year.
        ("11.01", "poverty_pct", 2024, Some(77.0), ValueStatus::Modelled, "A"),
        ("11.71", "poverty_pct", 2024, Some(78.0), ValueStatus::Observed, "U"),
        // A later gap does not hide an earlier value.
        ("12.01", "poverty_pct", 2025, None, ValueStatus::Missing, "T"),
        ("12.02", "pmi_placed", 2025, None, ValueStatus::Suppressed, "T"),
        // A province speaks for itself, and for none of its regencies.
        ("12", "poverty_pct", 2024, Some(42.0), ValueStatus::Observed, "T"),
        // Below the level of the indicator.
        ("11.01.01.2001", "pmi_placed", 2025, Some(9999.0), ValueStatus::Observed, "T"),
        // A village of which only an older year is known.
        ("12.02.02.2005", "idm", 2022, Some(0.5), ValueStatus::Modelled, "T"),
        // A later mean, a later part of a year, and what a rule imputes.
        ("12.02", "pmi_placed", 2026, Some(1.0), ValueStatus::Averaged, "T"),
        ("11.71", "pmi_placed", 2026, Some(2.0), ValueStatus::Partial, "T"),
        ("12", "pmi_placed", 2026, Some(3.0), ValueStatus::Partial, "T"),
        ("12.01", "poverty_pct", 2026, Some(4.0), ValueStatus::Imputed, "T"),
    ];
    contents.values.extend(traps.map(|(area, id, year, value, status, source)| IndicatorValue {
        status,
        ..rows::value(area.parse().unwrap(), id, year, value, source)
    }));
    write(&contents, &[], out, &Silent).unwrap();
}

#[tokio::test]
async fn every_value_is_the_same_wherever_it_is_asked() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("country");
    with_traps(&data);
    let dataset = Dataset::open(&data).unwrap();
    let oracle = Oracle::new(&dataset);
    // 54 areas, four indicators, the latest year, five that have values and one that has none.
    assert_eq!(oracle.agrees_with(&Values::new(&dataset).unwrap()), 54 * 4 * 7);

    let server = TestServer::start_with(|config| config.data = data).await;
    let areas: Vec<AreaCode> = oracle.areas().collect();
    assert_eq!(areas.len(), 54);
    for area in areas {
        let answer = server.json(&format!("/api/v1/areas/{area}")).await;
        oracle.agrees_with_area(area, &answer);
    }
    for sql in oracle.differing_villages() {
        assert_eq!(server.sql(&sql).await["items"][0]["n"], 0, "{sql}");
    }
}

#[tokio::test]
async fn what_is_rolled_up_is_summed_or_averaged_as_the_catalogue_says() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("country");
    with_traps(&data);
    let server = TestServer::start_with(|config| config.data = data).await;
    let list = server.json("/api/v1/coverage/compare?codes=11,12,11.01.01").await;
    let of = |row: usize, id: &str| list["items"][row]["indicators"][id].as_f64();
    // 100 and 200 migrants; the village's 9999 are not asked.
    assert_eq!(of(0, "pmi_placed"), Some(300.0));
    // 5 and 6 percent in ten villages each.
    assert_eq!(of(0, "poverty_pct"), Some(5.5));
    assert_eq!(of(1, "poverty_pct"), Some(42.0));
    // The regency's rate holds for its district; the regency's count does not.
    assert_eq!((of(2, "poverty_pct"), of(2, "pmi_placed")), (Some(5.0), None));
    let catalogue = server.json("/api/v1/indicators").await;
    let aggregates = crate::support::server::column(&catalogue, "aggregate");
    assert_eq!(aggregates, ["sum", "mean", "mean", "mean"]);
}
