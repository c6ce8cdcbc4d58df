//! The faces that documents are set in, and the part of each that a document carries along.
//!
//! What the face for letters lacks comes from the face for signs: minus, arrows, comparisons. A character that
//! neither has is printed as [`REPLACEMENT`] and counted, so that the document can say so.

use std::collections::BTreeMap;

use subsetter::GlyphRemapper;
use ttf_parser::{Face, GlyphId};

use super::error::PdfError;

const LETTERS: &[u8] = include_bytes!("fonts/NotoSans-Regular.ttf");
const BOLD_LETTERS: &[u8] = include_bytes!("fonts/NotoSans-Bold.ttf");
const SIGNS: &[u8] = include_bytes!("fonts/DejaVuSymbols-Regular.ttf");
const BOLD_SIGNS: &[u8] = include_bytes!("fonts/DejaVuSymbols-Bold.ttf");

/// Stands in print for a character that no face has.
pub const REPLACEMENT: char = '\u{fffd}';

/// How a text is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Running text.
    Regular,
    /// Headings.
    Bold,
}

/// Which of the two faces of a style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Letters, digits, punctuation.
    Letters,
    /// Mathematical signs, arrows, shapes.
    Signs,
}

/// A part of a text that is in one face: its glyphs, two bytes each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The face.
    pub sort: Sort,
    /// Numbers of glyphs in the part of the face that the document carries.
    pub glyphs: Vec<u8>,
}

/// All faces.
pub struct Fonts {
    regular: Pair,
    bold: Pair,
    replaced: usize,
}

/// The two faces of a style.
struct Pair {
    letters: Typeface,
    signs: Typeface,
}

/// A face and the glyphs of it that a document uses.
pub struct Typeface {
    /// The face.
    pub face: Face<'static>,
    /// Its name in the document.
    pub name: &'static str,
    /// The used glyphs by their number in the document: what each stands for, and its width in
    /// thousandths of the size.
    pub used: BTreeMap<u16, (char, f32)>,
    data: &'static [u8],
    numbers: GlyphRemapper,
}

impl Fonts {
    /// Reads the faces that are built in.
    pub fn new() -> Result<Self, PdfError> {
        Ok(Self {
            regular: Pair {
                letters: Typeface::new(LETTERS, "AAAAAA+NotoSans-Regular")?,
                signs: Typeface::new(SIGNS, "AAAAAC+DejaVuSans")?,
            },
            bold: Pair {
                letters: Typeface::new(BOLD_LETTERS, "AAAAAB+NotoSans-Bold")?,
                signs: Typeface::new(BOLD_SIGNS, "AAAAAD+DejaVuSans-Bold")?,
            },
            replaced: 0,
        })
    }

    /// One face.
    pub fn face(&self, style: Style, sort: Sort) -> &Typeface {
        self.pair(style).of(sort)
    }

    /// How many characters have been printed as [`REPLACEMENT`] because no face has them.
    pub fn replaced(&self) -> usize {
        self.replaced
    }

    /// Width of a text in points.
    pub fn width(&self, style: Style, size: f32, text: &str) -> f32 {
        let pair = self.pair(style);
        let advance = |c| {
            let found = pair.find(c);
            pair.of(found.sort).advance(found.glyph)
        };
        text.chars().map(advance).sum::<f32>() * size / 1000.0
    }

    /// A text as glyphs, noted as used.
    pub fn runs(&mut self, style: Style, text: &str) -> Vec<Run> {
        let pair = match style {
            Style::Regular => &mut self.regular,
            Style::Bold => &mut self.bold,
        };
        let mut runs: Vec<Run> = Vec::new();
        for c in text.chars() {
            let Found { sort, glyph, shown } = pair.find(c);
            self.replaced += usize::from(shown != c);
            let typeface = match sort {
                Sort::Letters => &mut pair.letters,
                Sort::Signs => &mut pair.signs,
            };
            let number = typeface.number(glyph, shown).to_be_bytes();
            match runs.last_mut() {
                Some(run) if run.sort == sort => run.glyphs.extend(number),
                _ => runs.push(Run { sort, glyphs: number.to_vec() }),
            }
        }
        runs
    }

