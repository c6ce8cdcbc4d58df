//! What identifies a tile's bytes, beside the version.

use std::fmt::Write;
use std::sync::Arc;

use geodata::tile::{TableOptions, TileCoord, TileOptions};

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
    #[cfg(test)]
    pub fn tag(&self, version: &str, coding: Coding) -> String {
        Asked::Layers(*self).tag(version, coding)
    }
}

/// One tile of a table of one's own.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TableRequest {
    /// The table's name.
    pub table: Arc<str>,
    /// Its address.
    pub tile: TileCoord,
    /// How it is encoded, and with which columns.
    pub options: TableOptions,
}

impl TableRequest {
    /// The name of this tile in a version: what its entity tags begin with. The coding comes behind a `+`.
    pub fn name(&self, version: &str) -> String {
        let Self { table, tile, options } = self;
        let mut name = format!("{version}-t-{table}-{}-{}-{}", tile.z(), tile.x(), tile.y());
        if let Some(columns) = options.columns {
            // Writing to a string cannot fail.
            let _ = write!(name, "-c{}", columns.name());
        }
        name + "." + options.encoding.extension()
    }
}

/// A tile of either kind.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Asked {
    Layers(TileRequest),
    Table(TableRequest),
}

impl Asked {
    /// The strong entity tag of the tile in one coding, with its quotes.
    pub(super) fn tag(&self, version: &str, coding: Coding) -> String {
        let name = match self {
            Self::Layers(request) => request.name(version),
            Self::Table(request) => request.name(version),
        };
        match coding.name() {
            Some(coding) => format!("\"{name}+{coding}\""),
            None => format!("\"{name}\""),
        }
    }
}

impl From<TileRequest> for Asked {
    fn from(request: TileRequest) -> Self {
        Self::Layers(request)
    }
}

impl From<TableRequest> for Asked {
    fn from(request: TableRequest) -> Self {
        Self::Table(request)
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
        let table = |columns| TableRequest {
            table: "ltsa".into(),
            tile: request.tile,
            options: TableOptions { encoding: Encoding::Mvt, columns },
        };
        let tag = |columns| Asked::from(table(columns)).tag("v-2", Coding::Gzip);
        assert_eq!(tag(None), "\"v-2-t-ltsa-4-12-8.mvt+gzip\"");
        assert_eq!(tag(Some(columns)), "\"v-2-t-ltsa-4-12-8-c10.mvt+gzip\"");
    }
}
