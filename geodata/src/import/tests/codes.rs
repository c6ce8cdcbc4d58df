//! Files whose codes are of another edition or another office.

use super::*;
use crate::dataset::{
    AreaAlias, AreaChange, Claim, CodeBridge, OfficeHolder, Partnership, Statement,
};

/// The office's specification with more of it, `from` replaced.
pub(super) fn with(from: &str, to: &str, more: &str) -> String {
    assert!(SPEC.contains(from), "{from}");
    format!("{}\n{more}", SPEC.replacen(from, to, 1))
}

const IDM: &str = "level = \"village\"\ncode = \"code\"\nyear = 2024";

/// The table of IDM with names, followed.
pub(super) fn following(follow: &str, more: &str) -> String {
    let to = format!("{}\nname = \"name\"\nfollow = {follow}", IDM);
    with(IDM, &to, more)
}

pub(super) const CHANGES: &str = r#"
[changes]
file = "changes.csv"
source = "office"
from = "from"
name = "name"
to = "to"
kind = "kind"
date = "date"
share = "share"
basis = "law"
"#;

pub(super) fn put_changes(office: &Office, rows: &[&str]) {
    office.put("changes.csv", &format!("from,name,to,kind,date,share,law\n{}\n", rows.join("\n")));
}

pub(super) fn details(report: &ImportReport, check: &str) -> Vec<String> {
    report.lines.iter().filter(|line| line.check == check).map(|line| line.detail.clone()).collect()
}

fn idm(dataset: &Dataset, code: &str) -> Option<f64> {
    value(dataset, code, "idm", 2024).and_then(|(number, ..)| number)
}

#[test]
fn villages_are_followed_by_the_digits_their_regency_kept_and_by_name() {
    let office = Office::new();
    put_changes(&office, &["52.99,Kabupaten Lama,52.03,recode,2020-01-01,,UU 1/2020"]);
    // The digits of the first were kept, the second has others, the third is called otherwise, the fourth was never.
    office.put(
        "idm.csv",
        "code,name,district,idm,status\n52.99.01.2001,SUKA MAJU,KERUAK,0.75,MAJU\n52.99.07.2002,mawar,Keruak,0.6,BERKEMBANG\n52.99.01.2003,Dekat,Keruak,0.6,BERKEMBANG\n52.98.01.2001,Jauh,Keruak,0.6,BERKEMBANG\n",
    );
    let follow = "{ by_name = true, district = \"district\" }";
    let report = office.import_with(&following(follow, CHANGES), false).unwrap();
    let dataset = Dataset::open(&office.out()).unwrap();
    assert_eq!(idm(&dataset, "52.03.01.2001"), Some(0.75));
    assert_eq!(idm(&dataset, "52.03.01.2002"), Some(0.6));
    assert_eq!(idm(&dataset, "52.03.01.2003"), None, "another name is another village");
    let followed = details(&report, "code_followed");
    assert_eq!(followed.len(), 2, "{followed:?}");
    assert!(followed[0].contains("52.99.01.2001 is 52.03.01.2001 today, its digits were kept"));
    assert!(followed[1].contains("52.03.01.2002 today, by its name and that of its district"));
    let lost = details(&report, "code_not_in_register");
    assert!(lost[0].contains("no village of 52.03 has its name; idm 0.6"), "{lost:?}");
    assert!(lost[1].contains("no village of 52.98 has its name"), "{lost:?}");

    // What was learned stands beside what is known.
    let changes: Vec<AreaChange> = dataset.rows("area_changes").unwrap();
    let of = |code: &str| changes.iter().find(|change| change.from_code == code).unwrap();
    assert_eq!(
        (of("52.99").basis.as_str(), of("91.01").basis.as_str()),
        ("UU 1/2020", "UU 14/2022")
    );
    let mawar = of("52.99.07.2002");
    assert_eq!(
        (mawar.to_code.as_str(), mawar.date.as_deref()),
        ("52.03.01.2002", Some("2020-01-01"))
    );
    assert!(mawar.basis.starts_with("idm.csv; by its name"), "{}", mawar.basis);
    crate::changes::Changes::new(changes).unwrap();
}

