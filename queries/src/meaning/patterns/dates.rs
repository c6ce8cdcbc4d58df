//! PostgreSQL's patterns for dates (its manual, table 9.26) as those of `strftime`, which the engine reads.

/// What PostgreSQL writes, and what the engine calls it; longer names before their beginnings.
const FIELDS: &[(&str, &str)] = &[
    ("FMMonth", "%B"),
    ("FMDay", "%A"),
    ("FMDD", "%-d"),
    ("FMMM", "%-m"),
    ("FMHH24", "%-H"),
    ("FMHH12", "%-I"),
    ("FMHH", "%-I"),
    ("HH24", "%H"),
    ("HH12", "%I"),
    ("HH", "%I"),
    ("MI", "%M"),
    ("SS", "%S"),
    ("MS", "%3f"),
    ("US", "%6f"),
    ("AM", "%p"),
    ("PM", "%p"),
    ("am", "%P"),
    ("pm", "%P"),
    ("IYYY", "%G"),
    ("IW", "%V"),
    ("ID", "%u"),
    ("YYYY", "%Y"),
    ("YY", "%y"),
    ("MM", "%m"),
    ("Mon", "%b"),
    ("DDD", "%j"),
    ("DD", "%d"),
    ("Dy", "%a"),
];

/// The pattern in the engine's language. One that already is (it has a `%`) is not for here.
///
/// # Errors
/// Names the part that has no equal there.
pub(super) fn strftime(pattern: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        let lower = |name: &str| rest.get(..name.len()).is_some_and(|s| s == name.to_lowercase());
        let same = |name: &str| rest.starts_with(name);
        // Letters of numbers may be small; those of names and of AM say how the answer is written.
        let found = FIELDS.iter().find(|(name, _)| {
            same(name)
                || (name.chars().all(|c| !c.is_lowercase())
                    && !matches!(*name, "AM" | "PM")
                    && lower(name))
        });
        // Filled up to nine letters there; this is not `Mon` and more letters.
        let filled = ["MONTH", "DAY"]
            .iter()
            .any(|name| rest.get(..name.len()).is_some_and(|s| s.eq_ignore_ascii_case(name)));
        if filled {
            return Err("the names of months and days are filled up with blanks in PostgreSQL; write FMMonth, FMDay, Mon or Dy".to_owned());
        }
        // Seconds of the day and days of the week-numbering year, which shorter names would cut in two.
        for longer in ["SSSS", "IDDD"] {
            if rest.get(..longer.len()).is_some_and(|s| s.eq_ignore_ascii_case(longer)) {
                return Err(format!(
                    "the pattern `{longer}` is not known here; extract(epoch FROM x) % 86400 has the seconds of the day"
                ));
            }
        }
        if let Some((name, field)) = found {
            out.push_str(field);
            rest = rest.get(name.len()..).unwrap_or_default();
        } else if let Some(quoted) = rest.strip_prefix('"') {
            let (text, after) = quoted.split_once('"').ok_or("a quotation mark is not closed")?;
            out.push_str(text);
            rest = after;
        } else if first.is_alphabetic() {
            let word: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
            return Err(format!(
                "the pattern `{word}` is not known here; patterns of strftime (%d %B %Y) are read too"
            ));
        } else {
            out.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_translated() {
        for (pattern, expected) in [
            ("YYYY-MM-DD", "%Y-%m-%d"),
            ("yyyy-mm-dd", "%Y-%m-%d"),
            ("DD Mon YYYY", "%d %b %Y"),
            ("HH24:MI:SS.MS", "%H:%M:%S.%3f"),
            ("FMDD FMMonth YYYY", "%-d %B %Y"),
            (r#"YYYY"W"IW"#, "%YW%V"),
            ("DDD", "%j"),
        ] {
            assert_eq!(strftime(pattern).unwrap(), expected, "{pattern}");
        }
    }

    #[test]
    fn what_cannot_be_translated_is_named() {
        assert!(strftime("Q").unwrap_err().contains("`Q`"));
        // PostgreSQL fills up to nine letters.
        assert!(strftime("Month").unwrap_err().contains("FMMonth"));
        assert!(strftime("DD MONTH").unwrap_err().contains("FMMonth"));
        assert!(strftime("YYYY\"x").is_err());
        assert!(strftime("SSSS").unwrap_err().contains("epoch"));
        assert!(strftime("IYYY-IDDD").unwrap_err().contains("IDDD"));
    }
}
