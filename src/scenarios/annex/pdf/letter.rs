//! The letter to a village: its score and rank, why it is in or out, what would change that.

use super::super::frozen::{Frozen, FrozenEntry, Seal};
use super::super::heading::Heading;
use super::super::lead;
use super::super::text;
use super::furniture::{MARGIN, furnish};
use crate::pdf::PdfError;
use crate::pdf::document::{BLACK, Document, Facts, GREY};
use crate::pdf::font::Style;

/// A4, portrait.
const SIZE: [f32; 2] = [595.0, 842.0];

/// One page for one village that competed.
///
/// # Errors
/// None but defects of what is built in.
pub fn letter(frozen: &Frozen, seal: &Seal, entry: &FrozenEntry) -> Result<Vec<u8>, PdfError> {
    let mut document = Document::new(SIZE)?;
    document.page();
    let village = &entry.village;
    let kind = text::kind(&village.kind);
    let title = format!("{kind} {}", village.name);
    let mut page = Sheet { document: &mut document, y: 62.0 };
    page.line(Style::Bold, 14.0, &title);
    page.text(&format!(
        "Kode {}, {}, {}, {}",
        village.code, village.district, village.regency, village.province
    ));
    page.text(&format!("Perihal: {}", Heading::of(frozen).about));
    page.gap();
    page.line(Style::Bold, 11.0, if entry.chosen { "Terpilih" } else { "Tidak terpilih" });
    if let Some(name) = lead::unknown(frozen, village) {
        page.text(&format!(
            "{name} di desa ini tidak diketahui: yang berikut hanya menurut kriteria lain."
        ));
    }
    page.text(&why(frozen, entry));
    page.gap();
    page.line(Style::Bold, 11.0, "Peringkat dan skor");
    page.text(&standing(frozen, entry));
    page.gap();
    table(&mut page, frozen, entry);
    page.gap();
    page.line(Style::Bold, 11.0, "Apa yang akan mengubahnya");
    for line in change(frozen, entry) {
        page.text(&line);
    }
    furnish(&mut document, frozen, seal);
    document.finish(&Facts {
        title: &title,
        hash: &seal.hash,
        at: &frozen.frozen_at,
        lang: "id-ID",
    })
}

/// A page that is written from the top down.
struct Sheet<'a> {
    document: &'a mut Document,
    y: f32,
}

impl Sheet<'_> {
    fn line(&mut self, style: Style, size: f32, text: &str) {
        let room = SIZE[0] - 2.0 * MARGIN;
        for line in self.document.fonts.wrap(style, size, text, room) {
            self.document.text(style, size, BLACK, [MARGIN, self.y], &line);
            self.y += size * 1.4;
        }
    }

    fn text(&mut self, text: &str) {
        self.line(Style::Regular, 9.5, text);
    }

    fn gap(&mut self) {
        self.y += 9.0;
    }
}

fn why(frozen: &Frozen, entry: &FrozenEntry) -> String {
    let reason = entry.reason.as_deref().map(|reason| format!(" Alasan: {reason}."));
    let reason = reason.unwrap_or_default();
    if entry.chosen {
        let chosen = frozen.rows.iter().find(|row| row.village.code == entry.village.code);
        return match chosen.and_then(|row| row.pinned.as_ref()) {
            Some(_) => format!("Desa ini dipastikan masuk dalam rencana.{reason}"),
            None => format!(
                "Desa ini termasuk kumpulan {} desa yang terbaik menurut tujuan rencana dan memenuhi semua kuota, anggaran, dan jarak.",
                frozen.rows.len()
            ),
        };
    }
    if entry.village.rank.is_none() {
        return format!(
            "Desa ini tidak diberi peringkat karena nilai yang disyaratkan tidak tersedia.{reason}"
        );
    }
    if entry.because.is_empty() {
        return format!("Desa ini tidak masuk: {}.{reason}", text::because("score"));
    }
    let because: Vec<&str> = entry.because.iter().map(|name| text::because(name)).collect();
    format!("Desa ini tidak masuk: {}.{reason}", because.join("; "))
}

