//! Fields as forms and addresses write them.

use std::fmt::Write as _;

/// Fields as forms and addresses write them.
pub fn form(fields: &[(&str, &str)]) -> String {
    let pairs = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// A text in which nothing means anything.
pub fn encoded(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut written, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                written.push(char::from(byte));
            }
            _ => {
                // Writing to a text does not fail.
                let _ = write!(written, "%{byte:02X}");
            }
        }
        written
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_means_itself() {
        let fields =
            form(&[("scope", "openid profil"), ("redirect_uri", "https://a.id/x?y=1&z=é")]);
        let expected =
            "scope=openid%20profil&redirect_uri=https%3A%2F%2Fa.id%2Fx%3Fy%3D1%26z%3D%C3%A9";
        assert_eq!(fields, expected);
    }
}
