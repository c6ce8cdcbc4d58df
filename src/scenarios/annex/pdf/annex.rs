//! The annex: its head, the list with a head on every page, the map, how it came about.

use super::super::frozen::{Frozen, FrozenRow, Seal};
use super::super::heading::{Heading, OPEN};
use super::super::lead;
use super::super::rules::rules as rules_of;
use super::super::table::data_in_words;
use super::super::text;
use super::furniture::{MARGIN, furnish};
use super::map;
use crate::pdf::PdfError;
use crate::pdf::document::{BLACK, Document, Facts, GREY};
use crate::pdf::font::Style;

/// A4, landscape.
const SIZE: [f32; 2] = [842.0, 595.0];
/// Where the list has to end.
const BOTTOM: f32 = SIZE[1] - 46.0;
const LINE: f32 = 10.5;
const TEXT: f32 = 8.0;

/// Head and width of a column; numbers stand at its right.
struct TableColumn {
    head: &'static str,
    width: f32,
    number: bool,
}

const COLUMNS: [TableColumn; 9] = [
    TableColumn { head: "No.", width: 30.0, number: true },
    TableColumn { head: "Kode", width: 76.0, number: false },
    TableColumn { head: "Desa/Kelurahan", width: 140.0, number: false },
    TableColumn { head: "Kecamatan", width: 120.0, number: false },
    TableColumn { head: "Kabupaten/Kota", width: 132.0, number: false },
    TableColumn { head: "Provinsi", width: 112.0, number: false },
    TableColumn { head: "Peringkat", width: 48.0, number: true },
    TableColumn { head: "Skor", width: 44.0, number: true },
    TableColumn { head: "Dana", width: 56.0, number: false },
];

/// The annex of a frozen selection.
///
/// # Errors
/// None but defects of what is built in.
pub fn annex(frozen: &Frozen, seal: &Seal) -> Result<Vec<u8>, PdfError> {
    let mut document = Document::new(SIZE)?;
    let heading = Heading::of(frozen);
    document.page();
    let y = head(&mut document, &heading);
    let y = doubt(&mut document, frozen, y);
    list(&mut document, frozen, y);
    map_page(&mut document, frozen);
    furnish(&mut document, frozen, seal);
    document.finish(&Facts {
        title: &heading.title,
        hash: &seal.hash,
        at: &frozen.frozen_at,
        lang: "id-ID",
    })
}

/// Writes the head of the decree's annex; where the next thing may begin.
fn head(document: &mut Document, heading: &Heading) -> f32 {
    let (x, wide) = (SIZE[0] / 2.0 + 40.0, SIZE[0] / 2.0 - 40.0 - MARGIN);
    let mut y = 46.0;
    for line in document.fonts.wrap(Style::Regular, 9.0, &heading.annex, wide) {
        document.text(Style::Regular, 9.0, BLACK, [x, y], &line);
        y += 12.0;
    }
    let lines =
        [("Nomor", &heading.number), ("Tanggal", &heading.date), ("Tentang", &heading.about)];
    for (name, value) in lines {
        document.text(Style::Regular, 9.0, BLACK, [x, y], name);
        document.text(Style::Regular, 9.0, BLACK, [x + 44.0, y], ":");
        for line in document.fonts.wrap(Style::Regular, 9.0, value, wide - 52.0) {
            document.text(Style::Regular, 9.0, BLACK, [x + 52.0, y], &line);
            y += 12.0;
        }
    }
    y += 14.0;
    document.text_centred(Style::Bold, 12.0, BLACK, [SIZE[0] / 2.0, y], &heading.title);
    y + 14.0
}

/// Says before the list what it cannot say; where the next thing may begin.
fn doubt(document: &mut Document, frozen: &Frozen, from: f32) -> f32 {
    let Some(text) = lead::doubt(frozen) else { return from };
    let mut y = from + 2.0;
    for line in document.fonts.wrap(Style::Bold, 9.0, &text, SIZE[0] - 2.0 * MARGIN) {
        document.text(Style::Bold, 9.0, BLACK, [MARGIN, y], &line);
        y += 12.0;
    }
    y
}

