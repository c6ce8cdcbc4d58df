//! Small maps side by side, drawn from the dataset's own borders, with one legend.

use geodata::dataset::Dataset;
use geodata::topology::{EXTENT, FINEST};
use geodata::{AreaCode, Level};

use super::error::SheetError;
use crate::classes::class_of;
use crate::maps::{Frame, Lang, Margins, Shade, Theme};
use crate::pdf::document::{BLACK, Colour, Document, GREY};
use crate::pdf::font::Style;
use crate::pdf::regions::{Fill, Region};

/// Between the parts of an area.
const WHITE: Colour = [1.0, 1.0, 1.0];
/// The border of an area.
const BORDER: Colour = [0.35, 0.38, 0.42];
/// Around a map, and below it for its scale.
const ROOM: Margins = Margins { top: 0.0, bottom: 8.0, left: 0.0, around: 2.0 };

/// A part of an area, and what is known of it.
pub type Shown = (AreaCode, Option<f64>);

/// What the maps show.
pub struct SheetMaps<'a> {
    /// Whose borders are drawn.
    pub dataset: &'a Dataset,
    /// What the colours stand for: name, unit, year, level of the parts.
    pub subject: String,
    /// Edges between the classes, ascending.
    pub breaks: &'a [f64],
    /// Whether whole numbers are shown.
    pub counts: bool,
    /// Of each area its parts.
    pub parts: &'a [Vec<Shown>],
}

/// The maps with the colours that they are drawn in: those of the page.
pub struct Panels<'a> {
    maps: &'a SheetMaps<'a>,
    lang: Lang,
    /// One more than edges, low to high.
    colours: Vec<Colour>,
    missing: Fill,
    land: Colour,
}

impl<'a> Panels<'a> {
    /// # Errors
    /// A defect of the colours that are built in.
    pub fn new(maps: &'a SheetMaps<'a>, lang: Lang) -> Result<Self, SheetError> {
        let wrong = |text: &str| SheetError::Colours(text.to_owned());
        let theme = Theme::of(Shade::Light).map_err(|error| wrong(&error.to_string()))?;
        let colour = |text: &String| colour(text).ok_or_else(|| wrong(text.as_str()));
        let colours = theme.sequential(maps.breaks.len() + 1);
        let missing =
            Fill::Hatched { ground: colour(&theme.missing)?, lines: colour(&theme.hatch)? };
        Ok(Self {
            maps,
            lang,
            colours: colours.iter().map(colour).collect::<Result<_, _>>()?,
            missing,
            land: colour(&theme.land)?,
        })
    }

    fn fill(&self, value: Option<f64>) -> Fill {
        let colour = value.and_then(|value| self.colours.get(class_of(value, self.maps.breaks)));
        colour.map_or(self.missing, |colour| Fill::Plain(*colour))
    }

    /// Whether something is not known of any part.
    fn unknown(&self) -> bool {
        self.maps.parts.iter().flatten().any(|(_, value)| value.is_none())
    }

    /// Writes what the maps show and what their colours mean, from `at` (the line of the text) to `end`.
    pub fn legend(&self, document: &mut Document, at: [f32; 2], end: f32) {
        let lang = self.lang;
        let title = format!("{}: {}", lang.pick("Peta", "Maps"), self.maps.subject);
        let lines = document.fonts.wrap(Style::Bold, 7.0, &title, end - at[0]);
        let cut = if lines.len() > 1 { " …" } else { "" };
        let line = format!("{}{cut}", lines.first().map_or("", String::as_str));
        document.text(Style::Bold, 7.0, BLACK, at, &line);
        let mut entries: Vec<(Fill, String)> = Vec::new();
        let texts = match self.maps.counts {
            true => lang.counts(self.maps.breaks),
            false => lang.classes(self.maps.breaks),
        };
        if texts.is_empty() && self.maps.parts.iter().flatten().any(|(_, value)| value.is_some()) {
            let alike = lang.pick("sama di seluruh Indonesia", "alike in all of Indonesia");
            entries.extend(self.colours.first().map(|one| (Fill::Plain(*one), alike.to_owned())));
        }
        let classes = self.colours.iter().zip(texts);
        entries.extend(classes.map(|(colour, text)| (Fill::Plain(*colour), text)));
        if self.unknown() {
            entries.push((self.missing, lang.pick("belum ada data", "no data").to_owned()));
        }
        let (mut x, y) = (at[0], at[1] + 9.0);
        for (fill, text) in entries {
            let swatch = Region { rings: vec![rectangle([x, y - 5.5], [10.0, 6.5])] };
            document.region(&swatch, fill);
            document.edges(&swatch, 0.3, BORDER);
            document.text(Style::Regular, 6.5, BLACK, [x + 13.0, y], &text);
            x += 13.0 + document.fonts.width(Style::Regular, 6.5, &text) + 12.0;
        }
        let classed = lang.pick(
            "kelas dari seluruh Indonesia, sama untuk semua peta",
            "classes of all of Indonesia, the same for all maps",
        );
        document.text(Style::Regular, 6.0, GREY, [x, y], classed);
    }

