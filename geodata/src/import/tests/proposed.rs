//! A specification that is proposed from a folder can be read, and asks what it cannot know.

use super::*;

#[test]
fn a_proposal_finds_registers_polygons_and_figures_and_asks_for_the_rest() {
    let office = Office::new();
    for (from, to) in [("idm.csv", "idm_2024.csv"), ("official.csv", "official_2024.csv")] {
        std::fs::rename(office.input().join(from), office.input().join(to)).unwrap();
    }
    office.put("gambar.pdf", "not read");
    office.put("rusak.csv", "a,b\n1\n");
    let text = propose(&office.input()).unwrap();
    for wanted in [
        "[register.village]\nfile = \"villages.csv\"",
        "parent = \"district\"",
        "expect = 4",
        "[boundaries.village]\nfile = \"villages.geojson\"",
        "[boundaries.district]\nfile = \"districts.geojson\"",
        "[official]\nfile = \"official_2024.csv\"",
        "population = \"people\"",
        "area_km2 = \"km2\"",
        "{ column = \"idm\", indicator = \"idm\" }",
        "not_areas = [\"0\"]",
        "# ? Of which year are these figures? 2024 is by the name of a file.\nyear = 2024",
        "# ? Who published each file",
        "# Could not be read: ",
    ] {
        assert!(text.contains(wanted), "{wanted} in\n{text}");
    }
    // Which measure of which year a figure is, no file says: the table of placements is a question.
    assert!(text.contains("# file = \"pmi.csv\""), "{text}");
    let spec = office.dir.path().join("proposed.toml");
    std::fs::write(&spec, &text).unwrap();
    let report = dry_run(&spec, &office.input(), &crate::progress::Silent).unwrap();
    assert_eq!((report.counts.villages, report.counts.villages_with_geometry), (4, 3));
    let idm = report.values.iter().find(|v| v.indicator == "idm").unwrap();
    assert_eq!(idm.present, 2);
}

#[test]
fn a_proposal_states_delimiter_and_decimal_comma_where_the_file_leaves_no_doubt() {
    let office = Office::new();
    office
        .put("idm.csv", "code;idm;poverty_pct\n52.03.01.2001;0,75;12,5\n52.03.01.2002;0,5;1,25\n");
    let text = propose(&office.input()).unwrap();
    assert!(text.contains("read = { delimiter = \";\", decimal_comma = true }"), "{text}");
    office.put("idm.csv", "code;idm\n52.03.01.2001;1.234\n52.03.01.2002;2.345\n");
    let text = propose(&office.input()).unwrap();
    assert!(text.contains("? How are numbers written: is `"), "{text}");
    assert!(!text.contains("decimal_comma = true }"), "{text}");
}

#[test]
fn a_year_that_no_file_states_is_left_out_so_that_the_import_asks() {
    let office = Office::new();
    let text = propose(&office.input()).unwrap();
    assert!(text.contains("# year =") && !text.contains("\nyear ="), "{text}");
    let message = office.import_with(&text, false).unwrap_err().to_string();
    assert!(message.contains("year"), "{message}");
}

#[test]
fn a_level_without_a_register_is_a_question_that_the_import_asks_again() {
    let office = Office::new();
    std::fs::remove_file(office.input().join("districts.csv")).unwrap();
    let text = propose(&office.input()).unwrap();
    assert!(text.contains("# ? Which file is the register of districts?"), "{text}");
    let answered = text.replace("# year =", "year = 2025");
    let message = office.import_with(&answered, false).unwrap_err().to_string();
    assert!(message.contains("missing field `district`"), "{message}");
}

/// The folder that `specs/indonesia.toml` describes, if it is there.
#[test]
fn the_proposal_for_the_real_folder_finds_what_its_specification_states() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = std::env::var_os("DESMIGRATIF_SHARED").map(std::path::PathBuf::from);
    let folders = [shared, Some(root.join("../../shared"))];
    let input = folders.into_iter().flatten().map(|dir| dir.join("geodata"));
    let Some(input) = input.into_iter().find(|dir| dir.join("villages.parquet").is_file()) else {
        crate::testing::skipped(
            "the real country is not here; put it at ../shared/geodata or set DESMIGRATIF_SHARED",
        );
        return;
    };
    let text = propose(&input).unwrap();
    for wanted in [
        "[register.province]\nfile = \"province_codes.csv\"",
        "[register.regency]\nfile = \"regency_codes.csv\"",
        "[register.district]\nfile = \"district_codes.csv\"",
        "[register.village]\nfile = \"village_codes.csv\"",
        "parent = \"district_code\"",
        "expect = 83762",
        "[boundaries.province]\nfile = \"provinces.geojson\"",
        "[boundaries.village]\nfile = \"villages.parquet\"",
        "[official]\nfile = \"indicators_population_area_2024.csv\"",
        "not_areas = [\"0\"]",
        "{ column = \"idm\", indicator = \"idm\" }",
        "read = { decimal_comma = false }",
    ] {
        assert!(text.contains(wanted), "{wanted} in\n{text}");
    }
    assert!(!text.contains("Could not be read"), "{text}");
    let spec: Result<Spec, _> = toml::from_str(&text);
    assert!(spec.is_ok(), "{spec:?}\n{text}");
}
