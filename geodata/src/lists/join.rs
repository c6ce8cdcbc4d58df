//! Which village a row speaks of.

use std::collections::HashMap;

use super::code::{Written, written};
use super::field::Field;
use super::finding::{Finding, Text};
use super::gone::{Gone, gone};
use super::register::{Register, key, nearly};
use super::table::Row;
use crate::changes::Changes;
use crate::code::{AreaCode, VillageKind};
use crate::dataset::Area;

/// Different names for which similar ones are looked for; each looks at every village.
const LOOKED_FOR: usize = 500;

/// Joins rows to villages.
#[derive(Debug)]
pub struct Joining<'a> {
    register: Register<'a>,
    changes: &'a Changes,
    similar: HashMap<String, Vec<&'a Area>>,
    /// Rows whose code and name are of two villages, and rows that have both.
    differ: (usize, usize),
}

impl<'a> Joining<'a> {
    /// To the villages of a register.
    pub fn new(register: Register<'a>, changes: &'a Changes) -> Self {
        Self { register, changes, similar: HashMap::new(), differ: (0, 0) }
    }

    /// Of how many rows code and name are of two villages, and how many have both.
    pub const fn differing(&self) -> (usize, usize) {
        self.differ
    }

    /// The village of a row; what is to be said goes to `findings`.
    pub fn village(&mut self, row: &Row, findings: &mut Vec<Finding>) -> Option<&'a Area> {
        let found = match written(row.cell(Field::VillageCode)) {
            Written::Nothing => self.by_name(row, findings),
            Written::Village(code) => self.by_code(row, code, findings),
            Written::Larger(code) => {
                findings.push(larger(code));
                None
            }
            Written::Digits(code) => self.by_digits(row, code, findings),
            Written::Bps => {
                findings.push(of_bps(row.cell(Field::VillageCode)).among(self.candidates(row)));
                None
            }
            Written::Other => {
                findings.push(no_code(row.cell(Field::VillageCode)).among(self.candidates(row)));
                None
            }
        }?;
        let kelurahan = found.code.village_kind() == Some(VillageKind::Kelurahan);
        if kelurahan {
            findings.push(Finding::warning(
                "kelurahan",
                Field::VillageCode,
                Text::new(
                    format!("{} {} adalah kelurahan, bukan desa.", found.code, found.name),
                    format!("{} {} is an urban ward (kelurahan), not a village (desa).", found.code, found.name),
                ),
                Text::new(
                    "Boleh dilaporkan; Desmigratif menetapkan desa. Periksa bila yang dimaksud desa bernama sama.",
                    "It may be reported; Desmigratif designates villages. Check it if a village of the same name is meant.",
                ),
            ));
        }
        Some(found)
    }

    fn by_code(
        &mut self,
        row: &Row,
        code: AreaCode,
        findings: &mut Vec<Finding>,
    ) -> Option<&'a Area> {
        let village = match self.register.village(code) {
            Some(village) => village,
            None => self.by_gone_code(row, code, findings)?,
        };
        let code = village.code;
        if !code.is_within(self.register.area()) {
            findings.push(self.outside(village).among(self.candidates(row)));
            return None;
        }
        let name = row.cell(Field::Village);
        if !name.is_empty() {
            self.differ.1 += 1;
            let (ours, theirs) = (key(&village.name), key(name));
            if ours != theirs && !nearly(&ours, &theirs) {
                self.differ.0 += 1;
                findings.push(two_villages(village, name).among(self.candidates(row)));
                return None;
            }
            if ours != theirs {
                findings.push(spelled(village, name));
            }
        }
        let district = row.cell(Field::District);
        let official = self.register.district(code);
        if !district.is_empty() && !nearly(&key(official), &key(district)) {
            findings.push(Finding::warning(
                "district_differs",
                Field::District,
                Text::new(
                    format!(
                        "{code} {} terletak di Kecamatan {official}, bukan {}.",
                        village.name,
                        shown(district)
                    ),
                    format!(
                        "{code} {} lies in the district {official}, not {}.",
                        village.name,
                        shown(district)
                    ),
                ),
                Text::new(
                    "Kode yang dipakai. Periksa apakah kodenya benar.",
                    "The code is used. Check that it is right.",
                ),
            ));
        }
        Some(village)
    }

    fn by_gone_code(
        &mut self,
        row: &Row,
        code: AreaCode,
        findings: &mut Vec<Finding>,
    ) -> Option<&'a Area> {
        let finding = match gone(&self.register, self.changes, code) {
            Gone::Elsewhere(village, finding) => {
                findings.push(finding);
                return Some(village);
            }
            Gone::Lost(finding) => finding,
        };
        let named = if finding.candidates.is_empty() { self.candidates(row) } else { Vec::new() };
        findings.push(if named.is_empty() { finding } else { finding.among(named) });
        None
    }

    /// Ten digits may be of either office; the name decides.
    fn by_digits(
        &mut self,
        row: &Row,
        code: AreaCode,
        findings: &mut Vec<Finding>,
    ) -> Option<&'a Area> {
        let digits = shown(row.cell(Field::VillageCode));
        let village = self.register.village(code);
        let name = row.cell(Field::Village);
        let agrees = village.filter(|village| !name.is_empty() && key(&village.name) == key(name));
        let Some(village) = agrees else {
            let (is_id, is_en) = match village {
                Some(of) => (
                    format!("Sebagai kode Kemendagri {code} itu {}", of.name),
                    format!("As a code of Kemendagri, {code}, it is {}", of.name),
                ),
                None => (
                    format!("Tidak ada desa berkode Kemendagri {code}"),
                    format!("No village has the Kemendagri code {code}"),
                ),
            };
            let finding = Finding::error(
                "code_of_which_office",
                Field::VillageCode,
                Text::new(
                    format!(
                        "{digits}: sepuluh angka tanpa titik bisa kode Kemendagri atau kode BPS. {is_id}, dan nama desa di baris ini tidak membuktikannya."
                    ),
                    format!(
                        "{digits}: ten digits without points may be a code of Kemendagri or of BPS. {is_en}, and the name in this row does not prove it."
                    ),
                ),
                Text::new(
                    "Tulis kode Kemendagri dengan titik, atau kosongkan kode dan isi nama desa.",
                    "Write the Kemendagri code with its points, or leave the code empty and give the name.",
                ),
            );
            findings.push(finding.among(self.candidates(row)));
            return None;
        };
        let found = self.by_code(row, code, findings)?;
        findings.push(Finding::warning(
            "code_without_points",
            Field::VillageCode,
            Text::new(
                format!("{digits} dibaca sebagai {code}, karena namanya {} juga.", village.name),
                format!("{digits} is read as {code}, because its name is {} too.", village.name),
            ),
            Text::new("Tulis titik-titiknya lain kali.", "Write its points next time."),
        ));
        Some(found)
    }

    fn by_name(&mut self, row: &Row, findings: &mut Vec<Finding>) -> Option<&'a Area> {
        let (name, district) = (row.cell(Field::Village), row.cell(Field::District));
        if name.is_empty() {
            findings.push(Finding::error(
                "village_missing",
                Field::VillageCode,
                Text::new(
                    "Tidak ada kode dan tidak ada nama desa.",
                    "There is neither a code nor a name of a village.",
                ),
                Text::new(
                    "Isi kode Kemendagri desa ini.",
                    "Give the Kemendagri code of the village.",
                ),
            ));
            return None;
        }
        let named = self.register.named(name, district);
        let name = shown(name);
        match named.as_slice() {
            [village] => {
                findings.push(Finding::warning(
                    "joined_by_name",
                    Field::Village,
                    Text::new(
                        format!("Tanpa kode; menurut nama ini {} {}.", village.code, village.name),
                        format!(
                            "Without a code; by its name this is {} {}.",
                            village.code, village.name
                        ),
                    ),
                    Text::new("Periksa, lalu isi kodenya.", "Check it, and give the code."),
                ));
                Some(*village)
            }
            [] => {
                let finding = Finding::error(
                    "name_unknown",
                    Field::Village,
                    Text::new(
                        format!("Tidak ada desa bernama {name} di wilayah ini."),
                        format!("No village of this area is called {name}."),
                    ),
                    Text::new(
                        "Pilih desa yang dimaksud, atau isi kodenya.",
                        "Choose the village that is meant, or give its code.",
                    ),
                );
                findings.push(finding.among(self.candidates(row)));
                None
            }
            several => {
                let finding = Finding::error(
                    "name_of_several",
                    Field::Village,
                    Text::new(
                        format!("{} desa di wilayah ini bernama {name}.", several.len()),
                        format!("{} villages of this area are called {name}.", several.len()),
                    ),
                    Text::new("Isi kodenya, atau kecamatannya.", "Give its code, or its district."),
                );
                findings.push(finding.among(self.register.candidates(several)));
                None
            }
        }
    }

    fn outside(&self, village: &Area) -> Finding {
        let area = self.register.area();
        let (name, of) = (self.register.name(area), format!("{} {}", village.code, village.name));
        Finding::error(
            "outside_area",
            Field::VillageCode,
            Text::new(
                format!("{of} tidak terletak di {area} {name}."),
                format!("{of} does not lie in {area} {name}."),
            ),
            Text::new(
                "Keluarkan baris ini, atau kirim daftar wilayahnya sendiri. Bila kodenya dari BPS, ganti dengan kode Kemendagri.",
                "Take the row out, or send it with the list of its own area. If the code is one of BPS, give that of Kemendagri.",
            ),
        )
    }

    /// The villages that a row may mean by its name.
    fn candidates(&mut self, row: &Row) -> Vec<super::finding::Candidate> {
        let (name, district) = (row.cell(Field::Village), row.cell(Field::District));
        if name.is_empty() {
            return Vec::new();
        }
        let named = self.register.named(name, district);
        if !named.is_empty() {
            return self.register.candidates(&named);
        }
        let key = key(name);
        if !self.similar.contains_key(&key) {
            let enough = self.similar.len() >= LOOKED_FOR;
            let similar = if enough { Vec::new() } else { self.register.similar(name) };
            self.similar.insert(key.clone(), similar);
        }
        self.similar
            .get(&key)
            .map(|villages| self.register.candidates(villages))
            .unwrap_or_default()
    }
}

