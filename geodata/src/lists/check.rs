//! Every row of a list, with what it says and what is to be said of it.

use std::collections::HashMap;

use super::amount::{Amount, amount, year};
use super::field::Field;
use super::finding::{Finding, Severity, Text};
use super::join::{Joining, shown};
use super::model::{Checked, Entry, FIRST_YEAR, Known, List, Status};
use super::register::Register;
use super::table::Row;
use super::together;
use super::vocabulary::{DESTINATIONS, DOCUMENTED, KINDS, SECTORS, SEXES, Word, meant};
use crate::names::normalise;

/// Checks the rows of a list of the area of `register`.
pub fn check(rows: Vec<Row>, register: Register<'_>, known: &Known<'_>) -> List {
    let joining = Joining::new(register, known.changes);
    let mut checking = Checking { joining, known, words: HashMap::new() };
    let mut list = List::default();
    for row in rows {
        match checking.row(row) {
            Some(checked) => list.rows.push(checked),
            None => list.blank += 1,
        }
    }
    list.differing = checking.joining.differing();
    together::check(&mut list.rows, known);
    for row in &mut list.rows {
        if row.status != Status::LeftOut {
            row.status = status(&row.findings);
        }
        if row.status == Status::Error {
            row.entry = None;
        }
    }
    list
}

fn status(findings: &[Finding]) -> Status {
    match findings.iter().map(|finding| finding.severity).min() {
        None => Status::Ok,
        Some(Severity::Error) => Status::Error,
        Some(Severity::Warning) => Status::Warning,
    }
}

struct Checking<'a> {
    joining: Joining<'a>,
    known: &'a Known<'a>,
    /// Words that were looked up.
    words: HashMap<(Field, String), Option<&'static Word>>,
}

impl Checking<'_> {
    fn row(&mut self, row: Row) -> Option<Checked> {
        let place = [Field::VillageCode, Field::Village, Field::District];
        let says = |field: &Field| !row.cell(*field).is_empty();
        if !Field::ALL.iter().filter(|field| !place.contains(field)).any(says) {
            return None;
        }
        if is_total(&row) {
            let finding = Finding::warning(
                "total_row",
                None,
                Text::new("Baris jumlah.", "A row of totals."),
                Text::new(
                    "Tidak diambil; jumlah dihitung dari baris desa.",
                    "It is left out; sums are computed from the rows of villages.",
                ),
            );
            let (status, findings) = (Status::LeftOut, vec![finding]);
            return Some(Checked { row, status, village: None, entry: None, findings });
        }
        let mut findings = Vec::new();
        let village = self.joining.village(&row, &mut findings);
        let kind = self.kind(&row, &mut findings);
        let year = self.year(&row, &mut findings);
        let sex = self.word(&row, Field::Sex, SEXES, &mut findings);
        let destination = self.word(&row, Field::Destination, DESTINATIONS, &mut findings);
        let sector = self.word(&row, Field::Sector, SECTORS, &mut findings);
        let documented = self.word(&row, Field::Documented, DOCUMENTED, &mut findings);
        let count = count(&row, &mut findings);
        if let (Some(village), Some(count)) = (village, count)
            && let Some((residents, of)) = (self.known.residents)(village.code)
            && i64::from(count) > residents
        {
            findings.push(too_many(count, residents, &of));
        }
        let entry = match (village, kind, year, count) {
            (Some(village), Some(kind), Some(year), Some(count)) => Some(Entry {
                village_code: village.code,
                kind: kind.key,
                year,
                sex: sex.map(|word| word.key),
                destination: destination.map(|word| word.key),
                sector: sector.map(|word| word.key),
                documented: documented.map(|word| word.key),
                count,
            }),
            _ => None,
        };
        let village = village.map(|village| (village.code, village.name.clone()));
        Some(Checked { row, status: status(&findings), village, entry, findings })
    }

    fn kind(&mut self, row: &Row, findings: &mut Vec<Finding>) -> Option<&'static Word> {
        if row.cell(Field::Kind).is_empty() {
            findings.push(Finding::error(
                "kind_missing",
                Field::Kind,
                Text::new("Tidak disebut siapa yang dihitung.", "It does not say who is counted."),
                Text::new("Isi CPMI, PMI, atau PMI purna.", "Write CPMI, PMI or PMI purna."),
            ));
            return None;
        }
        self.word(row, Field::Kind, KINDS, findings)
    }

    fn year(&self, row: &Row, findings: &mut Vec<Finding>) -> Option<i32> {
        let text = row.cell(Field::Year);
        let last = self.known.this_year;
        let advice = Text::new(
            format!("Isi satu tahun dari {FIRST_YEAR} sampai {last}."),
            format!("Give one year from {FIRST_YEAR} to {last}."),
        );
        let (code, problem) = match (text, year(text)) {
            ("", _) => ("year_missing", Text::new("Tahunnya kosong.", "The year is empty.")),
            (_, None) => (
                "year_unreadable",
                Text::new(
                    format!("{} bukan tahun.", shown(text)),
                    format!("{} is not a year.", shown(text)),
                ),
            ),
            (_, Some(year)) if !(FIRST_YEAR..=last).contains(&year) => (
                "year_out_of_range",
                Text::new(
                    format!("Tahun {year} di luar {FIRST_YEAR}–{last}."),
                    format!("The year {year} lies outside of {FIRST_YEAR} to {last}."),
                ),
            ),
            (_, Some(year)) => return Some(year),
        };
        findings.push(Finding::error(code, Field::Year, problem, advice));
        None
    }

    /// The word of a cell; none where it is empty, and where it is none, which is said.
    fn word(
        &mut self,
        row: &Row,
        field: Field,
        words: &'static [Word],
        findings: &mut Vec<Finding>,
    ) -> Option<&'static Word> {
        let text = row.cell(field);
        if text.is_empty() {
            return None;
        }
        let looked_up = (field, text.to_owned());
        let found = *self.words.entry(looked_up).or_insert_with(|| meant(words, text));
        if found.is_none() {
            let (text, [id, en]) = (shown(text), field.titles());
            let some = |of: fn(&Word) -> &'static str| {
                let names: Vec<&str> = words.iter().take(12).map(of).collect();
                let more = if words.len() > names.len() { ", …" } else { "" };
                format!("{}{more}", names.join(", "))
            };
            findings.push(Finding::error(
                "word_unknown",
                field,
                Text::new(
                    format!("{text} tidak dikenal sebagai {}.", id.to_lowercase()),
                    format!("{text} is not known as a {en}."),
                ),
                Text::new(
                    format!(
                        "Pilih salah satu: {}. Kosongkan bila tidak dirinci.",
                        some(|word| word.id)
                    ),
                    format!(
                        "Choose one of: {}. Leave it empty where it is not told apart.",
                        some(|word| word.en)
                    ),
                ),
            ));
        }
        found
    }
}

