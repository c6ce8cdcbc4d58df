//! The name of one request, in its answer and in the log.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderName};

/// Names one request in answers and in the log.
#[derive(Debug, Clone)]
pub struct RequestId(pub Arc<str>);

impl Default for RequestId {
    fn default() -> Self {
        Self(Arc::from(uuid::Uuid::now_v7().to_string()))
    }
}

/// The header that carries it.
pub static HEADER: HeaderName = HeaderName::from_static("x-request-id");

impl RequestId {
    /// The caller's own id where it is short and harmless, otherwise a new one.
    pub fn of(headers: &HeaderMap) -> Self {
        let given = headers.get(&HEADER).and_then(|value| value.to_str().ok());
        let harmless = |text: &&str| {
            (1..=64).contains(&text.len())
                && text
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
        };
        given.filter(harmless).map_or_else(Self::default, |text| Self(Arc::from(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_callers_request_id_is_kept_only_when_harmless() {
        let id = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(&HEADER, HeaderValue::from_static(text));
            RequestId::of(&headers).0
        };
        assert_eq!(&*id("abc-1.2_3"), "abc-1.2_3");
        assert_ne!(&*id("a b<script>"), "a b<script>");
    }
}
