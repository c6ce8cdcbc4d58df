//! `Forwarded` (RFC 7239): what each proxy on the way says of the one before it.

use axum::http::HeaderMap;

/// What one proxy says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Element {
    /// Who asked it.
    pub client: Option<String>,
    /// The host that was asked for.
    pub host: Option<String>,
    /// `http` or `https`.
    pub proto: Option<String>,
}

/// What all proxies say, whoever came first first.
pub fn elements(headers: &HeaderMap) -> Vec<Element> {
    let lists = headers.get_all("forwarded").iter().filter_map(|value| value.to_str().ok());
    lists.flat_map(|list| parts(list, ',')).map(element).collect()
}

fn element(text: &str) -> Element {
    let mut found = Element::default();
    for (name, value) in parts(text, ';').into_iter().filter_map(|pair| pair.split_once('=')) {
        let value = Some(unquoted(value.trim()));
        match name.trim().to_ascii_lowercase().as_str() {
            "for" => found.client = value,
            "host" => found.host = value,
            "proto" => found.proto = value.map(|text| text.to_ascii_lowercase()),
            _ => {}
        }
    }
    found
}

/// The parts between separators that do not stand in quotes.
fn parts(text: &str, separator: char) -> Vec<&str> {
    let (mut quoted, mut escaped) = (false, false);
    text.split(move |letter: char| {
        let here = letter == separator && !quoted;
        (quoted, escaped) = match letter {
            '"' if !escaped => (!quoted, false),
            '\\' if quoted => (quoted, !escaped),
            _ => (quoted, false),
        };
        here
    })
    .collect()
}

fn unquoted(text: &str) -> String {
    match text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        Some(inner) => inner.replace('\\', ""),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn elements_are_read_in_and_out_of_quotes() {
        let mut headers = HeaderMap::new();
        for list in [
            "for=203.0.113.7;Proto=HTTPS; host=\"desa.example:8443\"",
            "for=\"[2001:db8::1]:443\";by=\"a,b;c\\\"d\", for=unknown",
        ] {
            headers.append("forwarded", HeaderValue::from_static(list));
        }
        let text = |text: &str| Some(text.to_owned());
        let first = Element {
            client: text("203.0.113.7"),
            host: text("desa.example:8443"),
            proto: text("https"),
        };
        let second = Element { client: text("[2001:db8::1]:443"), ..Element::default() };
        let third = Element { client: text("unknown"), ..Element::default() };
        assert_eq!(elements(&headers), [first, second, third]);
        assert_eq!(elements(&HeaderMap::new()), []);
    }
}
