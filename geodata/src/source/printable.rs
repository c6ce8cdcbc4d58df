//! What a text from outside may hold before it is a name, a remark or a line on a terminal.

/// Letters of a name at most; the longest official one has 44.
const NAME: usize = 200;
/// Letters of a remark at most.
const REMARK: usize = 4000;

/// Why a text cannot be a name; `None` when it can. A name is one line of letters: no control
/// characters, no marks that turn the direction of writing, no markup.
pub fn unfit_name(text: &str) -> Option<String> {
    if let Some(c) = text.chars().find(|c| is_invisible(*c)) {
        return Some(format!("a name cannot hold {}", in_words(c)));
    }
    if text.contains(['<', '>']) || has_entity(text) {
        return Some("a name cannot hold markup".to_owned());
    }
    too_long(text, NAME)
}

/// Why a text cannot be a remark or the name of a source; `None` when it can. It may have lines.
pub fn unfit_remark(text: &str) -> Option<String> {
    let forbidden = |c: &char| is_invisible(*c) && !matches!(c, '\n' | '\r' | '\t');
    if let Some(c) = text.chars().find(forbidden) {
        return Some(format!("a text cannot hold {}", in_words(c)));
    }
    too_long(text, REMARK)
}

/// The text with everything visible that would move a terminal's cursor or hide something.
pub fn printable(text: &str) -> String {
    if !text.chars().any(is_invisible) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_invisible(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    out
}

/// Control characters, separators of lines, marks of direction and of the order of bytes.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fffd}')
}

fn in_words(c: char) -> String {
    match c {
        '\n' | '\r' | '\u{2028}' | '\u{2029}' => "a line break".to_owned(),
        '\u{fffd}' => "the mark of a letter that was lost (U+FFFD)".to_owned(),
        _ => format!("the character U+{:04X}", u32::from(c)),
    }
}

/// Whether the text has something like `&lt;` or `&#60;`.
fn has_entity(text: &str) -> bool {
    text.split('&').skip(1).any(|rest| {
        rest.split_once(';').is_some_and(|(name, _)| {
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#')
        })
    })
}

fn too_long(text: &str, most: usize) -> Option<String> {
    let letters = text.chars().count();
    (letters > most).then(|| format!("the text has {letters} letters, and {most} are the most"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_line_of_letters() {
        for name in ["Soka\"an", "U Baro.", "Baru Waki / Baru", "Ra’as (Kota) & Desa", "Pulau 1"]
        {
            assert_eq!(unfit_name(name), None, "{name}");
        }
        for name in [
            "Suka\nMaju",
            "Suka\0Maju",
            "Suka\u{1b}[31mMaju",
            "<b>Suka</b>",
            "Suka &lt;b&gt;",
            "Suka\u{202e}Maju",
            "Suka\u{85}Maju",
            "Soka\u{fffd}an",
        ] {
            assert!(unfit_name(name).is_some(), "{name:?}");
        }
        assert!(unfit_name(&"x".repeat(201)).is_some());
    }

    #[test]
    fn a_remark_may_have_lines_and_addresses_and_no_controls() {
        assert_eq!(unfit_remark("two\nlines, https://example.id/?a=1&b=2"), None);
        assert!(unfit_remark("\u{1b}]0;title").is_some());
        assert_eq!(printable("a\u{1b}[2Jb\nc"), "a\\u{1b}[2Jb\\u{a}c");
    }
}
