//! Tables of one's own: rows that an office adds to a dataset, with places in space, of any number.
//!
//! ```text
//! rows in any order -> Sorter (runs on the disk, merged) -> TableWriter   -> <name>.parquet, sorted along the curve
//!                                                        -> ClusterWriter -> <name>.clusters, what maps show from afar
//! ```
//!
//! Rows that are near on the map are near in the file, so that the bounds of its row groups tell which of them a question
//! about a region needs, and all rows of a tile are one run of them. Nothing here holds a table whole.

pub mod clusters;
pub mod curve;
mod model;
mod positioned;
mod rows;
mod sort;
mod spill;
mod write;

pub use model::{
    ColumnType, GEOMETRY, LAT, LON, Located, OwnColumn, OwnTable, RESERVED, bbox_path,
};
pub use positioned::Positioned;
pub use rows::PointRows;
pub use sort::{BATCH_ROWS, Sorted, Sorter};
pub use spill::Spill;
pub use write::TableWriter;
