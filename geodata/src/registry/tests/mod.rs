mod gone;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;
use crate::dataset::{Dataset, Designation, LtsaOffice, PillarStatus, REGISTRY_TABLES};
use crate::values::{Values, When};
use crate::{AreaCode, suppression, testing};

const TODAY: &str = "2026-11-29";

fn tiny() -> (Dataset, TempDir) {
    let dir = tempfile::tempdir().unwrap();
    (testing::dataset(dir.path()).unwrap(), dir)
}

fn base(dataset: &Dataset) -> Base<'_> {
    Base { dataset, values: dataset.table("indicator_values").unwrap() }
}

fn code(text: &str) -> AreaCode {
    text.parse().unwrap()
}

/// Records rows as the server does; the entries beside those that were there.
fn record(dataset: &Dataset, entries: &mut Vec<Entry>, table: Table, row: Value) -> String {
    replace(dataset, entries, table, row, None)
}

fn replace(
    dataset: &Dataset,
    entries: &mut Vec<Entry>,
    table: Table,
    row: Value,
    replaces: Option<&str>,
) -> String {
    let replaces = replaces.map(str::to_owned);
    let checked = admit(dataset, entries, table, &[row], std::slice::from_ref(&replaces), TODAY);
    let row = checked.unwrap().unwrap().pop().unwrap().value;
    let id = format!("b{}.0", entries.len());
    let seq = entries.len() as i64 + 1;
    let (withdrawn, approved) = (false, false);
    entries.push(Entry { id: id.clone(), seq, table, row, replaces, withdrawn, approved });
    id
}

fn refused(
    dataset: &Dataset,
    entries: &[Entry],
    table: Table,
    row: Value,
) -> Vec<(String, String)> {
    let problems = admit(dataset, entries, table, &[row], &[], TODAY).unwrap().unwrap_err();
    problems.into_iter().map(|problem| (problem.field, problem.detail)).collect()
}

fn folded(dataset: &Dataset, entries: &[Entry]) -> Dataset {
    let folded = fold(base(dataset), entries).unwrap().unwrap();
    assert_eq!(folded.unfit, []);
    folded.dataset
}

fn designation(village: &str) -> Value {
    json!({"village_code": village, "programme": "desmigratif", "round": "r2019", "status": "designated",
        "funding": "DANA_DESA", "decree": "188/2019", "date": "2019-05-01", "source": "SK Bupati"})
}

/// One row of every table, each of which counts.
fn every(dataset: &Dataset) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut add = |table, row| record(dataset, &mut entries, table, row);
    add(Table::Designations, designation("52.03.01.2003"));
    add(
        Table::LtsaOffices,
        json!({"area_code": "53.01", "name": "LTSA Kupang", "id": "baru", "since": "2026", "status": "operating", "source": "Dinas"}),
    );
    add(
        Table::PillarStatus,
        json!({"village_code": "52.03.01.2003", "programme": "desmigratif", "pillar_no": 2, "as_of": "2026-10-01", "state": "active", "evidence": "BAST"}),
    );
    add(
        Table::OfficeDesks,
        json!({"office": "baru", "desk_type": "dukcapil", "from": "2026-10", "source": "Dinas"}),
    );
    add(
        Table::Partnerships,
        json!({"institution": "kemnaker", "programme": "desmigratif", "area_code": "52.03", "role": "pelatihan", "year": 2026, "source": "MoU"}),
    );
    add(
        Table::Officers,
        json!({"village_code": "52.03.01.2003", "programme": "desmigratif", "role": "petugas", "name": "Siti Rahma", "from": "2026-01-05"}),
    );
    add(
        Table::IndicatorValues,
        json!({"area_code": "52.03.01.2003", "indicator": "pmi_reported", "year": 2026, "value": 40, "source": "Daftar desa"}),
    );
    add(
        Table::Proposals,
        json!({"village_code": "52.03.01.2004", "programme": "desmigratif", "reason": "Banyak PMI"}),
    );
    let correction = add(
        Table::Corrections,
        json!({"area_code": "52.03", "indicator": "pmi_placed", "year": 2024, "value": 2500, "reason": "Salah ketik", "source": "BP3MI NTB"}),
    );
    for entry in entries.iter_mut().filter(|entry| entry.id == correction) {
        entry.approved = true;
    }
    entries
}

