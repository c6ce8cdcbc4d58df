//! Columns that speak of single persons. A list holds sums; one with such a column is refused as a whole, and nothing of
//! what stands in it is repeated.

use serde::Serialize;

use super::field::Field;
use crate::names::normalise;
use crate::source::{Cell, letters};

/// What a column says of persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Personal {
    /// A number of the population register, or of a family card.
    IdentityNumber,
    /// A name of somebody.
    Name,
    /// A number of a passport or visa.
    Passport,
    /// Where somebody lives.
    Address,
    /// A number of a telephone.
    Phone,
    /// When or where somebody was born.
    Birth,
    /// An address of e-mail.
    Email,
    /// A number of a bank account or an insurance.
    Account,
}

impl Personal {
    /// In Indonesian and in English.
    pub const fn words(self) -> [&'static str; 2] {
        match self {
            Self::IdentityNumber => ["nomor induk (NIK, KK)", "identity numbers"],
            Self::Name => ["nama orang", "names of persons"],
            Self::Passport => ["nomor paspor atau visa", "passport or visa numbers"],
            Self::Address => ["alamat", "addresses"],
            Self::Phone => ["nomor telepon", "telephone numbers"],
            Self::Birth => ["tanggal atau tempat lahir", "dates or places of birth"],
            Self::Email => ["alamat surel", "e-mail addresses"],
            Self::Account => ["nomor rekening atau jaminan", "account or insurance numbers"],
        }
    }
}

/// A column that a list may not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalColumn {
    /// Its letter: A, B .. Z, AA ..
    pub letter: String,
    /// Its heading, where that is what gave it away.
    pub heading: Option<String>,
    /// What it says.
    pub personal: Personal,
    /// The first row that gave it away, where a value did.
    pub row: Option<u64>,
}

/// Words behind (or in English before) "name" of what is no person.
const PLACES: [&str; 30] = [
    "desa",
    "kelurahan",
    "kel",
    "kalurahan",
    "village",
    "kecamatan",
    "kec",
    "district",
    "subdistrict",
    "kabupaten",
    "kab",
    "kota",
    "regency",
    "city",
    "provinsi",
    "prov",
    "province",
    "negara",
    "country",
    "tujuan",
    "destination",
    "sektor",
    "sector",
    "wilayah",
    "area",
    "nagari",
    "gampong",
    "kampung",
    "pekon",
    "distrik",
];

/// What the heading of a column says of persons.
pub fn by_heading(heading: &str) -> Option<Personal> {
    let name = normalise(heading);
    let words: Vec<&str> = name.split(' ').collect();
    let has = |any: &[&str]| words.iter().any(|word| any.contains(word));
    let says = |any: &[&str]| any.iter().any(|text| name.contains(text));
    if has(&["nik", "ktp", "kk", "niks", "identitas", "identity"])
        || says(&["nomor induk", "no induk", "kartu keluarga", "id number"])
    {
        Some(Personal::IdentityNumber)
    } else if has(&["paspor", "passport", "pasport", "visa", "splp"]) {
        Some(Personal::Passport)
    } else if has(&["email", "surel"]) || says(&["e mail"]) {
        Some(Personal::Email)
    } else if has(&[
        "hp",
        "telepon",
        "telp",
        "telpon",
        "phone",
        "wa",
        "whatsapp",
        "handphone",
        "ponsel",
    ]) {
        Some(Personal::Phone)
    } else if has(&["lahir", "ttl", "dob", "birth", "birthdate", "birthday", "birthplace"]) {
        Some(Personal::Birth)
    } else if has(&["alamat", "address", "rt", "rw"]) {
        Some(Personal::Address)
    } else if has(&["rekening", "bpjs", "kpj", "account"]) {
        Some(Personal::Account)
    } else {
        names_somebody(&words).then_some(Personal::Name)
    }
}

/// Whether a heading is about names of persons: `nama PMI`, `nama kepala desa`, `worker name`; not `nama desa`.
fn names_somebody(words: &[&str]) -> bool {
    words.iter().enumerate().any(|(at, word)| {
        let after = words.iter().skip(at + 1).find(|word| !matches!(**word, "of" | "the"));
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        let place = |word: Option<&&str>| word.is_some_and(|word| PLACES.contains(word));
        match *word {
            "nama" => !place(after),
            "name" | "names" => !place(after) && !place(before),
            "fullname" | "surname" | "firstname" | "lastname" => true,
            _ => false,
        }
    })
}

/// What the value of a cell says of persons, whatever its column is called.
pub fn by_value(cell: &Cell) -> Option<Personal> {
    match cell {
        // A spreadsheet keeps fifteen digits of sixteen.
        Cell::Number(number) if (1e15..1e16).contains(number) && number.fract() == 0.0 => {
            Some(Personal::IdentityNumber)
        }
        Cell::Text(text) => by_text(text),
        _ => None,
    }
}

