//! What was recorded by codes that are gone: every kind of it follows in one way, or names what came of them.

use super::*;
use crate::testing::rows;

/// What was known by the first code, today by the second.
const MOVED: [(&str, &str); 5] = [
    ("52.03.09.2001", "52.03.01.2003"),
    ("52.03.09.2002", "52.03.01.2004"),
    ("52.03.09.2003", "52.03.01.2001"),
    ("52.09", "52.03"),
    ("53.09", "53.01"),
];

/// The tiny country after these changes.
fn after(changes: &[(&str, &str, &str, Option<f64>)]) -> (Dataset, TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let mut contents = testing::contents().unwrap();
    let change = |(from, to, kind, share): &(&str, &str, &str, Option<f64>)| {
        rows::change(from, to, kind, "2024-01-01", *share)
    };
    contents.codes.changes = changes.iter().map(change).collect();
    (testing::written(&contents, &dir.path().join("tiny")).unwrap(), dir)
}

/// A row of every table, as of the codes of today; offices are known by the code of their area.
fn everything(dataset: &Dataset) -> Vec<Entry> {
    let mut entries = every(dataset);
    for entry in &mut entries {
        let text = entry.row.to_string().replace("\"baru\"", "\"ltsa-53.01\"");
        entry.row = serde_json::from_str(&text).unwrap();
    }
    let proposal = entries.iter().find(|entry| entry.table == Table::Proposals).unwrap();
    let note = json!({"proposal": proposal.id, "kind": "question", "text": "Berapa PMI?"});
    record(dataset, &mut entries, Table::ProposalNotes, note);
    let tables: BTreeSet<Table> = entries.iter().map(|entry| entry.table).collect();
    assert_eq!(tables, BTreeSet::from(Table::ALL), "one of every kind");
    entries
}

/// The same as somebody recorded it before the codes changed.
fn before(entries: &[Entry]) -> Vec<Entry> {
    let mut entries = entries.to_vec();
    for entry in &mut entries {
        let mut text = entry.row.to_string();
        // A code ends where a text does.
        for (old, new) in MOVED {
            text = text.replace(&format!("{new}\""), &format!("{old}\""));
        }
        entry.row = serde_json::from_str(&text).unwrap();
    }
    entries
}

#[test]
fn every_kind_of_record_follows_a_code_to_the_one_of_today() {
    let (dataset, _dir) = after(&MOVED.map(|(old, new)| (old, new, "recode", None)));
    let today = everything(&dataset);
    let old = before(&today);
    let named = |entries: &[Entry]| entries.iter().filter(|entry| today.contains(entry)).count();
    assert_eq!(named(&old), 1, "all but a question name an old code: {old:?}");
    let (followed, own) = (fold(base(&dataset), &old).unwrap().unwrap(), folded(&dataset, &today));
    assert_eq!((followed.unfit, unfit_for(&dataset, &old).unwrap()), (Vec::new(), Vec::new()));
    let tables = ["designations", "pillar_status", "ltsa_offices", "partnerships"];
    for table in tables.into_iter().chain(REGISTRY_TABLES).chain(["indicator_values"]) {
        let rows = |of: &Dataset| of.table(table).unwrap().clone();
        assert_eq!(rows(&followed.dataset), rows(&own), "{table}");
    }
    let desk = &own.rows::<Value>("office_desks").unwrap()[0];
    assert_eq!(desk["office"], "ltsa-53.01", "an office's desks follow its id");
    // What was recorded already cannot be recorded again by the code of today.
    for entry in
        today.iter().filter(|entry| !matches!(entry.table, Table::Officers | Table::ProposalNotes))
    {
        let problems = refused(&dataset, &old, entry.table, entry.row.clone());
        assert!(
            problems[0].1.contains("recorded already as"),
            "{}: {problems:?}",
            entry.table.name()
        );
    }
}

#[test]
fn an_office_that_the_dataset_still_knows_by_its_old_id_keeps_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut contents = testing::contents().unwrap();
    contents.codes.changes = vec![rows::change("53.09", "53.01", "recode", "2024-01-01", None)];
    let office = rows::office("ltsa-53.09", "53.01", "operating", Some([123.2, -10.3]), "BP2MI");
    contents.programme.ltsa_offices = vec![office];
    let dataset = testing::written(&contents, &dir.path().join("tiny")).unwrap();
    let entry = |number: i64, table, row| Entry {
        id: format!("b{number}.0"),
        seq: number,
        table,
        row,
        replaces: None,
        withdrawn: false,
        approved: false,
    };
    let row = json!({"id": "ltsa-53.09", "area_code": "53.09", "name": "LTSA Kupang", "status": "closed", "source": "Dinas"});
    let desk = json!({"office": "ltsa-53.09", "desk_type": "dukcapil", "source": "Dinas"});
    let entries = [entry(1, Table::LtsaOffices, row), entry(2, Table::OfficeDesks, desk)];
    let found = folded(&dataset, &entries);
    let offices = found.ltsa_offices().unwrap();
    let [office] = offices.as_slice() else { panic!("{offices:?}") };
    assert_eq!((office.id.as_str(), office.status.as_str()), ("ltsa-53.09", "closed"));
    assert_eq!(found.rows::<Value>("office_desks").unwrap()[0]["office"], "ltsa-53.09");
}

