//! A country of one district, and what happens when one of its files is broken.

mod codes;
mod figures;
mod guesses;
mod merged;
mod office;
mod own;
mod planning;
mod proposed;

use std::path::Path;

use office::{Office, SPEC, layer, village};

use super::*;
use crate::dataset::{Dataset, MANIFEST};

/// The value of an indicator: its number, status and source.
fn value(
    dataset: &Dataset,
    code: &str,
    indicator: &str,
    year: i32,
) -> Option<(Option<f64>, String, String)> {
    use arrow::array::{Array, AsArray};
    let table = dataset.table("indicator_values").unwrap();
    let text = |name: &str| table.column_by_name(name).unwrap().as_string::<i32>();
    let years = table.column_by_name("year").unwrap().as_primitive::<arrow::datatypes::Int32Type>();
    let values =
        table.column_by_name("value").unwrap().as_primitive::<arrow::datatypes::Float64Type>();
    let i = (0..table.num_rows()).find(|&i| {
        text("area_code").value(i) == code
            && text("indicator").value(i) == indicator
            && years.value(i) == year
    })?;
    let number = values.is_valid(i).then(|| values.value(i));
    Some((number, text("status").value(i).to_owned(), text("source").value(i).to_owned()))
}

#[test]
fn a_country_is_joined_by_code_and_what_does_not_join_is_listed() {
    let office = Office::new();
    let report = office.import().unwrap();
    let expected = [
        ("area_without_polygon", 1),
        ("outside_district", 1),
        ("parent_differs", 1),
        ("name_differs", 0),
        ("code_not_in_register", 1),
        ("missing_value", 2),
        ("row_without_area", 2),
        ("class_differs", 1),
        ("period_superseded", 1),
        ("designation_proposed", 2),
        ("ltsa_merged", 1),
        ("ltsa_planned", 1),
        ("ltsa_unplaced", 2),
    ];
    for (check, count) in expected {
        assert_eq!(report.count(check), count, "{check} in\n{report}");
    }
    assert_eq!((report.counts.villages, report.counts.villages_with_geometry), (4, 3));
    assert_eq!(report.designations, 1);
    assert_eq!(report.ltsa_offices, 2);

    let dataset = Dataset::open(&office.out()).unwrap();
    assert_eq!(
        value(&dataset, "52.03", "pmi_placed", 2021),
        Some((Some(30.0), "observed".into(), "office".into()))
    );
    assert_eq!(value(&dataset, "52.03", "pmi_placed", 2022).unwrap().0, Some(45.0));
    assert_eq!(
        value(&dataset, "52.10", "pmi_placed", 2020),
        Some((None, "missing".into(), "office".into()))
    );
    let (mean, _, source) = value(&dataset, "52.10", "pmi_placed", 2022).unwrap();
    assert_eq!(mean, Some(10.0));
    assert!(source.contains("15.5 years"), "{source}");
    assert_eq!(value(&dataset, "52.03", "pmi_per_1000", 2022).unwrap().0, Some(30.0));
    assert_eq!(value(&dataset, "52.03", "population_density", 2024).unwrap().0, Some(3.75));
    assert_eq!(
        value(&dataset, "52.03.01.2002", "idm", 2024),
        Some((None, "missing".into(), "office".into()))
    );
    assert_eq!(
        value(&dataset, "52.03.01.2001", "designated_distance_km", 2025).unwrap().0,
        Some(0.0)
    );
    assert_eq!(
        value(&dataset, "52.03.01.2001", "ltsa_distance_km", 2025).unwrap().1,
        "missing",
        "no office has a place"
    );
    let area = value(&dataset, "52.03.01.2001", "area_km2", 2025).unwrap().0.unwrap();
    assert!((area - 121.7).abs() < 0.5, "{area}");
    for name in ["report.txt", "report.json"] {
        assert!(office.out().join(name).is_file());
    }
}

#[test]
fn the_same_input_gives_the_same_dataset() {
    let office = Office::new();
    office.import().unwrap();
    let first = std::fs::read(office.out().join(MANIFEST)).unwrap();
    office.import().unwrap();
    assert_eq!(first, std::fs::read(office.out().join(MANIFEST)).unwrap());
}

#[test]
fn strict_refuses_what_would_be_a_warning_and_keeps_the_old_dataset() {
    let office = Office::new();
    let message = office.import_with(SPEC, true).unwrap_err().to_string();
    assert!(
        message.contains("--strict")
            && message.contains("1 × Registered areas that no polygon was given for"),
        "{message}"
    );
    assert!(!office.out().exists());
    office.import().unwrap();
    office.import_with(SPEC, true).unwrap_err();
    assert!(office.out().join(MANIFEST).is_file());
}

#[test]
fn a_truncated_layer_is_named_with_its_line() {
    let office = Office::new();
    let text = std::fs::read_to_string(office.input().join("villages.geojson")).unwrap();
    office.put("villages.geojson", &text[..text.len() - 40]);
    let message = office.fails();
    assert!(
        message.contains("villages.geojson, line 4") && message.contains("cut off"),
        "{message}"
    );
}

