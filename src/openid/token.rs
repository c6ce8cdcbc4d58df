//! ID tokens (OpenID Connect Core 1.0, 3.1.3.7): signed by the provider, for this server, this sign-in and this moment.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::OpenIdError;
use super::keys::{Fit, Keys};

/// How much the clocks of the provider and of this server may differ, in seconds.
pub const CLOCKS: i64 = 60;
/// A longer token is none.
const LONGEST: usize = 256 << 10;

/// A token that has been taken apart, and not been looked at.
#[derive(Debug)]
pub struct Token<'a> {
    algorithm: String,
    key: Option<String>,
    signed: &'a str,
    signature: Vec<u8>,
    claims: Claims,
}

/// What a token says.
#[derive(Debug, Clone, PartialEq)]
pub struct Claims(pub Map<String, Value>);

/// What a token must be for.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// Who has signed it.
    pub issuer: &'a str,
    /// Which program it is for.
    pub client_id: &'a str,
    /// Which sign-in it is for.
    pub nonce: &'a str,
    /// Seconds since 1970.
    pub now: i64,
}

impl<'a> Token<'a> {
    /// Takes a token apart.
    pub fn parse(text: &'a str) -> Result<Self, OpenIdError> {
        let none = || OpenIdError::Signature("it is no signed token".to_owned());
        if text.len() > LONGEST {
            return Err(none());
        }
        let (signed, signature) = text.rsplit_once('.').ok_or_else(none)?;
        let (head, body) = signed.split_once('.').ok_or_else(none)?;
        let head: Map<String, Value> = part(head).ok_or_else(none)?;
        let word = |name: &str| head.get(name).and_then(Value::as_str).map(str::to_owned);
        // What must be understood is not.
        if head.contains_key("crit") {
            return Err(none());
        }
        Ok(Self {
            algorithm: word("alg").ok_or_else(none)?,
            key: word("kid"),
            signed,
            signature: URL_SAFE_NO_PAD.decode(signature).map_err(|_| none())?,
            claims: Claims(part(body).ok_or_else(none)?),
        })
    }

    /// Whether its key is one of `keys`, and it has signed.
    pub fn fit(&self, keys: &Keys) -> Fit {
        keys.fit(&self.algorithm, self.key.as_deref(), self.signed.as_bytes(), &self.signature)
    }

    /// What it says, where it was signed and is as expected.
    pub fn claims(self, keys: &Keys, expected: &Expected<'_>) -> Result<Claims, OpenIdError> {
        let problem = match self.fit(keys) {
            Fit::Yes => return self.claims.checked(expected),
            Fit::No => "it does not fit the provider's key".to_owned(),
            Fit::NoKey => {
                let (algorithm, key) = (&self.algorithm, &self.key);
                format!(
                    "the provider has no key {key:?} for {algorithm:?}, or this way to sign is not taken"
                )
            }
        };
        Err(OpenIdError::Signature(problem))
    }
}

impl Claims {
    fn checked(self, expected: &Expected<'_>) -> Result<Self, OpenIdError> {
        let Expected { issuer, client_id, nonce, now } = *expected;
        if self.text("iss") != Some(issuer) {
            return Err(OpenIdError::Audience(format!("`iss` is {:?}", self.text("iss"))));
        }
        let of_us = |one: &Value| one.as_str() == Some(client_id);
        let (meant, alone) = match self.0.get("aud") {
            Some(Value::Array(all)) => (all.iter().any(of_us), all.len() == 1),
            Some(one) => (of_us(one), true),
            None => (false, true),
        };
        // Made for several, it says for whom in the end.
        let party = self.0.get("azp");
        if !meant || party.is_some_and(|party| !of_us(party)) || (!alone && party.is_none()) {
            let audience = self.0.get("aud").cloned().unwrap_or_default();
            return Err(OpenIdError::Audience(format!(
                "it is for {audience}, and not for `{client_id}`"
            )));
        }
        let ends =
            self.seconds("exp").ok_or_else(|| OpenIdError::Expired("no `exp`".to_owned()))?;
        if now >= ends.saturating_add(CLOCKS) {
            return Err(OpenIdError::Expired(format!(
                "it ended {} s ago",
                now.saturating_sub(ends)
            )));
        }
        for name in ["iat", "nbf"].into_iter().filter(|name| self.0.contains_key(*name)) {
            // One that cannot be read is not one that is not there.
            let begins = self.seconds(name);
            let begins =
                begins.ok_or_else(|| OpenIdError::Expired(format!("`{name}` is no time")))?;
            if begins > now.saturating_add(CLOCKS) {
                let ahead = begins.saturating_sub(now);
                return Err(OpenIdError::Expired(format!("it begins in {ahead} s")));
            }
        }
        if self.text("nonce") != Some(nonce) {
            return Err(OpenIdError::Nonce);
        }
        match self.text("sub") {
            Some(subject) if !subject.is_empty() && subject.len() <= 255 => Ok(self),
            _ => Err(OpenIdError::Provider("the ID token names nobody (`sub`)".to_owned())),
        }
    }