/// Whether a row has sums of others.
fn is_total(row: &Row) -> bool {
    let is_word = |text: &str| {
        matches!(
            normalise(text).as_str(),
            "jumlah"
                | "total"
                | "sub total"
                | "subtotal"
                | "jumlah total"
                | "grand total"
                | "total jumlah"
        )
    };
    let cells = [Field::VillageCode, Field::Village, Field::District].map(|field| row.cell(field));
    cells.iter().any(|text| is_word(text))
}

fn count(row: &Row, findings: &mut Vec<Finding>) -> Option<u32> {
    let text = row.cell(Field::Count);
    let whole = Text::new(
        "Isi bilangan bulat, 0 atau lebih, tanpa titik dan tanpa kata.",
        "Give a whole number, 0 or more, without marks and words.",
    );
    let said = shown(text);
    let (code, problem) = match amount(text) {
        _ if text.is_empty() => (
            "count_missing",
            Text::new(
                "Jumlahnya kosong. Kosong bukan nol.",
                "The count is empty. Empty is not zero.",
            ),
        ),
        Amount::Whole(count) => return Some(count),
        Amount::Grouped(count) => {
            findings.push(Finding::warning(
                "count_with_marks",
                Field::Count,
                Text::new(
                    format!("{said} dibaca sebagai {count} orang."),
                    format!("{said} is read as {count} people."),
                ),
                Text::new(
                    "Orang dihitung utuh; tulis tanpa titik lain kali.",
                    "People are counted whole; write it without marks next time.",
                ),
            ));
            return Some(count);
        }
        Amount::Negative => (
            "count_negative",
            Text::new(format!("{said} kurang dari nol."), format!("{said} is less than zero.")),
        ),
        Amount::Fraction => (
            "count_fraction",
            Text::new(
                format!("{said} bukan bilangan bulat."),
                format!("{said} is not a whole number."),
            ),
        ),
        Amount::TooMany => (
            "count_implausible",
            Text::new(
                format!("{said} lebih dari penduduk Indonesia."),
                format!("{said} is more than the country has residents."),
            ),
        ),
        Amount::Other => (
            "count_unreadable",
            Text::new(format!("{said} bukan bilangan."), format!("{said} is not a number.")),
        ),
    };
    findings.push(Finding::error(code, Field::Count, problem, whole));
    None
}

fn too_many(count: u32, residents: i64, of: &str) -> Finding {
    Finding::error(
        "count_implausible",
        Field::Count,
        Text::new(
            format!("{count} orang lebih banyak daripada penduduk {of}: {residents}."),
            format!("{count} people are more than the residents of {of}: {residents}."),
        ),
        Text::new(
            "Periksa jumlahnya, dan apakah desanya benar.",
            "Check the count, and whether the village is right.",
        ),
    )
}
