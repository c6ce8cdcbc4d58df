//! The keys of the provider (RFC 7517), and signatures by them (RFC 7518): RSA, ECDSA and Ed25519. Nothing else is taken,
//! and no secret that both know: whoever has the public key could sign with it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{self, RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm};
use serde_json::Value;

/// The keys of the provider.
#[derive(Debug, Clone)]
pub struct Keys(Vec<Value>);

impl Keys {
    /// The keys in a document; those of a kind that is not known are passed over later.
    pub fn of(document: &Value) -> Option<Self> {
        document.get("keys")?.as_array().map(|keys| Self(keys.clone()))
    }

    /// Whether `signed` was signed so by a key of the provider; `id` says by which.
    pub fn fit(&self, algorithm: &str, id: Option<&str>, signed: &[u8], signature: &[u8]) -> Fit {
        let text =
            |key: &Value, name: &str| key.get(name).and_then(Value::as_str).map(str::to_owned);
        let meant = |key: &&Value| {
            id.is_none_or(|id| text(key, "kid").as_deref() == Some(id))
                && text(key, "use").is_none_or(|usage| usage == "sig")
                && text(key, "alg").is_none_or(|own| own == algorithm)
        };
        let mut known = false;
        for key in self.0.iter().filter(meant) {
            match verified(key, algorithm, signed, signature) {
                Some(true) => return Fit::Yes,
                Some(false) => known = true,
                None => {}
            }
        }
        if known { Fit::No } else { Fit::NoKey }
    }
}

/// Whether a signature fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// It does.
    Yes,
    /// There is a key, and it does not.
    No,
    /// There is no such key, or no such way to sign.
    NoKey,
}

/// Whether a key has signed; none where it is not one for this way to sign.
fn verified(key: &Value, algorithm: &str, signed: &[u8], signature: &[u8]) -> Option<bool> {
    let text = |name: &str| key.get(name).and_then(Value::as_str);
    let bytes = |name: &str| URL_SAFE_NO_PAD.decode(text(name)?).ok();
    let kind = (algorithm, text("kty")?, text("crv").unwrap_or_default());
    let rsa = match kind {
        ("RS256", "RSA", _) => Some(&signature::RSA_PKCS1_2048_8192_SHA256),
        ("RS384", "RSA", _) => Some(&signature::RSA_PKCS1_2048_8192_SHA384),
        ("RS512", "RSA", _) => Some(&signature::RSA_PKCS1_2048_8192_SHA512),
        ("PS256", "RSA", _) => Some(&signature::RSA_PSS_2048_8192_SHA256),
        ("PS384", "RSA", _) => Some(&signature::RSA_PSS_2048_8192_SHA384),
        ("PS512", "RSA", _) => Some(&signature::RSA_PSS_2048_8192_SHA512),
        _ => None,
    };
    if let Some(way) = rsa {
        let key = RsaPublicKeyComponents { n: bytes("n")?, e: bytes("e")? };
        return Some(key.verify(way, signed, signature).is_ok());
    }
    let (way, point): (&dyn VerificationAlgorithm, Vec<u8>) = match kind {
        ("ES256", "EC", "P-256") => {
            (&signature::ECDSA_P256_SHA256_FIXED, point(&bytes("x")?, &bytes("y")?))
        }
        ("ES384", "EC", "P-384") => {
            (&signature::ECDSA_P384_SHA384_FIXED, point(&bytes("x")?, &bytes("y")?))
        }
        ("EdDSA" | "Ed25519", "OKP", "Ed25519") => (&signature::ED25519, bytes("x")?),
        _ => return None,
    };
    Some(UnparsedPublicKey::new(way, point).verify(signed, signature).is_ok())
}

/// A point of a curve as SEC 1 writes it.
fn point(x: &[u8], y: &[u8]) -> Vec<u8> {
    [&[4], x, y].concat()
}
