//! A sign-in that has begun. All of it is in a cookie of the browser, and nothing is kept here: what is sent to the
//! provider (state, nonce, the challenge of PKCE) follows from the cookie, which no page can read.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};

/// Random bytes of a flow.
const BYTES: usize = 32;
/// How long somebody may be at the provider, in seconds.
pub const HOLDS: i64 = 10 * 60;
/// A longer way back is none of ours.
const LONGEST: usize = 2000;

/// A sign-in that has begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// As the cookie has it.
    cookie: String,
    begun_at: i64,
    /// Whether somebody who has signed in shows once more who they are.
    pub proof: bool,
    /// Where the browser goes afterwards.
    pub back: String,
}

impl Flow {
    /// Begins one at `now` (seconds since 1970). `back` must be one of [`is_within`].
    pub fn begin(now: i64, proof: bool, back: &str) -> Self {
        let secret = URL_SAFE_NO_PAD.encode(rand::random::<[u8; BYTES]>());
        let kind = if proof { "proof" } else { "entry" };
        let cookie = format!("{secret}.{now}.{kind}.{}", URL_SAFE_NO_PAD.encode(back));
        Self { cookie, begun_at: now, proof, back: back.to_owned() }
    }

    /// The one in a cookie; none where it is not one or was begun too long ago.
    pub fn of_cookie(cookie: &str, now: i64) -> Option<Self> {
        let mut parts = cookie.split('.');
        let (secret, begun_at) = (parts.next()?, parts.next()?.parse::<i64>().ok()?);
        let proof = match parts.next()? {
            "proof" => true,
            "entry" => false,
            _ => return None,
        };
        let back = String::from_utf8(URL_SAFE_NO_PAD.decode(parts.next()?).ok()?).ok()?;
        let whole = parts.next().is_none() && URL_SAFE_NO_PAD.decode(secret).ok()?.len() == BYTES;
        let holds = (0..=HOLDS).contains(&now.checked_sub(begun_at)?);
        (whole && holds && is_within(&back)).then(|| Self {
            cookie: cookie.to_owned(),
            begun_at,
            proof,
            back,
        })
    }

    /// The value of the cookie.
    pub fn cookie(&self) -> &str {
        &self.cookie
    }

    /// When it was begun, seconds since 1970.
    pub const fn begun_at(&self) -> i64 {
        self.begun_at
    }

    /// What the provider sends back: it shows that this browser has begun.
    pub fn state(&self) -> String {
        self.derived("desmigratif 2026-11-29 openid state")
    }

    /// What the ID token must carry: it shows that it is for this sign-in.
    pub fn nonce(&self) -> String {
        self.derived("desmigratif 2026-11-29 openid nonce")
    }

    /// What is shown with the code, and nobody else has.
    pub fn verifier(&self) -> String {
        self.derived("desmigratif 2026-11-29 openid verifier")
    }

    /// What the provider is told of it before.
    pub fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(digest(&SHA256, self.verifier().as_bytes()))
    }

    /// None of the three gives away another, or the cookie.
    fn derived(&self, purpose: &str) -> String {
        URL_SAFE_NO_PAD.encode(blake3::derive_key(purpose, self.cookie.as_bytes()))
    }
}

/// Whether an address is one of the pages of this server, and of nobody else: browsers take `//host`, `/\host` and what
/// has tabs or line ends between for another site.
pub fn is_within(back: &str) -> bool {
    let plain = back.len() <= LONGEST && back.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    let page = back.strip_prefix('/').is_some_and(|rest| !rest.starts_with('/'));
    plain && page && !back.starts_with("/masuk") && !back.starts_with("/api/")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_796_000_000;

    #[test]
    fn a_flow_is_what_its_cookie_says_for_ten_minutes() {
        let flow = Flow::begin(NOW, true, "/skenario/1?a=b#c");
        assert_eq!(Flow::of_cookie(flow.cookie(), NOW + HOLDS).as_ref(), Some(&flow));
        assert!(flow.proof);
        for late in [NOW + HOLDS + 1, NOW - 1, i64::MAX, i64::MIN] {
            assert_eq!(Flow::of_cookie(flow.cookie(), late), None, "{late}");
        }
        let parts: Vec<&str> = flow.cookie().split('.').collect();
        for wrong in ["", "a.b.c.d", &parts[..3].join("."), &format!("{}.x", flow.cookie())] {
            assert_eq!(Flow::of_cookie(wrong, NOW), None, "{wrong}");
        }
        let evil = URL_SAFE_NO_PAD.encode("//evil.example");
        assert_eq!(Flow::of_cookie(&format!("{}.{NOW}.entry.{evil}", parts[0]), NOW), None);
        assert_eq!(Flow::of_cookie(&format!("c2hvcnQ.{NOW}.entry.{}", parts[3]), NOW), None);
    }

    #[test]
    fn every_part_of_a_cookie_is_in_what_the_provider_is_told() {
        let flow = Flow::begin(NOW, false, "/a");
        let other = flow.cookie().replacen("entry", "proof", 1);
        let other = Flow::of_cookie(&other, NOW).unwrap();
        assert_ne!(flow.state(), other.state());
        let of_one = [flow.state(), flow.nonce(), flow.verifier(), flow.challenge()];
        for (at, text) in of_one.iter().enumerate() {
            assert_eq!(text.len(), 43, "RFC 7636 wants 43 signs at least");
            assert!(!of_one[..at].contains(text));
            assert!(!flow.cookie().contains(text.as_str()));
        }
    }

    #[test]
    fn the_way_back_stays_on_this_site() {
        for good in ["/", "/skenario?ke=/x", "/a//b", "/wilayah/52.03#peta"] {
            assert!(is_within(good), "{good}");
        }
        let long = format!("/{}", "a".repeat(LONGEST));
        for evil in [
            "",
            "skenario",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil",
            "https://evil.example",
            "/\t/evil.example",
            "/a\r\nSet-Cookie: x",
            "/a b",
            "/é",
            "javascript:alert(1)",
            "/masuk?ke=/",
            "/api/v1/session/openid",
            &long,
        ] {
            assert!(!is_within(evil), "{evil}");
        }
    }
}
