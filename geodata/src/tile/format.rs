//! What all tiles have in common.

/// The number of the format. The tiles of a dataset are a function of the dataset and of this
/// number: it is part of their addresses and entity tags, so **raise it with every change that gives
/// a tile other bytes**: of simplification, snapping, quantisation, properties, encoding or
/// compression. Browsers keep tiles for ever under their address, and would otherwise go on
/// showing the old ones beside the new.
pub const FORMAT: u32 = 3;

/// The version by which caches know the tiles of a dataset.
pub fn version_of(dataset_version: &str) -> String {
    format!("{dataset_version}-{FORMAT}")
}

/// The last zoom with tiles of its own; clients enlarge these beyond it.
pub const MAX_ZOOM: u8 = 14;

/// Width and height of a tile in its own units.
pub const EXTENT: u32 = 4096;
