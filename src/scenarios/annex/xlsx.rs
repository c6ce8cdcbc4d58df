//! The annex as a workbook: the list, and a sheet that says how it came about.
//!
//! A cell holds 32,767 letters. A longer text is cut there, says so at its end, and is counted on the second
//! sheet; the other formats have it whole.

use std::borrow::Cow;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::frozen::{Frozen, Seal};
use super::heading::Heading;
use super::lead;
use super::rules::rules;
use super::table::{Cell, Table, data_in_words, notice, table};
use super::text::{self, number};

/// The bytes of the file.
///
/// # Errors
/// When there are more rows than a sheet has.
pub fn xlsx(frozen: &Frozen, seal: &Seal) -> Result<Vec<u8>, XlsxError> {
    let heading = Heading::of(frozen);
    let mut workbook = Workbook::new();
    // The date of freezing, not of today: the same selection is the same file for ever.
    let made = ExcelDateTime::parse_from_str(frozen.frozen_at.trim_end_matches('Z'))?;
    let properties = DocProperties::new()
        .set_title(format!("{} – {}", heading.title, frozen.name))
        .set_subject(format!("Sidik lampiran {}", seal.hash))
        .set_comment(notice(frozen).unwrap_or_default())
        .set_creation_datetime(&made);
    workbook.set_properties(&properties);
    let mut texts = Texts::default();
    let table = table(frozen, seal);
    list(workbook.add_worksheet(), &mut texts, frozen, &heading, &table, &seal.hash)?;
    method(workbook.add_worksheet(), &mut texts, frozen, seal)?;
    workbook.save_to_buffer()
}

/// Makes texts fit into cells, and counts those that had to be cut.
#[derive(Debug, Default)]
struct Texts {
    cut: usize,
}

impl Texts {
    /// What a cell holds, in UTF-16 code units as Excel counts.
    const MOST: usize = 32_767;
    /// Stands at the end of a text that was cut.
    const MARK: &'static str = "… [dipotong]";

    fn fit<'t>(&mut self, text: &'t str) -> Cow<'t, str> {
        if text.encode_utf16().count() <= Self::MOST {
            return Cow::Borrowed(text);
        }
        self.cut += 1;
        let mut room = Self::MOST - Self::MARK.encode_utf16().count();
        let held = text.chars().take_while(|c| {
            let fits = c.len_utf16() <= room;
            room = room.saturating_sub(c.len_utf16());
            fits
        });
        Cow::Owned(held.chain(Self::MARK.chars()).collect())
    }
}

fn list(
    sheet: &mut Worksheet,
    texts: &mut Texts,
    frozen: &Frozen,
    heading: &Heading,
    table: &Table,
    hash: &str,
) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let warning = Format::new().set_bold().set_font_color("#B00020");
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_border(FormatBorder::Thin)
        .set_background_color("#E8EDF2");
    let text = Format::new().set_num_format("@").set_border(FormatBorder::Thin);
    let number = Format::new().set_border(FormatBorder::Thin);
    sheet.set_name("Lampiran")?;
    let mut row = 0;
    for line in heading.lines() {
        sheet.write_string_with_format(row, 0, texts.fit(&line), &bold)?;
        row += 1;
    }
    if let Some(notice) = notice(frozen) {
        sheet.write_string_with_format(row, 0, notice, &warning)?;
        row += 1;
    }
    if let Some(doubt) = lead::doubt(frozen) {
        sheet.write_string_with_format(row, 0, texts.fit(&doubt), &warning)?;
        row += 1;
    }
    row += 1;
    let top = row;
    for (at, column) in (0..).zip(&table.columns) {
        sheet.write_string_with_format(top, at, texts.fit(&column.title), &head)?;
        sheet.set_column_width(at, width(&column.key))?;
    }
    for cells in &table.rows {
        row += 1;
        for (at, cell) in (0..).zip(cells) {
            match cell {
                Cell::Text(value) => {
                    sheet.write_string_with_format(row, at, texts.fit(value), &text)?
                }
                Cell::Number(value) => sheet.write_number_with_format(row, at, *value, &number)?,
                Cell::Empty => sheet.write_blank(row, at, &number)?,
            };
        }
    }
    let last = u16::try_from(table.columns.len()).unwrap_or(u16::MAX).saturating_sub(1);
    sheet.autofilter(top, 0, row.max(top), last)?;
    sheet.set_freeze_panes(top + 1, 3)?;
    sheet.set_repeat_rows(top, top)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_footer(footer(frozen, hash));
    Ok(())
}