    /// Draws the map of an area, the one at place `number`, into a rectangle.
    ///
    /// # Errors
    /// Damaged geometry.
    pub fn draw(
        &self,
        document: &mut Document,
        number: usize,
        area: AreaCode,
        at: [f32; 2],
        size: [f32; 2],
    ) -> Result<(), SheetError> {
        let lang = self.lang;
        let bounds = self.maps.dataset.area(area).and_then(|of| of.geometry.as_ref()?.bounds());
        let Some(bounds) = bounds else {
            let text = lang.pick("tanpa batas wilayah", "no borders");
            document.text(Style::Regular, 6.0, GREY, [at[0], at[1] + size[1] / 2.0], text);
            return Ok(());
        };
        let frame = Frame::around(bounds, size.map(|side| side.max(1.0) as u32), ROOM);
        let outline = self.region(area, &frame, at)?;
        document.region(&outline, Fill::Plain(self.land));
        let parts = self.maps.parts.get(number).map_or(&[][..], Vec::as_slice);
        for (code, value) in parts {
            let region = self.region(*code, &frame, at)?;
            document.region(&region, self.fill(*value));
            document.edges(&region, 0.3, WHITE);
        }
        document.edges(&outline, 0.5, BORDER);
        if let Some([metres, length]) = frame.bar(f64::from(size[0]) / 3.0) {
            let (right, y) = (at[0] + size[0] - 2.0, at[1] + size[1] - 1.5);
            let left = right - length as f32;
            for (from, to) in [
                ([left, y], [right, y]),
                ([left, y - 2.5], [left, y]),
                ([right, y - 2.5], [right, y]),
            ] {
                document.line(from, to, 0.5, GREY);
            }
            let text = lang.length(metres);
            document.text_right(Style::Regular, 5.5, GREY, [left - 2.0, y], &text);
        }
        Ok(())
    }

    /// An area in a frame that lies at `at`, from the borders of the zoom that has no more than the page can show.
    fn region(&self, area: AreaCode, frame: &Frame, at: [f32; 2]) -> Result<Region, SheetError> {
        let dataset = self.maps.dataset;
        // Borders of a zoom are simple to some pixels of its tiles, which are larger than points: paper shows more than screens.
        let z = (frame.zoom() + 2.0).ceil().clamp(0.0, f64::from(FINEST)) as u8;
        let world = f64::from(EXTENT) * f64::from(1u32 << z);
        let row = row(dataset, area);
        let geometry = row.map(|row| dataset.pyramid().geometry(z, area.level(), row));
        let mut rings = Vec::new();
        for part in geometry.transpose()?.flatten().into_iter().flatten() {
            let (mut vertices, mut ends) = (Vec::new(), Vec::new());
            part?.decode(&mut vertices, &mut ends)?;
            let mut from = 0;
            for end in ends {
                let ring = vertices.get(from..end).unwrap_or_default().iter().map(|[x, y]| {
                    let [x, y] = frame.on_world([*x, *y].map(|c| f64::from(c) / world));
                    [at[0] + x as f32, at[1] + y as f32]
                });
                rings.push(ring.collect());
                from = end;
            }
        }
        Ok(Region { rings })
    }
}

/// The row of an area in the table of its level.
fn row(dataset: &Dataset, area: AreaCode) -> Option<u32> {
    let level: Level = area.level();
    let place = dataset.areas(level).binary_search_by_key(&area, |of| of.code).ok()?;
    u32::try_from(place).ok()
}

fn rectangle([x, y]: [f32; 2], [width, height]: [f32; 2]) -> Vec<[f32; 2]> {
    vec![[x, y], [x + width, y], [x + width, y + height], [x, y + height]]
}

/// A colour of CSS: `#rrggbb`.
fn colour(text: &str) -> Option<Colour> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let part = |from: usize| {
        let part = u8::from_str_radix(digits.get(from..from + 2)?, 16).ok()?;
        Some(f32::from(part) / 255.0)
    };
    Some([part(0)?, part(2)?, part(4)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_of_the_page_are_read_and_others_refused() {
        assert_eq!(colour("#ff0033"), Some([1.0, 0.0, 0.2]));
        for wrong in ["ff0033", "#ff00", "#gg0033", "#ff003é", ""] {
            assert_eq!(colour(wrong), None, "{wrong}");
        }
    }
}