#[test]
fn what_was_recorded_stands_in_the_tables_beside_what_was_there() {
    let (dataset, _dir) = tiny();
    let entries = every(&dataset);
    let found = folded(&dataset, &entries);
    let designations = found.designations().unwrap();
    assert_eq!(designations.len(), dataset.designations().unwrap().len() + 1);
    let new: &Designation = designations.last().unwrap();
    assert_eq!((new.id.as_str(), new.year), ("desmigratif-2019-52.03.01.2003", Some(2019)));
    let decrees: Vec<Value> = found.rows("designation_decrees").unwrap();
    assert_eq!(decrees[0]["decree"], "188/2019");
    let pillars: Vec<PillarStatus> = found.rows("pillar_status").unwrap();
    assert_eq!(pillars.last().unwrap().evidence.as_deref(), Some("BAST"));
    let office: LtsaOffice = found.ltsa_offices().unwrap().pop().unwrap();
    assert!(office.id == "baru" && office.placed_by_rule && office.lon.is_some(), "{office:?}");
    assert_eq!(found.rows::<Value>("office_desks").unwrap()[0]["since"], "2026-10");
    // Whoever asks by SQL cannot see a name: no table has it.
    let officers: Vec<Value> = found.rows("officers").unwrap();
    assert_eq!(officers[0]["role"], "petugas");
    assert!(!format!("{officers:?}").contains("Siti"), "{officers:?}");
    assert_eq!(found.recorded(), entries.last().unwrap().seq);
    assert_ne!(found.manifest.version, dataset.manifest.version);
    // What is proposed is no designation.
    assert!(designations.iter().all(|row| row.village_code != "52.03.01.2004"));
    let id = &entries.iter().find(|entry| entry.table == Table::Proposals).unwrap().id;
    let note = json!({"proposal": id, "kind": "question", "text": "Berapa PMI?"});
    let mut asked = entries.clone();
    record(&dataset, &mut asked, Table::ProposalNotes, note);
    assert_eq!(changing(&asked), changing(&entries), "nor is what is asked about it");
}

#[test]
fn withdrawing_everything_gives_the_base_and_withdrawing_in_any_order_gives_the_same() {
    let (dataset, _dir) = tiny();
    let entries = every(&dataset);
    let all: Vec<usize> = (0..entries.len()).collect();
    // Every subset that is withdrawn, by whichever of two orders it comes about.
    for kept in 0..(1_u32 << entries.len()) {
        let withdraw = |order: &mut dyn Iterator<Item = &usize>| {
            let mut entries = entries.clone();
            for at in order.filter(|at| kept & (1 << **at) == 0) {
                entries[*at].withdrawn = true;
            }
            fold(base(&dataset), &entries).unwrap().map(|folded| folded.dataset.manifest.version)
        };
        let (there, back) = (withdraw(&mut all.iter()), withdraw(&mut all.iter().rev()));
        assert_eq!(there, back);
        let proposal = entries.iter().position(|entry| entry.table == Table::Proposals).unwrap();
        let nothing = kept & !(1 << proposal) == 0;
        assert_eq!(there.is_none(), nothing, "{kept:b}");
    }
}