/// What somebody wrote, as it is repeated.
pub(super) fn shown(text: &str) -> String {
    let short: String = text.chars().take(60).collect();
    let more = if text.chars().count() > 60 { "…" } else { "" };
    format!("“{}{more}”", crate::source::printable(&short))
}

const GIVE_CODE: [&str; 2] = [
    "Isi kode Kemendagri desa, seperti 52.03.01.2001, atau kosongkan kode dan isi nama desa.",
    "Give the Kemendagri code of the village, such as 52.03.01.2001, or leave it empty and give the name.",
];

fn give_code() -> Text {
    let [id, en] = GIVE_CODE;
    Text::new(id, en)
}

fn larger(code: AreaCode) -> Finding {
    Finding::error(
        "code_of_larger_area",
        Field::VillageCode,
        Text::new(
            format!("{code} bukan kode desa melainkan wilayah di atasnya."),
            format!("{code} is not the code of a village but of a {}.", code.level()),
        ),
        give_code(),
    )
}

fn of_bps(text: &str) -> Finding {
    let text = shown(text);
    Finding::error(
        "code_of_bps",
        Field::VillageCode,
        Text::new(
            format!(
                "{text} berbentuk kode BPS. Kode BPS dan Kemendagri sama panjangnya dan menunjuk desa yang berbeda."
            ),
            format!(
                "{text} has the form of a BPS code. Codes of BPS and Kemendagri have one length and name different villages."
            ),
        ),
        give_code(),
    )
}

