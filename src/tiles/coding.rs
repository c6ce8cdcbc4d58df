//! Content codings of tiles (RFC 9110, section 8.4.1).

use std::io::Write;

use geodata::tile::{TileError, gzip};
use libdeflater::Decompressor;

/// How a tile is compressed for sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Coding {
    /// Not at all.
    Identity,
    /// RFC 1952.
    Gzip,
    /// RFC 7932.
    Brotli,
    /// RFC 8878.
    Zstd,
}

/// Brotli's and Zstandard's levels: about as small as gzip's 6, and no slower.
const BROTLI_LEVEL: u32 = 5;
const BROTLI_WINDOW: u32 = 22;
const ZSTD_LEVEL: i32 = 5;

impl Coding {
    /// What is sent where a client likes several equally well comes first.
    pub const PREFERRED: [Self; 3] = [Self::Gzip, Self::Zstd, Self::Brotli];

    /// The name in `Content-Encoding`; `None` for no compression.
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
            Self::Zstd => Some("zstd"),
        }
    }

    /// Compresses a tile.
    ///
    /// # Errors
    /// [`TileError::Compression`], which would be a defect of ours.
    pub fn compress(self, raw: Vec<u8>) -> Result<Vec<u8>, TileError> {
        let failed = |error: std::io::Error| TileError::Compression(error.to_string());
        match self {
            Self::Identity => Ok(raw),
            Self::Gzip => gzip(&raw),
            Self::Brotli => {
                let mut writer = brotli::CompressorWriter::new(
                    Vec::with_capacity(raw.len() / 2),
                    raw.len().clamp(1 << 12, 1 << 20),
                    BROTLI_LEVEL,
                    BROTLI_WINDOW,
                );
                writer.write_all(&raw).map_err(failed)?;
                Ok(writer.into_inner())
            }
            Self::Zstd => zstd::bulk::compress(&raw, ZSTD_LEVEL).map_err(failed),
        }
    }
}

/// The tile that was compressed with gzip.
///
/// # Errors
/// [`TileError::Compression`] when the bytes are no whole gzip member.
pub(super) fn gunzip(gzip: &[u8]) -> Result<Vec<u8>, TileError> {
    let failed = |problem: String| TileError::Compression(problem);
    // The last four bytes say the length (RFC 1952, section 2.3.1).
    let length = gzip.last_chunk().map(|bytes| u32::from_le_bytes(*bytes) as usize);
    let mut raw = vec![0; length.ok_or_else(|| failed("the length is missing".to_owned()))?];
    let read = Decompressor::new().gzip_decompress(gzip, &mut raw);
    read.map_err(|error| failed(error.to_string()))?;
    Ok(raw)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn every_coding_gives_the_tile_back() {
        for raw in [Vec::new(), b"tile".repeat(30_000)] {
            let compressed = |coding: Coding| coding.compress(raw.clone()).unwrap();
            assert_eq!(compressed(Coding::Identity), raw);
            assert_eq!(gunzip(&compressed(Coding::Gzip)).unwrap(), raw);
            let mut brotli = Vec::new();
            brotli::Decompressor::new(&compressed(Coding::Brotli)[..], 4096)
                .read_to_end(&mut brotli)
                .unwrap();
            assert_eq!(brotli, raw);
            assert_eq!(zstd::stream::decode_all(&compressed(Coding::Zstd)[..]).unwrap(), raw);
        }
        assert!(gunzip(&[1, 2]).is_err());
    }
}