fn standing(frozen: &Frozen, entry: &FrozenEntry) -> String {
    let village = &entry.village;
    let rank = |rank: Option<u32>| rank.map_or("–".to_owned(), |r| text::number(r.into(), 0));
    let interval = match (village.rank_best, village.rank_worst) {
        (Some(best), Some(worst)) if best != worst => format!(
            " Karena ada nilai yang tidak tersedia, peringkat sebenarnya terletak antara {} dan {}.",
            rank(Some(best)),
            rank(Some(worst))
        ),
        (Some(_), Some(_)) => " Semua nilai yang menentukan peringkat tersedia.".to_owned(),
        _ => " Rentang peringkat tidak tersedia untuk metode ini.".to_owned(),
    };
    format!(
        "Peringkat {} dari {} kandidat, skor {} (skor terendah dalam kumpulan terpilih {}). Bagian bobot yang berdata: {} %.{interval}",
        rank(village.rank),
        text::number(frozen.candidates as f64, 0),
        text::known(village.score, 4),
        text::known(frozen.result.last_score, 4),
        village.weight_present.map_or("–".to_owned(), |share| text::number(share * 100.0, 0)),
    )
}

/// Where the columns of the table begin; the numbers end 4 points before the next.
const COLUMNS: [f32; 6] = [MARGIN, 262.0, 330.0, 390.0, 460.0, SIZE[0] - MARGIN];

fn table(page: &mut Sheet<'_>, frozen: &Frozen, entry: &FrozenEntry) {
    let heads = ["Kriteria", "Nilai", "Bobot", "Sumbangan", "Nilai yang perlu"];
    for (at, head) in heads.iter().enumerate() {
        write(page, at, Style::Bold, head, page.y);
    }
    page.y += 4.0;
    page.document.line([MARGIN, page.y], [SIZE[0] - MARGIN, page.y], 0.5, GREY);
    page.y += 11.0;
    for (j, criterion) in frozen.criteria.iter().enumerate() {
        let decimals = usize::from(criterion.decimals);
        let at = |list: &[Option<f64>]| list.get(j).copied().flatten();
        let top = page.y;
        let numbers = [
            text::known(at(&entry.village.values), decimals),
            format!("{} %", text::number(criterion.weight * 100.0, 1)),
            text::known(at(&entry.village.parts), 4),
            text::known(
                at(&entry.needed).filter(|_| !text::stands_still(&criterion.unit)),
                decimals,
            ),
        ];
        let name = format!("{} ({})", criterion.name, criterion.unit);
        let room = COLUMNS[1] - COLUMNS[0] - 40.0;
        for line in page.document.fonts.wrap(Style::Regular, 8.5, &name, room) {
            page.document.text(Style::Regular, 8.5, BLACK, [MARGIN, page.y], &line);
            page.y += 11.0;
        }
        for (number, column) in numbers.iter().zip(1..) {
            write(page, column, Style::Regular, number, top);
        }
    }
    let sum = text::known(entry.village.score, 4);
    page.document.line([MARGIN, page.y - 7.0], [SIZE[0] - MARGIN, page.y - 7.0], 0.3, GREY);
    page.y += 4.0;
    write(page, 0, Style::Bold, "Skor", page.y);
    write(page, 3, Style::Bold, &sum, page.y);
    page.y += 12.0;
}

fn write(page: &mut Sheet<'_>, column: usize, style: Style, text: &str, y: f32) {
    if column == 0 {
        page.document.text(style, 8.5, BLACK, [MARGIN, y], text);
    } else if let Some(right) = COLUMNS.get(column + 1) {
        page.document.text_right(style, 8.5, BLACK, [right - 4.0, y], text);
    }
}

