//! What a request carries to say who it is from: a token, or the cookie of a sign-in.

use axum::http::{HeaderMap, HeaderValue, header};

use super::prefix;
use crate::accounts::Caller;
use crate::http::problem::{ApiError, ApiResult, Code};

/// The cookie of a sign-in. Browsers take one whose name begins so only over TLS and for this host alone.
const SECURE: &str = "__Host-desmigratif";
const PLAIN: &str = "desmigratif";
/// A longer secret is none of ours.
const LONGEST: usize = 128;
/// What a browser keeps of a sign-in at the provider: its flow, and the groups of somebody who may do nothing.
const FLOW: [&str; 2] = ["__Host-desmigratif-openid", "desmigratif-openid"];
const GROUPS: [&str; 2] = ["__Host-desmigratif-groups", "desmigratif-groups"];
/// Browsers keep no longer cookie.
const LONGEST_KEPT: usize = 4000;

/// Who the request says it is from; none where it says nothing.
///
/// # Errors
/// [`Code::SignInRequired`] for an `Authorization` that is no bearer token.
pub fn caller(headers: &HeaderMap) -> ApiResult<Option<Caller>> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let token = value.to_str().ok().and_then(|text| {
            let (scheme, token) = text.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
        });
        return match token {
            Some(token) if !token.is_empty() && token.len() <= LONGEST => {
                Ok(Some(Caller::Token(token.to_owned())))
            }
            _ => Err(ApiError::new(Code::SignInRequired, "`Authorization` is not `Bearer TOKEN`.")),
        };
    }
    Ok(session(headers).map(|secret| Caller::Session(secret.to_owned())))
}

/// The secret in the cookie of a sign-in.
pub fn session(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, [SECURE, PLAIN], LONGEST)
}

/// The value of a cookie by its name over TLS and without.
fn cookie<'a>(
    headers: &'a HeaderMap,
    [secure, plain]: [&str; 2],
    longest: usize,
) -> Option<&'a str> {
    let name = if is_secure(headers) { secure } else { plain };
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs =
        pairs.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
        .filter(|value| value.len() <= longest)
}

/// What a browser keeps between this server and the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// The sign-in that has begun.
    Flow,
    /// The groups that were seen of somebody who may do nothing, as the page tells them.
    Groups,
}

/// What the browser has kept.
pub fn kept(headers: &HeaderMap, what: Kept) -> Option<&str> {
    cookie(headers, what.names(), LONGEST_KEPT).filter(|value| !value.is_empty())
}

/// The header that has a browser keep something for so many seconds, or forget it. It comes back from the provider with it:
/// `Lax` is as strict as may be.
pub fn keep(headers: &HeaderMap, what: Kept, value: Option<(&str, i64)>) -> Option<HeaderValue> {
    set(headers, what.names(), value)
}

impl Kept {
    const fn names(self) -> [&'static str; 2] {
        match self {
            Self::Flow => FLOW,
            Self::Groups => GROUPS,
        }
    }
}

/// The header that gives a browser the secret of a sign-in, or takes it away.
pub fn set_cookie(headers: &HeaderMap, secret: Option<(&str, i64)>) -> Option<HeaderValue> {
    set(headers, [SECURE, PLAIN], secret)
}

fn set(
    headers: &HeaderMap,
    [secure, plain]: [&str; 2],
    value: Option<(&str, i64)>,
) -> Option<HeaderValue> {
    let (name, secure) = if is_secure(headers) { (secure, "; Secure") } else { (plain, "") };
    let (value, seconds) = value.unwrap_or(("", 0));
    // A name that begins with `__Host-` is for the whole host, or browsers do not take it.
    let path = match prefix::of(headers) {
        prefix if secure.is_empty() && !prefix.is_empty() => prefix,
        _ => "/",
    };
    let text =
        format!("{name}={value}; Path={path}; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&text).ok()
}

/// Whether the browser came over TLS, as the proxy before this server says. Whoever says so without one only keeps the
/// cookie from themselves.
fn is_secure(headers: &HeaderMap) -> bool {
    let text =
        |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    text("x-forwarded-proto").eq_ignore_ascii_case("https")
        || text("forwarded")
            .to_ascii_lowercase()
            .split([';', ','])
            .any(|part| part.trim() == "proto=https")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn a_token_comes_before_a_cookie_and_what_is_neither_is_refused() {
        let both = headers(&[("authorization", "bearer abc"), ("cookie", "a=1; desmigratif=xyz")]);
        assert_eq!(caller(&both).unwrap(), Some(Caller::Token("abc".to_owned())));
        let cookie = headers(&[("cookie", "a=1; desmigratif=xyz")]);
        assert_eq!(caller(&cookie).unwrap(), Some(Caller::Session("xyz".to_owned())));
        assert_eq!(caller(&headers(&[])).unwrap(), None);
        for wrong in ["Basic YTpi", "Bearer", "Bearer "] {
            assert!(caller(&headers(&[("authorization", wrong)])).is_err(), "{wrong}");
        }
    }

    #[test]
    fn over_tls_the_cookie_is_one_that_only_this_host_can_set() {
        let tls = headers(&[("x-forwarded-proto", "https"), ("cookie", "desmigratif=xyz")]);
        assert_eq!(session(&tls), None, "set without TLS");
        let set = set_cookie(&tls, Some(("s", 60))).unwrap();
        assert_eq!(set, "__Host-desmigratif=s; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure");
        let proto = headers(&[
            ("forwarded", "for=10.0.0.1;Proto=https"),
            ("cookie", "__Host-desmigratif=s"),
        ]);
        assert_eq!(session(&proto), Some("s"));
    }

    #[test]
    fn under_a_path_the_cookie_is_for_that_path_unless_its_name_forbids_it() {
        let path = |pairs: &[(&'static str, &'static str)]| {
            let set = set_cookie(&headers(pairs), Some(("s", 60))).unwrap();
            let set = set.to_str().unwrap().to_owned();
            set.split("; ").nth(1).unwrap().to_owned()
        };
        let under = ("x-forwarded-prefix", "/desmigratif");
        assert_eq!(path(&[under]), "Path=/desmigratif");
        assert_eq!(path(&[under, ("x-forwarded-proto", "https")]), "Path=/");
        assert_eq!(path(&[]), "Path=/");
    }
}
