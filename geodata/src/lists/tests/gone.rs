use super::{after, code, country, right, said};
use crate::changes::Changes;
use crate::lists::{Checked, Field, Status};
use crate::testing::rows::change;

/// The list of 11.01 with one row of this code and name, after these changes.
fn of(old: &str, name: &str, kind: &str, to: &[(&str, Option<f64>)]) -> Checked {
    let (_dir, dataset) = country();
    let from = if kind == "around" { "11.09" } else { old };
    let kind = if kind == "around" { "recode" } else { kind };
    let rows = to.iter().map(|(to, share)| change(from, to, kind, "2024-01-01", *share));
    let changes = Changes::new(rows.collect()).unwrap();
    let row = right(2, &[(Field::VillageCode, old), (Field::Village, name)]);
    after(&dataset, vec![row], &changes).rows.remove(0)
}

#[test]
fn a_village_that_has_another_code_is_taken_by_it_and_told_so() {
    let moved = [("11.01.01.2002", None)];
    for name in ["", "Soka'an"] {
        let row = of("11.01.09.2001", name, "recode", &moved);
        assert_eq!((row.status, said(&row)), (Status::Warning, vec!["code_moved"]), "{name}");
        assert_eq!(row.entry.as_ref().unwrap().village_code, code("11.01.01.2002"));
        let problem = &row.findings[0].problem;
        assert!(problem.en.contains("is now 11.01.01.2002 Soka'an"), "{problem:?}");
        assert!(problem.id.contains("sekarang 11.01.01.2002 Soka'an"), "{problem:?}");
    }
    // What the row calls it still has to agree, and the area must be the sender's.
    let other = of("11.01.09.2001", "Arjowilangun", "recode", &moved);
    assert_eq!(said(&other), ["code_moved", "code_and_name_differ"]);
    let away = of("11.01.09.2001", "", "recode", &[("12.01.01.2001", None)]);
    assert_eq!((away.entry, away.findings[1].code), (None, "outside_area"));
}

#[test]
fn a_village_that_was_split_or_merged_names_what_came_of_it() {
    let parts = [("11.01.01.2001", Some(0.6)), ("11.01.01.2002", Some(0.4))];
    let row = of("11.01.01.2009", "Oesao", "split", &parts);
    assert_eq!((row.status, said(&row), &row.entry), (Status::Error, vec!["code_gone"], &None));
    let finding = &row.findings[0];
    let codes: Vec<&str> = finding.candidates.iter().map(|of| of.code.as_str()).collect();
    assert_eq!(codes, ["11.01.01.2001", "11.01.01.2002"]);
    let both = "11.01.01.2001 Oesao (60.0% of its residents), 11.01.01.2002 Soka'an (40.0% of its residents)";
    assert!(finding.problem.en.contains(both), "{finding:?}");
    assert!(
        finding.problem.id.contains("11.01.01.2002 Soka'an (40,0% penduduknya)"),
        "{finding:?}"
    );
    let row = of("11.01.01.2009", "", "merge", &[("11.01.01.2001", None)]);
    assert_eq!((said(&row), &row.entry), (vec!["code_gone"], &None));
    assert!(row.findings[0].problem.en.contains("(of which it is a part)"), "{row:?}");
}

#[test]
fn of_a_village_whose_regency_has_another_code_the_name_is_looked_for() {
    let row = of("11.09.01.2001", "Oesao", "around", &[("11.01", None)]);
    let finding = &row.findings[0];
    assert_eq!((said(&row), &row.entry), (vec!["code_gone"], &None));
    assert!(
        finding.problem.en.contains("the regency around it, 11.09, is now 11.01 Kabupaten Kupang")
    );
    assert!(finding.problem.id.contains("kabupaten/kota 11.09"), "{finding:?}");
    assert!(finding.candidates.iter().all(|of| of.name == "Oesao"), "{finding:?}");
    assert_eq!(finding.candidates.len(), 2, "one in each district");
}
