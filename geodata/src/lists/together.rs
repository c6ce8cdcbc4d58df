//! What is wrong with rows beside others: the same thing twice, a total beside its parts, more people than there are.

use std::collections::HashMap;

use super::field::Field;
use super::finding::{Finding, Severity, Text};
use super::model::{Checked, Entry, Known};
use crate::code::AreaCode;

/// What an entry says in a column by which people may be told apart.
type Told = fn(&Entry) -> Option<&'static str>;
/// These columns.
const APART: [(Field, Told); 4] = [
    (Field::Sex, |entry| entry.sex),
    (Field::Destination, |entry| entry.destination),
    (Field::Sector, |entry| entry.sector),
    (Field::Documented, |entry| entry.documented),
];

/// Of whom rows speak: those of one group are added up.
type Group = (AreaCode, &'static str, i32);

/// Looks at rows beside one another.
pub(super) fn check(rows: &mut [Checked], known: &Known<'_>) {
    twice(rows);
    apart(rows);
    sums(rows, known);
}

fn group(entry: &Entry) -> Group {
    (entry.village_code, entry.kind, entry.year)
}

fn twice(rows: &mut [Checked]) {
    let mut seen: HashMap<Entry, u64> = HashMap::new();
    for checked in rows {
        let Some(entry) = &checked.entry else { continue };
        let said = Entry { count: 0, ..entry.clone() };
        let row = checked.row.row;
        let first = *seen.entry(said).or_insert(row);
        if first != row {
            checked.findings.push(Finding::error(
                "twice",
                None,
                Text::new(
                    format!(
                        "Baris {first} sudah menyebut desa, jenis, tahun, dan rincian yang sama."
                    ),
                    format!("Row {first} speaks of the same village, kind, year and detail."),
                ),
                Text::new(
                    "Jumlahkan keduanya, atau hapus yang keliru.",
                    "Add the two up, or delete the wrong one.",
                ),
            ));
        }
    }
}

/// Where one row of a group tells women from men, each has to: nobody knows whether another is the total or the rest.
fn apart(rows: &mut [Checked]) {
    for (field, says) in APART {
        let mut told: HashMap<Group, u64> = HashMap::new();
        for checked in rows.iter() {
            if let Some(entry) = checked.entry.as_ref().filter(|entry| says(entry).is_some()) {
                told.entry(group(entry)).or_insert(checked.row.row);
            }
        }
        for checked in rows.iter_mut() {
            // A cell that says what is not known has been spoken of.
            let empty = checked.row.cell(field).is_empty();
            let entry = checked.entry.as_ref().filter(|_| empty);
            let Some(other) = entry.and_then(|entry| told.get(&group(entry))) else { continue };
            let [id, en] = field.titles();
            let id = id.to_lowercase();
            let finding = Finding::error(
                "total_beside_parts",
                field,
                Text::new(
                    format!(
                        "Kolom {id} kosong di sini dan terisi di baris {other} untuk desa, jenis, dan tahun yang sama: ini jumlah semuanya atau sisanya?"
                    ),
                    format!(
                        "The {en} is empty here and given in row {other} for the same village, kind and year: is this the total or the rest?"
                    ),
                ),
                Text::new(
                    "Hapus baris ini bila jumlah semuanya; tulis “tidak diketahui” bila sisanya.",
                    "Delete this row if it is the total; write “unknown” if it is the rest.",
                ),
            );
            checked.findings.push(finding);
        }
    }
}

fn sums(rows: &mut [Checked], known: &Known<'_>) {
    let is_wrong = |checked: &Checked| {
        checked.findings.iter().any(|finding| finding.severity == Severity::Error)
    };
    let mut sums: HashMap<Group, (u64, usize, usize)> = HashMap::new();
    for (at, checked) in rows.iter().enumerate() {
        if let Some(entry) = checked.entry.as_ref().filter(|_| !is_wrong(checked)) {
            let (sum, last, count) = sums.entry(group(entry)).or_default();
            (*sum, *last, *count) = (*sum + u64::from(entry.count), at, *count + 1);
        }
    }
    for ((village, ..), (sum, last, count)) in sums {
        // One row alone has been looked at.
        if count < 2 {
            continue;
        }
        let Some((residents, of)) = (known.residents)(village) else { continue };
        if u64::try_from(residents).is_ok_and(|residents| sum <= residents) {
            continue;
        }
        if let Some(checked) = rows.get_mut(last) {
            checked.findings.push(Finding::warning(
                "sum_implausible",
                Field::Count,
                Text::new(
                    format!("Bersama baris lain jumlahnya {sum} orang, lebih banyak daripada penduduk {of}: {residents}."),
                    format!("With other rows these are {sum} people, more than the residents of {of}: {residents}."),
                ),
                Text::new("Periksa apakah ada yang terhitung dua kali.", "Check whether somebody is counted twice."),
            ));
        }
    }
}
