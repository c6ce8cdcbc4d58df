//! Areas that came of several: their figures are those of all together, or are left out with a reason.

use super::codes::{CHANGES, details, following, put_changes, with};
use super::*;

const TABLE: &str = r#"
[[table]]
file = "old.csv"
source = "office"
level = "regency"
code = "code"
name = "name"
year_column = "year"
follow = FOLLOW
value = [
    { column = "poor", indicator = "poverty_pct" },
    { column = "n", indicator = "pmi_placed" },
    { column = "people", indicator = "population" },
]
"#;

/// The report and dataset of these rows (code, year, placed, residents, poor), followed so.
fn imported(office: &Office, follow: &str, rows: &[&str]) -> (ImportReport, Dataset) {
    let rows: Vec<String> = rows.iter().map(|row| row.replacen(',', ",Lama,", 1)).collect();
    office.put("old.csv", &format!("code,name,year,n,people,poor\n{}\n", rows.join("\n")));
    let spec = format!("{SPEC}{}{CHANGES}", TABLE.replace("FOLLOW", follow));
    let report = office.import_with(&spec, false).unwrap();
    (report, Dataset::open(&office.out()).unwrap())
}

fn number(dataset: &Dataset, indicator: &str) -> Option<(Option<f64>, String, String)> {
    value(dataset, "52.03", indicator, 2019)
}

const TWO: [&str; 2] = [
    "52.07,Tujuh,52.03,merge,2020-01-01,,UU 3/2020",
    "52.08,Delapan,52.03,merge,2020-01-01,,UU 3/2020",
];

#[test]
fn counts_of_all_are_summed_and_rates_weighed_by_their_residents() {
    let office = Office::new();
    put_changes(&office, &TWO);
    let rows = ["52.07,2019,100,300,10", "52.08,2019,20,100,30"];
    let (report, dataset) = imported(&office, "{}", &rows);
    let (placed, status, source) = number(&dataset, "pmi_placed").unwrap();
    assert_eq!((placed, status.as_str()), (Some(120.0), "observed"));
    assert!(source.contains("the sum of 52.07 and 52.08, which came together"), "{source}");
    assert_eq!(number(&dataset, "population").unwrap().0, Some(400.0));
    let (poor, status, source) = number(&dataset, "poverty_pct").unwrap();
    assert_eq!((poor, status.as_str()), (Some(15.0), "observed"), "the residents come first");
    assert!(source.contains("the mean by residents of 52.07 and 52.08"), "{source}");
    assert_eq!(details(&report, "code_merged"), ["old.csv: 52.03 came of 52.07 and 52.08"]);
    for check in ["merge_incomplete", "merge_not_weighed", "code_split"] {
        assert_eq!(report.count(check), 0, "{check}");
    }
    // Without residents of both nobody can weigh them.
    let (report, dataset) =
        imported(&office, "{}", &["52.07,2019,100,300,10", "52.08,2019,20,,30"]);
    assert_eq!(number(&dataset, "pmi_placed").unwrap().0, Some(120.0));
    assert_eq!((number(&dataset, "poverty_pct"), number(&dataset, "population")), (None, None));
    let unweighed = details(&report, "merge_not_weighed");
    assert!(
        unweighed[0].contains(": the residents of each are not known: 52.07 10, 52.08 30"),
        "{unweighed:?}"
    );
}

#[test]
fn without_a_part_nothing_is_summed_and_the_report_says_why() {
    let office = Office::new();
    put_changes(&office, &TWO);
    let (report, dataset) = imported(&office, "{}", &["52.07,2019,100,300,10"]);
    let all = ["pmi_placed", "population", "poverty_pct"].map(|of| number(&dataset, of));
    assert_eq!(all, [None, None, None], "a part is not the whole");
    let listed = details(&report, "merge_incomplete");
    assert_eq!(listed.len(), 3);
    let placed = listed.iter().find(|line| line.contains("pmi_placed 2019 in old.csv")).unwrap();
    assert!(placed.contains("52.07 100, 52.08 without a figure"), "{placed}");
    // That the area of today was there before is said by a row of its own.
    let own = [&TWO[..], &["52.03,,52.03,merge,2020-01-01,,UU 3/2020"]].concat();
    put_changes(&office, &own);
    let rows = ["52.07,2019,100,300,10", "52.08,2019,20,100,30"];
    let (report, _) = imported(&office, "{}", &rows);
    let listed = details(&report, "merge_incomplete");
    assert!(listed[0].contains("52.03 without a figure"), "{listed:?}");
}

#[test]
fn what_joined_an_area_is_missing_in_its_older_figures() {
    let office = Office::new();
    put_changes(&office, &TWO[..1]);
    let (own, other) = ("52.03,2019,50,100,20", "52.07,2019,100,300,10");
    let (_, dataset) = imported(&office, "{ edition = \"2019-12-31\" }", &[own, other]);
    let (placed, _, source) = number(&dataset, "pmi_placed").unwrap();
    assert_eq!(placed, Some(150.0));
    assert!(source.contains("the sum of 52.03 and 52.07"), "{source}");
    assert_eq!(number(&dataset, "poverty_pct").unwrap().0, Some(12.5));
    // A code that is gone tells that the file is older.
    let (_, dataset) = imported(&office, "{}", &[own, other]);
    assert_eq!(number(&dataset, "pmi_placed").unwrap().0, Some(150.0));
    let (report, dataset) = imported(&office, "{ edition = \"2019-12-31\" }", &[own]);
    assert_eq!(number(&dataset, "pmi_placed"), None);
    assert!(details(&report, "merge_incomplete")[0].contains("52.07 without a figure"));
    for follow in ["{}", "{ edition = \"2020-01-01\" }"] {
        let (_, dataset) = imported(&office, follow, &[own]);
        assert_eq!(number(&dataset, "pmi_placed").unwrap().0, Some(50.0), "{follow}: as it stands");
    }
    // Of another area that leads there by its name it stays a question.
    let (report, dataset) = imported(&office, "{ edition = \"2020-01-01\" }", &[own, other]);
    assert_eq!(number(&dataset, "pmi_placed").unwrap().0, Some(50.0));
    assert_eq!(details(&report, "code_not_in_register").len(), 2, "{report}");
}

