//! What could be guessed is refused or listed: years, numbers, names, registers that were cut.

use super::*;

fn fails(office: &Office, spec: &str) -> String {
    let message = office.import_with(spec, false).unwrap_err().to_string();
    assert!(!office.out().exists(), "no dataset is left behind");
    message
}

/// The specification with `read` for the table of the file.
fn stating(file: &str, read: &str) -> String {
    let line = format!("file = \"{file}\"\n");
    assert!(SPEC.contains(&line));
    SPEC.replacen(&line, &format!("{line}read = {{ {read} }}\n"), 1)
}

#[test]
fn the_serial_number_of_a_day_is_no_year() {
    for (file, from, to, column) in [
        ("pmi.csv", "52.03,2021", "52.03,43237", "year"),
        ("desmigratif.csv", "2018,exact", "43237,exact", "year"),
        ("ltsa.csv", "52.03,2016", "52.03,42430", "since"),
    ] {
        let office = Office::new();
        office.change(file, from, to);
        let message = office.fails();
        let wanted = format!("{file}, line 2: column `{column}`: ");
        assert!(
            message.contains(&wanted) && message.contains("is not a year from 1945"),
            "{message}"
        );
    }
    for (from, to) in [("year = 2025", "year = 25"), ("year = 2024", "year = 43237")] {
        let message = fails(&Office::new(), &SPEC.replacen(from, to, 1));
        assert!(message.contains("is not a year"), "{message}");
    }
}

#[test]
fn a_day_in_a_column_of_years_or_times_stays_a_day() {
    let office = Office::new();
    office.change("pmi.csv", "52.03,2022,year", "52.03,2022-12-31,year");
    office.change("ltsa.csv", "52.03,2016", "52.03,2016-03-01");
    office.import().unwrap();
    let dataset = Dataset::open(&office.out()).unwrap();
    assert_eq!(value(&dataset, "52.03", "pmi_placed", 2022).unwrap().0, Some(45.0));
    let offices = dataset.ltsa_offices().unwrap();
    assert!(offices.iter().any(|o| o.since.as_deref() == Some("2016-03-01")), "{offices:?}");
}

#[test]
fn a_number_that_two_conventions_read_differently_needs_a_statement() {
    let office = Office::new();
    office.change("pmi.csv", "total,45", "total,1.234");
    let message = office.fails();
    assert!(
        message.contains("pmi.csv, line 4: column `n`: `1.234` is 1.234 with a decimal point and 1234 with a decimal comma"),
        "{message}"
    );
    for (read, number) in
        [("decimal_comma = false", 1.234), ("decimal_comma = true, thousands = \".\"", 1234.0)]
    {
        office.import_with(&stating("pmi.csv", read), false).unwrap();
        let dataset = Dataset::open(&office.out()).unwrap();
        assert_eq!(value(&dataset, "52.03", "pmi_placed", 2022).unwrap().0, Some(number));
    }
}

#[test]
fn decimal_commas_stated_for_a_file_with_points_multiply_nothing() {
    let message = fails(&Office::new(), &stating("idm.csv", "decimal_comma = true"));
    assert!(
        message.contains("idm.csv, line 2: column `idm`: `0.75` is no number with a decimal comma; it is 0.75 with a decimal point"),
        "{message}"
    );
    let office = Office::new();
    office.change("idm.csv", "0.75", "1.2.3");
    assert!(office.fails().contains("line 2: column `idm`: `1.2.3` is not a number"));
}

#[test]
fn a_value_outside_the_plausible_range_is_listed_and_strict_refuses_it() {
    let office = Office::new();
    office.change("idm.csv", "0.75", "999999");
    office.change("idm.csv", "2003,0.6", "2003,-5");
    let report = office.import().unwrap();
    let lines: Vec<_> = report
        .lines
        .iter()
        .filter(|line| line.check == "value_implausible" && line.detail.starts_with("idm"))
        .collect();
    assert_eq!(
        lines.iter().map(|line| line.value).collect::<Vec<_>>(),
        [Some(999_999.0), Some(-5.0)]
    );
    assert_eq!(lines[0].area_code.as_deref(), Some("52.03.01.2001"));
    assert!(
        lines[0].detail.contains("idm 2024 is 999999 indeks; plausible is 0 to 1 indeks"),
        "{lines:?}"
    );
    let dataset = Dataset::open(&office.out()).unwrap();
    assert_eq!(value(&dataset, "52.03.01.2001", "idm", 2024).unwrap().0, Some(999_999.0), "kept");
    let message = office.import_with(SPEC, true).unwrap_err().to_string();
    assert!(message.contains("outside the plausible range"), "{message}");
}

