//! How wide texts are, so that none runs out of its box.

use std::sync::LazyLock;

use ttf_parser::Face;

/// The faces that the renderer sets texts in: letters, and signs that the first does not have.
const FACES: [&[u8]; 2] = [
    include_bytes!("../pdf/fonts/NotoSans-Regular.ttf"),
    include_bytes!("../pdf/fonts/DejaVuSymbols-Regular.ttf"),
];
static LETTERS: LazyLock<[Option<Face<'static>>; 2]> =
    LazyLock::new(|| FACES.map(|face| Face::parse(face, 0).ok()));
/// Of a letter that no face has, in parts of its size.
const USUAL: f64 = 0.6;

/// The width of a text in letters of `size` pixels.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(|letter| advance(letter).unwrap_or(USUAL)).sum::<f64>() * size
}

/// The width of a letter in parts of its size; `None` where no face has it.
fn advance(letter: char) -> Option<f64> {
    let faces = LETTERS.iter().flatten();
    let (face, glyph) = faces.filter_map(|face| Some((face, face.glyph_index(letter)?))).next()?;
    Some(f64::from(face.glyph_hor_advance(glyph)?) / f64::from(face.units_per_em()))
}

/// As much of a text as fits into `room` pixels, with an ellipsis where it is not all.
pub(super) fn fitted(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut kept: Vec<char> = text.chars().collect();
    while kept.pop().is_some() {
        let shorter: String = kept.iter().collect::<String>().trim_end().to_owned() + "…";
        if width(&shorter, size) <= room {
            return shorter;
        }
    }
    String::new()
}

/// A text within XML. What XML cannot hold is left out.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::maps::words::Lang;

    #[test]
    fn texts_are_cut_where_they_do_not_fit() {
        assert!(width("Kabupaten", 10.0) > width("Kab", 10.0));
        assert_eq!(fitted("Banyuwangi", 10.0, 500.0), "Banyuwangi");
        let cut = fitted("Kabupaten Kepulauan Siau Tagulandang Biaro", 12.0, 120.0);
        assert!(cut.ends_with('…') && width(&cut, 12.0) <= 120.0, "{cut}");
        assert_eq!(fitted("Banyuwangi", 10.0, 1.0), "");
    }

    #[test]
    fn whatever_this_program_says_has_letters() {
        let classes = Lang::Id.classes(&[-1.5, 0.25, 1234.0]).join(" ");
        for letter in classes.chars().chain(".,%²³·–…×’éA-z".chars()) {
            assert!(advance(letter).is_some(), "{letter}");
        }
    }

    #[test]
    fn names_do_not_become_markup() {
        assert_eq!(escaped("<b>\"A & B\"\u{1}"), "&lt;b&gt;&quot;A &amp; B&quot; ");
    }
}