/// How wide a column is, in characters.
fn width(key: &str) -> f64 {
    match key {
        "no" => 5.0,
        "code" | "district_code" => 15.0,
        "name" | "district_name" | "regency_name" | "province_name" | "pinned" => 26.0,
        "annex_hash" | "plan_hash" | "chain_head" => 34.0,
        _ => 12.0,
    }
}

fn footer(frozen: &Frozen, hash: &str) -> String {
    let short = hash.get(..16).unwrap_or(hash);
    let data = if frozen.dataset.demonstration { "DATA PERAGAAN" } else { "" };
    format!("&L{data}&CHalaman &P dari &N&RSidik {short}")
}

fn method(
    sheet: &mut Worksheet,
    texts: &mut Texts,
    frozen: &Frozen,
    seal: &Seal,
) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    sheet.set_name("Cara")?;
    sheet.set_column_width(0, 34.0)?.set_column_width(1, 60.0)?;
    let data = &frozen.dataset;
    let mut lines = vec![
        ("Skenario", frozen.name.clone()),
        ("Nomor skenario", frozen.scenario.clone()),
        ("Dibekukan", text::moment(&frozen.frozen_at)),
        ("Oleh", frozen.frozen_by.clone().unwrap_or_default()),
        ("Putaran", frozen.round.clone().unwrap_or_default()),
        ("Metode", frozen.method.clone()),
        ("Jumlah kandidat", frozen.candidates.to_string()),
        ("Desa terpilih", frozen.rows.len().to_string()),
        ("Data", data.title.clone()),
        ("Keterangan data", data_in_words(frozen)),
        ("Versi data", data.version.clone()),
        ("Tahun data", data.vintage.clone()),
        ("Sumber", data.sources.join("; ")),
        ("Sidik rencana", frozen.plan_hash.clone()),
        ("Sidik lampiran (BLAKE3)", seal.hash.clone()),
        ("Kepala rantai catatan", seal.chain.clone()),
    ];
    let excluded = frozen.excluded.iter().map(|village| {
        let name = village.name.as_deref().unwrap_or_default();
        let reason = village.reason.as_deref().unwrap_or("tanpa alasan");
        ("Dikecualikan", format!("{} {name}: {reason}", village.code))
    });
    lines.extend(excluded);
    lines.extend(rules(frozen));
    let mut row = 0;
    for (name, value) in &lines {
        sheet.write_string_with_format(row, 0, *name, &bold)?;
        sheet.write_string(row, 1, texts.fit(value))?;
        row += 1;
    }
    row += 1;
    let heads = ["Kriteria", "Indikator", "Satuan", "Bobot", "Arah", "Batas 0", "Batas 1"];
    for (at, head) in (0..).zip(heads) {
        sheet.write_string_with_format(row, at, head, &bold)?;
    }
    for criterion in &frozen.criteria {
        row += 1;
        sheet.write_string(row, 0, texts.fit(&criterion.name))?;
        sheet.write_string(row, 1, &criterion.indicator)?;
        sheet.write_string(row, 2, texts.fit(&criterion.unit))?;
        sheet.write_number(row, 3, criterion.weight)?;
        sheet.write_string(row, 4, &criterion.direction)?;
        if let Some([low, high]) = criterion.goalposts {
            sheet.write_number(row, 5, low)?;
            sheet.write_number(row, 6, high)?;
        }
    }
    if texts.cut > 0 {
        let cut = format!(
            "{} teks lebih panjang dari {} huruf dan dipotong di sini; utuh dalam CSV dan GeoJSON",
            texts.cut,
            number(Texts::MOST as f64, 0)
        );
        sheet.write_string_with_format(row + 2, 0, cut, &bold)?;
    }
    sheet.set_footer(footer(frozen, &seal.hash));
    Ok(())
}
