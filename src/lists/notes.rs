//! What is said of a list as a whole.

use geodata::lists::{Column, Field, Finding, List, Text};

/// Rows with code and name of which so many parts are of two villages speak of codes of another office.
const DIFFERING: (usize, usize) = (3, 4);

/// What is to be said of the whole list: `untitled` where no row of headings was found.
pub(super) fn notes(untitled: bool, columns: &[Column], list: &List) -> Vec<Finding> {
    let mut notes = Vec::new();
    if untitled {
        notes.push(Finding::error(
            "no_heading",
            None,
            Text::new(
                "Tidak ditemukan baris judul kolom pada 25 baris pertama.",
                "No row of headings was found among the first 25.",
            ),
            Text::new(
                "Beri judul pada tiap kolom, seperti dalam templat, atau tunjukkan kolomnya.",
                "Give each column a heading, as the template does, or say which column is which.",
            ),
        ));
    }
    for column in columns.iter().filter(|column| column.of_bps && column.field.is_none()) {
        let heading = &column.heading;
        notes.push(Finding::warning(
            "column_of_bps",
            None,
            Text::new(
                format!("Kolom “{heading}” berisi kode BPS dan tidak dipakai: kode BPS menunjuk desa lain daripada kode Kemendagri yang sama angkanya."),
                format!("The column “{heading}” has codes of BPS and is not used: a BPS code names another village than the Kemendagri code of the same digits."),
            ),
            Text::new("Isi kode Kemendagri, atau nama desa dan kecamatannya.", "Give Kemendagri codes, or names of villages and districts."),
        ));
    }
    let (differ, both) = list.differing;
    if differ >= DIFFERING.0 && differ * DIFFERING.1 >= both {
        notes.push(Finding::warning(
            "codes_look_like_bps",
            Field::VillageCode,
            Text::new(
                format!("Pada {differ} dari {both} baris kode dan nama menunjuk desa yang berbeda: mungkin ini kode BPS yang ditulis bertitik."),
                format!("In {differ} of {both} rows code and name are of two villages: these may be codes of BPS, written with points."),
            ),
            Text::new(
                "Ganti dengan kode Kemendagri, atau kosongkan kolom kode dan pakai nama desa dengan kecamatannya.",
                "Give Kemendagri codes, or leave codes empty and use names of villages with their districts.",
            ),
        ));
    }
    notes
}