fn list(document: &mut Document, frozen: &Frozen, from: f32) {
    let mut top = from;
    let mut y = table_head(document, top);
    for (row, number) in frozen.rows.iter().zip(1..) {
        let cells: Vec<Vec<String>> = COLUMNS
            .iter()
            .zip(cells(row, number))
            .map(|(column, cell)| {
                document.fonts.wrap(Style::Regular, TEXT, &cell, column.width - 6.0)
            })
            .collect();
        let lines = cells.iter().map(Vec::len).max().unwrap_or(1);
        let height = lines as f32 * LINE + 3.0;
        if y + height > BOTTOM {
            rules(document, top, y);
            document.page();
            top = 40.0;
            y = table_head(document, top);
        }
        let mut x = MARGIN;
        for (column, lines) in COLUMNS.iter().zip(&cells) {
            for (line, at) in lines.iter().zip(1..) {
                let baseline = y + at as f32 * LINE - 1.5;
                if column.number {
                    let right = [x + column.width - 4.0, baseline];
                    document.text_right(Style::Regular, TEXT, BLACK, right, line);
                } else {
                    document.text(Style::Regular, TEXT, BLACK, [x + 3.0, baseline], line);
                }
            }
            x += column.width;
        }
        y += height;
        document.line([MARGIN, y], [SIZE[0] - MARGIN, y], 0.3, GREY);
    }
    rules(document, top, y);
    signature(document, frozen, y);
}

fn cells(row: &FrozenRow, number: u32) -> [String; 9] {
    let village = &row.village;
    let name = match village.kind.as_str() {
        "desa" | "" => village.name.clone(),
        kind => format!("{} {}", text::kind(kind), village.name),
    };
    [
        number.to_string(),
        village.code.clone(),
        name,
        village.district.clone(),
        village.regency.clone(),
        village.province.clone(),
        village.rank.map_or("–".to_owned(), |rank| text::number(rank.into(), 0)),
        text::known(village.score, 4),
        row.funding.clone().unwrap_or("–".to_owned()),
    ]
}

/// Writes the head of the table; where its rows begin.
fn table_head(document: &mut Document, y: f32) -> f32 {
    document.fill([MARGIN, y], [SIZE[0] - 2.0 * MARGIN, 16.0], [0.91, 0.93, 0.95]);
    let mut x = MARGIN;
    for column in &COLUMNS {
        document.text(Style::Bold, TEXT, BLACK, [x + 3.0, y + 11.0], column.head);
        x += column.width;
    }
    y + 16.0
}

/// Draws the frame of a page's part of the table.
fn rules(document: &mut Document, top: f32, bottom: f32) {
    let mut x = MARGIN;
    document.line([x, top], [x, bottom], 0.5, GREY);
    for column in &COLUMNS {
        x += column.width;
        document.line([x, top], [x, bottom], 0.5, GREY);
    }
    for y in [top, bottom] {
        document.line([MARGIN, y], [SIZE[0] - MARGIN, y], 0.5, GREY);
    }
}

/// Leaves room for the signature below the list.
fn signature(document: &mut Document, frozen: &Frozen, below: f32) {
    let mut y = below + 26.0;
    if y + 90.0 > BOTTOM {
        document.page();
        y = 60.0;
    }
    let decree = &frozen.decree;
    let x = SIZE[0] - MARGIN - 250.0;
    let place = decree.place.as_deref().unwrap_or(OPEN);
    let date = decree.date.as_deref().map_or(OPEN.to_owned(), text::date);
    let office = decree.office.as_deref().unwrap_or(OPEN).to_uppercase();
    document.text(Style::Regular, 9.0, BLACK, [x, y], &format!("Ditetapkan di {place}"));
    document.text(Style::Regular, 9.0, BLACK, [x, y + 12.0], &format!("pada tanggal {date}"));
    let mut next = y + 28.0;
    for line in document.fonts.wrap(Style::Regular, 9.0, &office, 250.0) {
        document.text(Style::Regular, 9.0, BLACK, [x, next], &line);
        next += 12.0;
    }
    let name = decree.signatory.as_deref().unwrap_or(OPEN);
    document.text(Style::Bold, 9.0, BLACK, [x, next + 38.0], name);
}

