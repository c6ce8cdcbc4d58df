//! The application in the browser, from inside the binary.
//!
//! Files of `web/build` are served under their own path; every other address that could be a page
//! gets the application's `index.html`, because its router lives in the browser. Addresses of
//! the interface never do: a mistyped `/api/...` is an error, not a page.

use std::borrow::Cow;
use std::fmt::Write as _;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest, Sha256};

use crate::app::AppState;
use crate::http::answer::cache::{self, Caching};
use crate::http::preview;
use crate::http::problem::{ApiError, ApiResult, Code};
use crate::http::request::origin::Origin;
use crate::http::request::prefix;
use geodata::canonical::short_fingerprint;

#[derive(RustEmbed)]
#[folder = "web/build"]
#[allow_missing = true]
struct WebBuild;

/// First segments that belong to the interface and never show the application.
const INTERFACE: [&str; 8] =
    ["api", "tiles", "styles", "maps", "docs", "metrics", "healthz", "readyz"];

/// What the binary shows when it was built without the application.
const NOT_BUILT: &str = "<!doctype html><html lang=en><meta charset=utf-8><title>Desmigratif</title>\
<h1>Desmigratif</h1><p>This binary was built without the web application. Build it with\
<pre>npm --prefix web ci\nnpm --prefix web run build\ncargo build --release</pre>\
<p>The interface works without it: <a href=/docs>its description</a>.</html>";

/// Answers every address that no route has.
pub async fn fallback(
    State(app): State<AppState>,
    origin: Origin,
    request: Request,
) -> ApiResult<Response> {
    let path = request.uri().path().trim_start_matches('/').to_owned();
    let first = path.split('/').next().unwrap_or_default();
    if INTERFACE.contains(&first) {
        return Err(no_route(&path));
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Err(ApiError::new(Code::MethodNotAllowed, "Pages answer GET and HEAD only."));
    }
    if let Some(file) = WebBuild::get(&path) {
        let own = if path == "index.html" { prefix::of(request.headers()) } else { "" };
        return Ok(serve(&path, file, request.headers(), "", own));
    }
    // A missing script or image must not become a page of HTML. The dots of `wilayah/52.03` are those of a code.
    if first != "wilayah" && path.rsplit('/').next().is_some_and(|name| name.contains('.')) {
        return Err(no_route(&path));
    }
    let under = prefix::of(request.headers());
    Ok(match WebBuild::get("index.html") {
        Some(file) => {
            // A picture that cannot be drawn is not named.
            let tags = match app.maps().are_drawn() {
                true => preview::tags(&path, request.uri().query(), &origin),
                false => String::new(),
            };
            serve("index.html", file, request.headers(), &tags, under)
        }
        None => Html(NOT_BUILT.replace("href=/", &format!("href={under}/"))).into_response(),
    })
}

fn no_route(path: &str) -> ApiError {
    ApiError::new(Code::NotFound, format!("No route has the path `/{path}`."))
        .hint("All routes are listed at /docs.")
}

/// One file: files whose name carries their hash never change, the others are revalidated. `tags` are put into the
/// head of a page, and its addresses `under` a path.
fn serve(path: &str, file: EmbeddedFile, headers: &HeaderMap, tags: &str, under: &str) -> Response {
    let caching =
        if path.starts_with("_app/immutable/") { Caching::IMMUTABLE } else { Caching::FILE };
    let mut tag = String::with_capacity(32);
    for byte in &file.metadata.sha256_hash()[..12] {
        // Writing to a string cannot fail.
        let _ = write!(tag, "{byte:02x}");
    }
    if !tags.is_empty() || !under.is_empty() {
        tag += &short_fingerprint(12, [tags, "\0", under]);
    }
    if let Some(known) = cache::matching_tag(headers, &tag) {
        return cache::not_modified(known, caching);
    }
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let text = matches!(
        (kind.type_().as_str(), kind.subtype().as_str()),
        ("text", _) | (_, "javascript" | "json")
    );
    let content_type = if text { format!("{kind}; charset=utf-8") } else { kind.to_string() };
    let body = match file.data {
        data if !tags.is_empty() || !under.is_empty() => Body::from(placed(&data, tags, under)),
        Cow::Borrowed(bytes) => Body::from(bytes),
        Cow::Owned(bytes) => Body::from(bytes),
    };
    let mut response = (StatusCode::OK, body).into_response();
    let to = response.headers_mut();
    for (name, value) in caching.headers() {
        to.insert(name, value);
    }
    for (name, value) in
        [(header::CONTENT_TYPE, content_type), (header::ETAG, format!("\"{tag}\""))]
    {
        if let Ok(value) = HeaderValue::from_str(&value) {
            to.insert(name, value);
        }
    }
    response
}

