//! What lies over a static map: title, legend, scale bar, north, where the figures come from. As SVG, which the renderer draws.

use std::fmt::Write;

use super::frame::{Frame, Margins};
use super::letters::{escaped, fitted, width};
use super::palette::Theme;
use super::words::Lang;

/// What is said.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// Where this is.
    pub title: String,
    /// What the colours show, with unit and year.
    pub subject: String,
    /// Source and date.
    pub source: String,
    /// Colours with what they stand for, from the top.
    pub legend: Vec<(String, String)>,
}

/// What is marked. Positions are longitude and latitude in degrees.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    /// Places with a dot.
    pub points: Vec<Mark>,
    /// Names of areas, and where they are written.
    pub names: Vec<(String, [f64; 2])>,
}

/// A place with a dot.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    /// Where.
    pub at: [f64; 2],
    /// The number beside it.
    pub number: Option<u32>,
}

/// Letters of a picture of this size, in pixels.
fn letters([width, height]: [u32; 2]) -> f64 {
    (f64::from(width.min(height)) / 38.0).clamp(8.0, 22.0)
}

/// What the strips above and below take.
pub fn margins(size: [u32; 2]) -> Margins {
    let em = letters(size);
    Margins { top: em * 3.7, bottom: em * 2.0, around: em }
}

/// The overlay of a picture.
pub fn overlay(frame: &Frame, theme: &Theme, words: &Words, marks: &Marks, lang: Lang) -> String {
    let mut svg = Svg::new(frame.size, theme);
    svg.names(marks.names.iter().map(|(name, at)| (name.as_str(), frame.at(*at))));
    for mark in &marks.points {
        svg.mark(frame.at(mark.at), mark.number);
    }
    svg.strips(words);
    svg.legend(&words.legend);
    svg.north(lang);
    svg.scale(frame.metres(), lang);
    svg.text += "</svg>";
    svg.text
}

struct Svg<'a> {
    text: String,
    width: f64,
    height: f64,
    em: f64,
    theme: &'a Theme,
}

impl<'a> Svg<'a> {
    fn new(size: [u32; 2], theme: &'a Theme) -> Self {
        let [width, height] = size.map(f64::from);
        let text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" font-family=\"Noto Sans\">"
        );
        Self { text, width, height, em: letters(size), theme }
    }

    fn add(&mut self, element: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.text.write_fmt(element);
    }

    fn panel(&mut self, [x, y]: [f64; 2], [width, height]: [f64; 2]) {
        let halo = &self.theme.halo.clone();
        self.add(format_args!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{halo}\" fill-opacity=\"0.92\"/>"
        ));
    }

    /// Text whose line stands at `y`, cut to `room`.
    fn say(&mut self, text: &str, [x, y]: [f64; 2], size: f64, room: f64, bold: bool) {
        let text = escaped(&fitted(text, size, if bold { room / 1.1 } else { room }));
        let (weight, label) = (if bold { "bold" } else { "normal" }, self.theme.label.clone());
        self.add(format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size:.1}\" font-weight=\"{weight}\" fill=\"{label}\">{text}</text>"
        ));
    }

    fn strips(&mut self, words: &Words) {
        let (em, width) = (self.em, self.width);
        let room = width - 2.0 * em;
        self.panel([0.0, 0.0], [width, em * 3.7]);
        self.say(&words.title, [em, em * 1.7], em * 1.3, room, true);
        self.say(&words.subject, [em, em * 3.1], em, room, false);
        self.panel([0.0, self.height - em * 2.0], [width, em * 2.0]);
        self.say(&words.source, [em, self.height - em * 0.7], em * 0.85, room, false);
    }

    fn legend(&mut self, rows: &[(String, String)]) {
        let (em, row) = (self.em, self.em * 1.35);
        let widest = rows.iter().map(|(_, text)| width(text, em * 0.9)).fold(0.0, f64::max);
        let size = [widest + em * 3.4, row * rows.len() as f64 + em * 0.8];
        // Beside the map there must be room for the map.
        let free = self.height - em * 5.7;
        if rows.is_empty() || size[1] > free || size[0] > self.width * 0.6 {
            return;
        }
        let [x, y] = [em * 0.6, self.height - em * 2.6 - size[1]];
        self.panel([x, y], size);
        let border = self.theme.coast.clone();
        for (place, (colour, text)) in rows.iter().enumerate() {
            let top = y + em * 0.4 + row * place as f64;
            self.add(format_args!(
                "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"{colour}\" stroke=\"{border}\" stroke-width=\"0.5\"/>",
                x + em * 0.5, top + row * 0.12, em * 1.6, row * 0.76
            ));
            self.say(text, [x + em * 2.6, top + row * 0.77], em * 0.9, widest + em, false);
        }
    }

    fn north(&mut self, lang: Lang) {
        let (em, label) = (self.em, self.theme.label.clone());
        let (x, y) = (self.width - em * 2.0, em * 4.6);
        self.panel([x - em, y - em * 0.4], [em * 2.0, em * 3.3]);
        let (left, right, low, notch) = (x - em * 0.6, x + em * 0.6, y + em * 1.6, y + em * 1.2);
        self.add(format_args!(
            "<path d=\"M{x:.1} {y:.1} L{right:.1} {low:.1} L{x:.1} {notch:.1} L{left:.1} {low:.1} Z\" fill=\"{label}\"/>"
        ));
        let letter = lang.pick("U", "N");
        let from = x - width(letter, em) / 2.0;
        self.say(letter, [from, y + em * 2.6], em, em * 2.0, true);
    }

    fn scale(&mut self, metres: f64, lang: Lang) {
        let (em, label) = (self.em, self.theme.label.clone());
        let Some(length) = round_length(self.width * 0.22 * metres) else { return };
        let bar = length / metres;
        let text = match length {
            km if km >= 1000.0 => format!("{} km", lang.number(km / 1000.0, 0)),
            m => format!("{} m", lang.number(m, 0)),
        };
        let [x, y] = [self.width - bar - em * 1.4, self.height - em * 3.1];
        self.panel([x - em * 0.6, y - em * 1.5], [bar + em * 1.2, em * 2.0]);
        self.say(&text, [x, y - em * 0.4], em * 0.85, bar + em, false);
        let (end, tick) = (x + bar, y - em * 0.3);
        self.add(format_args!(
            "<path d=\"M{x:.1} {tick:.1} V{y:.1} H{end:.1} V{tick:.1}\" fill=\"none\" stroke=\"{label}\" stroke-width=\"1.5\"/>"
        ));
    }

    /// Text over the map, around `x`, with a rim that keeps it apart from what lies below.
    fn write(&mut self, text: &str, [x, y]: [f64; 2], size: f64, bold: bool) {
        let (label, halo) = (self.theme.label.clone(), self.theme.halo.clone());
        let (text, weight) = (escaped(text), if bold { "bold" } else { "normal" });
        self.add(format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size:.1}\" font-weight=\"{weight}\" fill=\"{label}\" stroke=\"{halo}\" stroke-width=\"{:.1}\" stroke-linejoin=\"round\" paint-order=\"stroke\">{text}</text>",
            size * 0.2
        ));
    }

    /// Names of areas; one that would lie over another is left out.
    fn names<'n>(&mut self, names: impl Iterator<Item = (&'n str, [f64; 2])>) {
        let size = self.em * 0.8;
        let mut taken: Vec<[f64; 4]> = Vec::new();
        for (name, [x, y]) in names {
            let half = width(name, size) / 2.0;
            let own = [x - half, y - size, x + half, y + size * 0.4];
            let over = |other: &[f64; 4]| {
                own[0] < other[2] && own[2] > other[0] && own[1] < other[3] && own[3] > other[1]
            };
            if !taken.iter().any(over) {
                self.write(name, [x - half, y], size, false);
                taken.push(own);
            }
        }
    }

    fn mark(&mut self, [x, y]: [f64; 2], number: Option<u32>) {
        let (accent, halo) = (self.theme.accent.clone(), self.theme.halo.clone());
        let radius = self.em * 0.32;
        self.add(format_args!(
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\" fill=\"{accent}\" stroke=\"{halo}\" stroke-width=\"1\"/>"
        ));
        if let Some(number) = number {
            let at = [x + radius * 1.3, y + radius * 0.9];
            self.write(&number.to_string(), at, self.em * 0.75, true);
        }
    }
}