/// The map, and below it how the list came about.
fn map_page(document: &mut Document, frozen: &Frozen) {
    document.page();
    document.text(Style::Bold, 11.0, BLACK, [MARGIN, 48.0], "Peta dan cara penetapan");
    let (lines, size) = below_map(document, frozen);
    map::draw(document, frozen, [MARGIN, 56.0], size);
    let mut y = 56.0 + size[1] + 12.0;
    for line in lines {
        if y > BOTTOM + 6.0 {
            document.page();
            y = 48.0;
        }
        document.text(Style::Regular, 7.5, BLACK, [MARGIN, y], &line);
        y += 9.5;
    }
}

/// The lines below the map, and the room that they leave for it.
fn below_map(document: &mut Document, frozen: &Frozen) -> (Vec<String>, [f32; 2]) {
    let room = SIZE[0] - 2.0 * MARGIN;
    let mut lines = Vec::new();
    for note in &notes(frozen) {
        lines.extend(document.fonts.wrap(Style::Regular, 7.5, note, room));
    }
    let height = (BOTTOM - 66.0 - lines.len() as f32 * 9.5).max(150.0);
    (lines, [room, height])
}

/// Width and height of the map in the annex of a frozen selection, in points.
///
/// # Errors
/// None but defects of what is built in.
pub fn map_size(frozen: &Frozen) -> Result<[f32; 2], PdfError> {
    Ok(below_map(&mut Document::new(SIZE)?, frozen).1)
}

fn notes(frozen: &Frozen) -> Vec<String> {
    let result = &frozen.result;
    let doubt = lead::doubt(frozen);
    let proof = match result.gap {
        _ if result.status == "optimal" && doubt.is_some() => {
            "optimal hanya menurut kriteria lain".to_owned()
        }
        _ if result.status == "optimal" => "terbukti optimal".to_owned(),
        Some(gap) => format!("selisih terbukti {} %", text::number(gap * 100.0, 2)),
        None => "batas waktu tercapai".to_owned(),
    };
    let unplaced = frozen.rows.iter().filter(|row| row.village.lon.is_none()).count();
    let mut notes: Vec<String> = doubt.into_iter().collect();
    notes.push(format!(
        "{} desa terpilih dari {} kandidat; pemilihan {proof}; metode {}; dibekukan {}{}.",
        frozen.rows.len(),
        text::number(frozen.candidates as f64, 0),
        frozen.method,
        text::moment(&frozen.frozen_at),
        frozen.frozen_by.as_deref().map(|by| format!(" oleh {by}")).unwrap_or_default(),
    ));
    if unplaced > 0 {
        notes
            .push(format!("{unplaced} desa tidak tampak di peta karena letaknya tidak diketahui."));
    }
    let criteria = frozen.criteria.iter().map(|criterion| {
        let range = criterion.goalposts.map(|[low, high]| {
            let decimals = usize::from(criterion.decimals);
            let (low, high) = (text::number(low, decimals), text::number(high, decimals));
            format!(", {low} sampai {high} {}", criterion.unit)
        });
        let weight = text::number(criterion.weight * 100.0, 1);
        let more = if criterion.direction == "cost" { ", makin kecil makin utama" } else { "" };
        format!("{} (bobot {weight} %{}{more})", criterion.name, range.unwrap_or_default())
    });
    notes.push(format!("Kriteria: {}.", criteria.collect::<Vec<_>>().join("; ")));
    notes.extend(rules_of(frozen).into_iter().map(|(name, text)| format!("{name}: {text}.")));
    let pinned = frozen.rows.iter().filter_map(|row| {
        let reason = row.pinned.as_deref()?;
        let reason = if reason.is_empty() { "tanpa alasan" } else { reason };
        Some(format!("{} {}: {reason}", row.village.code, row.village.name))
    });
    let pinned: Vec<String> = pinned.collect();
    if !pinned.is_empty() {
        notes.push(format!("Dipastikan masuk: {}.", pinned.join("; ")));
    }
    let excluded = frozen.excluded.iter().map(|village| {
        let reason = village.reason.as_deref().unwrap_or("tanpa alasan");
        format!("{} {}: {reason}", village.code, village.name.as_deref().unwrap_or_default())
    });
    let excluded: Vec<String> = excluded.collect();
    if !excluded.is_empty() {
        notes.push(format!("Dikecualikan: {}.", excluded.join("; ")));
    }
    notes.push(format!("{}.", data_in_words(frozen)));
    notes.push(format!("Sumber data: {}.", frozen.dataset.sources.join("; ")));
    notes
}
