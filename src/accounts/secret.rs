//! Secrets that nobody can guess: of sessions, invitations and tokens. What is stored is their hash.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use geodata::canonical::fingerprint;

/// Random bytes in a secret.
const BYTES: usize = 32;

/// A secret as its owner keeps it.
pub fn new() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; BYTES]>())
}

/// What is stored of a secret. A plain hash does: nobody can try 2^256 of them.
pub fn hash(secret: &str) -> String {
    fingerprint([secret])
}
