//! The words of a list: each cell but those of counts and years is one of few, so that no free text is ever kept.

use crate::names::normalise;

/// A word that a list may use.
#[derive(Debug, PartialEq, Eq)]
pub struct Word {
    /// By which it is stored.
    pub key: &'static str,
    /// In Indonesian, as the template offers it.
    pub id: &'static str,
    /// In English.
    pub en: &'static str,
    /// Other ways to write it, normalised.
    also: &'static [&'static str],
}

const fn word(
    key: &'static str,
    id: &'static str,
    en: &'static str,
    also: &'static [&'static str],
) -> Word {
    Word { key, id, en, also }
}

/// What nobody knows, which is told apart from what is not asked.
const UNKNOWN: Word =
    word("unknown", "tidak diketahui", "unknown", &["tdk diketahui", "tidak tahu", "n a", "na"]);

/// Who is counted.
pub const KINDS: &[Word] = &[
    word(
        "cpmi",
        "CPMI",
        "prospective",
        &[
            "calon pmi",
            "calon pekerja migran",
            "calon pekerja migran indonesia",
            "calon tki",
            "ctki",
            "prospective migrant worker",
            "prospective migrant workers",
        ],
    ),
    word(
        "pmi",
        "PMI",
        "placed",
        &[
            "pekerja migran",
            "pekerja migran indonesia",
            "pmi aktif",
            "tki",
            "tki aktif",
            "migrant worker",
            "migrant workers",
            "working abroad",
        ],
    ),
    word(
        "purna",
        "PMI purna",
        "returned",
        &[
            "purna pmi",
            "purna",
            "eks pmi",
            "mantan pmi",
            "purna tki",
            "tki purna",
            "eks tki",
            "mantan tki",
            "returnee",
            "returned migrant worker",
            "returned migrant workers",
            "purna pekerja migran",
        ],
    ),
];

/// Women and men.
pub const SEXES: &[Word] = &[
    word("female", "perempuan", "female", &["p", "pr", "wanita", "f", "women", "woman"]),
    word("male", "laki-laki", "male", &["l", "lk", "laki", "pria", "m", "men", "man"]),
    UNKNOWN,
];

/// Whether they went by the procedure.
pub const DOCUMENTED: &[Word] = &[
    word(
        "yes",
        "ya",
        "yes",
        &[
            "y",
            "true",
            "prosedural",
            "berdokumen",
            "resmi",
            "legal",
            "documented",
            "procedural",
            "1",
        ],
    ),
    word(
        "no",
        "tidak",
        "no",
        &[
            "t",
            "n",
            "false",
            "non prosedural",
            "nonprosedural",
            "unprosedural",
            "tidak prosedural",
            "tidak berdokumen",
            "tidak resmi",
            "ilegal",
            "illegal",
            "undocumented",
            "0",
        ],
    ),
    UNKNOWN,
];

/// What they work as.
pub const SECTORS: &[Word] = &[
    word(
        "domestic",
        "rumah tangga",
        "domestic work",
        &[
            "domestik",
            "prt",
            "plrt",
            "pekerja rumah tangga",
            "penata laksana rumah tangga",
            "asisten rumah tangga",
            "domestic",
        ],
    ),
    word(
        "care",
        "perawatan dan kesehatan",
        "care and health",
        &["perawatan", "perawat", "kesehatan", "caregiver", "pengasuh", "care", "health"],
    ),
    word("plantation", "perkebunan", "plantation", &["kebun", "ladang", "kelapa sawit", "sawit"]),
    word("agriculture", "pertanian", "agriculture", &["peternakan", "tani", "farming"]),
    word("construction", "konstruksi", "construction", &["bangunan"]),
    word(
        "manufacturing",
        "manufaktur",
        "manufacturing",
        &["pabrik", "industri", "industri pengolahan", "factory"],
    ),
    word(
        "sea",
        "perikanan dan kapal",
        "fishing and ships",
        &[
            "perikanan",
            "pelaut",
            "abk",
            "awak kapal",
            "kelautan",
            "fishing",
            "seafarer",
            "seafarers",
        ],
    ),
    word(
        "services",
        "jasa",
        "services",
        &["perhotelan", "hotel", "restoran", "perdagangan", "hospitality"],
    ),
    word("formal", "formal (tidak dirinci)", "formal (not detailed)", &["formal"]),
    word("informal", "informal (tidak dirinci)", "informal (not detailed)", &["informal"]),
    word("other", "lainnya", "other", &["lain", "lain lain"]),
    UNKNOWN,
];