    /// Breaks a text into lines no wider than `width`, between words where that is possible.
    pub fn wrap(&self, style: Style, size: f32, text: &str, width: f32) -> Vec<String> {
        let mut lines = vec![String::new()];
        for word in text.split_whitespace() {
            let line = lines.last().cloned().unwrap_or_default();
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if self.width(style, size, &longer) <= width {
                lines.pop();
                lines.push(longer);
                continue;
            }
            if line.is_empty() {
                lines.pop();
            }
            // A word that is too long for any line is broken inside.
            let mut part = String::new();
            for c in word.chars() {
                part.push(c);
                if part.chars().count() > 1 && self.width(style, size, &part) > width {
                    part.pop();
                    lines.push(std::mem::take(&mut part));
                    part.push(c);
                }
            }
            lines.push(part);
        }
        lines
    }

    fn pair(&self, style: Style) -> &Pair {
        match style {
            Style::Regular => &self.regular,
            Style::Bold => &self.bold,
        }
    }
}

/// How a character is printed.
struct Found {
    sort: Sort,
    glyph: GlyphId,
    /// The character itself, or [`REPLACEMENT`].
    shown: char,
}

impl Pair {
    fn of(&self, sort: Sort) -> &Typeface {
        match sort {
            Sort::Letters => &self.letters,
            Sort::Signs => &self.signs,
        }
    }

    fn find(&self, c: char) -> Found {
        let choices = [(Sort::Letters, c), (Sort::Signs, c), (Sort::Letters, REPLACEMENT)];
        let found = choices.into_iter().find_map(|(sort, shown)| {
            // Faces have empty glyphs for some control characters; those would vanish.
            let glyph = self.of(sort).face.glyph_index(shown).filter(|_| !shown.is_control())?;
            Some(Found { sort, glyph, shown })
        });
        found.unwrap_or(Found { sort: Sort::Letters, glyph: GlyphId(0), shown: REPLACEMENT })
    }
}

impl Typeface {
    fn new(data: &'static [u8], name: &'static str) -> Result<Self, PdfError> {
        let face = Face::parse(data, 0).map_err(|_| PdfError::Font)?;
        Ok(Self { face, name, used: BTreeMap::new(), data, numbers: GlyphRemapper::new() })
    }

    /// The width of a glyph in thousandths of the size.
    fn advance(&self, glyph: GlyphId) -> f32 {
        let units = self.face.glyph_hor_advance(glyph).unwrap_or(0);
        f32::from(units) * 1000.0 / f32::from(self.face.units_per_em())
    }

    /// The number of a glyph in the document.
    fn number(&mut self, glyph: GlyphId, c: char) -> u16 {
        let number = self.numbers.remap(glyph.0);
        let advance = self.advance(glyph);
        self.used.entry(number).or_insert((c, advance));
        number
    }

    /// A font file with the used glyphs only, under their numbers in the document.
    pub fn subset(&self) -> Result<Vec<u8>, PdfError> {
        subsetter::subset(self.data, 0, &self.numbers).map_err(|_| PdfError::Font)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyph_zero(runs: &[Run]) -> bool {
        runs.iter().any(|run| run.glyphs.chunks(2).any(|number| number == [0, 0]))
    }

    #[test]
    fn signs_come_from_the_second_face() {
        let mut fonts = Fonts::new().unwrap();
        for style in [Style::Regular, Style::Bold] {
            let runs = fonts.runs(style, "skor −1,5 ≥ 2 → naik");
            let sorts: Vec<Sort> = runs.iter().map(|run| run.sort).collect();
            use Sort::{Letters, Signs};
            assert_eq!(sorts, [Letters, Signs, Letters, Signs, Letters, Signs, Letters]);
            assert!(!glyph_zero(&runs));
            assert!(fonts.width(style, 10.0, "−") > 1.0);
        }
        assert_eq!(fonts.replaced(), 0);
    }

    #[test]
    fn what_no_face_has_is_replaced_visibly_and_counted() {
        let mut fonts = Fonts::new().unwrap();
        let runs = fonts.runs(Style::Regular, "a😀\u{14}ꦗ");
        assert!(!glyph_zero(&runs));
        assert_eq!(fonts.replaced(), 3);
        let shown: String =
            fonts.face(Style::Regular, Sort::Letters).used.values().map(|(c, _)| *c).collect();
        assert_eq!(shown, "a\u{fffd}");
        // The sign itself is a character like others.
        fonts.runs(Style::Regular, "\u{fffd}");
        assert_eq!(fonts.replaced(), 3);
    }
}
