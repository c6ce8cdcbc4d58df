//! Revalidation: strong entity tags that stand for the dataset version, answered before any work.
//!
//! A tag is `"{version}-{hash of address and Accept}"`, with the content coding as a suffix where
//! one was applied. A client can only know the tag of an address from a successful answer to that
//! address, so a matching tag proves that the answer has not changed since.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use geodata::tile;

use crate::http::request::prefix;
use crate::snapshot::Snapshot;
use geodata::canonical::short_fingerprint;

/// What caches may do with an answer. A 304 says what the answer would say that it stands for
/// (RFC 9110, section 15.4.5): a cache takes these headers over.
#[derive(Debug, Clone, Copy)]
pub struct Caching {
    control: &'static str,
    vary: &'static str,
}

impl Caching {
    /// Depends on the address and on `Accept`, and may change: clients ask each time.
    pub const ASKED: Self = Self { control: "no-cache", vary: "accept, accept-encoding" };
    /// As `ASKED`, of one kind whatever the client accepts.
    pub const FILE: Self = Self { control: "no-cache", vary: "accept-encoding" };
    /// The address stands for one content for ever.
    pub const IMMUTABLE: Self =
        Self { control: "public, max-age=31536000, immutable", vary: "accept-encoding" };

    /// As headers of an answer.
    pub fn headers(self) -> [(HeaderName, HeaderValue); 2] {
        [
            (header::CACHE_CONTROL, HeaderValue::from_static(self.control)),
            (header::VARY, HeaderValue::from_static(self.vary)),
        ]
    }
}

/// Middleware for everything that depends on the dataset and the address alone.
pub async fn revalidate(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let Some(Seen(seen)) = request.extensions().get::<Seen>().cloned().filter(|_| reads) else {
        return next.run(request).await;
    };
    let base = tag_base(&seen, &request);
    if let Some(known) = matching_tag(request.headers(), &base) {
        return not_modified(known, Caching::ASKED);
    }
    let mut response = next.run(request).await;
    if response.status().is_success() {
        set_tag(response.headers_mut(), &base);
    }
    response
}

/// The dataset as whoever asks sees it, which a request keeps to its end. The decision about access says which that is.
#[derive(Debug, Clone)]
pub struct Seen(pub Arc<Snapshot>);

/// Everything of a tag but its quotes and the suffix of the content coding.
fn tag_base(seen: &Snapshot, request: &Request) -> String {
    // What tells datasets and their catalogues apart, and the operator's questions.
    let (version, questions) = (seen.version(), seen.questions().fingerprint());
    let target = request.uri().path_and_query().map_or("", |target| target.as_str());
    // Descriptions of tiles carry their format.
    let format = tile::FORMAT.to_le_bytes();
    let package = env!("CARGO_PKG_VERSION").as_bytes();
    let mut parts = vec![package, &format, questions.as_bytes(), target.as_bytes()];
    if let Some(accept) = request.headers().get(header::ACCEPT) {
        parts.extend([b"\0".as_slice(), accept.as_bytes()]);
    }
    // Addresses in an answer are whole: a cache before several paths keeps one for each.
    let prefix = prefix::of(request.headers());
    if !prefix.is_empty() {
        parts.extend([b"\0under".as_slice(), prefix.as_bytes()]);
    }
    format!("{version}-{}", short_fingerprint(12, parts))
}

/// The tag of `If-None-Match` that is `base`, whatever its content coding.
pub fn matching_tag(headers: &HeaderMap, base: &str) -> Option<HeaderValue> {
    let given = headers.get_all(header::IF_NONE_MATCH);
    let tags = given.iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(','));
    let found = tags.map(str::trim).find(|tag| {
        let opaque = tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"');
        opaque.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with('+'))
    })?;
    HeaderValue::from_str(found).ok()
}

/// A 304 with the tag that the client already has, cached as the answer that it stands for.
pub fn not_modified(tag: HeaderValue, caching: Caching) -> Response {
    (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)], caching.headers()).into_response()
}

/// Keeps an answer for whoever asked for it out of caches that others read from.
pub fn keep_private(headers: &mut HeaderMap) {
    let control = headers
        .get(header::CACHE_CONTROL)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let private = match control {
        "" => "private, no-cache".to_owned(),
        own if own.contains("no-store") || own.contains("private") => return,
        shared => format!("private, {}", shared.trim_start_matches("public, ")),
    };
    if let Ok(value) = HeaderValue::from_str(&private) {
        headers.insert(header::CACHE_CONTROL, value);
    }
    headers.append(header::VARY, HeaderValue::from_static("cookie, authorization"));
}

/// Adds the tag; the client has to ask each time, and is answered 304 while nothing changed.
fn set_tag(headers: &mut HeaderMap, base: &str) {
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{base}\"")) {
        headers.insert(header::ETAG, tag);
    }
    for (name, value) in Caching::ASKED.headers() {
        headers.insert(name, value);
    }
}

/// Middleware outside the compression: a strong tag names one sequence of bytes, so the tag of a
/// compressed answer carries its coding.
pub async fn tag_the_coding(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let coding = headers.get(header::CONTENT_ENCODING).and_then(|v| v.to_str().ok());
    let tag = headers.get(header::ETAG).and_then(|v| v.to_str().ok());
    if response_is_tagged(coding, tag)
        && let (Some(coding), Some(tag)) = (coding, tag)
        && let Ok(tag) = HeaderValue::from_str(&format!("{}+{coding}\"", tag.trim_end_matches('"')))
    {
        headers.insert(header::ETAG, tag);
    }
    response
}

/// Whether a tag still lacks the coding of its answer.
fn response_is_tagged(coding: Option<&str>, tag: Option<&str>) -> bool {
    matches!((coding, tag), (Some(_), Some(tag)) if !tag.contains('+'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_for_one_reader_is_kept_by_their_browser_alone() {
        for (before, after) in [
            (None, "private, no-cache"),
            (Some("no-cache"), "private, no-cache"),
            (Some("public, max-age=31536000, immutable"), "private, max-age=31536000, immutable"),
            (Some("no-store"), "no-store"),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(before) = before {
                headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(before));
            }
            keep_private(&mut headers);
            assert_eq!(headers[header::CACHE_CONTROL], after);
        }
    }

    fn headers(tags: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_NONE_MATCH, HeaderValue::from_str(tags).unwrap());
        headers
    }

    #[test]
    fn a_tag_matches_in_every_coding_and_in_lists() {
        for tags in ["\"v1-aa\"", "\"v1-aa+gzip\"", "W/\"v1-aa\"", "\"x\", \"v1-aa+br\""] {
            assert!(matching_tag(&headers(tags), "v1-aa").is_some(), "{tags}");
        }
    }

    #[test]
    fn other_versions_addresses_and_the_asterisk_do_not_match() {
        for tags in ["\"v2-aa\"", "\"v1-aab\"", "\"v1-ab\"", "*", ""] {
            assert!(matching_tag(&headers(tags), "v1-aa").is_none(), "{tags}");
        }
    }
}
