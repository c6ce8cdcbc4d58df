//! One spelling for one value, and one hash for one spelling: JSON with sorted keys and no spaces, and BLAKE3
//! of it. Plans, frozen selections, the chain of events and entity tags are all named so.

use serde::Serialize;
use serde_json::Value;

/// The canonical text of a value.
///
/// # Errors
/// A value that is not JSON, such as a map with keys that are no texts.
pub fn canonical(value: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut text = String::new();
    write(&serde_json::to_value(value)?, &mut text);
    Ok(text)
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by(|a, b| a.0.cmp(b.0));
            out.push('{');
            for (i, (key, value)) in entries.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                out.push_str(&Value::String(key.clone()).to_string());
                out.push(':');
                write(value, out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        other => out.push_str(&other.to_string()),
    }
}

/// BLAKE3 of the parts as if they were one text: 64 hexadecimal digits.
pub fn fingerprint<P: AsRef<[u8]>>(parts: impl IntoIterator<Item = P>) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part.as_ref());
    }
    hasher.finalize().to_hex().to_string()
}

/// The first `digits` of the [`fingerprint`], where it only has to tell a few things apart.
pub fn short_fingerprint<P: AsRef<[u8]>>(
    digits: usize,
    parts: impl IntoIterator<Item = P>,
) -> String {
    let mut text = fingerprint(parts);
    text.truncate(digits);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn where_parts_end_does_not_show() {
        let whole = fingerprint(["abc"]);
        assert_eq!(fingerprint(["a", "bc"]), whole);
        assert_eq!(whole, blake3::hash(b"abc").to_hex().as_str());
        assert_eq!(short_fingerprint(12, ["abc"]), whole[..12]);
    }

    #[test]
    fn the_order_of_keys_does_not_show() {
        let text = canonical(&json!({"b": [1, {"z": null, "a": "é\""}], "a": 0.5})).unwrap();
        assert_eq!(text, r#"{"a":0.5,"b":[1,{"a":"é\"","z":null}]}"#);
    }
}