/// Where they went: countries and areas by ISO 3166.
pub const DESTINATIONS: &[Word] = &[
    word("MY", "Malaysia", "Malaysia", &[]),
    word("TW", "Taiwan", "Taiwan", &[]),
    word("HK", "Hong Kong", "Hong Kong", &["hongkong"]),
    word("SG", "Singapura", "Singapore", &[]),
    word("SA", "Arab Saudi", "Saudi Arabia", &["saudi", "saudi arabia ksa", "ksa"]),
    word("AE", "Uni Emirat Arab", "United Arab Emirates", &["uea", "uae", "dubai", "abu dhabi"]),
    word("BN", "Brunei Darussalam", "Brunei", &[]),
    word("KR", "Korea Selatan", "South Korea", &["korea", "republik korea", "korsel"]),
    word("JP", "Jepang", "Japan", &[]),
    word("KW", "Kuwait", "Kuwait", &[]),
    word("QA", "Qatar", "Qatar", &[]),
    word("OM", "Oman", "Oman", &[]),
    word("BH", "Bahrain", "Bahrain", &[]),
    word("JO", "Yordania", "Jordan", &[]),
    word("SY", "Suriah", "Syria", &[]),
    word("LB", "Lebanon", "Lebanon", &["libanon"]),
    word("IQ", "Irak", "Iraq", &[]),
    word("YE", "Yaman", "Yemen", &[]),
    word("EG", "Mesir", "Egypt", &[]),
    word("LY", "Libya", "Libya", &[]),
    word("SD", "Sudan", "Sudan", &[]),
    word("TR", "Turki", "Turkey", &["turkiye"]),
    word("CN", "Tiongkok", "China", &["cina", "rrt"]),
    word("MO", "Makau", "Macau", &["macao"]),
    word("TH", "Thailand", "Thailand", &[]),
    word("VN", "Vietnam", "Vietnam", &[]),
    word("PH", "Filipina", "Philippines", &[]),
    word("KH", "Kamboja", "Cambodia", &[]),
    word("MM", "Myanmar", "Myanmar", &[]),
    word("LA", "Laos", "Laos", &[]),
    word("TL", "Timor-Leste", "East Timor", &["timor timur"]),
    word("PG", "Papua Nugini", "Papua New Guinea", &["png"]),
    word("IN", "India", "India", &[]),
    word("LK", "Sri Lanka", "Sri Lanka", &[]),
    word("MV", "Maladewa", "Maldives", &[]),
    word("AU", "Australia", "Australia", &[]),
    word("NZ", "Selandia Baru", "New Zealand", &[]),
    word("FJ", "Fiji", "Fiji", &[]),
    word(
        "US",
        "Amerika Serikat",
        "United States",
        &["as", "usa", "amerika", "united states of america"],
    ),
    word("CA", "Kanada", "Canada", &[]),
    word("GB", "Inggris", "United Kingdom", &["uk", "britania raya", "england"]),
    word("DE", "Jerman", "Germany", &[]),
    word("NL", "Belanda", "Netherlands", &[]),
    word("IT", "Italia", "Italy", &[]),
    word("ES", "Spanyol", "Spain", &[]),
    word("PT", "Portugal", "Portugal", &[]),
    word("FR", "Prancis", "France", &["perancis"]),
    word("BE", "Belgia", "Belgium", &[]),
    word("CH", "Swiss", "Switzerland", &[]),
    word("AT", "Austria", "Austria", &[]),
    word("GR", "Yunani", "Greece", &[]),
    word("CY", "Siprus", "Cyprus", &[]),
    word("PL", "Polandia", "Poland", &[]),
    word("HU", "Hungaria", "Hungary", &[]),
    word("CZ", "Ceko", "Czechia", &["czech republic"]),
    word("SK", "Slowakia", "Slovakia", &[]),
    word("RO", "Rumania", "Romania", &[]),
    word("BG", "Bulgaria", "Bulgaria", &[]),
    word("HR", "Kroasia", "Croatia", &[]),
    word("RU", "Rusia", "Russia", &[]),
    word("DK", "Denmark", "Denmark", &[]),
    word("NO", "Norwegia", "Norway", &[]),
    word("SE", "Swedia", "Sweden", &[]),
    word("FI", "Finlandia", "Finland", &[]),
    word("ZA", "Afrika Selatan", "South Africa", &[]),
    word("MU", "Mauritius", "Mauritius", &[]),
    word("other", "lainnya", "other", &["negara lain", "lain lain", "lain"]),
    UNKNOWN,
];

/// The word of a list that a cell means.
pub fn meant(words: &'static [Word], text: &str) -> Option<&'static Word> {
    let text = normalise(text);
    words.iter().find(|word| {
        [word.key, word.id, word.en].iter().any(|name| normalise(name) == text)
            || word.also.contains(&text.as_str())
    })
}

/// The word of a list that is stored by this key.
pub fn stored(words: &'static [Word], key: &str) -> Option<&'static Word> {
    words.iter().find(|word| word.key == key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_in_both_languages_and_as_offices_write_them() {
        let key = |words, text| meant(words, text).map(|word| word.key);
        assert_eq!(key(KINDS, "Calon PMI"), Some("cpmi"));
        assert_eq!(key(KINDS, "PURNA-PMI"), Some("purna"));
        assert_eq!(key(SEXES, " Laki-Laki "), Some("male"));
        assert_eq!(key(SEXES, "P"), Some("female"));
        assert_eq!(key(DOCUMENTED, "Non-prosedural"), Some("no"));
        assert_eq!(key(DESTINATIONS, "Hongkong"), Some("HK"));
        assert_eq!(key(DESTINATIONS, "sa"), Some("SA"));
        assert_eq!(key(SECTORS, "PLRT"), Some("domestic"));
        assert_eq!(key(DESTINATIONS, "Siti Aminah"), None);
        assert_eq!(stored(KINDS, "pmi").map(|word| word.id), Some("PMI"));
    }

    #[test]
    fn no_text_means_two_words() {
        for words in [KINDS, SEXES, DOCUMENTED, SECTORS, DESTINATIONS] {
            for word in words {
                let ways =
                    [word.key, word.id, word.en].into_iter().chain(word.also.iter().copied());
                for way in ways {
                    assert_eq!(meant(words, way), Some(word), "{way}");
                }
                assert!(word.also.iter().all(|text| normalise(text) == *text), "{}", word.key);
            }
        }
    }
}
