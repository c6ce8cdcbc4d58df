//! A whole layer as one file: every tile that the server would answer, compressed with gzip.

mod content;
mod directory;
mod hilbert;
mod mbtiles;
mod pmtiles;
mod target;

use std::path::Path;

use anyhow::Context as _;
use geodata::progress::Progress;

pub use content::{Archive, Written};
use target::Container;

/// Whether a file may be written: its name says a kind, and what stands there, if anything, is of that kind.
///
/// # Errors
/// When it may not.
pub fn check(out: &Path) -> anyhow::Result<()> {
    Container::of(out)?.check(out)
}

/// Writes the layer to a file, whole or not at all.
///
/// # Errors
/// When the file is there and of another kind, cannot be written, or whoever watches wants an end.
pub fn write(
    archive: &Archive<'_>,
    out: &Path,
    progress: &dyn Progress,
) -> anyhow::Result<Written> {
    let container = Container::of(out)?;
    container.check(out)?;
    target::replace(out, |part| match container {
        Container::PmTiles => pmtiles::write(archive, part, progress),
        Container::MbTiles => mbtiles::write(archive, part, progress),
    })
    .with_context(|| format!("{} was not written", out.display()))
}
