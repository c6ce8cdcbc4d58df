//! The patterns of `SIMILAR TO` (SQL:2003, 8.6) as regular expressions.

/// A regular expression that matches the same texts as a whole. `escape` is what stands after ESCAPE; a backslash where
/// nothing does.
///
/// # Errors
/// What is wrong with the pattern, for people.
pub(super) fn regex(pattern: &str, escape: Option<char>) -> Result<String, String> {
    let escape = escape.unwrap_or('\\');
    let mut regex = String::from("^(?s:");
    let mut letters = pattern.chars();
    let mut in_class = false;
    let mut in_count = false;
    let mut open = 0usize;
    while let Some(letter) = letters.next() {
        match letter {
            _ if letter == escape => match letters.next() {
                Some(plain) => literal(plain, &mut regex),
                None => return Err("the pattern ends with its escape character".to_owned()),
            },
            ']' if in_class => {
                in_class = false;
                regex.push(']');
            }
            // Only these have a meaning inside of brackets; the engine's expressions know more.
            '[' | '&' | '~' | '\\' if in_class => literal(letter, &mut regex),
            _ if in_class => regex.push(letter),
            '[' => {
                in_class = true;
                regex.push('[');
            }
            '%' => regex.push_str(".*"),
            '_' => regex.push('.'),
            '(' => {
                open += 1;
                // `(?` begins an option in the engine's expressions, and is nothing in SQL.
                regex.push_str("(?:");
            }
            ')' => {
                open = open.checked_sub(1).ok_or("a bracket is closed that was not opened")?;
                regex.push(')');
            }
            '{' | '}' => {
                in_count = letter == '{';
                regex.push(letter);
            }
            ',' if in_count => regex.push(letter),
            '|' | '*' | '+' | '?' => regex.push(letter),
            other => literal(other, &mut regex),
        }
    }
    if in_class || open > 0 {
        return Err("a bracket of the pattern is not closed".to_owned());
    }
    regex.push_str(")$");
    Ok(regex)
}

/// A letter that stands for itself.
fn literal(letter: char, regex: &mut String) {
    if letter.is_ascii_punctuation() {
        regex.push('\\');
    }
    regex.push(letter);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_texts() {
        for (pattern, expected) in [
            ("(Suka|Karang)%", "^(?s:(?:Suka|Karang).*)$"),
            ("a_c", "^(?s:a.c)$"),
            ("a.c$", r"^(?s:a\.c\$)$"),
            ("[a-c]+", "^(?s:[a-c]+)$"),
            ("[^0-9]{2,3}", "^(?s:[^0-9]{2,3})$"),
            (r"100\%", r"^(?s:100\%)$"),
        ] {
            assert_eq!(regex(pattern, None).unwrap(), expected, "{pattern}");
        }
        assert_eq!(regex("100#%", Some('#')).unwrap(), r"^(?s:100\%)$");
    }

    #[test]
    fn broken_patterns_are_refused() {
        for pattern in ["(a", "a)", "[a", "a\\"] {
            assert!(regex(pattern, None).is_err(), "{pattern}");
        }
    }
}