#[test]
fn a_record_in_the_place_of_another_gives_way_again_when_it_is_withdrawn() {
    let (dataset, _dir) = tiny();
    let mut entries = Vec::new();
    let mut row = designation("52.03.01.2003");
    let first = record(&dataset, &mut entries, Table::Designations, row.clone());
    let problems = refused(&dataset, &entries, Table::Designations, row.clone());
    assert!(problems[0].1.contains(&first), "{problems:?}");
    row["status"] = json!("active");
    let before = folded(&dataset, &entries);
    replace(&dataset, &mut entries, Table::Designations, row, Some(&first));
    let status =
        |entries: &[Entry]| folded(&dataset, entries).designations().unwrap().pop().unwrap().status;
    assert_eq!(status(&entries), "active");
    entries[1].withdrawn = true;
    assert_eq!(status(&entries), "designated");
    assert_eq!(folded(&dataset, &entries).manifest.version, before.manifest.version);
}

#[test]
fn a_row_of_the_base_is_spoken_for_only_by_its_own_id() {
    let (dataset, _dir) = tiny();
    let mut entries = Vec::new();
    let mut row = designation("52.03.01.2001");
    row["id"] = json!("d3");
    let problems = refused(&dataset, &entries, Table::Designations, row.clone());
    assert!(problems[0].1.contains("52.03.01.2002"), "{problems:?}");
    row["id"] = json!("d1");
    row["status"] = json!("revoked");
    record(&dataset, &mut entries, Table::Designations, row);
    let left: Vec<String> =
        folded(&dataset, &entries).designations().unwrap().into_iter().map(|row| row.id).collect();
    assert_eq!(left, ["d2", "d3", "d4", "d5"]);
}

#[test]
fn distances_follow_offices_and_designations_and_nothing_else_moves() {
    let dir = tempfile::tempdir().unwrap();
    let mut contents = testing::grid().unwrap();
    let villages = contents.villages.clone();
    contents.indicators = crate::catalogue::indicators().unwrap();
    contents.values.retain(|value| &*value.indicator == "pmi_placed");
    contents.values.extend(crate::derive::distances(&villages, &contents.programme, 2025));
    let dataset = testing::written(&contents, &dir.path().join("grid")).unwrap();
    let mut entries = Vec::new();
    let row = json!({"village_code": "12.02.02.2004", "programme": "desmigratif", "status": "designated", "source": "SK"});
    record(&dataset, &mut entries, Table::Designations, row);
    let found = folded(&dataset, &entries);
    let (was, is) = (Values::new(&dataset).unwrap(), Values::new(&found).unwrap());
    let of = |values: &Values, area: &str| {
        let value = values.resolve(code(area), "designated_distance_km", When::Latest).unwrap();
        (value.value, value.year)
    };
    let (before, _) = of(&was, "12.02.02.2004");
    assert!(before > 100.0, "{before}");
    assert_eq!(of(&is, "12.02.02.2004"), (0.0, 2025));
    assert_eq!(of(&is, "11.01.01.2001"), of(&was, "11.01.01.2001"));
    // As an import would have made it.
    contents.programme.designations = found.designations().unwrap();
    for value in crate::derive::distances(&villages, &contents.programme, 2025) {
        let own = is.resolve(value.area, &value.indicator, When::Latest).map(|of| of.value);
        assert_eq!(own, value.value, "{} {}", value.indicator, value.area);
    }
}

#[test]
fn distances_of_a_demonstration_follow_too_and_stay_its_models() {
    let dir = tempfile::tempdir().unwrap();
    let mut contents = testing::grid().unwrap();
    contents.meta.kind = crate::dataset::DatasetKind::Demonstration;
    contents.indicators = crate::catalogue::indicators().unwrap();
    contents.values = crate::derive::distances(&contents.villages, &contents.programme, 2025);
    for value in contents.values.iter_mut().filter(|value| value.value.is_some()) {
        (value.status, value.source) = (crate::dataset::ValueStatus::Modelled, "model".into());
    }
    let dataset = testing::written(&contents, &dir.path().join("demo")).unwrap();
    let mut entries = Vec::new();
    let row = json!({"village_code": "12.02.02.2004", "programme": "desmigratif", "status": "designated", "source": "SK"});
    record(&dataset, &mut entries, Table::Designations, row);
    let found = Values::new(&folded(&dataset, &entries)).unwrap();
    let own = found.resolve(code("12.02.02.2004"), "designated_distance_km", When::Latest).unwrap();
    assert_eq!((own.value, own.status.as_str(), own.source), (0.0, "modelled", "model"));
}