/// A page with more in its head, and its addresses under a path: those of its links, and the one that its scripts read
/// from `data-base` (`web/scripts/anywhere.js`). Scripts stay as they are, for the policy names them by their hash.
fn placed(page: &[u8], tags: &str, under: &str) -> Vec<u8> {
    const END: &str = "</head>";
    let page = String::from_utf8_lossy(page).replacen(END, &format!("{tags}{END}"), 1);
    if under.is_empty() {
        return page.into_bytes();
    }
    let page = page.replacen("data-base=\"\"", &format!("data-base=\"{under}\""), 1);
    page.replace("href=\"/", &format!("href=\"{under}/")).into_bytes()
}

/// The content security policy: nothing from elsewhere; of inline scripts only the ones that the
/// application's own page has, by their hash.
pub fn content_security_policy() -> HeaderValue {
    let page = WebBuild::get("index.html");
    let page = page.as_ref().map_or("", |file| std::str::from_utf8(&file.data).unwrap_or_default());
    let mut scripts = String::from("'self'");
    for script in inline_scripts(page) {
        let _ = write!(scripts, " 'sha256-{}'", STANDARD.encode(Sha256::digest(script)));
    }
    let policy = format!(
        "default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; \
         img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; child-src blob:; \
         connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'self'"))
}

/// The texts of the `<script>` elements without `src`.
fn inline_scripts(page: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = page;
    while let Some((_, after)) = rest.split_once("<script") {
        let Some((attributes, after)) = after.split_once('>') else { break };
        let Some((text, after)) = after.split_once("</script>") else { break };
        if !attributes.contains("src=") {
            found.push(text);
        }
        rest = after;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_scripts_are_found_and_linked_ones_are_not() {
        let page = "<script>a()</script><script src=\"x.js\"></script><script type=\"module\">\nb()\n</script>";
        assert_eq!(inline_scripts(page), ["a()", "\nb()\n"]);
    }

    #[test]
    fn the_policy_names_no_other_origin() {
        let policy = content_security_policy();
        let policy = policy.to_str().unwrap();
        assert!(policy.starts_with("default-src 'self'; script-src 'self'"));
        assert!(!policy.contains("http"), "{policy}");
    }

    #[test]
    fn under_a_path_links_and_the_base_have_it_and_scripts_are_untouched() {
        let page = "<html lang=\"id\" data-base=\"\"><head><link href=\"/_app/a.js\" rel=\"modulepreload\">\
                    <script>x = { base: document.documentElement.dataset.base }</script></head></html>";
        assert_eq!(placed(page.as_bytes(), "", ""), page.as_bytes());
        let under = String::from_utf8(placed(page.as_bytes(), "<meta>", "/desa")).unwrap();
        assert!(
            under.contains("data-base=\"/desa\"") && under.contains("<meta></head>"),
            "{under}"
        );
        assert!(under.contains("href=\"/desa/_app/a.js\""), "{under}");
        assert_eq!(inline_scripts(&under), inline_scripts(page));
    }

    #[test]
    fn the_built_page_works_under_a_path() {
        let Some(file) = WebBuild::get("index.html") else { return };
        let page = String::from_utf8_lossy(&file.data).into_owned();
        let under = String::from_utf8(placed(&file.data, "", "/desa")).unwrap();
        assert!(under.contains(" data-base=\"/desa\""), "{under}");
        assert_eq!(inline_scripts(&under), inline_scripts(&page));
        for address in ["href=\"/_app", "import(\"/_app", "base: \"\""] {
            assert!(!under.contains(address), "{address}: {under}");
        }
    }
}
