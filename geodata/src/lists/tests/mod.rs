//! Lists over the tiny country, checked by hand.

mod gone;
mod rows;
mod tables;

use crate::AreaCode;
use crate::changes::Changes;
use crate::dataset::Dataset;
use crate::lists::{Checked, Field, Known, List, Register, Row, check};
use crate::testing;

/// The year of today in these tests.
const THIS_YEAR: i32 = 2026;

fn code(text: &str) -> AreaCode {
    text.parse().unwrap()
}

fn country() -> (tempfile::TempDir, Dataset) {
    let dir = tempfile::tempdir().unwrap();
    let dataset = testing::written(&testing::grid().unwrap(), &dir.path().join("grid")).unwrap();
    (dir, dataset)
}

/// A row of these cells, the others empty.
fn row(number: u64, cells: &[(Field, &str)]) -> Row {
    let mut row = Row { row: number, ..Row::default() };
    for (field, text) in cells {
        row.cells[field.place()] = (*text).to_owned();
    }
    row
}

/// A row that is right, with these cells in the place of its own.
fn right(number: u64, cells: &[(Field, &str)]) -> Row {
    let own = [
        (Field::VillageCode, "11.01.01.2001"),
        (Field::Kind, "PMI"),
        (Field::Year, "2025"),
        (Field::Count, "12"),
    ];
    row(number, &[&own[..], cells].concat())
}

/// Checks rows of the regency 11.01, whose villages have a hundred residents each.
fn checked(dataset: &Dataset, rows: Vec<Row>) -> List {
    after(dataset, rows, &Changes::default())
}

/// The same where codes have changed.
fn after(dataset: &Dataset, rows: Vec<Row>, changes: &Changes) -> List {
    let residents = |_: AreaCode| Some((100, "Kecamatan 1".to_owned()));
    let known = Known { this_year: THIS_YEAR, residents: &residents, changes };
    check(rows, Register::new(dataset, code("11.01")), &known)
}

/// The codes of what is said of a row.
fn said(checked: &Checked) -> Vec<&'static str> {
    checked.findings.iter().map(|finding| finding.code).collect()
}