    /// A claim that is a text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// A claim that is a time, in seconds since 1970.
    pub fn seconds(&self, name: &str) -> Option<i64> {
        let value = self.0.get(name)?;
        value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds as i64))
    }

    /// A claim of this name, or at this pointer (`/realm_access/roles`), as words.
    pub fn words(&self, name: &str) -> Option<Vec<String>> {
        let value = match name.strip_prefix('/') {
            None => self.0.get(name),
            Some(path) => {
                let mut steps = path.split('/');
                let first = self.0.get(steps.next()?);
                steps.fold(first, |value, step| value?.get(step))
            }
        };
        match value? {
            Value::Array(all) => {
                Some(all.iter().filter_map(Value::as_str).map(str::to_owned).collect())
            }
            Value::String(one) => Some(vec![one.clone()]),
            _ => None,
        }
    }
}

fn part<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use ring::rand::SystemRandom;
    use ring::signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _,
    };
    use serde_json::json;

    use super::*;

    const NOW: i64 = 1_796_000_000;
    const EXPECTED: Expected<'static> =
        Expected { issuer: "https://a.id", client_id: "desa", nonce: "n-1", now: NOW };

    /// A provider's two keys.
    struct Signer {
        curve: EcdsaKeyPair,
        edwards: Ed25519KeyPair,
        random: SystemRandom,
    }

    fn encoded(bytes: impl AsRef<[u8]>) -> String {
        URL_SAFE_NO_PAD.encode(bytes)
    }

    impl Signer {
        fn new() -> Self {
            let (random, way) = (SystemRandom::new(), &ECDSA_P256_SHA256_FIXED_SIGNING);
            let curve = EcdsaKeyPair::generate_pkcs8(way, &random).unwrap();
            let curve = EcdsaKeyPair::from_pkcs8(way, curve.as_ref(), &random).unwrap();
            let edwards = Ed25519KeyPair::generate_pkcs8(&random).unwrap();
            let edwards = Ed25519KeyPair::from_pkcs8(edwards.as_ref()).unwrap();
            Self { curve, edwards, random }
        }

        fn keys(&self) -> Keys {
            let point = self.curve.public_key().as_ref();
            let curve = json!({"kty": "EC", "crv": "P-256", "kid": "c", "use": "sig", "alg": "ES256",
                               "x": encoded(&point[1..33]), "y": encoded(&point[33..])});
            let edwards = json!({"kty": "OKP", "crv": "Ed25519", "kid": "e",
                                 "x": encoded(self.edwards.public_key())});
            let other = json!({"kty": "oct", "kid": "c", "k": encoded("a secret that is none")});
            Keys::of(&json!({"keys": [other, curve, edwards]})).unwrap()
        }

        fn token(&self, head: &Value, claims: &Value) -> String {
            let signed = format!("{}.{}", encoded(head.to_string()), encoded(claims.to_string()));
            let signature = match head["alg"].as_str() {
                Some("EdDSA") => self.edwards.sign(signed.as_bytes()).as_ref().to_vec(),
                _ => self.curve.sign(&self.random, signed.as_bytes()).unwrap().as_ref().to_vec(),
            };
            format!("{signed}.{}", encoded(signature))
        }
    }

    fn claims() -> Value {
        json!({"iss": "https://a.id", "aud": "desa", "sub": "4711", "nonce": "n-1", "iat": NOW - 5,
               "exp": NOW + 300, "groups": ["a", 7, "b"], "realm_access": {"roles": ["r"]}})
    }

    fn checked(signer: &Signer, token: &str) -> Result<Claims, OpenIdError> {
        Token::parse(token)?.claims(&signer.keys(), &EXPECTED)
    }

    #[test]
    fn what_the_provider_signed_for_this_sign_in_is_believed() {
        let signer = Signer::new();
        for head in [
            json!({"alg": "ES256", "kid": "c"}),
            json!({"alg": "EdDSA", "kid": "e"}),
            json!({"alg": "ES256"}),
        ] {
            let claims = checked(&signer, &signer.token(&head, &claims())).unwrap();
            assert_eq!(claims.text("sub"), Some("4711"));
            assert_eq!(claims.words("groups").unwrap(), ["a", "b"]);
            assert_eq!(claims.words("/realm_access/roles").unwrap(), ["r"]);
            assert_eq!(claims.words("/realm_access/none"), None);
        }
    }

    #[test]
    fn each_claim_that_is_not_as_it_must_be_is_refused_by_its_name() {
        let signer = Signer::new();
        let head = json!({"alg": "ES256", "kid": "c"});
        for (claim, value, reason) in [
            ("iss", json!("https://b.id"), "audience"),
            ("iss", Value::Null, "audience"),
            ("aud", json!("other"), "audience"),
            ("aud", json!([]), "audience"),
            ("aud", json!(["desa", "other"]), "audience"),
            ("aud", Value::Null, "audience"),
            ("azp", json!("other"), "audience"),
            ("exp", json!(NOW - CLOCKS), "expired"),
            ("exp", json!("later"), "expired"),
            ("exp", Value::Null, "expired"),
            ("iat", json!(NOW + CLOCKS + 1), "expired"),
            ("nbf", json!(NOW + CLOCKS + 1), "expired"),
            ("nbf", json!("later"), "expired"),
            ("nbf", json!({}), "expired"),
            ("iat", Value::Null, "expired"),
            ("nonce", json!("n-2"), "nonce"),
            ("nonce", Value::Null, "nonce"),
            ("sub", json!(""), "provider"),
            ("sub", json!("x".repeat(256)), "provider"),
        ] {
            let mut wrong = claims();
            wrong[claim] = value.clone();
            let error = checked(&signer, &signer.token(&head, &wrong)).unwrap_err();
            assert_eq!(error.name(), reason, "{claim} {value}: {error}");
        }
        let mut several = claims();
        (several["aud"], several["azp"]) = (json!(["desa", "other"]), json!("desa"));
        assert!(checked(&signer, &signer.token(&head, &several)).is_ok());
    }

    #[test]
    fn what_somebody_else_signed_or_nobody_is_refused() {
        let (signer, other) = (Signer::new(), Signer::new());
        let head = json!({"alg": "ES256", "kid": "c"});
        let good = signer.token(&head, &claims());
        let (signed, signature) = good.rsplit_once('.').unwrap();
        let mut changed = claims();
        changed["sub"] = json!("1");
        let swapped =
            format!("{}.{}.{signature}", encoded(head.to_string()), encoded(changed.to_string()));
        let unsigned = |algorithm: &str| {
            let head = json!({"alg": algorithm, "kid": "c"});
            format!("{}.{}.", encoded(head.to_string()), encoded(claims().to_string()))
        };
        for wrong in [
            other.token(&head, &claims()),
            swapped,
            unsigned("none"),
            unsigned("HS256"),
            unsigned("ES256"),
            signer.token(&json!({"alg": "HS256", "kid": "c"}), &claims()),
            signer.token(&json!({"alg": "ES256", "kid": "e"}), &claims()),
            signer.token(&json!({"alg": "ES256", "kid": "unknown"}), &claims()),
            signer.token(&json!({"alg": "ES256", "kid": "c", "crit": ["b64"]}), &claims()),
            signer.token(&json!({"kid": "c"}), &claims()),
            signed.to_owned(),
            format!("{signed}.%"),
            "a.b.c".to_owned(),
            String::new(),
            "x".repeat(LONGEST + 1),
        ] {
            let error = checked(&signer, &wrong).unwrap_err();
            assert_eq!(error.name(), "signature", "{wrong}: {error}");
        }
    }
}
