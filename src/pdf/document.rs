//! Pages of text, lines and shapes, written as PDF. Positions are in points from the upper left.

use libdeflater::{CompressionLvl, Compressor};
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Date, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

use super::error::PdfError;
use super::font::{Fonts, Sort, Style, Typeface};
use super::image::Image;

/// A colour: red, green, blue from 0 to 1.
pub type Colour = [f32; 3];

/// Text.
pub const BLACK: Colour = [0.0, 0.0, 0.0];
/// What must be noticed.
pub const RED: Colour = [0.69, 0.0, 0.13];
/// What may be overlooked.
pub const GREY: Colour = [0.35, 0.38, 0.42];

/// A document in the making. All drawing goes to the last page.
pub struct Document {
    /// The faces.
    pub fonts: Fonts,
    /// Width and height of every page.
    pub size: [f32; 2],
    pages: Vec<Content>,
    images: Vec<Image>,
}

/// What a document says of itself.
pub struct Facts<'a> {
    /// Its title.
    pub title: &'a str,
    /// What stands in its keywords: the hash.
    pub hash: &'a str,
    /// When its contents were fixed (RFC 3339, UTC); it has no other date, and none where this is empty.
    pub at: &'a str,
    /// Its language: `id-ID`.
    pub lang: &'a str,
}

impl Document {
    /// A document without pages.
    pub fn new(size: [f32; 2]) -> Result<Self, PdfError> {
        Ok(Self { fonts: Fonts::new()?, size, pages: Vec::new(), images: Vec::new() })
    }

    /// Begins a page.
    pub fn page(&mut self) {
        self.pages.push(Content::new());
    }

    /// How many pages there are.
    pub fn len(&self) -> usize {
        self.pages.len()
    }

    /// Draws on page `at` (from 0) instead of on the last one.
    pub fn on(&mut self, at: usize, draw: impl FnOnce(&mut Self)) {
        let last = self.pages.len().saturating_sub(1);
        if at < last {
            self.pages.swap(at, last);
            draw(self);
            self.pages.swap(at, last);
        } else {
            draw(self);
        }
    }

    /// The last page, and its height: positions on it count from below.
    pub(super) fn last(&mut self) -> Option<(&mut Content, f32)> {
        Some((self.pages.last_mut()?, self.size[1]))
    }

    /// Writes a text with its baseline at `y`.
    pub fn text(&mut self, style: Style, size: f32, colour: Colour, at: [f32; 2], text: &str) {
        let runs = self.fonts.runs(style, text);
        let y = self.size[1] - at[1];
        let Some(page) = self.pages.last_mut() else { return };
        let [r, g, b] = colour;
        page.set_fill_rgb(r, g, b);
        page.begin_text().set_text_matrix([1.0, 0.0, 0.0, 1.0, at[0], y]);
        for run in &runs {
            page.set_font(resource(style, run.sort), size).show(Str(&run.glyphs));
        }
        page.end_text();
    }

    /// Writes a text that ends at `at`.
    pub fn text_right(
        &mut self,
        style: Style,
        size: f32,
        colour: Colour,
        at: [f32; 2],
        text: &str,
    ) {
        let width = self.fonts.width(style, size, text);
        self.text(style, size, colour, [at[0] - width, at[1]], text);
    }

    /// Writes a text around `at`.
    pub fn text_centred(
        &mut self,
        style: Style,
        size: f32,
        colour: Colour,
        at: [f32; 2],
        text: &str,
    ) {
        let width = self.fonts.width(style, size, text);
        self.text(style, size, colour, [at[0] - width / 2.0, at[1]], text);
    }

    /// Draws a line.
    pub fn line(&mut self, from: [f32; 2], to: [f32; 2], width: f32, colour: Colour) {
        let height = self.size[1];
        let Some(page) = self.pages.last_mut() else { return };
        let [r, g, b] = colour;
        page.set_stroke_rgb(r, g, b).set_line_width(width);
        page.move_to(from[0], height - from[1]).line_to(to[0], height - to[1]).stroke();
    }

    /// Fills a rectangle given by its upper left corner and size.
    pub fn fill(&mut self, at: [f32; 2], size: [f32; 2], colour: Colour) {
        let y = self.size[1] - at[1] - size[1];
        let Some(page) = self.pages.last_mut() else { return };
        let [r, g, b] = colour;
        page.set_fill_rgb(r, g, b).rect(at[0], y, size[0], size[1]).fill_nonzero();
    }

