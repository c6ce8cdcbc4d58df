//! Tiles of several layers.

use super::compress::gzip;
use super::coord::TileCoord;
use super::error::TileError;
use super::layer::{EncodedTile, TileLayer};
use super::options::TileOptions;

/// The tile of several layers: theirs one after the other. Where together they would be too large, each gets its
/// part of the bytes and gives up for itself what it must.
///
/// # Errors
/// [`TileError::Compression`].
pub fn compose(
    layers: &[impl AsRef<TileLayer>],
    tile: TileCoord,
    options: TileOptions,
) -> Result<Option<EncodedTile>, TileError> {
    let all = |share: u8| -> Result<Option<EncodedTile>, TileError> {
        let mut whole: Option<EncodedTile> = None;
        for layer in layers {
            let Some(next) = layer.as_ref().tile(tile, TileOptions { share, ..options })? else {
                continue;
            };
            match &mut whole {
                Some(whole) => {
                    whole.bytes.extend(next.bytes);
                    whole.features += next.features;
                }
                None => whole = Some(next),
            }
        }
        Ok(whole)
    };
    let whole = all(1)?;
    let bound = options.bound(options.encoding);
    match &whole {
        Some(tile) if layers.len() > 1 && tile.bytes.len() > bound => {
            if gzip(&tile.bytes)?.len() <= bound {
                return Ok(whole);
            }
            all(u8::try_from(layers.len()).unwrap_or(u8::MAX))
        }
        _ => Ok(whole),
    }
}