#[test]
fn a_code_that_another_area_has_today_is_not_joined_to_that_area() {
    let office = Office::new();
    // The file writes 52 for the 51 of its edition: its 52.10 is what 52.03 is today, and not today's 52.10.
    office.put("districts.csv", "code,name\n52.03.01,Keruak\n52.10.01,Lain\n");
    let villages = "code,name,district\n52.03.01.2001,Suka Maju,52.03.01\n52.10.01.2001,Sukamaju Lain,52.10.01\n";
    office.put("villages.csv", villages);
    office.put("villages.geojson", &layer(&[village("52.03.01.2001", "Suka Maju", 0.0)]));
    office.put(
        "desmigratif.csv",
        "programme,code,name,year,match\ndesmigratif,,Somewhere,,ambiguous\n",
    );
    office.put("idm.csv", "code,name,idm,status\n52.10.01.2001,Suka Maju,0.75,MAJU\n");
    put_changes(&office, &["51.10,Kabupaten Lama,52.03,recode,2020-01-01,,UU 1/2020"]);
    let read = |spec: &str| {
        office.import_with(spec, false).unwrap();
        let dataset = Dataset::open(&office.out()).unwrap();
        ["52.03.01.2001", "52.10.01.2001"].map(|code| idm(&dataset, code))
    };
    let named = with(IDM, &format!("{IDM}\nname = \"name\""), "");
    assert_eq!(read(&named), [None, Some(0.75)], "by the code alone, as it stands");
    let means = "{ means = { \"52\" = \"51\" } }";
    assert_eq!(read(&following(means, CHANGES)), [Some(0.75), None]);
    let edition = CHANGES.to_owned();
    put_changes(&office, &["52.10,Kabupaten Lama,52.03,recode,2020-01-01,,UU 1/2020"]);
    let since = |day: &str| following(&format!("{{ edition = \"{day}\" }}"), &edition);
    assert_eq!(read(&since("2019-12-31")), [Some(0.75), None], "the change came after the edition");
    assert_eq!(read(&since("2020-01-01")), [None, Some(0.75)], "the edition knows the change");
}

#[test]
fn two_codes_that_lead_to_one_village_are_a_question() {
    let office = Office::new();
    let rows = "code,name,idm,status\n52.03.07.2001,Mawar,0.6,BERKEMBANG\n52.03.08.2001,Mawar,0.7,BERKEMBANG\n52.03.09.2001,Jauh,0.6,BERKEMBANG\n52.03.01.2003,Jauh,0.65,BERKEMBANG\n";
    office.put("idm.csv", rows);
    let report = office.import_with(&following("{ by_name = true }", ""), false).unwrap();
    let dataset = Dataset::open(&office.out()).unwrap();
    assert_eq!(idm(&dataset, "52.03.01.2002"), None);
    assert_eq!(idm(&dataset, "52.03.01.2003"), Some(0.65), "its own row counts");
    let lost = details(&report, "code_not_in_register");
    assert_eq!(lost.len(), 3);
    assert!(
        lost[0].contains("52.03.07.2001 and 52.03.08.2001 all lead to 52.03.01.2002"),
        "{lost:?}"
    );
    assert_eq!(report.count("code_followed"), 0);
}

