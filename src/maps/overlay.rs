//! What lies over a static map: title, legend, scale bar, north, where the figures come from. As SVG, which the renderer draws.

use std::fmt::Write;

use super::frame::{Frame, Margins};
use super::legend::{self, Entry, Sign, meet};
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
    /// What colours and signs stand for, from the top.
    pub legend: Vec<Entry>,
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

/// The radius of a dot, in letters.
const DOT: f64 = 0.32;
/// Letters of the number beside it.
const NUMBER: f64 = 0.75;
/// Heights of the strips above and below, in letters.
const STRIPS: [f64; 2] = [3.7, 2.2];

/// What the strips above and below take.
pub fn margins(size: [u32; 2]) -> Margins {
    let em = letters(size);
    let [top, bottom] = STRIPS.map(|of| of * em);
    Margins { top, bottom, left: 0.0, around: em }
}

/// Where everything stands.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// The map.
    pub frame: Frame,
    /// The upper left corner of the legend.
    legend: Option<[f64; 2]>,
}

impl Layout {
    /// Of a picture that shows a box, with a legend that lies over none of the boxes of `shown` (all of them west, south,
    /// east, north in degrees).
    pub fn new(extent: [f64; 4], size: [u32; 2], legend: &[Entry], shown: &[[f64; 4]]) -> Self {
        let (strips, em) = (margins(size), letters(size));
        let fit = |margins| Frame::around(extent, size, margins);
        if legend.is_empty() {
            return Self { frame: fit(strips), legend: None };
        }
        let (frame, legend) = legend::placed(legend::size(legend, em), size, strips, fit, shown);
        Self { frame, legend }
    }
}