#[test]
fn a_correction_counts_once_approved_and_what_it_corrects_stays_beside_it() {
    let (dataset, _dir) = tiny();
    let mut entries = Vec::new();
    let row = json!({"area_code": "52.03", "indicator": "pmi_placed", "year": 2024, "value": 2500, "reason": "Salah ketik", "source": "BP3MI NTB"});
    record(&dataset, &mut entries, Table::Corrections, row);
    assert!(fold(base(&dataset), &entries).unwrap().is_none());
    entries[0].approved = true;
    let found = folded(&dataset, &entries);
    let values = Values::new(&found).unwrap();
    let now = values.resolve(code("52.03"), "pmi_placed", When::Latest).unwrap();
    assert_eq!((now.value, now.status.as_str()), (2500.0, "observed"));
    assert!(
        now.source.contains("BP3MI NTB") && now.source.contains("Salah ketik"),
        "{}",
        now.source
    );
    // Of a hundred thousand residents.
    let rate = values.resolve(code("52.03"), "pmi_per_1000", When::Latest).unwrap();
    assert_eq!((rate.value, rate.status.as_str()), (25.0, "observed"));
    let rows = |dataset: &Dataset| dataset.table("indicator_values").unwrap().num_rows();
    assert_eq!(rows(&found), rows(&dataset) + 2);
}

#[test]
fn a_reported_indicator_is_in_the_catalogue_as_long_as_somebody_reports_it() {
    let (dataset, _dir) = tiny();
    let mut entries = Vec::new();
    let row = json!({"area_code": "52.03.01.2001", "indicator": "pmi_reported", "year": 2026, "value": 3, "source": "Daftar desa"});
    record(&dataset, &mut entries, Table::IndicatorValues, row);
    let found = folded(&dataset, &entries);
    let ids = |dataset: &Dataset| {
        dataset.indicators().unwrap().into_iter().map(|line| line.id).collect::<BTreeSet<_>>()
    };
    assert!(ids(&found).contains("pmi_reported") && !ids(&dataset).contains("pmi_reported"));
    // Three people are a small number: everybody sees that something is withheld, and not what.
    let everybody = suppression::for_everybody(&found).unwrap().unwrap();
    let status = |dataset: &Dataset| {
        let values = Values::new(dataset).unwrap();
        let value =
            values.resolve(code("52.03.01.2001"), "pmi_reported", When::Latest).map(|of| of.value);
        (
            value,
            values
                .unstated(code("52.03.01.2001"), "pmi_reported", When::Latest)
                .map(|of| of.status),
        )
    };
    assert_eq!(status(&found), (Some(3.0), None));
    assert_eq!(status(&everybody), (None, Some(crate::dataset::ValueStatus::Suppressed)));
    assert_ne!(everybody.manifest.version, found.manifest.version);
}

