//! The number of the format stands for the bytes of tiles.

use super::*;

/// BLAKE3 over the tiles below, and the number of the format that they have.
const TILES: (u32, &str) = (3, "1ecaab13ba5eaea7");

/// A tile has other bytes than before: raise [`FORMAT`] and write the new number and hash into `TILES`.
/// Otherwise browsers go on showing the tiles that they have, beside new ones.
#[test]
fn the_number_of_the_format_changes_with_the_bytes_of_tiles() {
    let villages = country::synthetic(30, 30, 12, 0.05);
    let mut hash = blake3::Hasher::new();
    for name in ["provinces", "districts", "villages", "ltsa"] {
        let layer = layer(name, &villages, columns(&villages, 3));
        for z in 0..=MAX_ZOOM {
            for encoding in Encoding::ALL {
                let tile = layer.tile(TileCoord::at(z, [105.7, -8.0]), encoding.into()).unwrap();
                hash.update(&tile.map(|tile| tile.bytes).unwrap_or_default());
            }
        }
    }
    let hash = hash.finalize().to_hex();
    assert_eq!((FORMAT, &hash[..16]), TILES, "see the comment of this test");
}
