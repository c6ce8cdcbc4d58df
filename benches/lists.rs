//! A list of 10,000 rows, previewed: `make bench`, or `cargo bench --bench lists`.
//!
//! Runs over the dataset directory in `DATA` (else `data`, which `make run` fills). The list has a row for every village
//! until it is full, some of them wrong, as CSV and as a workbook. No peer does this; its time stands beside the
//! two seconds that it may take.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark that cannot run should stop, and one that runs should tell"
)]

mod shared;

use std::fmt::Write as _;
use std::time::Instant;

use desmigratif::Config;
use desmigratif::lists::{Asked, Content, preview};
use desmigratif::snapshot::Snapshot;
use geodata::source::TableFormat;
use geodata::{AreaCode, Level};
use rust_xlsxwriter::Workbook;

const ROWS: usize = 10_000;
/// Seconds that a preview may take.
const MOST: f64 = 2.0;

fn main() {
    let Some(data) = shared::data() else { return };
    let config = Config { data, ..Config::default() };
    let snapshot = Snapshot::load(&config).unwrap();
    // The province with the most villages has a list of its own length.
    let provinces = snapshot.dataset().areas(Level::Province);
    let largest =
        provinces.iter().max_by_key(|area| snapshot.within(Level::Village, area.code).len());
    let area = largest.unwrap().code;
    let rows = rows(&snapshot, area);
    for (what, content) in [
        ("CSV", Content::File(csv(&rows).into(), TableFormat::Csv)),
        ("workbook", Content::File(xlsx(&rows).into(), TableFormat::Xlsx)),
    ] {
        let started = Instant::now();
        let read = preview(&snapshot, area, content, &Asked::default(), 2026).unwrap();
        let text = serde_json::to_vec(&read).unwrap();
        let seconds = started.elapsed().as_secs_f64();
        println!(
            "a list of {} rows of {area} as {what:<10} {:>8.0} ms, {} bytes of answer",
            rows.len(),
            seconds * 1e3,
            text.len()
        );
        assert!(seconds < MOST, "a preview may take {MOST} s");
    }
}

/// The villages of an area again and again, each time of an earlier year; every twentieth is spelled wrong and has no code.
fn rows(snapshot: &Snapshot, area: AreaCode) -> Vec<[String; 5]> {
    let villages = snapshot.within(Level::Village, area);
    let years = (2000..=2025).rev();
    let all = years.flat_map(|year| villages.iter().map(move |village| (year, village)));
    let row = |(at, (year, village)): (usize, (i32, &geodata::dataset::Area))| {
        let wrong = at % 20 == 19;
        let (code, mut name) = (village.code.to_string(), village.name.clone());
        if wrong {
            name.push_str("xyzq");
        }
        let code = if wrong { String::new() } else { code };
        [code, name, "PMI".to_owned(), year.to_string(), (at % 90).to_string()]
    };
    all.enumerate().map(row).take(ROWS).collect()
}

const HEADING: [&str; 5] = ["Kode desa", "Nama desa", "Jenis", "Tahun", "Jumlah"];

fn csv(rows: &[[String; 5]]) -> Vec<u8> {
    let mut text = HEADING.join(";");
    for cells in rows {
        write!(text, "\n{}", cells.join(";")).unwrap();
    }
    text.into_bytes()
}

fn xlsx(rows: &[[String; 5]]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, title) in (0u16..).zip(HEADING) {
        sheet.write_string(0, column, title).unwrap();
    }
    for (row, cells) in (1u32..).zip(rows) {
        for (column, text) in (0u16..).zip(cells) {
            match text.parse::<f64>().ok().filter(|_| column >= 3) {
                Some(number) => sheet.write_number(row, column, number).unwrap(),
                None => sheet.write_string(row, column, text).unwrap(),
            };
        }
    }
    workbook.save_to_buffer().unwrap()
}
