//! The two faces that documents are set in, and the part of each that a document carries along.

use std::collections::BTreeMap;

use ttf_parser::{Face, GlyphId, Tag};

use super::PdfError;

const REGULAR: &[u8] = include_bytes!("../fonts/NotoSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../fonts/NotoSans-Bold.ttf");

/// Which face.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Running text.
    Regular,
    /// Headings.
    Bold,
}

/// A face and the glyphs of it that were used, with what they stand for.
pub struct Typeface {
    /// The face.
    pub face: Face<'static>,
    /// Glyphs by number.
    pub used: BTreeMap<u16, char>,
    /// Its name in the document.
    pub name: &'static str,
}

/// Both faces.
pub struct Fonts {
    /// Running text.
    pub regular: Typeface,
    /// Headings.
    pub bold: Typeface,
}

impl Fonts {
    /// Reads the faces that are built in.
    pub fn new() -> Result<Self, PdfError> {
        let typeface = |data, name| {
            let face = Face::parse(data, 0).map_err(|_| PdfError::Font)?;
            Ok(Typeface { face, name, used: BTreeMap::new() })
        };
        Ok(Self {
            regular: typeface(REGULAR, "AAAAAA+NotoSans-Regular")?,
            bold: typeface(BOLD, "AAAAAB+NotoSans-Bold")?,
        })
    }

    /// The face of a style.
    pub fn of(&mut self, style: Style) -> &mut Typeface {
        match style {
            Style::Regular => &mut self.regular,
            Style::Bold => &mut self.bold,
        }
    }

    /// Width of a text in points.
    pub fn width(&mut self, style: Style, size: f32, text: &str) -> f32 {
        let typeface = self.of(style);
        text.chars().map(|c| typeface.advance(typeface.glyph(c))).sum::<f32>() * size / 1000.0
    }

    /// Breaks a text into lines no wider than `width`, between words where that is possible.
    pub fn wrap(&mut self, style: Style, size: f32, text: &str, width: f32) -> Vec<String> {
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
}

impl Typeface {
    /// The glyph of a character; 0, an empty box, where the face has none.
    pub fn glyph(&self, c: char) -> u16 {
        self.face.glyph_index(c).map_or(0, |glyph| glyph.0)
    }

    /// The width of a glyph in thousandths of the size.
    pub fn advance(&self, glyph: u16) -> f32 {
        let units = self.face.glyph_hor_advance(GlyphId(glyph)).unwrap_or(0);
        f32::from(units) * 1000.0 / f32::from(self.face.units_per_em())
    }

    /// The glyphs of a text, noted as used: two bytes each.
    pub fn encode(&mut self, text: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(text.len() * 2);
        for c in text.chars() {
            let glyph = self.glyph(c);
            self.used.entry(glyph).or_insert(c);
            bytes.extend(glyph.to_be_bytes());
        }
        bytes
    }

    /// A font file with the outlines of the used glyphs only; their numbers stay.
    pub fn subset(&self) -> Option<Vec<u8>> {
        let table = |name: &[u8; 4]| self.face.raw_face().table(Tag::from_bytes(name));
        let outlines = Outlines::new(table(b"head")?, table(b"loca")?, table(b"glyf")?);
        let mut wanted: Vec<u16> = self.used.keys().copied().chain([0]).collect();
        let mut at = 0;
        while let Some(glyph) = wanted.get(at).copied() {
            for part in outlines.parts(glyph) {
                if !wanted.contains(&part) {
                    wanted.push(part);
                }
            }
            at += 1;
        }
        let (mut glyf, mut loca) = (Vec::new(), Vec::new());
        for glyph in 0..self.face.number_of_glyphs() {
            loca.extend((glyf.len() as u32).to_be_bytes());
            if wanted.contains(&glyph) {
                glyf.extend_from_slice(outlines.of(glyph).unwrap_or_default());
                glyf.resize(glyf.len().next_multiple_of(4), 0);
            }
        }
        loca.extend((glyf.len() as u32).to_be_bytes());
        let mut head = table(b"head")?.to_vec();
        // Long offsets, and no checksum of the whole, which readers of documents ignore.
        head.get_mut(50..52)?.copy_from_slice(&1u16.to_be_bytes());
        head.get_mut(8..12)?.fill(0);
        let mut tables: Vec<([u8; 4], Vec<u8>)> = vec![(*b"glyf", glyf), (*b"head", head)];
        tables.push((*b"loca", loca));
        for name in [b"cvt ", b"fpgm", b"hhea", b"hmtx", b"maxp", b"prep"] {
            if let Some(data) = table(name) {
                tables.push((*name, data.to_vec()));
            }
        }
        tables.sort();
        Some(file(&tables))
    }
}

/// The outlines of a TrueType face.
struct Outlines<'a> {
    long: bool,
    loca: &'a [u8],
    glyf: &'a [u8],
}

impl<'a> Outlines<'a> {
    fn new(head: &[u8], loca: &'a [u8], glyf: &'a [u8]) -> Self {
        Self { long: u16_at(head, 50) == Some(1), loca, glyf }
    }

    fn offset(&self, glyph: usize) -> Option<usize> {
        if self.long {
            let bytes = self.loca.get(glyph * 4..glyph * 4 + 4)?;
            Some(u32::from_be_bytes(bytes.try_into().ok()?) as usize)
        } else {
            Some(usize::from(u16_at(self.loca, glyph * 2)?) * 2)
        }
    }

    fn of(&self, glyph: u16) -> Option<&'a [u8]> {
        let glyph = usize::from(glyph);
        self.glyf.get(self.offset(glyph)?..self.offset(glyph + 1)?)
    }

    /// The glyphs that a composite glyph is made of.
    fn parts(&self, glyph: u16) -> Vec<u16> {
        let mut parts = Vec::new();
        let Some(data) = self.of(glyph).filter(|d| u16_at(d, 0).is_some_and(|n| n & 0x8000 != 0))
        else {
            return parts;
        };
        let mut at = 10;
        while let (Some(flags), Some(part)) = (u16_at(data, at), u16_at(data, at + 2)) {
            parts.push(part);
            at += if flags & 0x0001 != 0 { 8 } else { 6 };
            at += match flags {
                f if f & 0x0008 != 0 => 2,
                f if f & 0x0040 != 0 => 4,
                f if f & 0x0080 != 0 => 8,
                _ => 0,
            };
            if flags & 0x0020 == 0 {
                break;
            }
        }
        parts
    }
}

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(data.get(at..at + 2)?.try_into().ok()?))
}

/// A font file of these tables, which are in order of name.
fn file(tables: &[([u8; 4], Vec<u8>)]) -> Vec<u8> {
    let count = tables.len() as u16;
    let power = 1u16 << count.ilog2();
    let mut out = vec![0, 1, 0, 0];
    for number in [count, power * 16, count.ilog2() as u16, (count - power) * 16] {
        out.extend(number.to_be_bytes());
    }
    let mut offset = out.len() + tables.len() * 16;
    for (name, data) in tables {
        out.extend(name);
        let words = data.chunks(4).map(|chunk| {
            let mut word = [0; 4];
            chunk.iter().zip(&mut word).for_each(|(from, to)| *to = *from);
            u32::from_be_bytes(word)
        });
        let sum = words.fold(0u32, u32::wrapping_add);
        for number in [sum, offset as u32, data.len() as u32] {
            out.extend(number.to_be_bytes());
        }
        offset += data.len().next_multiple_of(4);
    }
    for (_, data) in tables {
        out.extend(data);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    out
}