fn no_code(text: &str) -> Finding {
    let text = shown(text);
    Finding::error(
        "code_unreadable",
        Field::VillageCode,
        Text::new(
            format!("{text} bukan kode Kemendagri."),
            format!("{text} is not a Kemendagri code."),
        ),
        give_code(),
    )
}

fn two_villages(village: &Area, name: &str) -> Finding {
    let (code, ours, name) = (village.code, &village.name, shown(name));
    Finding::error(
        "code_and_name_differ",
        Field::VillageCode,
        Text::new(
            format!("{code} adalah {ours}, sedangkan baris ini menyebut {name}."),
            format!("{code} is {ours}, and this row says {name}."),
        ),
        Text::new(
            "Betulkan yang keliru. Bila kodenya dari BPS, ganti dengan kode Kemendagri.",
            "Correct what is wrong. If the code is one of BPS, give that of Kemendagri.",
        ),
    )
}

fn spelled(village: &Area, name: &str) -> Finding {
    let (ours, name) = (&village.name, shown(name));
    Finding::warning(
        "name_spelled_otherwise",
        Field::Village,
        Text::new(
            format!("{name} dalam daftar resmi ditulis {ours}."),
            format!("The register writes {name} as {ours}."),
        ),
        Text::new("Kode yang dipakai.", "The code is used."),
    )
}
