//! What identifies a tile's bytes, beside the version.

use std::fmt::Write;

use geodata::tile::{TileCoord, TileOptions};

use super::coding::Coding;
use super::layers::LayerList;

/// One tile of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TileRequest {
    /// Its layers.
    pub layers: LayerList,
    /// Its address.
    pub tile: TileCoord,
    /// How it is encoded, of which area, and with which columns.
    pub options: TileOptions,
}

impl TileRequest {
    /// The name of this tile in a version: what its entity tags begin with. The coding comes behind a `+`.
    pub fn name(&self, version: &str) -> String {
        let Self { layers, tile, options } = self;
        let mut name = format!("{version}-{layers}-{}-{}-{}", tile.z(), tile.x(), tile.y());
        if let Some(area) = options.area {
            // Writing to a string cannot fail.
            let _ = write!(name, "-{area}");
        }
        if let Some(columns) = options.columns {
            let _ = write!(name, "-c{}", columns.name());
        }
        name + "." + options.encoding.extension()
    }

    /// The strong entity tag of the tile in one coding, with its quotes.
    pub fn tag(&self, version: &str, coding: Coding) -> String {
        match coding.name() {
            Some(coding) => format!("\"{}+{coding}\"", self.name(version)),
            None => format!("\"{}\"", self.name(version)),
        }
    }
}

#[cfg(test)]
mod tests {
    use geodata::tile::{Columns, Encoding};

    use super::*;

    #[test]
    fn every_kind_of_bytes_has_a_tag_of_its_own() {
        let request = TileRequest {
            layers: "villages,ltsa".parse().unwrap(),
            tile: TileCoord::new(4, 12, 8).unwrap(),
            options: Encoding::Mvt.into(),
        };
        let mlt = TileRequest { options: Encoding::Mlt.into(), ..request };
        let options = TileOptions { area: Some("52.03".parse().unwrap()), ..Encoding::Mlt.into() };
        let part = TileRequest { options, ..request };
        let mut columns = Columns::NONE;
        assert!(columns.add(4));
        let few =
            TileRequest { options: TileOptions { columns: Some(columns), ..options }, ..request };
        assert_eq!(request.tag("v-2", Coding::Identity), "\"v-2-villages,ltsa-4-12-8.mvt\"");
        assert_eq!(mlt.tag("v-2", Coding::Gzip), "\"v-2-villages,ltsa-4-12-8.mlt+gzip\"");
        assert_eq!(part.tag("v-2", Coding::Brotli), "\"v-2-villages,ltsa-4-12-8-52.03.mlt+br\"");
        assert_eq!(few.tag("v-2", Coding::Identity), "\"v-2-villages,ltsa-4-12-8-52.03-c10.mlt\"");
    }
}