#[test]
fn what_was_split_or_merged_names_its_successors_with_their_shares() {
    let (dataset, _dir) = after(&[
        ("52.03.09.2001", "52.03.01.2003", "split", Some(0.75)),
        ("52.03.09.2001", "52.03.01.2004", "split", Some(0.25)),
        // Another number after the areas were merged: it is not the same area.
        ("52.03.09.2002", "52.03.09.2004", "merge", None),
        ("52.09", "52.03", "split", None),
        ("52.09", "52.71", "split", None),
        ("53.09", "53.01", "merge", None),
    ]);
    let old = before(&everything(&dataset));
    let unfit = unfit_for(&dataset, &old).unwrap();
    let of = |table: Table| {
        let mut all = unfit.iter().filter(|of| of.table == table);
        let detail = all.next().map(|of| of.detail.as_str()).unwrap_or_default();
        assert!(all.next().is_none());
        detail
    };
    let split = "is now 52.03.01.2003 Desa 2003 (75.0% of its residents), 52.03.01.2004 Desa 2004 (25.0% of its residents); record it there";
    for table in [Table::Designations, Table::PillarStatus, Table::Officers, Table::IndicatorValues]
    {
        assert!(of(table).contains(split), "{}: {}", table.name(), of(table));
    }
    let unknown = "52.03 Kabupaten Lombok Timur (its share of the residents is not known), 52.71";
    for table in [Table::Partnerships, Table::Corrections] {
        assert!(of(table).contains(unknown), "{}: {}", table.name(), of(table));
    }
    let merged = "is now 53.01 Kabupaten Kupang (of which it is a part)";
    for table in [Table::LtsaOffices, Table::OfficeDesks] {
        assert!(of(table).contains(merged), "{}: {}", table.name(), of(table));
    }
    // Nothing in the dataset came of the proposed village.
    assert!(of(Table::Proposals).contains("has no village 52.03.09.2002"));
    assert!(of(Table::ProposalNotes).contains("no proposal"));
    // A new record is told where to go, for people and for programs.
    let row = designation("52.03.09.2001");
    let problems = admit(&dataset, &[], Table::Designations, &[row], &[], TODAY);
    let problem = problems.unwrap().unwrap_err().remove(0);
    assert!(problem.field == "village_code" && problem.detail.contains(split), "{problem:?}");
    let shares: Vec<(&str, Option<f64>, &str)> = problem
        .successors
        .iter()
        .map(|of| (of.code.as_str(), of.share, of.kind.as_str()))
        .collect();
    let expected = [("52.03.01.2003", Some(0.75), "split"), ("52.03.01.2004", Some(0.25), "split")];
    assert_eq!(shares, expected);
    let proposal = json!({"village_code": "52.09.01.2001", "programme": "desmigratif", "reason": "Banyak PMI"});
    let found = refused(&dataset, &[], Table::Proposals, proposal);
    assert!(
        found[0].1.contains("the regency around it, 52.09, is now 52.03 Kabupaten Lombok Timur")
            && found[0].1.contains("look for it there by its name"),
        "{found:?}"
    );
    let never = designation("53.01.01.2999");
    let found = refused(&dataset, &[], Table::Designations, never);
    assert!(found[0].1.ends_with("has no village 53.01.01.2999"), "{found:?}");
}

#[test]
fn of_two_codes_that_came_to_one_the_last_record_speaks_and_the_other_is_listed() {
    let (dataset, _dir) = after(&[("52.03.09.2001", "52.03.01.2003", "recode", None)]);
    let mut entries = Vec::new();
    record(&dataset, &mut entries, Table::Designations, designation("52.03.01.2003"));
    let mut later = entries[0].clone();
    (later.id, later.seq) = ("b9.0".to_owned(), 9);
    later.row["village_code"] = json!("52.03.09.2001");
    later.row["id"] = json!("desmigratif-2019-52.03.09.2001");
    later.row["status"] = json!("active");
    entries.push(later);
    let found = fold(base(&dataset), &entries).unwrap().unwrap();
    let own = found.dataset.designations().unwrap().pop().unwrap();
    assert_eq!((own.village_code.as_str(), own.status.as_str()), ("52.03.01.2003", "active"));
    let unfit: Vec<_> = found.unfit.iter().map(|of| (of.id.as_str(), of.detail.as_str())).collect();
    assert_eq!(unfit, [("b0.0", "`b9.0`, which came later, is about the same")]);
}
