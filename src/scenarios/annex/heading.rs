//! The head of an annex, as decrees have it.

use super::frozen::Frozen;
use super::text;

/// Dots to be filled in by hand.
pub const OPEN: &str = "........................";

/// The head of an annex.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// `LAMPIRAN KEPUTUSAN ...`
    pub annex: String,
    /// The number of the decree.
    pub number: String,
    /// Its date.
    pub date: String,
    /// What it is about.
    pub about: String,
    /// The title of the list.
    pub title: String,
}

impl Heading {
    /// The head of the annex of a frozen selection.
    pub fn of(frozen: &Frozen) -> Self {
        let decree = &frozen.decree;
        let office = decree.office.as_deref().unwrap_or(OPEN).to_uppercase();
        let round = frozen.round.as_deref().map(|round| format!(" Putaran {round}"));
        let round = round.unwrap_or_default();
        let about = format!("Penetapan Desa Migran Produktif{round}");
        Self {
            annex: format!("LAMPIRAN KEPUTUSAN {office}"),
            number: decree.number.clone().unwrap_or(OPEN.to_owned()),
            date: decree.date.as_deref().map_or(OPEN.to_owned(), text::date),
            about: decree.about.clone().unwrap_or(about),
            title: format!("Daftar Desa Migran Produktif{round}").to_uppercase(),
        }
    }

    /// The head, line by line.
    pub fn lines(&self) -> [String; 5] {
        [
            self.annex.clone(),
            format!("Nomor: {}", self.number),
            format!("Tanggal: {}", self.date),
            format!("Tentang: {}", self.about),
            self.title.clone(),
        ]
    }
}