    /// Fills and outlines closed shapes within a rectangle; what lies outside is cut off.
    pub fn shapes(&mut self, at: [f32; 2], size: [f32; 2], rings: &[Vec<[f32; 2]>], fill: Colour) {
        let height = self.size[1];
        let Some(page) = self.pages.last_mut() else { return };
        page.save_state().rect(at[0], height - at[1] - size[1], size[0], size[1]);
        page.clip_nonzero().end_path();
        let [r, g, b] = fill;
        page.set_fill_rgb(r, g, b).set_stroke_rgb(0.45, 0.48, 0.52).set_line_width(0.4);
        for ring in rings {
            let mut points = ring.iter();
            let Some([x, y]) = points.next() else { continue };
            page.move_to(*x, height - y);
            for [x, y] in points {
                page.line_to(*x, height - y);
            }
            page.close_path().fill_nonzero_and_stroke();
        }
        page.restore_state();
    }

    /// Draws a picture into a rectangle given by its upper left corner and size.
    pub fn image(&mut self, image: Image, at: [f32; 2], size: [f32; 2]) {
        let y = self.size[1] - at[1] - size[1];
        let Some(page) = self.pages.last_mut() else { return };
        page.save_state().transform([size[0], 0.0, 0.0, size[1], at[0], y]);
        page.x_object(Name(picture(self.images.len()).as_bytes()));
        page.restore_state();
        self.images.push(image);
    }

    /// Draws a dot with a white rim.
    pub fn dot(&mut self, at: [f32; 2], radius: f32, colour: Colour) {
        /// The handle that makes four cubic curves a circle.
        const HANDLE: f32 = 0.552_284_8;
        let ([x, y], r, h) = ([at[0], self.size[1] - at[1]], radius, radius * HANDLE);
        let Some(page) = self.pages.last_mut() else { return };
        let [red, green, blue] = colour;
        page.set_fill_rgb(red, green, blue).set_stroke_rgb(1.0, 1.0, 1.0).set_line_width(0.5);
        page.move_to(x + r, y).cubic_to(x + r, y + h, x + h, y + r, x, y + r);
        page.cubic_to(x - h, y + r, x - r, y + h, x - r, y);
        page.cubic_to(x - r, y - h, x - h, y - r, x, y - r);
        page.cubic_to(x + h, y - r, x + r, y - h, x + r, y);
        page.close_path().fill_nonzero_and_stroke();
    }

    /// The bytes of the document.
    pub fn finish(self, facts: &Facts<'_>) -> Result<Vec<u8>, PdfError> {
        let (catalog, tree, info) = (Ref::new(1), Ref::new(2), Ref::new(3));
        // Every face that is used has five numbers, from 10 on.
        let faces = (1..).zip(FACES).map(|(at, (style, sort))| {
            (Ref::new(10 * at), resource(style, sort), self.fonts.face(style, sort))
        });
        let faces: Vec<_> = faces.filter(|(_, _, typeface)| !typeface.used.is_empty()).collect();
        let mut pdf = Pdf::new();
        pdf.set_version(1, 7);
        // Pages have two numbers each, from 100 on.
        let first = |page: usize| Ref::new(100 + 2 * i32::try_from(page).unwrap_or(0));
        let after = |id: Ref| Ref::new(id.get() + 1);
        let behind = first(self.pages.len()).get();
        let images: Vec<_> = (behind..).map(Ref::new).zip(&self.images).collect();
        pdf.catalog(catalog).pages(tree).lang(TextStr(facts.lang));
        let count = i32::try_from(self.pages.len()).unwrap_or(i32::MAX);
        pdf.pages(tree).kids((0..self.pages.len()).map(first)).count(count);
        for (at, content) in self.pages.into_iter().enumerate() {
            let id = first(at);
            let mut page = pdf.page(id);
            page.media_box(Rect::new(0.0, 0.0, self.size[0], self.size[1])).parent(tree);
            page.contents(after(id));
            let mut resources = page.resources();
            resources.fonts().pairs(faces.iter().map(|(id, name, _)| (*name, *id)));
            if !images.is_empty() {
                let mut pictures = resources.x_objects();
                for (at, (id, _)) in images.iter().enumerate() {
                    pictures.pair(Name(picture(at).as_bytes()), *id);
                }
            }
            resources.finish();
            page.finish();
            let packed = packed(&content.finish())?;
            pdf.stream(after(id), &packed).filter(Filter::FlateDecode);
        }
        for (id, image) in &images {
            image.write(&mut pdf, *id);
        }
        for (id, _, typeface) in &faces {
            font(&mut pdf, *id, typeface)?;
        }
        let mut about = pdf.document_info(info);
        about.title(TextStr(facts.title)).keywords(TextStr(facts.hash));
        about.producer(TextStr("Desmigratif"));
        if let Some(date) = date(facts.at) {
            about.creation_date(date);
        }
        about.finish();
        let id = facts.hash.as_bytes().get(..16).unwrap_or_default().to_vec();
        pdf.set_file_id((id.clone(), id));
        Ok(pdf.finish())
    }
}