fn change(frozen: &Frozen, entry: &FrozenEntry) -> Vec<String> {
    let (score, last) = (entry.village.score, frozen.result.last_score);
    if entry.chosen {
        let margin = score.zip(last).map(|(score, last)| score - last);
        return vec![match margin {
            Some(margin) if margin > 0.0 => format!(
                "Skornya {} di atas skor terendah dalam kumpulan terpilih. Selama kuota dan syarat tetap, penurunan yang lebih kecil daripada itu tidak mengeluarkannya.",
                text::number(margin, 4)
            ),
            _ => "Skornya berada di batas kumpulan terpilih: penurunan sekecil apa pun dapat mengubah hasil.".to_owned(),
        }];
    }
    // Sizes and distances are no advice: nobody can change them.
    let needed = frozen.criteria.iter().zip(&entry.needed).enumerate();
    let needed = needed.filter(|(_, (criterion, _))| !text::stands_still(&criterion.unit));
    let needed = needed.filter_map(|(j, (criterion, needed))| {
        let decimals = usize::from(criterion.decimals);
        let value = text::number((*needed)?, decimals);
        let now = entry.village.values.get(j).copied().flatten();
        let now = now.map_or("belum ada nilainya".to_owned(), |now| {
            format!("sekarang {}", text::number(now, decimals))
        });
        Some(format!("{} {value} {} ({now})", criterion.name, criterion.unit))
    });
    let needed: Vec<String> = needed.collect();
    let mut lines = Vec::new();
    if !needed.is_empty() {
        lines.push(format!(
            "Dengan hal lain tetap, skornya menyamai skor terendah dalam kumpulan terpilih bila data yang lebih baru menyatakan salah satu dari: {}. Kriteria mengukur keadaan, bukan sasaran: angka ini untuk memeriksa data, bukan untuk dikejar.",
            needed.join("; atau ")
        ));
    } else if score.zip(last).is_some_and(|(score, last)| score < last) {
        lines.push("Tidak ada satu nilai pun di antara yang dapat berubah yang sendirian menaikkan skornya sampai ke skor terendah dalam kumpulan terpilih.".to_owned());
    } else if score.is_some() {
        lines.push("Skornya sudah cukup; yang menahannya bukan nilainya.".to_owned());
    }
    lines.extend(entry.because.iter().filter_map(|name| text::remedy(name)).map(str::to_owned));
    let missing =
        frozen.criteria.iter().zip(&entry.village.values).filter(|(_, value)| value.is_none());
    let missing: Vec<&str> = missing.map(|(criterion, _)| criterion.name.as_str()).collect();
    if !missing.is_empty() {
        lines.push(format!(
            "Nilai yang belum tersedia dan dapat dilengkapi: {}.",
            missing.join("; ")
        ));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::{entry, frozen};
    use super::change;

    #[test]
    fn advice_is_only_about_what_can_change_and_about_what_kept_the_village_out() {
        let mut frozen = frozen(3);
        let mut entry = entry(&frozen, false);
        entry.village.score = Some(0.5);
        entry.needed = vec![Some(30.0), Some(1_805_233.0)];
        let both = change(&frozen, &entry).join(" ");
        assert!(both.contains("Nama pmi 30,0 % (sekarang 12,5)"), "{both}");
        assert!(both.contains("1.805.233,0"), "{both}");
        assert!(both.contains("kuota kabupaten/kotanya ditambah"), "{both}");
        for unit in ["jiwa", "km", "km²", "jiwa/km²", "Rp"] {
            frozen.criteria[1].unit = unit.into();
            let without = change(&frozen, &entry).join(" ");
            assert!(without.contains("Nama pmi") && !without.contains("1.805.233"), "{without}");
        }
        frozen.criteria[0].unit = "km".into();
        let nothing = change(&frozen, &entry).join(" ");
        assert!(nothing.contains("Tidak ada satu nilai pun"), "{nothing}");
    }
}