/// The overlay of a picture.
pub fn overlay(layout: &Layout, theme: &Theme, words: &Words, marks: &Marks, lang: Lang) -> String {
    let frame = &layout.frame;
    let mut svg = Svg::new(frame.size, theme);
    let legend = layout.legend.map(|at| (at, legend::size(&words.legend, svg.em)));
    let mut taken: Vec<[f64; 4]> = Vec::new();
    taken.extend(legend.map(|([x, y], [width, height])| [x, y, x + width, y + height]));
    let dots: Vec<_> = marks.points.iter().map(|of| (frame.at(of.at), of.number)).collect();
    taken.extend(dots.iter().map(|(at, _)| svg.around(*at)));
    let numbered = dots.iter().filter_map(|(at, number)| Some((*at, (*number)?)));
    let numbers: Vec<_> = numbered.map(|(at, number)| svg.number(at, number, &mut taken)).collect();
    // Names give way to dots and numbers.
    let names = marks.names.iter().map(|(name, at)| (name.as_str(), frame.at(*at)));
    svg.names(names, taken);
    for (at, _) in dots {
        svg.dot(at);
    }
    for (text, at) in numbers {
        svg.write(&text, at, svg.em * NUMBER, true);
    }
    svg.strips(words, frame, lang);
    if let Some((corner, size)) = legend {
        svg.legend(&words.legend, corner, size);
    }
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
        let halo = &self.theme.halo;
        self.add(format_args!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{halo}\"/>"
        ));
    }

    /// Text whose line stands at `y`, cut to `room`.
    fn say(&mut self, text: &str, [x, y]: [f64; 2], size: f64, room: f64, bold: bool) {
        let text = escaped(&fitted(text, size, if bold { room / 1.1 } else { room }));
        let (weight, label) = (if bold { "bold" } else { "normal" }, &self.theme.label);
        self.add(format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size:.1}\" font-weight=\"{weight}\" fill=\"{label}\">{text}</text>"
        ));
    }

    /// Above the title, what is shown, and north; below the source and the scale.
    fn strips(&mut self, words: &Words, frame: &Frame, lang: Lang) {
        let (em, width) = (self.em, self.width);
        let [above, below] = STRIPS.map(|of| of * em);
        self.panel([0.0, 0.0], [width, above]);
        let room = width - 4.5 * em;
        self.say(&words.title, [em, em * 1.7], em * 1.3, room, true);
        self.say(&words.subject, [em, em * 3.1], em, room, false);
        self.north([width - em * 1.7, em * 0.4], lang);
        self.panel([0.0, self.height - below], [width, below]);
        let bar = self.scale(frame, lang);
        let room = width - bar - 3.0 * em;
        self.say(&words.source, [em, self.height - em * 0.75], em * 0.85, room, false);
    }

    fn legend(&mut self, entries: &[Entry], [x, y]: [f64; 2], size: [f64; 2]) {
        let (em, row) = (self.em, legend::row(self.em));
        let Theme { coast, missing, hatch, .. } = self.theme;
        self.panel([x, y], size);
        for (place, Entry { sign, text }) in entries.iter().enumerate() {
            let (left, top) = (x + em * 0.5, y + em * 0.4 + row * place as f64);
            let (from, wide, high) = (top + row * 0.12, em * 1.6, row * 0.76);
            let fill = match sign {
                Sign::Area(colour) => Some(colour.as_str()),
                Sign::Missing => Some(missing.as_str()),
                Sign::Dot => None,
            };
            match fill {
                Some(colour) => self.add(format_args!(
                    "<rect x=\"{left:.1}\" y=\"{from:.1}\" width=\"{wide:.1}\" height=\"{high:.1}\" fill=\"{colour}\" stroke=\"{coast}\" stroke-width=\"0.5\"/>"
                )),
                None => self.dot([left + wide / 2.0, from + high / 2.0]),
            }
            if *sign == Sign::Missing {
                // As on the map: from the lower left to the upper right.
                let (right, low) = (left + wide, from + high);
                let across = em * 0.5;
                let mut at = left + across;
                while at < right + high {
                    let (x1, y1) = (at.min(right), from + (at - right).max(0.0));
                    let (x2, y2) = ((at - high).max(left), low - (left - at + high).max(0.0));
                    self.add(format_args!(
                        "<path d=\"M{x1:.1} {y1:.1} L{x2:.1} {y2:.1}\" stroke=\"{hatch}\" stroke-width=\"1\"/>"
                    ));
                    at += across;
                }
            }
            self.say(text, [x + em * 2.6, top + row * 0.77], em * 0.9, size[0], false);
        }
    }

    /// An arrow whose tip is at (x, y), and the letter of north.
    fn north(&mut self, [x, y]: [f64; 2], lang: Lang) {
        let (em, label) = (self.em, &self.theme.label);
        let (left, right, low, notch) = (x - em * 0.6, x + em * 0.6, y + em * 1.6, y + em * 1.2);
        self.add(format_args!(
            "<path d=\"M{x:.1} {y:.1} L{right:.1} {low:.1} L{x:.1} {notch:.1} L{left:.1} {low:.1} Z\" fill=\"{label}\"/>"
        ));
        let letter = lang.pick("U", "N");
        let from = x - width(letter, em) / 2.0;
        self.say(letter, [from, y + em * 2.6], em, em * 2.0, true);
    }

    /// A bar of a round length at the right below; answers what it takes of the strip.
    fn scale(&mut self, frame: &Frame, lang: Lang) -> f64 {
        let (em, label) = (self.em, &self.theme.label);
        let Some([length, bar]) = frame.bar(self.width * 0.18) else { return 0.0 };
        let text = lang.length(length);
        let size = em * 0.85;
        let long = width(&text, size);
        let (end, y) = (self.width - em, self.height - em * 0.75);
        let (x, tick) = (end - bar, y - em * 0.5);
        self.add(format_args!(
            "<path d=\"M{x:.1} {tick:.1} V{y:.1} H{end:.1} V{tick:.1}\" fill=\"none\" stroke=\"{label}\" stroke-width=\"1.5\"/>"
        ));
        self.say(&text, [x - long - em * 0.5, y], size, long + em, false);
        bar + long + em * 1.5
    }

    /// Text over the map, around `x`, with a rim that keeps it apart from what lies below.
    fn write(&mut self, text: &str, [x, y]: [f64; 2], size: f64, bold: bool) {
        let Theme { label, halo, .. } = self.theme;
        let (text, weight) = (escaped(text), if bold { "bold" } else { "normal" });
        self.add(format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size:.1}\" font-weight=\"{weight}\" fill=\"{label}\" stroke=\"{halo}\" stroke-width=\"{:.1}\" stroke-linejoin=\"round\" paint-order=\"stroke\">{text}</text>",
            size * 0.2
        ));
    }

    /// Names of areas. One that would lie over what is `taken` stands a little higher or lower; where that is taken
    /// too it is left out.
    fn names<'n>(
        &mut self,
        names: impl Iterator<Item = (&'n str, [f64; 2])>,
        mut taken: Vec<[f64; 4]>,
    ) {
        let size = self.em * 0.8;
        let [above, below] = STRIPS.map(|of| of * self.em);
        let map = [0.0, above, self.width, self.height - below];
        for (name, [x, y]) in names {
            let half = width(name, size) / 2.0;
            let own = |y: f64| [x - half, y - size, x + half, y + size * 0.4];
            let free = |y: &f64| {
                let own = own(*y);
                let within =
                    own[0] >= map[0] && own[1] >= map[1] && own[2] <= map[2] && own[3] <= map[3];
                within && !taken.iter().any(|other| meet(own, *other))
            };
            let found = [0.0, -1.0, 1.0, -2.0, 2.0, -3.0, 3.0].map(|rows| y + rows * size);
            if let Some(y) = found.into_iter().find(free) {
                self.write(name, [x - half, y], size, false);
                taken.push(own(y));
            }
        }
    }

    /// What a dot takes.
    fn around(&self, [x, y]: [f64; 2]) -> [f64; 4] {
        let radius = self.em * DOT;
        [x - radius, y - radius, x + radius, y + radius]
    }

    /// A number and where it stands beside its dot: at the right, else where it lies over no other.
    fn number(
        &self,
        [x, y]: [f64; 2],
        number: u32,
        taken: &mut Vec<[f64; 4]>,
    ) -> (String, [f64; 2]) {
        let (text, size, radius) = (number.to_string(), self.em * NUMBER, self.em * DOT);
        // Bold is a little wider.
        let wide = width(&text, size) * 1.1;
        let own = |[x, y]: [f64; 2]| [x, y - size * 0.75, x + wide, y];
        let right = [x + radius * 1.3, y + radius * 0.9];
        let left = [x - radius * 1.3 - wide, right[1]];
        let over = [x - wide / 2.0, y - radius * 1.3];
        let under = [over[0], y + radius * 1.3 + size * 0.75];
        let free = |at: &[f64; 2]| !taken.iter().any(|other| meet(own(*at), *other));
        let at = [right, left, over, under].into_iter().find(free).unwrap_or(right);
        taken.push(own(at));
        (text, at)
    }

    fn dot(&mut self, [x, y]: [f64; 2]) {
        let (Theme { accent, halo, .. }, radius) = (self.theme, self.em * DOT);
        self.add(format_args!(
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\" fill=\"{accent}\" stroke=\"{halo}\" stroke-width=\"1\"/>"
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::maps::palette::Shade;

    #[test]
    fn everything_that_is_said_is_there_and_nothing_is_markup() {
        let size = [800, 600];
        let words = Words {
            title: "Kab. <Contoh> & Kota".to_owned(),
            subject: "Kemiskinan (%), 2021".to_owned(),
            source: "Sumber: BPS".to_owned(),
            legend: vec![
                Entry { sign: Sign::Area("#ffffcc".to_owned()), text: "< 5".to_owned() },
                Entry { sign: Sign::Missing, text: "tanpa data".to_owned() },
                Entry { sign: Sign::Dot, text: "desa terpilih".to_owned() },
            ],
        };
        let shown = [110.0, -8.0, 111.0, -7.0];
        let layout = Layout::new(shown, size, &words.legend, &[shown]);
        let theme = Theme::of(Shade::Light).unwrap();
        let name = |name: &str, at| (name.to_owned(), at);
        let marks = Marks {
            points: vec![
                Mark { at: [110.5, -7.5], number: Some(7) },
                Mark { at: [110.505, -7.5], number: Some(8) },
            ],
            names: vec![
                name("Barat <1>", [110.2, -7.2]),
                name("Dekat", [110.2, -7.2]),
                name("Luar", [110.5, -6.0]),
            ],
        };
        let svg = overlay(&layout, &theme, &words, &marks, Lang::Id);
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
        let standing = |text: &str| {
            let (before, _) = svg.split_once(text).unwrap();
            let element = before.rsplit_once("<text ").unwrap().1;
            element.split('"').filter_map(|part| part.parse().ok()).take(2).collect::<Vec<f64>>()
        };
        assert!(
            (standing(">Barat")[1] - standing(">Dekat<")[1]).abs() > 8.0,
            "one above the other"
        );
        assert!(standing(">7<")[0] < standing(">8<")[0] - 8.0, "at different sides");
        assert!(!svg.contains("Luar"), "it would lie over the title");
        assert_eq!(svg.matches("<circle").count(), 3, "on the map and in the legend");
        assert!(svg.matches(&theme.hatch).count() > 3, "as it looks on the map");
    }
}
