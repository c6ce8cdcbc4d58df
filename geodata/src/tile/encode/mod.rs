//! From what a tile shows to its bytes.
//!
//! An encoder is given one [`Layer`]: a [`Drawing`] and columns of properties beside it, nothing of a format. A tile of several
//! layers is their encodings one after the other, in MVT (a repeated field) as in MLT (a sequence of blocks).

mod content;
mod drawing;
mod mlt;
mod mvt;
mod pool;
mod varint;

pub(super) use content::{Layer, Property, Values};
pub(super) use drawing::Drawing;

/// How a tile is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Encoding {
    /// Mapbox Vector Tile 2.1.
    Mvt,
    /// MapLibre Tile, the version of its blocks of tag 1.
    Mlt,
}

impl Encoding {
    /// All encodings, the one that every client reads first.
    pub const ALL: [Self; 2] = [Self::Mvt, Self::Mlt];

    /// The ending of its files and addresses.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Mvt => "mvt",
            Self::Mlt => "mlt",
        }
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Mvt => "application/vnd.mapbox-vector-tile",
            Self::Mlt => "application/vnd.maplibre-tile",
        }
    }
}

/// The bytes of a layer.
pub(super) fn encode(layer: &mut Layer<'_>, encoding: Encoding) -> Vec<u8> {
    layer.columns.retain(|column| !column.values.are_missing());
    match encoding {
        Encoding::Mvt => mvt::encode(layer),
        Encoding::Mlt => mlt::encode(layer),
    }
}
