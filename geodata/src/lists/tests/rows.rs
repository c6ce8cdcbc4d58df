use super::{checked, code, country, right, row, said};
use crate::lists::{Entry, Field, Status, sums};

#[test]
fn a_row_that_is_right_is_taken_as_it_is() {
    let (_dir, dataset) = country();
    let cells = [
        (Field::Sex, "Perempuan"),
        (Field::Destination, "Hongkong"),
        (Field::Sector, "PLRT"),
        (Field::Documented, "ya"),
        (Field::Village, "OESAO"),
        (Field::District, "KECAMATAN 1"),
    ];
    let list = checked(&dataset, vec![right(2, &cells)]);
    assert_eq!((list.rows[0].status, said(&list.rows[0])), (Status::Ok, vec![]));
    let entry = Entry {
        village_code: code("11.01.01.2001"),
        kind: "pmi",
        year: 2025,
        sex: Some("female"),
        destination: Some("HK"),
        sector: Some("domestic"),
        documented: Some("yes"),
        count: 12,
    };
    assert_eq!(list.entries(), [&entry]);
}

#[test]
fn every_way_to_be_wrong_is_told_with_its_column_and_in_both_languages() {
    let (_dir, dataset) = country();
    use Field::{Count, Destination, Documented, Kind, Sector, Sex, Village, VillageCode, Year};
    let cases = [
        (VillageCode, "11.01.99.2001", "code_unknown"),
        (VillageCode, "12.01.01.2001", "outside_area"),
        (VillageCode, "11.01.01", "code_of_larger_area"),
        (VillageCode, "1101012001", "code_of_which_office"),
        (VillageCode, "1101010001", "code_of_bps"),
        (VillageCode, "11.01.011.001", "code_of_bps"),
        (VillageCode, "desa satu", "code_unreadable"),
        (Kind, "", "kind_missing"),
        (Kind, "turis", "word_unknown"),
        (Year, "", "year_missing"),
        (Year, "tahun lalu", "year_unreadable"),
        (Year, "1999", "year_out_of_range"),
        (Year, "2027", "year_out_of_range"),
        (Sex, "anak", "word_unknown"),
        (Destination, "Atlantis", "word_unknown"),
        (Sector, "entah", "word_unknown"),
        (Documented, "mungkin", "word_unknown"),
        (Count, "-1", "count_negative"),
        (Count, "1,5", "count_fraction"),
        (Count, "dua", "count_unreadable"),
        (Count, "101", "count_implausible"),
        (Count, "900.000.000", "count_implausible"),
    ];
    for (field, text, finding) in cases {
        let list = checked(&dataset, vec![right(7, &[(field, text)])]);
        let checked = &list.rows[0];
        assert_eq!((checked.status, said(checked)), (Status::Error, vec![finding]), "{text}");
        let found = &checked.findings[0];
        assert_eq!(found.column, Some(field), "{text}");
        for words in [&found.problem, &found.advice] {
            assert!(words.id.len() > 10 && words.en.len() > 10 && words.id != words.en, "{text}");
        }
        assert!(list.entries().is_empty(), "{text}");
    }
    let list = checked(&dataset, vec![row(3, &[(Field::Kind, "PMI"), (Field::Year, "2025")])]);
    assert_eq!(said(&list.rows[0]), ["village_missing", "count_missing"]);
    let differ = right(4, &[(VillageCode, "11.01.01.2001"), (Village, "Sumberagung")]);
    let list = checked(&dataset, vec![differ]);
    assert_eq!(said(&list.rows[0]), ["code_and_name_differ"]);
    let candidates: Vec<&str> =
        list.rows[0].findings[0].candidates.iter().map(|one| one.code.as_str()).collect();
    assert_eq!(candidates, ["11.01.01.2003", "11.01.02.2003"]);
}

#[test]
fn without_a_code_the_name_joins_where_one_village_has_it() {
    let (_dir, dataset) = country();
    let named = |village: &str, district: &str| {
        right(
            2,
            &[(Field::VillageCode, ""), (Field::Village, village), (Field::District, district)],
        )
    };
    let list = checked(&dataset, vec![named("Desa SOKAAN", "kecamatan 2")]);
    assert_eq!(said(&list.rows[0]), ["joined_by_name"]);
    assert_eq!(list.entries()[0].village_code, code("11.01.02.2002"));
    let list = checked(&dataset, vec![named("Soka'an", "")]);
    assert_eq!(
        (list.rows[0].status, said(&list.rows[0])),
        (Status::Error, vec!["name_of_several"])
    );
    assert_eq!(list.rows[0].findings[0].candidates.len(), 2);
    let list = checked(&dataset, vec![named("Sumber Agun", "")]);
    assert_eq!(said(&list.rows[0]), ["name_unknown"]);
    assert_eq!(list.rows[0].findings[0].candidates[0].name, "Sumberagung");
    let list = checked(&dataset, vec![named("Atlantis", "")]);
    assert!(list.rows[0].findings[0].candidates.is_empty());
}

