//! What a request carries to say who it is from: a token, or the cookie of a sign-in.

use axum::http::{HeaderMap, HeaderValue, header};
use geodata::canonical::short_fingerprint;

use super::prefix;
use crate::accounts::Caller;
use crate::app::App;
use crate::http::problem::{ApiError, ApiResult, Code};

/// What the name of every cookie has. Browsers take one whose name begins with `__Host-` only over TLS, for this host alone.
const NAME: &str = "desmigratif";
const OF_HOST: &str = "__Host-";
/// Letters that tell this server's cookies from those of others on its host.
const TAG: usize = 8;
/// A longer secret is none of ours.
const LONGEST: usize = 128;
/// Browsers keep no longer cookie.
const LONGEST_KEPT: usize = 4000;

/// This server as a browser reaches it. Cookies know no port, and over TLS no path: those of several servers on one host are
/// told apart by their names.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    /// Whether it is reached over TLS, as the proxy before this server says or its own connection.
    pub secure: bool,
    /// The path under which it is shown.
    pub under: &'a str,
    /// What tells its state from those of others.
    pub instance: &'a str,
}

impl<'a> Site<'a> {
    /// As the headers say, of which [`super::proxy::settle`] has left what is believed.
    pub fn of(app: &'a App, headers: &'a HeaderMap) -> Self {
        let secure = headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https");
        Self { secure, under: prefix::of(headers), instance: app.accounts().instance() }
    }

    fn name(&self, kind: &str) -> String {
        let begin = if self.secure { OF_HOST } else { "" };
        if self.instance.is_empty() {
            return format!("{begin}{NAME}{kind}");
        }
        let tag = short_fingerprint(TAG, [self.instance, self.under]);
        format!("{begin}{NAME}{kind}-{tag}")
    }

    /// The secret in the cookie of a sign-in.
    pub fn session<'h>(&self, headers: &'h HeaderMap) -> Option<&'h str> {
        let fit = |value: &&str| !value.is_empty() && value.len() <= LONGEST;
        let own = cookie(headers, &self.name("")).filter(fit);
        // Sign-ins of before cookies had a tag hold to their end; what another server has set so is none here.
        own.or_else(|| cookie(headers, &Self { instance: "", ..*self }.name("")).filter(fit))
    }

    /// The header that gives a browser the secret of a sign-in, or takes it away.
    pub fn set_session(&self, secret: Option<(&str, i64)>) -> Option<HeaderValue> {
        self.set("", secret)
    }

    /// What the browser has kept.
    pub fn kept<'h>(&self, headers: &'h HeaderMap, what: Kept) -> Option<&'h str> {
        let value = cookie(headers, &self.name(what.kind()))?;
        (!value.is_empty() && value.len() <= LONGEST_KEPT).then_some(value)
    }

    /// The header that has a browser keep something for so many seconds, or forget it. It comes back from the provider with
    /// it: `Lax` is as strict as may be.
    pub fn keep(&self, what: Kept, value: Option<(&str, i64)>) -> Option<HeaderValue> {
        self.set(what.kind(), value)
    }

    fn set(&self, kind: &str, value: Option<(&str, i64)>) -> Option<HeaderValue> {
        let (name, (value, seconds)) = (self.name(kind), value.unwrap_or(("", 0)));
        let secure = if self.secure { "; Secure" } else { "" };
        // A name that begins with `__Host-` is for the whole host, or browsers do not take it.
        let path = if self.secure || self.under.is_empty() { "/" } else { self.under };
        let text = format!(
            "{name}={value}; Path={path}; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}"
        );
        HeaderValue::from_str(&text).ok()
    }
}

/// What a browser keeps between this server and the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// The sign-in that has begun.
    Flow,
    /// That somebody whom the provider named was not let in, and their groups, as the page tells them.
    Groups,
}

impl Kept {
    const fn kind(self) -> &'static str {
        match self {
            Self::Flow => "-openid",
            Self::Groups => "-groups",
        }
    }
}

/// Who the request says it is from; none where it says nothing.
///
/// # Errors
/// [`Code::SignInRequired`] for an `Authorization` that is no bearer token.
pub fn caller(headers: &HeaderMap, site: &Site<'_>) -> ApiResult<Option<Caller>> {
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
    Ok(site.session(headers).map(|secret| Caller::Session(secret.to_owned())))
}

/// The value of a cookie.
fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs =
        lines.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Site<'static> = Site { secure: false, under: "", instance: "" };
    const TLS: Site<'static> = Site { secure: true, ..PLAIN };

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }

    fn set(site: &Site<'_>) -> String {
        site.set_session(Some(("s", 60))).unwrap().to_str().unwrap().to_owned()
    }

    #[test]
    fn a_token_comes_before_a_cookie_and_what_is_neither_is_refused() {
        let both = headers(&[("authorization", "bearer abc"), ("cookie", "a=1; desmigratif=xyz")]);
        assert_eq!(caller(&both, &PLAIN).unwrap(), Some(Caller::Token("abc".to_owned())));
        let cookie = headers(&[("cookie", "a=1; desmigratif=xyz")]);
        assert_eq!(caller(&cookie, &PLAIN).unwrap(), Some(Caller::Session("xyz".to_owned())));
        assert_eq!(caller(&headers(&[]), &PLAIN).unwrap(), None);
        for wrong in ["Basic YTpi", "Bearer", "Bearer "] {
            assert!(caller(&headers(&[("authorization", wrong)]), &PLAIN).is_err(), "{wrong}");
        }
    }

    #[test]
    fn over_tls_the_cookie_is_one_that_only_this_host_can_set() {
        let planted = headers(&[("cookie", "desmigratif=xyz")]);
        assert_eq!(TLS.session(&planted), None, "set without TLS");
        let expected = "__Host-desmigratif=s; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure";
        assert_eq!(set(&TLS), expected);
        let own = headers(&[("cookie", "__Host-desmigratif=s")]);
        assert_eq!(TLS.session(&own), Some("s"));
        let other = Site { instance: "a", ..TLS };
        assert_eq!(other.session(&own), Some("s"), "of before cookies had a tag");
        assert_eq!(other.session(&planted), None);
    }

    #[test]
    fn under_a_path_the_cookie_is_for_that_path_unless_its_name_forbids_it() {
        let path = |site: Site<'_>| set(&site).split("; ").nth(1).unwrap().to_owned();
        let under = "/desmigratif";
        assert_eq!(path(Site { under, ..PLAIN }), "Path=/desmigratif");
        assert_eq!(path(Site { under, ..TLS }), "Path=/");
        assert_eq!(path(PLAIN), "Path=/");
    }

    #[test]
    fn each_state_and_each_path_has_cookies_of_its_own() {
        let sites = [("a", ""), ("b", ""), ("a", "/uji")].map(|(instance, under)| Site {
            secure: true,
            under,
            instance,
        });
        let jar = sites.map(|site| set(&site).split(';').next().unwrap().to_owned());
        let named = |(at, pair): (usize, &String)| pair.replace("=s", &format!("=s{at}"));
        let jar = jar.iter().enumerate().map(named).collect::<Vec<_>>().join("; ");
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_str(&jar).unwrap());
        let found = sites.map(|site| site.session(&headers).unwrap().to_owned());
        assert_eq!(found, ["s0", "s1", "s2"]);
        let flow = sites[0].keep(Kept::Flow, Some(("f", 60))).unwrap();
        assert!(flow.to_str().unwrap().starts_with("__Host-desmigratif-openid-"), "{flow:?}");
    }
}