/// The longest of 1, 2 or 5 times a power of ten metres that is not above `most`.
fn round_length(most: f64) -> Option<f64> {
    if !most.is_finite() || most < 1.0 {
        return None;
    }
    let power = 10f64.powf(most.log10().floor());
    [5.0, 2.0, 1.0].map(|step| step * power).into_iter().find(|length| *length <= most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::maps::palette::Shade;

    #[test]
    fn everything_that_is_said_is_there_and_nothing_is_markup() {
        let size = [800, 600];
        let frame = Frame::around([110.0, -8.0, 111.0, -7.0], size, margins(size));
        let words = Words {
            title: "Kab. <Contoh> & Kota".to_owned(),
            subject: "Kemiskinan (%), 2021".to_owned(),
            source: "Sumber: BPS".to_owned(),
            legend: vec![("#ffffcc".to_owned(), "< 5".to_owned())],
        };
        let theme = Theme::of(Shade::Light).unwrap();
        let name = |name: &str, at| (name.to_owned(), at);
        let marks = Marks {
            points: vec![Mark { at: [110.5, -7.5], number: Some(7) }],
            names: vec![name("Barat <1>", [110.2, -7.2]), name("Dekat", [110.2, -7.2])],
        };
        let svg = overlay(&frame, &theme, &words, &marks, Lang::Id);
        for part in [
            "Kab. &lt;Contoh&gt; &amp; Kota",
            "Kemiskinan",
            "&lt; 5",
            ">U<",
            " km<",
            "<circle",
            ">7<",
            ">Barat &lt;1&gt;<",
        ] {
            assert!(svg.contains(part), "{part} is not in {svg}");
        }
        assert!(!svg.contains("Dekat"), "it would lie over the other");
    }

    #[test]
    fn a_scale_bar_has_a_round_length() {
        assert_eq!(round_length(73_000.0), Some(50_000.0));
        assert_eq!(round_length(2000.0), Some(2000.0));
        assert_eq!(round_length(1.7), Some(1.0));
        assert_eq!(round_length(f64::NAN), None);
    }
}
