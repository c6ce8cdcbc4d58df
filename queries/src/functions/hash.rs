//! Hashes of texts and bytes, by PostgreSQL's names.

use std::fmt::Write as _;

use arrow::array::ArrayRef;
use datafusion::error::Result;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};

use super::call::Call;
use super::spec::{Argument, Kind, Returns, Spec};

const DATA: &[Argument] = &[Argument::new("data", Kind::Raw, "bytes, or a text as UTF-8")];

/// The functions of this module. NULL in gives NULL out.
pub(crate) const SPECS: &[Spec] = &[
    Spec {
        name: "md5",
        arguments: DATA,
        returns: Returns::Text,
        eval: |call| {
            let data = call.bytes(0)?;
            Ok(call.each_text(|row, out| {
                let Some(data) = data(row) else { return false };
                for byte in md5(&data) {
                    // Writing to a text does not fail.
                    let _ = write!(out, "{byte:02x}");
                }
                true
            }))
        },
        en: "The MD5 hash as 32 hexadecimal digits: for telling values apart, not for secrets.",
        id: "Hash MD5 sebagai 32 digit heksadesimal: untuk membedakan nilai, bukan untuk rahasia.",
        example: "SELECT code, md5(name) FROM provinces",
    },
    Spec {
        name: "sha224",
        arguments: DATA,
        returns: Returns::Bytes,
        eval: hashed::<Sha224>,
        en: "The SHA-224 hash; encode(sha224(x), 'hex') is its text.",
        id: "Hash SHA-224; encode(sha224(x), 'hex') adalah teksnya.",
        example: "SELECT encode(sha224('a'), 'hex')",
    },
    Spec {
        name: "sha256",
        arguments: DATA,
        returns: Returns::Bytes,
        eval: hashed::<Sha256>,
        en: "The SHA-256 hash; encode(sha256(x), 'hex') is its text.",
        id: "Hash SHA-256; encode(sha256(x), 'hex') adalah teksnya.",
        example: "SELECT encode(sha256('a'), 'hex')",
    },
    Spec {
        name: "sha384",
        arguments: DATA,
        returns: Returns::Bytes,
        eval: hashed::<Sha384>,
        en: "The SHA-384 hash; encode(sha384(x), 'hex') is its text.",
        id: "Hash SHA-384; encode(sha384(x), 'hex') adalah teksnya.",
        example: "SELECT encode(sha384('a'), 'hex')",
    },
    Spec {
        name: "sha512",
        arguments: DATA,
        returns: Returns::Bytes,
        eval: hashed::<Sha512>,
        en: "The SHA-512 hash; encode(sha512(x), 'hex') is its text.",
        id: "Hash SHA-512; encode(sha512(x), 'hex') adalah teksnya.",
        example: "SELECT encode(sha512('a'), 'hex')",
    },
];

fn hashed<D: Digest>(call: &Call<'_>) -> Result<ArrayRef> {
    let data = call.bytes(0)?;
    call.each_bytes(|row| Ok(data(row).map(|data| D::digest(data).to_vec())))
}

/// How far each step of a round turns the sum, by the round (RFC 1321, 3.4).
const TURNS: [[u32; 4]; 4] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];

/// RFC 1321. Written here because no crate that is here anyway has it, and the engine's own functions for hashes would bring
/// four more.
fn md5(data: &[u8]) -> [u8; 16] {
    let mut state: [u32; 4] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];
    let mut message = data.to_vec();
    message.push(0x80);
    while message.len() % 64 != 56 {
        message.push(0);
    }
    let bits = (data.len() as u64).wrapping_mul(8);
    message.extend(bits.to_le_bytes());
    // 2^32 times the sine of 1 to 64: the whole part of it.
    let sines: Vec<u32> =
        (1..=64).map(|i: u32| (f64::from(i).sin().abs() * 4_294_967_296.0) as u32).collect();
    for block in message.chunks_exact(64) {
        let words: Vec<u32> = block
            .chunks_exact(4)
            .map(|word| word.iter().rev().fold(0, |word, byte| (word << 8) | u32::from(*byte)))
            .collect();
        let [mut a, mut b, mut c, mut d] = state;
        for (i, sine) in sines.iter().enumerate() {
            let round = i / 16;
            let (mixed, word) = match round {
                0 => ((b & c) | (!b & d), i),
                1 => ((b & d) | (c & !d), 5 * i + 1),
                2 => (b ^ c ^ d, 3 * i + 5),
                _ => (c ^ (b | !d), 7 * i),
            };
            let word = words.get(word % 16).copied().unwrap_or_default();
            let turn = TURNS.get(round).and_then(|turns| turns.get(i % 4)).copied().unwrap_or(0);
            let sum = a.wrapping_add(mixed).wrapping_add(word).wrapping_add(*sine);
            (a, b, c, d) = (d, b.wrapping_add(sum.rotate_left(turn)), b, c);
        }
        for (sum, part) in state.iter_mut().zip([a, b, c, d]) {
            *sum = sum.wrapping_add(part);
        }
    }
    let mut hash = [0; 16];
    for (place, byte) in hash.iter_mut().zip(state.iter().flat_map(|part| part.to_le_bytes())) {
        *place = byte;
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::md5;

    /// RFC 1321, A.5.
    #[test]
    fn the_hashes_are_those_of_the_standard() {
        for (text, expected) in [
            ("", "d41d8cd98f00b204e9800998ecf8427e"),
            ("a", "0cc175b9c0f1b6a831c399e269772661"),
            ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
            (
                "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
                "57edf4a22be3c955ac49da2e2107b67a",
            ),
        ] {
            let found: String = md5(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
