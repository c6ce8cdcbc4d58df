//! The country cut once for every zoom, in one file that is mapped into memory and read as it stands.
//!
//! Positions are tile units of a zoom: x to the east, y to the south, 4096 to a tile, so that the world is
//! 4096 · 2^z wide (Web Mercator, EPSG:3857). Zooms are those of [`topology`](crate::topology), 0 to
//! [`FINEST`](crate::topology::FINEST);
//! closer ones are enlarged from the finest.
//!
//! # The file
//!
//! All numbers are little endian; `varint` and zigzag are those of protocol buffers.
//!
//! | what | how |
//! |---|---|
//! | magic | the eight bytes `DMPYRMD` and 0 |
//! | version, zooms, levels | 3 × u32: 1, 13, 4 |
//! | zero | u32 |
//! | directory | for each zoom from 0, for each level from province to village: areas, tiles, shown (3 × u32), zero (u32), begin, bytes (2 × u64) |
//! | sections | one for each line of the directory, at its `begin` |
//!
//! A section holds, one after the other:
//!
//! | what | how |
//! |---|---|
//! | where areas begin | (`areas` + 1) × u32, counted from the first byte of the geometry: one for each row of the level's table, and the end |
//! | tiles | `tiles` × (x, y, first), 3 × u32, sorted by x and y: the rows that show in a tile stand from `first` to the `first` of the next |
//! | rows | `shown` × u32, ascending within a tile |
//! | geometry | `bytes` bytes |
//!
//! A tile shows what reaches it or its buffer of [`BUFFER`](crate::topology::BUFFER) units. The geometry of an area is the number of its
//! polygons (varint), and for each of them: where its bounding box begins, as the difference from that of the
//! polygon before (x, y; zigzag), its width and height, the length of the rest in bytes, the number of its rings, and for each
//! ring the number of its vertices (varint) and their differences as MVT writes them (zigzag), which
//! go on through the rings from the corner of the bounding box. Exterior rings come first and have a positive area by
//! the surveyor's formula, their holes a negative one; rings are not closed by repetition.

mod geometry;
mod layout;
mod number;
mod read;
mod show;
#[cfg(test)]
mod tests;
mod write;

pub use geometry::{Bounds, Damaged, Geometry, Part};
pub use read::Pyramid;
pub use write::{Points, write};