#[test]
fn a_missing_column_is_named() {
    let office = Office::new();
    office.change("idm.csv", "idm,status", "skor,status");
    assert!(
        office.fails().contains(
            "idm.csv, column `idm`: the column is missing; the file has code, skor, status"
        )
    );
}

#[test]
fn a_duplicated_code_is_named_with_both_places() {
    let office = Office::new();
    office.change("villages.csv", "52.03.01.2002", "52.03.01.2001");
    assert!(office.fails().contains(
        "line 3: column `code`: the code 52.03.01.2001 is duplicated; it also stands in line 2"
    ));
    let office = Office::new();
    office.change("villages.geojson", "52.03.01.2002", "52.03.01.2001");
    assert!(office.fails().contains("feature 2: column `code`: the code 52.03.01.2001 is duplicated; it also stands in feature 1"));
    let office = Office::new();
    office.change("idm.csv", "52.03.01.2003", "52.03.01.2001");
    assert!(office.fails().contains(
        "idm.csv, line 5: column `code`: 52.03.01.2001 is duplicated; it also stands in line 2"
    ));
}

#[test]
fn swapped_coordinates_are_recognised() {
    let office = Office::new();
    office.change("villages.geojson", "[116.1,-8.5]", "[-8.5,116.1]");
    let message = office.fails();
    assert!(
        message
            .contains("villages.geojson, feature 1: -8.5 116.1 has latitude and longitude swapped"),
        "{message}"
    );
}

#[test]
fn a_code_that_is_a_number_or_lost_its_zero_is_refused() {
    let office = Office::new();
    office.change("districts.geojson", "\"52.03.01\"", "52.03");
    assert!(office.fails().contains(
        "districts.geojson, feature 1: column `code`: the code is stored as the number 52.03"
    ));
    let office = Office::new();
    office.change("regencies.csv", "52.10", "52.1");
    assert!(
        office
            .fails()
            .contains("regencies.csv, line 3: column `code`: `52.1` is not a Kemendagri code")
    );
}

#[test]
fn an_empty_file_a_wrong_reference_system_and_an_orphan_are_refused() {
    let office = Office::new();
    office.put("pmi.csv", "");
    assert!(office.fails().contains("pmi.csv: the file is empty; fetch it again"));
    let office = Office::new();
    office.change(
        "districts.geojson",
        "\"features\"",
        r#""crs":{"type":"name","properties":{"name":"EPSG:32750"}},"features""#,
    );
    assert!(office.fails().contains("the coordinates are in EPSG:32750"));
    let office = Office::new();
    office.change("villages.csv", "52.03.01.2002", "52.03.07.2002");
    assert!(office.fails().contains("52.03.07 is not in the register"));
}

#[test]
fn a_missing_file_is_named() {
    let office = Office::new();
    std::fs::remove_file(office.input().join("ltsa.csv")).unwrap();
    assert!(office.fails().contains("ltsa.csv"));
}

#[test]
fn a_broken_polygon_is_repaired_and_listed_with_its_area() {
    let office = Office::new();
    office.change(
        "villages.geojson",
        "[116.1,-8.5],[116.1,-8.4],[116,-8.4]",
        "[116.1,-8.4],[116.1,-8.5],[116,-8.4]",
    );
    let report = office.import().unwrap();
    assert_eq!(report.count("geometry_repaired"), 1);
    let line = report.lines.iter().find(|line| line.check == "geometry_repaired").unwrap();
    assert_eq!(line.area_code.as_deref(), Some("52.03.01.2001"));
    assert!(line.area_after_km2.unwrap() > 60.0, "{line:?}");
}

#[test]
fn overlapping_villages_are_listed_once() {
    let office = Office::new();
    let villages =
        [village("52.03.01.2001", "Suka Maju", 0.0), village("52.03.01.2002", "Mawar", 0.9)];
    office.put("villages.geojson", &layer(&villages));
    let report = office.import().unwrap();
    let lines: Vec<_> = report.lines.iter().filter(|line| line.check == "overlap").collect();
    assert_eq!(lines.len(), 1);
    assert!((lines[0].value.unwrap() - 10.0).abs() < 1e-6);
}

#[test]
fn a_specification_with_an_unknown_key_source_or_indicator_is_refused() {
    let office = Office::new();
    let fails = |from: &str, to: &str| {
        office.import_with(&SPEC.replacen(from, to, 1), false).unwrap_err().to_string()
    };
    let message = fails("year = 2025", "year = 2025\ntahun = 2025");
    assert!(message.contains("office.toml, line 6") && message.contains("tahun"), "{message}");
    assert!(fails("source = \"office\"", "source = \"nobody\"").contains("the key `nobody`"));
    assert!(fails("indicator = \"idm\"", "indicator = \"idx\"").contains("no indicator `idx`"));
    assert!(
        fails("level = \"village\"", "level = \"regency\"")
            .contains("known by village, not by regency")
    );
}

#[test]
fn the_committed_specification_is_valid() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs/indonesia.toml");
    assert_eq!(Spec::load(&path).unwrap().files().len(), 16);
}
