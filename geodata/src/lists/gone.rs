//! A row whose code is gone: the same village under another code is taken with a word, everything else is asked.

use super::field::Field;
use super::finding::{Finding, Text};
use super::register::Register;
use crate::changes::{Changes, Heir, Today};
use crate::code::{AreaCode, Level};
use crate::dataset::Area;

/// What came of the village of a code.
pub(super) enum Gone<'a> {
    /// It has another code, which is to be said.
    Elsewhere(&'a Area, Finding),
    /// It was split or merged, only the area around it is known to have changed, or no change tells of it.
    Lost(Finding),
}

/// What came of the village of a code that the register does not have.
pub(super) fn gone<'a>(register: &Register<'a>, changes: &Changes, code: AreaCode) -> Gone<'a> {
    match changes.today(code, |code| register.area_of(code).is_some()) {
        Today::There | Today::Unknown => Gone::Lost(unknown_code(code)),
        Today::Elsewhere(heir) => match register.village(heir.code) {
            Some(village) => Gone::Elsewhere(village, moved(code, village)),
            None => Gone::Lost(unknown_code(code)),
        },
        Today::Among(whose, heirs) => Gone::Lost(among(register, code, whose, &heirs)),
    }
}

fn unknown_code(code: AreaCode) -> Finding {
    Finding::error(
        "code_unknown",
        Field::VillageCode,
        Text::new(
            format!("Tidak ada desa berkode {code} dalam daftar resmi yang dipakai di sini."),
            format!("No village has the code {code} in the register that is used here."),
        ),
        Text::new(
            "Periksa angkanya. Kode berubah bila desa dimekarkan atau berpindah wilayah.",
            "Check its digits. Codes change when villages are split or move to another area.",
        ),
    )
}

fn moved(code: AreaCode, village: &Area) -> Finding {
    let now = format!("{} {}", village.code, village.name);
    Finding::warning(
        "code_moved",
        Field::VillageCode,
        Text::new(
            format!("{code} sudah tidak dipakai; desa itu sekarang {now}."),
            format!("{code} is gone; that village is now {now}."),
        ),
        Text::new(
            "Kode sekarang yang dipakai. Tulis kode itu lain kali.",
            "The code of today is used. Write it next time.",
        ),
    )
}

fn among(register: &Register<'_>, code: AreaCode, whose: AreaCode, heirs: &[Heir<'_>]) -> Finding {
    let listed = |language: usize| {
        let one = |heir: &Heir<'_>| {
            let part = heir.part().map(|[id, en]| if language == 0 { id } else { en });
            let part = part.map(|part| format!(" ({part})")).unwrap_or_default();
            format!("{} {}{part}", heir.code, register.name(heir.code))
        };
        heirs.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    let [id, en] = [0, 1].map(listed);
    if whose == code {
        let villages: Vec<&Area> =
            heirs.iter().filter_map(|heir| register.village(heir.code)).collect();
        let finding = Finding::error(
            "code_gone",
            Field::VillageCode,
            Text::new(
                format!("{code} sudah tidak dipakai. Desa itu sekarang {id}."),
                format!("{code} is gone. That village is now {en}."),
            ),
            Text::new(
                "Pilih desa yang dimaksud; jumlahnya tidak dibagi atau digabung di sini.",
                "Choose the village that is meant; its count is not shared out or joined here.",
            ),
        );
        return finding.among(register.candidates(&villages));
    }
    let level = match whose.level() {
        Level::Province => "provinsi",
        Level::Regency => "kabupaten/kota",
        Level::District => "kecamatan",
        Level::Village => "desa",
    };
    Finding::error(
        "code_gone",
        Field::VillageCode,
        Text::new(
            format!("{code} sudah tidak dipakai: {level} {whose} yang memuatnya sekarang {id}."),
            format!("{code} is gone: the {} around it, {whose}, is now {en}.", whose.level()),
        ),
        Text::new(
            "Cari desanya di sana menurut namanya; nomor desa sering berganti.",
            "Look for the village there by its name; villages were often numbered anew.",
        ),
    )
}
