//! PostgreSQL's regular expressions (its manual, 9.7.3) as those of the engine, which read some escapes in another sense.

/// The pattern in the engine's language; a dot stands for a line break too where `dotted` says so.
///
/// # Errors
/// Names what has no equal there, or would mean something else.
pub(super) fn regex(pattern: &str, dotted: bool) -> Result<String, &'static str> {
    let mut out = String::new();
    let mut in_class = false;
    let mut has_dot = false;
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        if let Some((begins, after)) =
            ["[[:<:]]", "[[:>:]]"].iter().find_map(|word| Some((*word, rest.strip_prefix(word)?)))
        {
            out.push_str(if begins == "[[:<:]]" { r"\b{start}" } else { r"\b{end}" });
            rest = after;
            continue;
        }
        rest = rest.get(first.len_utf8()..).unwrap_or_default();
        if first != '\\' {
            match first {
                // A bracket that follows at once is one of the letters; so are names of classes.
                '[' if !in_class => {
                    in_class = true;
                    out.push('[');
                    for letter in ["^", "]"] {
                        if let Some(after) = rest.strip_prefix(letter) {
                            out.push_str(if letter == "]" { r"\]" } else { letter });
                            rest = after;
                        }
                    }
                    continue;
                }
                '[' if rest.starts_with(':') => {
                    let Some((name, after)) = rest.split_once(":]") else {
                        return Err("a class of letters is not closed");
                    };
                    out.push_str(&format!("[{name}:]"));
                    rest = after;
                    continue;
                }
                '[' if rest.starts_with(['.', '=']) => {
                    return Err("letters that are written [.x.] or [=x=] in a pattern");
                }
                // These join classes in the engine.
                '[' | '&' | '~' if in_class => out.push('\\'),
                ']' => in_class = false,
                '.' if !in_class => has_dot = true,
                _ => {}
            }
            out.push(first);
            continue;
        }
        let Some(letter) = rest.chars().next() else { return Err("a pattern ends with \\") };
        rest = rest.get(letter.len_utf8()..).unwrap_or_default();
        match letter {
            'b' | 'B' if !in_class => {
                return Err(
                    "\\b in a pattern is a backspace, and \\B a backslash, in PostgreSQL; \\y is the border of a word",
                );
            }
            'b' => out.push_str(r"\x08"),
            'y' if !in_class => out.push_str(r"\b"),
            'Y' if !in_class => out.push_str(r"\B"),
            'm' if !in_class => out.push_str(r"\b{start}"),
            'M' if !in_class => out.push_str(r"\b{end}"),
            'Z' if !in_class => out.push_str(r"\z"),
            'e' => out.push_str(r"\x1B"),
            other => out.extend(['\\', other]),
        }
    }
    Ok(if has_dot && dotted { format!("(?s){out}") } else { out })
}

/// What takes the place of a match, `\1` and `\&` in PostgreSQL, `${1}` and `${0}` in the engine.
///
/// # Errors
/// Names what the engine cannot be told.
pub(super) fn replacement(text: &str) -> Result<String, &'static str> {
    let mut out = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match (letter, letters.peek().copied()) {
            ('$', _) => out.push_str("$$"),
            ('\\', Some(group)) if group.is_ascii_digit() => {
                out.push_str(&format!("${{{group}}}"));
                letters.next();
            }
            ('\\', Some('&')) => {
                out.push_str("${0}");
                letters.next();
            }
            ('\\', Some('\\')) => {
                letters.next();
                if letters.peek().is_some_and(char::is_ascii_digit) {
                    return Err("a backslash before a digit in what takes the place of a match");
                }
                out.push('\\');
            }
            (other, _) => out.push(other),
        }
    }
    Ok(out)
}

/// What is known of the brackets that are open.
#[derive(Default)]
struct Open {
    /// Whether what is within them is a group of the answer.
    counts: bool,
    /// Whether there are such groups within.
    within: bool,
    /// Whether there are alternatives within.
    either: bool,
}

/// Whether a group of the pattern may have no part in a match: PostgreSQL says NULL then, and the engine leaves it out, by which those
/// behind it have other numbers.
pub(super) fn may_lack_a_group(pattern: &str) -> bool {
    let mut open = vec![Open::default()];
    let mut letters = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => {
                letters.next();
            }
            '[' => in_class = true,
            ']' => in_class = false,
            _ if in_class => {}
            '(' => open.push(Open { counts: letters.peek() != Some(&'?'), ..Open::default() }),
            '|' => {
                if let Some(last) = open.last_mut() {
                    last.either = true;
                }
            }
            ')' => {
                let Some(closed) = open.pop() else { return false };
                let groups = closed.counts || closed.within;
                let maybe = matches!(letters.peek(), Some('?' | '*' | '{'));
                if (maybe && groups) || (closed.either && closed.within) {
                    return true;
                }
                if let Some(around) = open.last_mut() {
                    around.within |= groups;
                }
            }
            _ => {}
        }
    }
    open.first().is_some_and(|all| all.either && all.within)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_those_of_postgresql() {
        for (pattern, expected) in [
            (r"\ybar\y", r"\bbar\b"),
            (r"\mbar\M", r"\b{start}bar\b{end}"),
            ("[[:<:]]a[[:>:]]", r"\b{start}a\b{end}"),
            (r"foo\Z", r"foo\z"),
            (r"[\b.]", r"[\x08.]"),
            ("a.c", "(?s)a.c"),
            (r"a\.c", r"a\.c"),
            ("[[:alpha:].]+", "[[:alpha:].]+"),
            ("[]a]", r"[\]a]"),
            ("[^]a]", r"[^\]a]"),
            ("[[a&&b~]", r"[\[a\&\&b\~]"),
            (r"\d+\s", r"\d+\s"),
        ] {
            assert_eq!(regex(pattern, true).unwrap(), expected, "{pattern}");
        }
        assert!(regex(r"\bbar", true).unwrap_err().contains("\\y"));
        assert!(regex(r"o\Bo", true).is_err());
        assert_eq!(regex("a.c", false).unwrap(), "a.c");
    }

    #[test]
    fn replacements_are_those_of_postgresql() {
        for (text, expected) in
            [(r"[\1]", "[${1}]"), ("$1", "$$1"), (r"\12", "${1}2"), (r"\&", "${0}"), (r"\\", r"\")]
        {
            assert_eq!(replacement(text).unwrap(), expected, "{text}");
        }
        assert!(replacement(r"\\1").is_err());
    }

    #[test]
    fn groups_that_may_be_missing_are_seen() {
        for pattern in ["a(b)?c", "(a)|(b)", "(?:(a)|b)", "((a)b)*", "(?:x(a))?", "(a){0,1}"] {
            assert!(may_lack_a_group(pattern), "{pattern}");
        }
        for pattern in ["(a|b)c", "^(a|ab)", "(a)(b)", "a|b", "(b?)", r"\(a\)?", "[(]a?"] {
            assert!(!may_lack_a_group(pattern), "{pattern}");
        }
    }
}