#[test]
fn counts_of_what_was_split_are_shared_and_rates_are_taken_over() {
    let office = Office::new();
    put_changes(
        &office,
        &[
            "52.09,Kabupaten Raya,52.03,split,2020-01-01,0.75,UU 2/2020",
            "52.09,Kabupaten Raya,52.10,split,2020-01-01,0.25,UU 2/2020",
        ],
    );
    office.put("pmi.csv", "code,year,measure,sex,n,name\n52.09,2019,year,total,1000,Raya\n");
    let pmi = "year_column = \"year\"\nnot_areas = [\"0\"]";
    let to = format!("{pmi}\nname = \"name\"\nfollow = {{}}");
    let rates = r#"
[[table]]
file = "rates.csv"
source = "office"
level = "regency"
code = "code"
name = "name"
year = 2019
follow = {}
value = [{ column = "poor", indicator = "poverty_pct" }]
"#;
    office.put("rates.csv", "code,name,poor\n52.09,Raya,12.5\n");
    let spec = with(pmi, &to, &format!("{rates}{CHANGES}"));
    let report = office.import_with(&spec, false).unwrap();
    let dataset = Dataset::open(&office.out()).unwrap();
    let of = |code: &str, indicator: &str| value(&dataset, code, indicator, 2019).unwrap();
    let (number, status, source) = of("52.03", "pmi_placed");
    assert_eq!((number, status.as_str()), (Some(750.0), "imputed"));
    assert!(source.contains("0.7500 of the figure of 52.09"), "{source}");
    assert_eq!(of("52.10", "pmi_placed").0, Some(250.0));
    let (number, status, source) = of("52.10", "poverty_pct");
    assert_eq!((number, status.as_str()), (Some(12.5), "imputed"));
    assert!(source.contains("the value of 52.09, which was split"), "{source}");
    assert_eq!(report.count("code_split"), 4);

    // Without a share nobody can say how many of them live where.
    put_changes(
        &office,
        &["52.09,,52.03,split,2020-01-01,,UU 2/2020", "52.09,,52.10,split,2020-01-01,,UU 2/2020"],
    );
    let report = office.import_with(&spec, false).unwrap();
    let dataset = Dataset::open(&office.out()).unwrap();
    assert_eq!(report.count("share_unknown"), 2);
    assert!(value(&dataset, "52.03", "pmi_placed", 2019).is_none());
    assert_eq!(value(&dataset, "52.03", "poverty_pct", 2019).unwrap().0, Some(12.5));
}

#[test]
fn changes_that_cannot_be_are_refused_with_their_line() {
    let office = Office::new();
    for (row, says) in [
        ("52.99,,52.03,recode,2020-13-01,,UU", "no day"),
        ("52.99,,52.03.01,recode,2020-01-01,,UU", "is the code of a"),
        ("5299,,52.03,recode,2020-01-01,,UU", "looks like a code of BPS"),
        ("91.01,,52.03,recode,2022-07-25,,UU", "2 changes on one day"),
        ("52.99,,52.03,split,2020-01-01,0.5,UU", "has one part"),
    ] {
        put_changes(&office, &["52.98,,52.10,recode,2020-01-01,,UU", row]);
        let message =
            office.import_with(&format!("{SPEC}{CHANGES}"), false).unwrap_err().to_string();
        assert!(message.contains(says) && message.contains("changes.csv, line 3"), "{message}");
    }
    for (follow, says) in [
        ("{ edition = \"2022\" }", "is no day"),
        ("{ means = { \"96\" = \"92.01\" } }", "no code of a province"),
        ("{ by_names = true }", "unknown field"),
    ] {
        let message = office.import_with(&following(follow, ""), false).unwrap_err().to_string();
        assert!(message.contains(says), "{message}");
    }
    let nameless = with(IDM, &format!("{IDM}\nfollow = {{}}"), "");
    let message = office.import_with(&nameless, false).unwrap_err().to_string();
    assert!(message.contains("state the column `name`"), "{message}");
}

const BRIDGE: &str = r#"
[bridge]
file = "bridge.csv"
source = "office"
kemendagri = "dagri"
bps = "bps"
period = "period"
"#;

#[test]
fn a_column_of_bps_is_refused_and_bridged_when_it_is_said_to_be_one() {
    let office = Office::new();
    office.put("idm.csv", "code,idm,status\n5203010001,0.75,MAJU\n5203010009,0.6,BERKEMBANG\n");
    let message = office.fails();
    assert!(message.contains("5203010001 looks like a code of BPS"), "{message}");
    assert!(message.contains("codes = \"bps\"") && message.contains("[bridge]"), "{message}");

    let bps = format!("{IDM}\ncodes = \"bps\"");
    let message = office.import_with(&with(IDM, &bps, ""), false).unwrap_err().to_string();
    assert!(message.contains("there is no [bridge]"), "{message}");

    office.put(
        "bridge.csv",
        "dagri,bps,period\n52.03.01.2001,5203010001,2023\n52.03.01.2002,5203010001,2019\n",
    );
    let report = office.import_with(&with(IDM, &bps, BRIDGE), false).unwrap();
    let lost = details(&report, "code_not_in_register");
    assert!(
        lost[0].contains("leads to 52.03.01.2001 and to 52.03.01.2002; state bridge_period"),
        "{lost:?}"
    );
    assert!(lost[1].contains("5203010009 is not in the bridge"), "{lost:?}");

    let period = format!("{bps}\nbridge_period = \"2023\"");
    let report = office.import_with(&with(IDM, &period, BRIDGE), false).unwrap();
    let dataset = Dataset::open(&office.out()).unwrap();
    assert_eq!(idm(&dataset, "52.03.01.2001"), Some(0.75));
    assert_eq!(details(&report, "code_bridged"), ["idm.csv: 1 of 2 rows"]);
    assert_eq!(dataset.rows::<CodeBridge>("code_bridge").unwrap().len(), 2);

    office.put("bridge.csv", "dagri,bps,period\n52.03.01.2001,52-03,2023\n");
    let message = office.import_with(&with(IDM, &bps, BRIDGE), false).unwrap_err().to_string();
    assert!(
        message.contains("bridge.csv, line 2") && message.contains("no code of BPS"),
        "{message}"
    );
}

