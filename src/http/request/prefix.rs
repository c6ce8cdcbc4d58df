//! The path under which a proxy shows this server: `/desmigratif` where `https://host/desmigratif/` is its first page.
//!
//! The proxy takes the prefix off the address that it asks for and names it in `X-Forwarded-Prefix`. [`super::proxy`]
//! leaves that header only where it is a trusted proxy's and fit to stand in an answer; everything after it reads [`of`].

use axum::http::HeaderMap;

/// The header that names it.
pub const HEADER: &str = "x-forwarded-prefix";
/// A longer path is nobody's.
const LONGEST: usize = 100;

/// The path under which this server is shown, with a slash before it and none after it; empty at the root of its host.
pub fn of(headers: &HeaderMap) -> &str {
    headers.get(HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Tells what writes an answer later than the request is at hand: the path under which this server is shown.
#[derive(Debug, Clone, Default)]
pub struct Under(pub String);

/// The path that the header names; empty without one.
///
/// # Errors
/// What is wrong with it. It is written into pages, scripts' addresses and cookies, so it is plain letters or nothing.
pub fn read(headers: &HeaderMap) -> Result<String, &'static str> {
    let mut all = headers.get_all(HEADER).iter();
    let (first, second) = (all.next(), all.next());
    if second.is_some() {
        return Err("it is there twice");
    }
    let Some(first) = first.filter(|value| !value.is_empty()) else { return Ok(String::new()) };
    let text = first.to_str().unwrap_or("?");
    let Some(path) = text.strip_prefix('/') else { return Err("it does not begin with `/`") };
    if path.is_empty() || path.ends_with('/') {
        return Err("it ends in `/`");
    }
    if text.len() > LONGEST {
        return Err("it is longer than 100 letters");
    }
    let plain = |letter: u8| letter.is_ascii_alphanumeric() || b"._~-".contains(&letter);
    for segment in path.split('/') {
        if segment.is_empty() || !segment.bytes().all(plain) {
            return Err("a part of it is not made of letters, digits, `.`, `_`, `~` and `-`");
        }
        if matches!(segment, "." | "..") {
            return Err("`.` and `..` are no parts of it");
        }
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn said(texts: &[&str]) -> Result<String, &'static str> {
        let mut headers = HeaderMap::new();
        for text in texts {
            headers.append(HEADER, HeaderValue::from_bytes(text.as_bytes()).unwrap());
        }
        read(&headers)
    }

    #[test]
    fn a_prefix_is_a_path_of_plain_letters() {
        for fit in ["", "/desmigratif", "/a/b-c/d_e.f~g", &format!("/{}", "a".repeat(99))] {
            assert_eq!(said(&[fit]).as_deref(), Ok(fit));
        }
        assert_eq!(said(&[]).as_deref(), Ok(""));
    }

    #[test]
    fn anything_else_is_refused() {
        let long = format!("/{}", "a".repeat(100));
        for unfit in [
            "/",
            "desmigratif",
            "/a/",
            "//evil.example",
            "/a//b",
            "/..",
            "/a/../b",
            "/.",
            "/a b",
            "/a?b",
            "/a#b",
            "/\"><script>",
            "/a%2fb",
            "/a\\b",
            "/a, /b",
            "/a:b",
            "/é",
            "https://evil.example",
            &long,
        ] {
            assert!(said(&[unfit]).is_err(), "{unfit}");
        }
        assert!(said(&["/a", "/a"]).is_err());
    }
}