#[test]
fn a_part_of_one_joins_another_by_its_share() {
    let office = Office::new();
    put_changes(
        &office,
        &[
            "52.09,,52.10,split,2020-01-01,0.75,UU 2/2020",
            "52.09,,52.03,split,2020-01-01,0.25,UU 2/2020",
        ],
    );
    let edition = "{ edition = \"2019-12-31\" }";
    let rows = ["52.03,2019,50,100,20", "52.09,2019,1000,400,40"];
    let (report, dataset) = imported(&office, edition, &rows);
    let (placed, status, source) = number(&dataset, "pmi_placed").unwrap();
    assert_eq!((placed, status.as_str()), (Some(300.0), "imputed"));
    assert!(source.contains("52.03 and 52.09 (0.2500 of it, by residents)"), "{source}");
    assert_eq!(number(&dataset, "poverty_pct").unwrap().0, Some(30.0), "by 100 and 100 residents");
    let rest = value(&dataset, "52.10", "pmi_placed", 2019).unwrap();
    assert_eq!((rest.0, rest.1.as_str()), (Some(750.0), "imputed"));
    assert_eq!((report.count("code_merged"), report.count("code_split")), (1, 1));
    // A share that nobody states cannot be added.
    put_changes(
        &office,
        &["52.09,,52.10,split,2020-01-01,,UU", "52.09,,52.03,split,2020-01-01,,UU"],
    );
    let (report, dataset) = imported(&office, edition, &rows);
    assert_eq!(number(&dataset, "pmi_placed"), None);
    let listed = details(&report, "share_unknown");
    assert!(
        listed.iter().any(|line| line.contains(": nobody states what share came to 52.03")),
        "{listed:?}"
    );
}

#[test]
fn an_index_of_villages_that_were_merged_is_no_mean() {
    let office = Office::new();
    put_changes(
        &office,
        &[
            "52.03.08.2001,,52.03.01.2002,merge,2020-01-01,,Perda",
            "52.03.08.2002,,52.03.01.2002,merge,2020-01-01,,Perda",
        ],
    );
    let rows =
        "code,name,idm,status\n52.03.08.2001,Satu,0.6,BERKEMBANG\n52.03.08.2002,Dua,0.8,MAJU\n";
    office.put("idm.csv", rows);
    let report = office.import_with(&following("{}", CHANGES), false).unwrap();
    let dataset = Dataset::open(&office.out()).unwrap();
    assert_eq!(value(&dataset, "52.03.01.2002", "idm", 2024), None);
    let listed = details(&report, "merge_not_weighed");
    assert!(
        listed[0]
            .contains(": the catalogue weighs it by nothing: 52.03.08.2001 0.6, 52.03.08.2002 0.8"),
        "{listed:?}"
    );
}

#[test]
fn a_designation_and_an_office_follow_a_recode_and_ask_after_a_split_or_merger() {
    let office = Office::new();
    put_changes(
        &office,
        &[
            "52.99,,52.03,recode,2020-01-01,,UU",
            "52.98,,52.03,split,2020-01-01,0.75,UU",
            "52.98,,52.10,split,2020-01-01,0.25,UU",
            "52.03.07.2001,,52.03.01.2001,merge,2020-01-01,,Perda",
        ],
    );
    office.put("ltsa.csv", "code,since,note\n52.99,2016,\n52.98,2018,\n");
    let rows = "programme,code,name,year,match\ndesmigratif,52.03.07.2001,Lama,2018,exact\n";
    office.put("desmigratif.csv", rows);
    let designations = "name = \"name\"\nyear = \"year\"\nmatch = \"match\"";
    let to = format!("{designations}\nfollow = {{}}");
    let since = "code = \"code\"\nsince = \"since\"";
    let spec = with(designations, &to, CHANGES);
    let spec = spec.replacen(since, &format!("{since}\nfollow = {{}}"), 1);
    let report = office.import_with(&spec, false).unwrap();
    let dataset = Dataset::open(&office.out()).unwrap();
    let offices: Vec<String> =
        dataset.ltsa_offices().unwrap().into_iter().map(|office| office.id).collect();
    assert_eq!(offices, ["ltsa-52.03"]);
    assert_eq!(dataset.designations().unwrap().len(), 0);
    let lost = details(&report, "code_not_in_register");
    let says = |text: &str| lost.iter().any(|line| line.contains(text));
    assert!(
        says(
            ": split into 52.03 (75.0% of the residents), 52.10 (25.0% of the residents); say which"
        ),
        "{lost:?}"
    );
    assert!(says(": merged into 52.03.01.2001; say whether it is there"), "{lost:?}");
}