#[test]
fn other_names_come_from_the_register_and_from_a_file() {
    let office = Office::new();
    office.change(
        "districts.csv",
        "code,name\n52.03.01,Keruak",
        "code,name,alias\n52.03.01,Keruak,Ke Ruak Lama",
    );
    office.put("aliases.csv", "code,alias\n52.03,Lombok Timur Raya\n");
    let district =
        "file = \"districts.csv\"\nsource = \"office\"\ncode = \"code\"\nname = \"name\"";
    let aliases = "[aliases]\nfile = \"aliases.csv\"\nsource = \"office\"\ncode = \"code\"\nalias = \"alias\"\n";
    office
        .import_with(&with(district, &format!("{district}\nalias = \"alias\""), aliases), false)
        .unwrap();
    let all: Vec<AreaAlias> = Dataset::open(&office.out()).unwrap().rows("area_aliases").unwrap();
    let of =
        |code: &str| all.iter().find(|one| one.area_code == code).map(|one| one.alias.as_str());
    assert_eq!((of("52.03"), of("52.03.01")), (Some("Lombok Timur Raya"), Some("Ke Ruak Lama")));
    assert_eq!(of("33.07.10"), Some("Watu Malang"), "what the project knows is there too");
}

#[test]
fn what_is_published_of_an_area_follows_it() {
    let office = Office::new();
    // As if Malang had become what the small country has.
    put_changes(&office, &["35.07,Kabupaten Malang,52.03,recode,2025-01-01,,UU 1/2025"]);
    office.import_with(&format!("{SPEC}\n{CHANGES}"), false).unwrap();
    let dataset = Dataset::open(&office.out()).unwrap();
    let areas = |codes: Vec<Option<String>>| -> Vec<String> {
        codes.into_iter().flatten().filter(|code| code == "52.03" || code == "35.07").collect()
    };
    let claims: Vec<Claim> = dataset.rows("claims").unwrap();
    let partners: Vec<Partnership> = dataset.rows("partnerships").unwrap();
    let statements: Vec<Statement> = dataset.rows("statements").unwrap();
    let holders: Vec<OfficeHolder> = dataset.rows("office_holders").unwrap();
    for found in [
        areas(claims.iter().map(|of| of.area_code.clone()).collect()),
        areas(partners.iter().map(|of| of.area_code.clone()).collect()),
        areas(statements.iter().map(|of| of.area_code.clone()).collect()),
        areas(holders.iter().map(|of| of.area_code.clone()).collect()),
    ] {
        assert!(!found.is_empty() && found.iter().all(|code| code == "52.03"), "{found:?}");
    }
    // What is said of an area that is not there stays as it was said.
    assert!(claims.iter().any(|of| of.area_code.as_deref() == Some("53")));
}

#[test]
fn a_designation_follows_its_village_and_is_no_longer_lost() {
    let office = Office::new();
    office.put(
        "desmigratif.csv",
        "programme,code,name,year,match\ndesmigratif,52.03.07.2002,Mawar,2018,exact\n",
    );
    let to = "name = \"name\"\nfollow = { by_name = true }\nyear = \"year\"\nmatch = \"match\"";
    let spec = with("name = \"name\"\nyear = \"year\"\nmatch = \"match\"", to, "");
    let report = office.import_with(&spec, false).unwrap();
    let designated = Dataset::open(&office.out()).unwrap().designations().unwrap();
    assert_eq!(designated[0].village_code, "52.03.01.2002");
    assert_eq!(report.count("code_followed"), 1);
}
