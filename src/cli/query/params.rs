//! Parameters of a statement as they are typed.

use anyhow::{Context as _, bail};
use queries::Params;
use serde_json::{Map, Value};

/// Reads `name=value` pairs.
///
/// # Errors
/// A pair without `=` or with a name that no placeholder can have, and a name that occurs twice.
pub(super) fn read(pairs: &[String]) -> anyhow::Result<Params> {
    if pairs.is_empty() {
        return Ok(Params::None);
    }
    let mut values = Map::new();
    for pair in pairs {
        let (name, text) = pair
            .split_once('=')
            .with_context(|| format!("--param {pair}: write it as name=value"))?;
        let name = name.strip_prefix('$').unwrap_or(name);
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if name.is_empty() || !name.chars().all(plain) {
            bail!("--param {pair}: `{name}` is no name; use letters, digits and `_`");
        }
        if values.insert(name.to_owned(), value(text)).is_some() {
            bail!("--param {name} is given twice");
        }
    }
    Ok(Params::Named(values))
}

/// A number, a truth value, null or a quoted text as JSON writes them; any other text is itself.
fn value(text: &str) -> Value {
    match serde_json::from_str(text) {
        Ok(value @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_))) => value,
        _ => Value::String(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_what_they_look_like_and_codes_stay_texts() {
        for (text, expected) in [
            ("5", Value::from(5)),
            ("0.5", Value::from(0.5)),
            ("true", Value::from(true)),
            ("null", Value::Null),
            ("52.03.01.2001", Value::from("52.03.01.2001")),
            ("0017", Value::from("0017")),
            ("\"52\"", Value::from("52")),
            ("Lombok Timur", Value::from("Lombok Timur")),
            ("[1]", Value::from("[1]")),
            ("", Value::from("")),
        ] {
            assert_eq!(value(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_parameter_is_named() {
        for (pair, words) in
            [("n", "name=value"), ("a b=1", "`a b` is no name"), ("=1", "is no name")]
        {
            let message = read(&[pair.to_owned()]).unwrap_err().to_string();
            assert!(message.contains(words), "{message}");
        }
        let twice = read(&["n=1".to_owned(), "$n=2".to_owned()]).unwrap_err().to_string();
        assert_eq!(twice, "--param n is given twice");
    }
}