#[test]
fn ten_digits_are_a_code_of_the_ministry_only_where_the_name_agrees() {
    let (_dir, dataset) = country();
    let digits =
        |name: &str| right(2, &[(Field::VillageCode, "1101012003"), (Field::Village, name)]);
    let list = checked(&dataset, vec![digits("Sumber Agung")]);
    assert_eq!(
        (list.rows[0].status, said(&list.rows[0])),
        (Status::Warning, vec!["code_without_points"])
    );
    assert_eq!(list.entries()[0].village_code, code("11.01.01.2003"));
    for other in ["Oesao", "", "Atlantis"] {
        let list = checked(&dataset, vec![digits(other)]);
        assert_eq!(said(&list.rows[0]), ["code_of_which_office"], "{other}");
    }
}

#[test]
fn the_same_twice_and_a_total_beside_its_parts_are_refused() {
    let (_dir, dataset) = country();
    let list = checked(&dataset, vec![right(2, &[]), right(3, &[(Field::Count, "5")])]);
    let statuses: Vec<Status> = list.rows.iter().map(|row| row.status).collect();
    assert_eq!(statuses, [Status::Ok, Status::Error]);
    assert_eq!(said(&list.rows[1]), ["twice"]);
    assert!(list.rows[1].findings[0].problem.en.contains("Row 2"));
    let rows = vec![
        right(2, &[(Field::Sex, "P"), (Field::Count, "5")]),
        right(3, &[(Field::Sex, "L"), (Field::Count, "7")]),
        right(4, &[]),
        right(5, &[(Field::Kind, "purna")]),
    ];
    let list = checked(&dataset, rows);
    assert_eq!(said(&list.rows[2]), ["total_beside_parts"]);
    assert_eq!(list.rows[2].findings[0].column, Some(Field::Sex));
    assert_eq!(list.count(Status::Ok), 3);
    let rows = vec![
        right(2, &[(Field::Sex, "P"), (Field::Count, "5")]),
        right(3, &[(Field::Sex, "tidak diketahui"), (Field::Count, "2")]),
    ];
    assert_eq!(checked(&dataset, rows).count(Status::Ok), 2);
}

#[test]
fn more_people_than_residents_are_seen_in_sums_too() {
    let (_dir, dataset) = country();
    let rows = vec![
        right(2, &[(Field::Sex, "P"), (Field::Count, "60")]),
        right(3, &[(Field::Sex, "L"), (Field::Count, "60")]),
    ];
    let list = checked(&dataset, rows);
    assert_eq!(said(&list.rows[0]), [""; 0]);
    assert_eq!(
        (list.rows[1].status, said(&list.rows[1])),
        (Status::Warning, vec!["sum_implausible"])
    );
}

#[test]
fn totals_are_left_out_and_villages_that_say_nothing_are_counted() {
    let (_dir, dataset) = country();
    let rows = vec![
        row(2, &[(Field::VillageCode, "11.01.01.2002"), (Field::Village, "Soka'an")]),
        right(3, &[(Field::Count, "1.2"), (Field::Village, "Oesao")]),
        right(4, &[(Field::Count, "0")]),
        row(5, &[(Field::Village, "JUMLAH"), (Field::Count, "12")]),
    ];
    let list = checked(&dataset, rows);
    assert_eq!((list.blank, list.count(Status::LeftOut), list.count(Status::Error)), (1, 1, 1));
    assert_eq!(list.entries().len(), 1);
}

#[test]
fn sums_are_by_kind_and_year_and_tell_of_whom_they_are() {
    let (_dir, dataset) = country();
    let rows = vec![
        right(2, &[(Field::Sex, "P"), (Field::Documented, "ya"), (Field::Count, "5")]),
        right(3, &[(Field::Sex, "L"), (Field::Documented, "tidak"), (Field::Count, "7")]),
        right(4, &[(Field::VillageCode, "11.01.01.2002"), (Field::Count, "9")]),
        right(5, &[(Field::Year, "2024")]),
        right(6, &[(Field::Kind, "CPMI")]),
    ];
    let list = checked(&dataset, rows);
    let sums = sums(&list.entries());
    let of = |kind: &str, year: i32| {
        sums.iter().find(|sum| sum.kind == kind && sum.year == year).unwrap()
    };
    let pmi = of("pmi", 2025);
    assert_eq!((pmi.rows, pmi.villages, pmi.count), (3, 2, 21));
    assert_eq!((pmi.female, pmi.male, pmi.documented, pmi.undocumented), (5, 7, 5, 7));
    assert_eq!((of("pmi", 2024).count, of("cpmi", 2025).count, sums.len()), (12, 12, 3));
}

#[test]
fn codes_whose_names_are_of_other_villages_are_counted() {
    let (_dir, dataset) = country();
    let of = |number: u64, village: &str, name: &str| {
        right(number, &[(Field::VillageCode, village), (Field::Village, name)])
    };
    let rows = vec![
        of(2, "11.01.01.2001", "Soka'an"),
        of(3, "11.01.01.2002", "Sumberagung"),
        of(4, "11.01.01.2003", "Sumberagungg"),
    ];
    let list = checked(&dataset, rows);
    assert_eq!(list.differing, (2, 3));
    assert_eq!(said(&list.rows[2]), ["name_spelled_otherwise"]);
}