/// The faces in the order of their names in the document.
const FACES: [(Style, Sort); 4] = [
    (Style::Regular, Sort::Letters),
    (Style::Bold, Sort::Letters),
    (Style::Regular, Sort::Signs),
    (Style::Bold, Sort::Signs),
];

/// The name by which pages ask for a face.
const fn resource(style: Style, sort: Sort) -> Name<'static> {
    match (style, sort) {
        (Style::Regular, Sort::Letters) => Name(b"F1"),
        (Style::Bold, Sort::Letters) => Name(b"F2"),
        (Style::Regular, Sort::Signs) => Name(b"F3"),
        (Style::Bold, Sort::Signs) => Name(b"F4"),
    }
}

/// The name by which pages ask for a picture.
fn picture(at: usize) -> String {
    format!("I{at}")
}

fn date(text: &str) -> Option<Date> {
    let number = |range| text.get(range).and_then(|part: &str| part.parse::<u8>().ok());
    let date = Date::new(text.get(0..4)?.parse().ok()?).month(number(5..7)?).day(number(8..10)?);
    let date = date.hour(number(11..13)?).minute(number(14..16)?).second(number(17..19)?);
    Some(date.utc_offset_hour(0).utc_offset_minute(0))
}

fn packed(data: &[u8]) -> Result<Vec<u8>, PdfError> {
    let mut compressor = Compressor::new(CompressionLvl::default());
    let mut out = vec![0; compressor.zlib_compress_bound(data.len())];
    let length = compressor.zlib_compress(data, &mut out).map_err(|_| PdfError::Compression)?;
    out.truncate(length);
    Ok(out)
}

/// Writes a face as five objects: the font, its glyphs, their description, text and outlines.
fn font(pdf: &mut Pdf, id: Ref, typeface: &Typeface) -> Result<(), PdfError> {
    let part = |number| Ref::new(id.get() + number);
    let name = Name(typeface.name.as_bytes());
    let system = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
    let mut type0 = pdf.type0_font(id);
    type0.base_font(name).encoding_predefined(Name(b"Identity-H"));
    type0.descendant_font(part(1)).to_unicode(part(3));
    type0.finish();
    let mut cid = pdf.cid_font(part(1));
    cid.subtype(CidFontType::Type2).base_font(name).system_info(system);
    cid.font_descriptor(part(2)).default_width(0.0).cid_to_gid_map_predefined(Name(b"Identity"));
    let mut widths = cid.widths();
    for (number, (_, advance)) in &typeface.used {
        widths.consecutive(*number, [*advance]);
    }
    widths.finish();
    cid.finish();
    let face = &typeface.face;
    let scale = 1000.0 / f32::from(face.units_per_em());
    let scaled = |units: i16| f32::from(units) * scale;
    let bounds = face.global_bounding_box();
    let mut descriptor = pdf.font_descriptor(part(2));
    descriptor.name(name).flags(FontFlags::NON_SYMBOLIC).italic_angle(0.0).stem_v(80.0);
    descriptor.bbox(Rect::new(
        scaled(bounds.x_min),
        scaled(bounds.y_min),
        scaled(bounds.x_max),
        scaled(bounds.y_max),
    ));
    descriptor.ascent(scaled(face.ascender())).descent(scaled(face.descender()));
    descriptor.cap_height(scaled(face.capital_height().unwrap_or(face.ascender())));
    descriptor.font_file2(part(4));
    descriptor.finish();
    let mut cmap = UnicodeCmap::<u16>::new(Name(b"Custom"), system);
    for (number, (c, _)) in &typeface.used {
        cmap.pair(*number, *c);
    }
    pdf.cmap(part(3), &cmap.finish());
    let file = typeface.subset()?;
    let packed = packed(&file)?;
    let mut stream = pdf.stream(part(4), &packed);
    stream.filter(Filter::FlateDecode);
    stream.pair(Name(b"Length1"), i32::try_from(file.len()).unwrap_or(0));
    Ok(())
}
