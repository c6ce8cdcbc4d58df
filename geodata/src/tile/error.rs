//! What can be wrong with the address or the columns of a tile.

use super::format::MAX_ZOOM;
use crate::pyramid::Damaged;

/// Why there is no tile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TileError {
    /// A zoom beyond the last.
    #[error("zoom {z} is beyond the last zoom {MAX_ZOOM}; enlarge the tile of zoom {MAX_ZOOM}")]
    Zoom {
        /// The zoom asked for.
        z: u8,
    },
    /// A column or row beyond the edge of the world.
    #[error("tile {z}/{x}/{y} does not exist; at zoom {z} columns and rows end at {last}")]
    Outside {
        /// Zoom.
        z: u8,
        /// Column.
        x: u32,
        /// Row.
        y: u32,
        /// The last column and row of this zoom.
        last: u32,
    },
    /// A column that does not fit the features.
    #[error("column `{id}`: {problem}")]
    Column {
        /// The column.
        id: String,
        /// What does not fit.
        problem: String,
    },
    /// A layer that is not that of the dataset.
    #[error("the layer {layer} has {features} features, and the pyramid has {has} areas")]
    Areas {
        /// The layer.
        layer: &'static str,
        /// Its features.
        features: usize,
        /// The areas of the pyramid.
        has: usize,
    },
    /// The pyramid's bytes.
    #[error(transparent)]
    Damaged(#[from] Damaged),
    /// The file of a table of one's own.
    #[error("{0}")]
    Table(String),
    /// Nobody waits any more.
    #[error("nobody waits for the tile any more")]
    Stopped,
    /// The compressor failed.
    #[error("the tile could not be compressed: {0}")]
    Compression(String),
}
