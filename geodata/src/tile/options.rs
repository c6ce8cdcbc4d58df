//! What is asked of a layer beside the address, and how many bytes it may take.

use super::columns::Columns;
use super::compress::gzip;
use super::encode::{self, Encoding, Layer};
use super::error::TileError;
use crate::AreaCode;

/// No tile is larger than this as sent (gzip).
pub const MAX_TILE_BYTES: usize = 500_000;

/// No MapLibre Tile is larger than this as sent (gzip).
pub const MAX_MLT_BYTES: usize = 250_000;

/// What is asked of a layer beside the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TileOptions {
    /// How the tile is written.
    pub encoding: Encoding,
    /// Only what is this area, lies in it or stands in it.
    pub area: Option<AreaCode>,
    /// Which of the layer's columns; without a choice all.
    pub columns: Option<Columns>,
    /// Among how many layers the bytes of a tile are shared; 1 for a layer alone.
    pub share: u8,
}

impl TileOptions {
    /// The bytes that a tile may have as sent.
    pub(super) fn bound(self, encoding: Encoding) -> usize {
        let all = match encoding {
            Encoding::Mvt => MAX_TILE_BYTES,
            Encoding::Mlt => MAX_MLT_BYTES,
        };
        all / usize::from(self.share.max(1))
    }
}

impl From<Encoding> for TileOptions {
    fn from(encoding: Encoding) -> Self {
        Self { encoding, area: None, columns: None, share: 1 }
    }
}

/// Whether the layer is small enough in every encoding, so that all of them have the same content. `bytes` are its
/// tile in the encoding asked for.
pub(super) fn fits(
    layer: &mut Layer<'_>,
    options: TileOptions,
    bytes: &[u8],
) -> Result<bool, TileError> {
    if layer.most_bytes() <= options.bound(Encoding::Mlt) {
        return Ok(true);
    }
    for encoding in Encoding::ALL {
        let other = (encoding != options.encoding).then(|| encode::encode(layer, encoding));
        let (bytes, bound) = (other.as_deref().unwrap_or(bytes), options.bound(encoding));
        if bytes.len() > bound && gzip(bytes)?.len() > bound {
            return Ok(false);
        }
    }
    Ok(true)
}