#[test]
fn rows_that_make_no_sense_are_refused_by_their_fields() {
    let (dataset, _dir) = tiny();
    let village = |code: &str| {
        let mut row = designation("52.03.01.2003");
        row["village_code"] = json!(code);
        row
    };
    let with = |field: &str, value: Value| {
        let mut row = designation("52.03.01.2003");
        row[field] = value;
        row
    };
    for (row, field, says) in [
        (village("5203012003"), "village_code", "is not"),
        (village("52.03"), "village_code", "regency"),
        (village("99.99.99.2001"), "village_code", "register"),
        (with("programme", json!("lain")), "programme", "desmigratif"),
        (with("round", json!("r1900")), "round", "r2019"),
        (with("year", json!(2018)), "year", "2019"),
        (with("status", json!("proposed")), "status", "designated"),
        (with("funding", json!("uang")), "funding", "APBN"),
        (with("date", json!("2027-01-01")), "date", "not come"),
        (with("date", json!("1 Mei")), "date", "no day"),
        (with("source", json!(" ")), "source", "blank"),
        (with("note", json!("a\nb")), "note", "line break"),
        (with("decree", json!("x".repeat(201))), "decree", "200"),
        (with("extra", json!(1)), "extra", "unknown field"),
        (with("year", json!("2019")), "", "invalid type"),
    ] {
        let found = refused(&dataset, &[], Table::Designations, row);
        assert!(
            found.iter().any(|(at, detail)| at == field && detail.contains(says)),
            "{field} {says}: {found:?}"
        );
    }
    let value = |indicator: &str, area: &str, value: f64| json!({"area_code": area, "indicator": indicator, "year": 2026, "value": value, "source": "Daftar"});
    for (row, field) in [
        (value("lain", "52.03.01.2001", 1.0), "indicator"),
        (value("ltsa_distance_km", "52.03.01.2001", 1.0), "indicator"),
        (value("pmi_placed", "52.03.01.2001", 1.0), "area_code"),
        (value("idm", "52.03.01.2001", 7.0), "value"),
        (value("pmi_reported", "52.03.01.2001", 1.5), "value"),
        (value("pmi_reported", "52.03.01.2001", -1.0), "value"),
    ] {
        let found = refused(&dataset, &[], Table::IndicatorValues, row);
        assert_eq!(found[0].0, field, "{found:?}");
    }
    let pillar = json!({"village_code": "52.03.01.2004", "programme": "desmigratif", "pillar_no": 9, "as_of": "2026", "state": "good"});
    let found = refused(&dataset, &[], Table::PillarStatus, pillar);
    let fields: BTreeSet<&str> = found.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, BTreeSet::from(["pillar_no", "state", "village_code"]));
}

#[test]
fn a_village_has_two_officers_at_a_time() {
    let (dataset, _dir) = tiny();
    let mut entries = Vec::new();
    let officer = |from: &str, to: Value| json!({"village_code": "52.03.01.2001", "programme": "desmigratif", "role": "petugas", "from": from, "to": to});
    record(&dataset, &mut entries, Table::Officers, officer("2020-01-01", json!("2021-12-31")));
    record(&dataset, &mut entries, Table::Officers, officer("2020-01-01", Value::Null));
    let third = officer("2021-06-01", Value::Null);
    let found = refused(&dataset, &entries, Table::Officers, third);
    assert!(found[0].1.contains("3 officers"), "{found:?}");
    record(&dataset, &mut entries, Table::Officers, officer("2022-01-01", Value::Null));
    assert_eq!(folded(&dataset, &entries).table("officers").unwrap().num_rows(), 3);
}

#[test]
fn what_another_dataset_cannot_count_is_listed_and_the_rest_counts() {
    let (dataset, _dir) = tiny();
    let entries = every(&dataset);
    let other_dir = tempfile::tempdir().unwrap();
    let other =
        testing::written(&testing::grid().unwrap(), &other_dir.path().join("grid")).unwrap();
    let found = fold(base(&other), &entries).unwrap().unwrap();
    assert_eq!(found.unfit.len(), entries.len(), "{:?}", found.unfit);
    assert_eq!(unfit_for(&other, &entries).unwrap(), found.unfit);
    let lines: Vec<crate::dataset::ReportLine> = found.dataset.rows("join_report").unwrap();
    let listed = lines.iter().filter(|line| line.check == "registry_unfit").count();
    assert_eq!(listed, found.unfit.len() - 1, "what is proposed changes no table");
    for table in ["designations", "ltsa_offices", "pillar_status"] {
        assert_eq!(found.dataset.table(table), other.table(table), "{table}");
    }
    for table in REGISTRY_TABLES {
        assert_eq!(found.dataset.table(table).unwrap().num_rows(), 0, "{table}");
    }
}
