//! Regions of a map: shapes of several rings, in a colour or hatched.

use pdf_writer::Content;

use super::document::{Colour, Document};

/// Points between the lines of a hatch.
const GAP: f32 = 2.2;
/// How wide they are.
const LINE: f32 = 0.35;

/// A shape of rings; where one lies within another it is a hole.
#[derive(Debug, Default)]
pub struct Region {
    /// The rings, not closed by repetition.
    pub rings: Vec<Vec<[f32; 2]>>,
}

/// How a region is filled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fill {
    /// In a colour.
    Plain(Colour),
    /// With diagonal lines over a colour: what is not known is no colour of a scale.
    Hatched {
        /// Below the lines.
        ground: Colour,
        /// The lines.
        lines: Colour,
    },
}

impl Region {
    /// Left, top, right, bottom; none without a point.
    fn bounds(&self) -> Option<[f32; 4]> {
        let points = self.rings.iter().flatten().map(|[x, y]| [*x, *y, *x, *y]);
        points.reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])
    }

    fn path(&self, page: &mut Content, height: f32) {
        for ring in &self.rings {
            let mut points = ring.iter();
            let Some([x, y]) = points.next() else { continue };
            page.move_to(*x, height - y);
            for [x, y] in points {
                page.line_to(*x, height - y);
            }
            page.close_path();
        }
    }
}

impl Document {
    /// Fills a region.
    pub fn region(&mut self, region: &Region, fill: Fill) {
        let Some((page, height)) = self.last() else { return };
        let Some([left, top, right, bottom]) = region.bounds() else { return };
        let (Fill::Plain(ground) | Fill::Hatched { ground, .. }) = fill;
        let [r, g, b] = ground;
        page.set_fill_rgb(r, g, b);
        region.path(page, height);
        page.fill_even_odd();
        if let Fill::Hatched { lines, .. } = fill {
            page.save_state();
            region.path(page, height);
            page.clip_even_odd().end_path();
            let [r, g, b] = lines;
            page.set_stroke_rgb(r, g, b).set_line_width(LINE);
            // Lines of the whole page, so that those of neighbours meet.
            let (rise, low) = (bottom - top, height - bottom);
            let mut at = ((left - rise - low) / GAP).floor() * GAP + low;
            while at < right {
                page.move_to(at, height - bottom).line_to(at + rise, height - top);
                at += GAP;
            }
            page.stroke().restore_state();
        }
    }

    /// Draws the edges of a region.
    pub fn edges(&mut self, region: &Region, width: f32, colour: Colour) {
        let Some((page, height)) = self.last() else { return };
        if region.rings.is_empty() {
            return;
        }
        let [r, g, b] = colour;
        page.set_stroke_rgb(r, g, b).set_line_width(width);
        region.path(page, height);
        page.stroke();
    }
}
