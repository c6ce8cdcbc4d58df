//! Two to six areas on one page of A4: the measures of coverage with their place in province and nation, maps with one legend, the
//! rounds as small charts of one scale, and the indicators that still fit.

use std::collections::BTreeSet;

use geodata::coverage::{AreaCoverage, CoverageTotal};

use super::charts::Charts;
use super::error::SheetError;
use super::figures::{Figures, MEASURES};
use super::panels::{Panels, SheetMaps};
use crate::maps::Lang;
use crate::pdf::document::{BLACK, Document, Facts, GREY, RED};
use crate::pdf::font::{REPLACEMENT, Style};

/// A4, landscape.
const SIZE: [f32; 2] = [842.0, 595.0];
const MARGIN: f32 = 34.0;
/// The width of the names of measures.
const NAMES: f32 = 132.0;
/// Where the foot begins.
const FOOT: f32 = SIZE[1] - 40.0;
/// Height of a row of charts.
const CHART: f32 = 46.0;
/// Height of the row of maps.
const MAP: f32 = 92.0;

/// An area of the comparison.
pub struct SheetArea<'a> {
    /// Its coverage.
    pub coverage: &'a AreaCoverage,
    /// That of its province; none where it is one.
    pub province: Option<&'a AreaCoverage>,
    /// The values of the indicators, in their order.
    pub values: Vec<Option<f64>>,
}

/// What stands on the page.
pub struct Sheet<'a> {
    pub lang: Lang,
    pub areas: Vec<SheetArea<'a>>,
    pub nation: &'a CoverageTotal,
    /// The years of rounds.
    pub rounds: &'a [i32],
    /// What need is, of which time.
    pub need: String,
    /// Name with unit, and decimals.
    pub indicators: Vec<(String, usize)>,
    /// What the maps show.
    pub maps: SheetMaps<'a>,
    /// Title and version of the dataset.
    pub data: String,
    pub version: &'a str,
    pub demonstration: bool,
}

/// The page.
///
/// # Errors
/// Geometry of the dataset that is damaged; defects of what is built in.
pub fn compared(sheet: &Sheet<'_>) -> Result<Vec<u8>, SheetError> {
    let lang = sheet.lang;
    let title = lang.pick("Perbandingan cakupan Desmigratif", "Comparison of Desmigratif coverage");
    let mut document = Document::new(SIZE)?;
    document.page();
    let mut page = Page { document: &mut document, sheet, y: 52.0 };
    page.document.text(Style::Bold, 14.0, BLACK, [MARGIN, page.y], title);
    page.y += 14.0;
    page.wrapped(&sheet.need);
    page.heads();
    page.measures();
    // Maps and charts have their place at the bottom; indicators take what is left between.
    let maps = FOOT - 2.0 * (CHART + 13.0) - MAP - 22.0;
    page.indicators(maps - 4.0);
    page.y = maps;
    page.maps()?;
    page.charts();
    page.foot();
    let lang = lang.pick("id-ID", "en-GB");
    Ok(document.finish(&Facts { title, hash: sheet.version, at: "", lang })?)
}

struct Page<'a> {
    document: &'a mut Document,
    sheet: &'a Sheet<'a>,
    y: f32,
}