#[test]
fn residents_below_zero_and_areas_of_nothing_are_refused() {
    for (from, to) in [("1500,400", "-1500,400"), ("1500,400", "1500,0"), ("1500,400", "1500,-400")]
    {
        let office = Office::new();
        office.change("official.csv", from, to);
        assert!(office.fails().contains("official.csv, line 4"), "{to}");
    }
}

#[test]
fn names_that_are_not_one_line_of_letters_are_refused() {
    for name in
        ["\"Suka\nMaju\"", "Suka\0Maju", "Suka\u{1b}[31mMaju", "<b>Sukamaju</b>", "Suka &lt;Maju"]
    {
        let office = Office::new();
        office.change("villages.csv", "Suka Maju", name);
        let message = office.fails();
        assert!(message.contains("villages.csv, line 2: column `name`"), "{message:?}");
        assert!(
            !message.contains(['\u{1b}', '\0', '\n']),
            "nothing of it reaches a terminal: {message:?}"
        );
    }
    let office = Office::new();
    office.change("desmigratif.csv", "Sukamaju", "<script>");
    assert!(office.fails().contains("desmigratif.csv, line 2: column `name`"));
    let office = Office::new();
    office.change("villages.geojson", "\"name\":\"Mawar\"", r#""name":"Mawar\u0000""#);
    assert!(office.fails().contains("villages.geojson, feature 2: column `name`"));
}

#[test]
fn a_register_that_was_cut_at_the_end_of_a_line_is_refused_unless_it_is_said_to_be_a_part() {
    let expecting = SPEC.replacen("parent = \"district\"", "parent = \"district\"\nexpect = 4", 1);
    let office = Office::new();
    office.import_with(&expecting, true).unwrap_err();
    assert_eq!(office.import_with(&expecting, false).unwrap().count("register_count"), 0);
    std::fs::remove_dir_all(office.out()).unwrap();
    office.change("villages.csv", "52.03.01.1001,Kota,52.03.02\n", "");
    let message = fails(&office, &expecting);
    assert!(
        message.contains("villages.csv: 3 villages where 4 are expected; the file was cut off")
            && message.contains("partial = true in [register.village]"),
        "{message}"
    );
    let partial = expecting.replacen("expect = 4", "expect = 4\npartial = true", 1);
    assert_eq!(office.import_with(&partial, false).unwrap().count("register_count"), 1);
}

#[test]
fn areas_with_nothing_in_them_show_that_a_register_was_cut() {
    let office = Office::new();
    assert_eq!(office.import().unwrap().count("area_without_parts"), 1, "52.10 has no district");
    std::fs::remove_dir_all(office.out()).unwrap();
    office.change("regencies.csv", "52.10", "52.08,Delapan\n52.09,Sembilan\n52.10");
    let message = office.fails();
    assert!(
        message.contains(
            "districts.csv: 3 of 4 regencies have no districts in it, among them 52.08 Delapan"
        ),
        "{message}"
    );
    let districts = "[register.district]\n";
    let partial = SPEC.replacen(districts, &format!("{districts}partial = true\n"), 1);
    assert_eq!(office.import_with(&partial, false).unwrap().count("area_without_parts"), 0);
}

#[test]
fn villages_without_their_district_are_left_out_only_where_the_districts_are_a_part() {
    let office = Office::new();
    office.change("villages.csv", "52.03.01.2003,Jauh,52.03.01", "52.03.07.2003,Jauh,52.03.07");
    let message = office.fails();
    assert!(
        message.contains("villages.csv, line 4")
            && message.contains("52.03.07 is not in the register")
            && message.contains("partial = true"),
        "{message}"
    );
    let districts = "[register.district]\n";
    let partial = SPEC.replacen(districts, &format!("{districts}partial = true\n"), 1);
    let report = office.import_with(&partial, false).unwrap();
    assert_eq!((report.count("register_parent_missing"), report.counts.villages), (1, 3));
}

#[test]
fn a_dry_run_reports_what_an_import_would_and_writes_nothing() {
    let office = Office::new();
    let spec = office.dir.path().join("office.toml");
    std::fs::write(&spec, SPEC).unwrap();
    let before: Vec<_> =
        std::fs::read_dir(office.dir.path()).unwrap().flatten().map(|e| e.path()).collect();
    let dry = dry_run(&spec, &office.input(), &crate::progress::Silent).unwrap();
    let after: Vec<_> =
        std::fs::read_dir(office.dir.path()).unwrap().flatten().map(|e| e.path()).collect();
    assert_eq!(before, after);
    assert!(dry.strict(&office.input()).unwrap_err().to_string().contains("--strict"));
    assert_eq!(dry.to_string(), office.import().unwrap().to_string());
    office.change("idm.csv", "0.75", "1.2.3");
    assert!(dry_run(&spec, &office.input(), &crate::progress::Silent).is_err());
}