/// As [`by_value`], of a text.
pub fn by_text(text: &str) -> Option<Personal> {
    let plain: String =
        text.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '\'' | '’')).collect();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain.len() == 16 && digits(&plain) {
        return Some(Personal::IdentityNumber);
    }
    if is_mobile(&plain) {
        return Some(Personal::Phone);
    }
    if let Some((before, after)) = text.split_once('@')
        && !before.is_empty()
        && after.contains('.')
        && !text.contains(' ')
    {
        return Some(Personal::Email);
    }
    let letters = plain.bytes().take_while(u8::is_ascii_uppercase).count();
    let number = plain.get(letters..).unwrap_or_default();
    let passport = (1..=2).contains(&letters) && (6..=7).contains(&number.len()) && digits(number);
    passport.then_some(Personal::Passport)
}

/// Whether this is a number of a mobile telephone, by its beginning. A code of a village has ten digits and begins with
/// neither.
fn is_mobile(plain: &str) -> bool {
    let rest = ["+628", "628", "08"].iter().find_map(|begin| plain.strip_prefix(begin));
    rest.is_some_and(|rest| {
        (8..=11).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// The columns of a table that speak of persons. `heading` is empty where none was found; a column that is known as a
/// field is what the field is, unless its values say otherwise.
pub fn columns<'a>(
    heading: &[String],
    fields: &[Option<Field>],
    rows: impl Iterator<Item = (u64, &'a [Cell])>,
) -> Vec<PersonalColumn> {
    let mut found: Vec<PersonalColumn> = Vec::new();
    for (at, title) in heading.iter().enumerate() {
        if fields.get(at).is_some_and(Option::is_some) {
            continue;
        }
        if let Some(personal) = by_heading(title) {
            let heading =
                Some(crate::source::printable(&title.chars().take(60).collect::<String>()));
            found.push(PersonalColumn { letter: letters(at), heading, personal, row: None });
        }
    }
    for (row, cells) in rows {
        for (at, cell) in cells.iter().enumerate() {
            let Some(personal) = by_value(cell) else { continue };
            let letter = letters(at);
            if found.iter().all(|column| column.letter != letter) {
                found.push(PersonalColumn { letter, heading: None, personal, row: Some(row) });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_that_speak_of_persons_are_known() {
        for (heading, personal) in [
            ("NIK", Personal::IdentityNumber),
            ("No. KTP", Personal::IdentityNumber),
            ("Nomor Induk Kependudukan", Personal::IdentityNumber),
            ("No KK", Personal::IdentityNumber),
            ("Nama", Personal::Name),
            ("NAMA LENGKAP", Personal::Name),
            ("nama_pmi", Personal::Name),
            ("Nama Kepala Desa", Personal::Name),
            ("Nama PMI desa", Personal::Name),
            ("Worker name", Personal::Name),
            ("Name of the worker", Personal::Name),
            ("No. Paspor", Personal::Passport),
            ("Alamat", Personal::Address),
            ("RT/RW", Personal::Address),
            ("No. HP", Personal::Phone),
            ("Tanggal Lahir", Personal::Birth),
            ("Tempat/Tgl Lahir", Personal::Birth),
            ("E-mail", Personal::Email),
            ("No Rekening", Personal::Account),
        ] {
            assert_eq!(by_heading(heading), Some(personal), "{heading}");
        }
        for heading in [
            "Nama Desa",
            "Nama desa asal PMI",
            "nama_kecamatan",
            "Village name",
            "Name of the village",
            "Nama negara tujuan",
            "Jumlah",
            "Kode desa",
            "Keterangan",
            "Tahun",
            "Dokumen",
            "",
        ] {
            assert_eq!(by_heading(heading), None, "{heading}");
        }
    }

    #[test]
    fn values_that_speak_of_persons_are_known_whatever_their_column_is_called() {
        for (text, personal) in [
            ("3507111203900001", Personal::IdentityNumber),
            ("'3507111203900001", Personal::IdentityNumber),
            ("3507 1112 0390 0001", Personal::IdentityNumber),
            ("081234567890", Personal::Phone),
            ("+62 812-3456-7890", Personal::Phone),
            ("siti@example.id", Personal::Email),
            ("C1234567", Personal::Passport),
            ("XA123456", Personal::Passport),
        ] {
            assert_eq!(by_value(&Cell::text(text)), Some(personal), "{text}");
        }
        assert_eq!(
            by_value(&Cell::Number(3.507_111_203_900_001e15)),
            Some(Personal::IdentityNumber)
        );
        for text in
            ["62.08.01.2001", "6208012001", "8104012001", "2025", "12", "PP 59/2021", "Desa 1"]
        {
            assert_eq!(by_value(&Cell::text(text)), None, "{text}");
        }
    }

    #[test]
    fn columns_are_named_once_and_their_values_never() {
        let heading = ["Kode desa", "NIK", "Keterangan"].map(str::to_owned);
        let fields = [Some(Field::VillageCode), None, None];
        let cells = ["11.01.01.2001", "3507111203900001", "081234567890"].map(Cell::text);
        let found = columns(&heading, &fields, [(2, &cells[..]), (3, &cells[..])].into_iter());
        let of = |n: usize| (found[n].letter.as_str(), found[n].personal, found[n].row);
        assert_eq!(
            (of(0), of(1)),
            (("B", Personal::IdentityNumber, None), ("C", Personal::Phone, Some(3 - 1)))
        );
        assert_eq!(found.len(), 2);
        assert!(!format!("{found:?}").contains("3507"));
    }
}