impl Page<'_> {
    /// The width of a column of an area.
    fn column(&self) -> f32 {
        // The nation has one too.
        (SIZE[0] - 2.0 * MARGIN - NAMES) / (self.sheet.areas.len() + 1) as f32
    }

    fn left(&self, column: usize) -> f32 {
        MARGIN + NAMES + self.column() * column as f32
    }

    fn wrapped(&mut self, text: &str) {
        for line in self.document.fonts.wrap(Style::Regular, 7.5, text, SIZE[0] - 2.0 * MARGIN) {
            self.document.text(Style::Regular, 7.5, GREY, [MARGIN, self.y], &line);
            self.y += 9.5;
        }
    }

    fn rule(&mut self) {
        self.document.line([MARGIN, self.y], [SIZE[0] - MARGIN, self.y], 0.4, GREY);
    }

    fn heads(&mut self) {
        let names = self
            .sheet
            .areas
            .iter()
            .map(|of| (of.coverage.name.clone(), of.coverage.code.to_string()));
        let names: Vec<(String, String)> =
            names.chain([("Indonesia".to_owned(), String::new())]).collect();
        let wrapped: Vec<Vec<String>> = names
            .iter()
            .map(|(name, _)| self.document.fonts.wrap(Style::Bold, 8.0, name, self.column() - 6.0))
            .collect();
        let lines = wrapped.iter().map(Vec::len).max().unwrap_or(1).min(3);
        self.y += 6.0;
        for (at, (lines, (_, code))) in wrapped.iter().zip(&names).enumerate() {
            let left = self.left(at);
            let mut y = self.y;
            for line in lines.iter().take(3) {
                self.document.text(Style::Bold, 8.0, BLACK, [left, y], line);
                y += 9.5;
            }
            self.document.text(Style::Regular, 6.5, GREY, [left, y - 1.0], code);
        }
        self.y += 9.5 * lines as f32 + 4.0;
        self.rule();
        self.y += 9.5;
    }

    fn measures(&mut self) {
        let (lang, sheet) = (self.sheet.lang, self.sheet);
        let nation = Figures::from(sheet.nation);
        for measure in &MEASURES {
            self.document.text(Style::Regular, 7.5, BLACK, [MARGIN, self.y], measure.name(lang));
            for (at, area) in sheet.areas.iter().enumerate() {
                let figures = Figures::from(area.coverage);
                let left = self.left(at);
                let value = measure.value(&figures).map_or_else(
                    || lang.pick("tidak diketahui", "not known").to_owned(),
                    |value| lang.number(value, measure.decimals),
                );
                let known = measure.value(&figures).is_some();
                let colour = if known { BLACK } else { GREY };
                self.document.text(Style::Regular, 8.0, colour, [left, self.y], &value);
                let province = area.province.map(Figures::from);
                let province = province.and_then(|all| measure.beside(&figures, &all, lang));
                let nation = measure.beside(&figures, &nation, lang);
                let said = [("P", province), ("N", nation)];
                let said =
                    said.into_iter().filter_map(|(of, text)| Some(format!("{of} {}", text?)));
                let said = said.collect::<Vec<_>>().join("  ");
                self.document.text(Style::Regular, 5.5, GREY, [left, self.y + 6.5], &said);
            }
            let value = measure
                .value(&nation)
                .map_or("–".to_owned(), |v| lang.number(v, measure.decimals));
            self.document.text(
                Style::Regular,
                8.0,
                GREY,
                [self.left(sheet.areas.len()), self.y],
                &value,
            );
            self.y += 14.5;
        }
        self.y -= 3.0;
        self.rule();
        self.y += 9.0;
    }

    /// Indicators down to `end`, and how many have no room.
    fn indicators(&mut self, end: f32) {
        let (lang, sheet) = (self.sheet.lang, self.sheet);
        let room = ((end - self.y) / 10.0).floor().max(0.0) as usize;
        let shown = if room < sheet.indicators.len() { room.saturating_sub(1) } else { room };
        for (row, (name, decimals)) in sheet.indicators.iter().enumerate().take(shown) {
            let lines = self.document.fonts.wrap(Style::Regular, 6.5, name, NAMES - 4.0);
            let cut = if lines.len() > 1 { " …" } else { "" };
            let name = format!("{}{cut}", lines.first().map_or("", String::as_str));
            self.document.text(Style::Regular, 6.5, BLACK, [MARGIN, self.y], &name);
            for (at, area) in sheet.areas.iter().enumerate() {
                let value = area.values.get(row).copied().flatten();
                let value = value.map_or("–".to_owned(), |value| lang.number(value, *decimals));
                self.document.text(Style::Regular, 7.0, BLACK, [self.left(at), self.y], &value);
            }
            self.y += 10.0;
        }
        let rest = sheet.indicators.len().saturating_sub(shown);
        if rest > 0 {
            let text = lang.pick(
                "indikator lain ada pada halaman dan CSV",
                "more indicators are on the page and in the CSV",
            );
            self.document.text(
                Style::Regular,
                6.0,
                GREY,
                [MARGIN, self.y],
                &format!("{rest} {text}"),
            );
        }
    }

    fn maps(&mut self) -> Result<(), SheetError> {
        let sheet = self.sheet;
        let panels = Panels::new(&sheet.maps, sheet.lang)?;
        panels.legend(self.document, [MARGIN, self.y + 8.0], SIZE[0] - MARGIN);
        self.y += 20.0;
        let size = [self.column().min(170.0) - 8.0, MAP];
        for (at, code) in sheet.areas.iter().map(|area| area.coverage.code).enumerate() {
            let place = [self.left(at), self.y];
            panels.draw(self.document, at, code, place, size)?;
        }
        self.y += MAP + 2.0;
        Ok(())
    }

    fn charts(&mut self) {
        let (lang, sheet) = (self.sheet.lang, self.sheet);
        let over = |of: fn(&AreaCoverage) -> Vec<f64>| -> Vec<Vec<f64>> {
            sheet.areas.iter().map(|area| of(area.coverage)).collect()
        };
        let designated =
            over(|of| of.over.designated.iter().map(|villages| *villages as f64).collect());
        let rows = [
            (
                lang.pick(
                    "Desa Desmigratif setelah tiap putaran",
                    "Desmigratif villages after each round",
                ),
                designated,
                0,
            ),
            (
                lang.pick(
                    "Selisih setelah tiap putaran, terhadap kebutuhan di atas",
                    "Gap after each round, against the need above",
                ),
                over(|of| of.over.gap.clone()),
                1,
            ),
        ];
        for (name, series, decimals) in rows {
            self.document.text(Style::Bold, 7.0, BLACK, [MARGIN, self.y + 8.0], name);
            self.y += 11.0;
            let missing = lang.pick("kebutuhan tidak diketahui", "need is not known");
            let at: Vec<[f32; 2]> =
                (0..sheet.areas.len()).map(|at| [self.left(at) - 4.0, self.y]).collect();
            let size = [self.column().min(170.0), CHART];
            Charts { rounds: sheet.rounds, series, decimals, missing, lang }.draw(
                self.document,
                &at,
                size,
            );
            self.y += CHART + 2.0;
        }
    }

    fn foot(&mut self) {
        let (lang, sheet) = (self.sheet.lang, self.sheet);
        if sheet.demonstration {
            let notice = lang.pick(
                "DATA PERAGAAN – bukan data resmi: batas wilayah skematis, nilai indikator hasil model",
                "DEMONSTRATION DATA – not official: schematic borders, modelled values",
            );
            self.document.text_centred(Style::Bold, 8.0, RED, [SIZE[0] / 2.0, 28.0], notice);
        }
        let sources: BTreeSet<&str> =
            sheet.areas.iter().filter_map(|of| of.coverage.need_source.as_deref()).collect();
        let sources = sources.into_iter().collect::<Vec<_>>().join("; ");
        let said = lang.pick(
            "P, N: bagian dari, atau selisih terhadap, provinsinya dan seluruh Indonesia; * hanya dari yang diketahui di sana. Tidak diketahui bukan nol. Semua bagan sebaris berskala sama; garis pucat adalah wilayah lain.",
            "P, N: share of, or difference to, its province and all of Indonesia; * only of what is known there. Not known is not zero. All charts in a row have one scale; pale lines are the other areas.",
        );
        let source = if sources.is_empty() {
            String::new()
        } else {
            format!("{}: {sources}", lang.pick("Sumber kebutuhan", "Source of need"))
        };
        let data = format!(
            "{} · {} {}",
            sheet.data,
            lang.pick("versi data", "data version"),
            sheet.version
        );
        let mut y = FOOT + 8.0;
        for text in [said, source.as_str(), data.as_str()] {
            let lines = self.document.fonts.wrap(Style::Regular, 6.0, text, SIZE[0] - 2.0 * MARGIN);
            let cut = if lines.len() > 1 { " …" } else { "" };
            let line = format!("{}{cut}", lines.first().map_or("", String::as_str));
            self.document.text(Style::Regular, 6.0, GREY, [MARGIN, y], &line);
            y += 8.0;
        }
        let replaced = self.document.fonts.replaced();
        if replaced > 0 {
            let text = lang.pick(
                "tanda tidak tersedia dalam huruf dokumen ini dan dicetak sebagai",
                "characters are in no face of this document and are printed as",
            );
            self.document.text(
                Style::Regular,
                6.0,
                RED,
                [MARGIN, y],
                &format!("{replaced} {text} {REPLACEMENT}"),
            );
        }
    }
}
