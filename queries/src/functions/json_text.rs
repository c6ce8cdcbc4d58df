//! Members of JSON as the text has them. What is taken out of a text stays as it was written there: no number loses a
//! digit, no key its place.

use serde::de::IgnoredAny;

/// A JSON text, known to be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Json<'a>(&'a str);

/// The kinds of JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum JsonKind {
    Object,
    Array,
    String,
    Number,
    Boolean,
    Null,
}

impl JsonKind {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Object => "object",
            Self::Array => "array",
            Self::String => "string",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Null => "null",
        }
    }
}

impl<'a> Json<'a> {
    /// # Errors
    /// What is wrong with the text, and where.
    pub fn new(text: &'a str) -> Result<Self, String> {
        match serde_json::from_str::<IgnoredAny>(text) {
            Ok(_) => Ok(Self(text.trim_matches([' ', '\t', '\n', '\r']))),
            Err(error) => Err(format!("it is no JSON: {error}")),
        }
    }

    pub const fn as_str(self) -> &'a str {
        self.0
    }

    pub fn kind(self) -> JsonKind {
        match self.0.as_bytes().first() {
            Some(b'{') => JsonKind::Object,
            Some(b'[') => JsonKind::Array,
            Some(b'"') => JsonKind::String,
            Some(b't' | b'f') => JsonKind::Boolean,
            Some(b'n') => JsonKind::Null,
            _ => JsonKind::Number,
        }
    }

    /// The text of a string without its quotes, other values as they are written; `None` for null.
    pub fn text(self) -> Option<String> {
        match self.kind() {
            JsonKind::Null => None,
            // A surrogate that stands alone is no letter: such a text stays as it was written.
            JsonKind::String => {
                Some(serde_json::from_str(self.0).unwrap_or_else(|_| self.0.to_owned()))
            }
            _ => Some(self.0.to_owned()),
        }
    }

    /// The items of an array; `None` of anything else.
    pub fn items(self) -> Option<Vec<Self>> {
        (self.kind() == JsonKind::Array).then(|| {
            let parts = Parts { rest: inside(self.0) };
            parts.map(|part| Json(part.trim_matches([' ', '\t', '\n', '\r']))).collect()
        })
    }

    /// Keys and values of an object as they stand there; `None` of anything else.
    pub fn members(self) -> Option<Vec<(String, Self)>> {
        (self.kind() == JsonKind::Object).then(|| {
            let parts = Parts { rest: inside(self.0) };
            parts
                .filter_map(|part| {
                    let part = part.trim_matches([' ', '\t', '\n', '\r']);
                    let end = end_of_string(part)?;
                    let (key, value) = part.split_at_checked(end)?;
                    let key = Json(key).text()?;
                    let value = value.trim_start_matches([' ', '\t', '\n', '\r', ':']);
                    Some((key, Json(value)))
                })
                .collect()
        })
    }

    /// The value of a key; of one that stands there twice the last, as PostgreSQL takes it.
    pub fn member(self, key: &str) -> Option<Self> {
        let members = self.members()?;
        members.into_iter().rev().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The item at a place from 0; from the end when it is negative.
    pub fn item(self, place: i64) -> Option<Self> {
        let items = self.items()?;
        let place = if place < 0 {
            let back = usize::try_from(place.unsigned_abs()).ok()?;
            items.len().checked_sub(back)?
        } else {
            usize::try_from(place).ok()?
        };
        items.get(place).copied()
    }

    /// The member of an object, or the item of an array whose place the text is.
    pub fn step(self, step: &str) -> Option<Self> {
        match self.kind() {
            JsonKind::Array => self.item(step.parse().ok()?),
            _ => self.member(step),
        }
    }
}

/// Without the brackets around.
fn inside(text: &str) -> &str {
    text.get(1..text.len().saturating_sub(1)).unwrap_or_default()
}

/// Behind the closing quote of a text that begins with a string.
fn end_of_string(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// What stands between the commas of one level.
struct Parts<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Parts<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        if self.rest.trim_matches([' ', '\t', '\n', '\r']).is_empty() {
            return None;
        }
        let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
        // All of JSON's signs are one byte, and none of them is a part of another letter.
        for (at, byte) in self.rest.bytes().enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if quoted => escaped = true,
                b'"' => quoted = !quoted,
                _ if quoted => {}
                b'[' | b'{' => depth += 1,
                b']' | b'}' => depth = depth.saturating_sub(1),
                b',' if depth == 0 => {
                    let (part, rest) = self.rest.split_at_checked(at)?;
                    self.rest = rest.get(1..).unwrap_or_default();
                    return Some(part);
                }
                _ => {}
            }
        }
        Some(std::mem::take(&mut self.rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    #[test]
    fn what_is_taken_out_is_as_it_was_written() {
        let text = " { \"a\" : [1, 12345678901234567890123 , {\"b\":\"x,]}\\\"\"}], \"a, b\":null,\"é\\n\" : -0.10e+5 , \"a\":[ ] } ";
        let json = Json::new(text).unwrap();
        let keys: Vec<String> = json.members().unwrap().into_iter().map(|(key, _)| key).collect();
        assert_eq!(keys, ["a", "a, b", "é\n", "a"]);
        assert_eq!(json.member("a").unwrap().as_str(), "[ ]");
        let first = json.members().unwrap()[0].1;
        assert_eq!(first.item(1).unwrap().as_str(), "12345678901234567890123");
        assert_eq!(first.item(-1).unwrap().step("b").unwrap().text().unwrap(), "x,]}\"");
        assert_eq!(json.member("é\n").unwrap().text().unwrap(), "-0.10e+5");
        assert_eq!(json.member("a, b").unwrap().text(), None);
        assert_eq!(json.step("a").unwrap().items().unwrap(), []);
        assert_eq!((first.item(3), first.item(-4), first.member("a")), (None, None, None));
        for wrong in ["", "{", "[1,]", "{a:1}", "1 2", "'a'"] {
            assert!(Json::new(wrong).is_err(), "{wrong}");
        }
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            "[ -~é\\n]{0,6}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 40, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::vec(("[ -~]{0,4}", inner), 0..5)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn parts_are_those_that_a_reader_of_json_finds(value in values(), pretty: bool) {
            let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
            let text = text.unwrap();
            let json = Json::new(&text).unwrap();
            let read = |part: Json<'_>| serde_json::from_str::<Value>(part.as_str()).unwrap();
            match &value {
                Value::Array(items) => {
                    let found: Vec<Value> = json.items().unwrap().into_iter().map(read).collect();
                    prop_assert_eq!(&found, items);
                }
                Value::Object(members) => {
                    let found = json.members().unwrap();
                    prop_assert_eq!(found.len(), members.len());
                    for (key, part) in found {
                        prop_assert_eq!(&read(part), &members[&key]);
                    }
                }
                _ => prop_assert!(json.items().is_none() && json.members().is_none()),
            }
        }
    }
}
