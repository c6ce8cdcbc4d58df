//! Compression of tiles with gzip, the one that every client reads.

use libdeflater::{CompressionLvl, Compressor};

use super::error::TileError;

/// libdeflate's level: as small as zlib's 6 and three times as fast.
const LEVEL: i32 = 6;

/// Compresses a tile with gzip.
///
/// # Errors
/// [`TileError::Compression`], which would be a defect of ours.
pub fn gzip(raw: &[u8]) -> Result<Vec<u8>, TileError> {
    let failed = |problem: String| TileError::Compression(problem);
    let level = CompressionLvl::new(LEVEL).map_err(|error| failed(format!("{error:?}")))?;
    let mut compressor = Compressor::new(level);
    let mut out = vec![0; compressor.gzip_compress_bound(raw.len())];
    let length =
        compressor.gzip_compress(raw, &mut out).map_err(|error| failed(error.to_string()))?;
    out.truncate(length);
    out.shrink_to_fit();
    Ok(out)
}
