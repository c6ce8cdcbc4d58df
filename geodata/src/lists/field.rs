//! The columns of a list, and the names by which they are known.

use serde::{Deserialize, Serialize};

use crate::names::normalise;

/// What a column of a list says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ListField))]
pub enum Field {
    /// The Kemendagri code of a village.
    VillageCode,
    /// Its name.
    Village,
    /// The name of its district.
    District,
    /// Prospective, placed or returned.
    Kind,
    /// The year that is counted.
    Year,
    /// Women or men.
    Sex,
    /// The country.
    Destination,
    /// The work.
    Sector,
    /// Placed by the procedure or not.
    Documented,
    /// How many people.
    Count,
}

impl Field {
    /// All of them, in the order of the template.
    pub const ALL: [Self; 10] = [
        Self::VillageCode,
        Self::Village,
        Self::District,
        Self::Kind,
        Self::Year,
        Self::Sex,
        Self::Destination,
        Self::Sector,
        Self::Documented,
        Self::Count,
    ];

    /// The name in the interface.
    pub const fn key(self) -> &'static str {
        match self {
            Self::VillageCode => "village_code",
            Self::Village => "village",
            Self::District => "district",
            Self::Kind => "kind",
            Self::Year => "year",
            Self::Sex => "sex",
            Self::Destination => "destination",
            Self::Sector => "sector",
            Self::Documented => "documented",
            Self::Count => "count",
        }
    }

    /// The heading in Indonesian and in English.
    pub const fn titles(self) -> [&'static str; 2] {
        match self {
            Self::VillageCode => ["Kode desa", "village code"],
            Self::Village => ["Nama desa", "village"],
            Self::District => ["Kecamatan", "district"],
            Self::Kind => ["Jenis", "kind"],
            Self::Year => ["Tahun", "year"],
            Self::Sex => ["Jenis kelamin", "sex"],
            Self::Destination => ["Negara tujuan", "destination"],
            Self::Sector => ["Sektor", "sector"],
            Self::Documented => ["Prosedural", "documented"],
            Self::Count => ["Jumlah", "count"],
        }
    }

    /// Its place among the cells of a row.
    pub const fn place(self) -> usize {
        self as usize
    }

    /// The field whose heading this is: in either language, whatever stands in brackets behind it.
    pub fn of_heading(heading: &str) -> Option<Self> {
        let bare = heading.split(['(', '[']).next().unwrap_or_default();
        let name = normalise(bare);
        Self::ALL.into_iter().find(|field| {
            field.titles().iter().any(|title| normalise(title) == name)
                || field.also().contains(&name.as_str())
        })
    }

    /// Other headings, normalised.
    const fn also(self) -> &'static [&'static str] {
        match self {
            Self::VillageCode => &[
                "kode",
                "code",
                "kode wilayah",
                "kode kelurahan",
                "kode desa kelurahan",
                "kd desa",
                "kode kemendagri",
                "kode desa kemendagri",
                "kode dagri",
                "kemendagri code",
            ],
            Self::Village => &[
                "desa",
                "kelurahan",
                "desa kelurahan",
                "nama kelurahan",
                "nama desa kelurahan",
                "kalurahan",
                "nama kalurahan",
                "nagari",
                "gampong",
                "kampung",
                "pekon",
                "village name",
                "name of village",
                "name of the village",
                "desa asal",
            ],
            Self::District => &[
                "nama kecamatan",
                "kec",
                "distrik",
                "kapanewon",
                "kemantren",
                "subdistrict",
                "sub district",
                "district name",
            ],
            Self::Kind => &[
                "jenis pmi",
                "kategori",
                "kategori pmi",
                "indikator",
                "indicator",
                "status pmi",
                "status",
                "category",
            ],
            Self::Year => &["thn", "tahun data", "tahun penempatan"],
            Self::Sex => &["kelamin", "gender", "l p", "jk", "lp"],
            Self::Destination => &[
                "tujuan",
                "negara",
                "negara penempatan",
                "country",
                "destination country",
                "country of destination",
                "negara tujuan penempatan",
            ],
            Self::Sector => &[
                "sektor pekerjaan",
                "sektor kerja",
                "bidang",
                "bidang kerja",
                "jenis pekerjaan",
                "lapangan usaha",
                "sector of work",
            ],
            Self::Documented => &[
                "dokumen",
                "berdokumen",
                "status dokumen",
                "legalitas",
                "kelengkapan dokumen",
                "prosedural nonprosedural",
                "procedural",
            ],
            Self::Count => &[
                "jumlah orang",
                "jumlah pmi",
                "jml",
                "banyaknya",
                "orang",
                "total",
                "number",
                "persons",
                "people",
                "number of people",
                "number of persons",
            ],
        }
    }
}

/// Whether a heading says that its codes are those of the statistics office.
pub(super) fn is_of_bps(heading: &str) -> bool {
    let name = normalise(heading);
    let mut words = name.split(' ');
    words.any(|word| word == "bps") || matches!(name.as_str(), "id desa" | "iddesa" | "idsls")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_in_both_languages_whatever_their_case_and_marks() {
        for (heading, field) in [
            ("Kode desa (village code)", Field::VillageCode),
            ("KODE_DESA", Field::VillageCode),
            ("Village-Code", Field::VillageCode),
            ("Nama Desa/Kelurahan", Field::Village),
            ("Jumlah (orang)", Field::Count),
            ("L/P", Field::Sex),
            ("Negara Tujuan", Field::Destination),
        ] {
            assert_eq!(Field::of_heading(heading), Some(field), "{heading}");
        }
        for heading in ["", "Keterangan", "No", "Nama", "Kode BPS"] {
            assert_eq!(Field::of_heading(heading), None, "{heading}");
        }
        assert!(is_of_bps("Kode Desa (BPS)") && is_of_bps("IDDESA") && !is_of_bps("Kode desa"));
    }

    #[test]
    fn no_heading_stands_for_two_fields_and_all_are_written_as_they_are_compared() {
        let mut known = std::collections::HashMap::new();
        for (place, field) in Field::ALL.into_iter().enumerate() {
            assert_eq!(field.place(), place);
            let titles = field.titles().map(normalise);
            for name in titles.iter().map(String::as_str).chain(field.also().iter().copied()) {
                assert_eq!(normalise(name), name);
                let other = known.insert(name.to_owned(), field);
                assert_eq!(other, None, "{name}");
            }
        }
    }
}
