//! What reading a file may take. A small file can stand for much more than it holds: compressed parts, one text that a
//! million cells name, a cell in the last corner of a sheet.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use super::cell::Cell;
use crate::error::{GeodataError, Place};

/// Bytes of a file.
pub(super) const FILE: u64 = 4 << 30;
/// Cells of the columns that are asked for.
const CELLS: u64 = 20_000_000;
/// Bytes of texts and vertices.
const CONTENT: u64 = 2 << 30;

/// What is left of the bounds while a file is read; threads share it.
#[derive(Debug)]
pub(super) struct Room<'a> {
    path: &'a Path,
    cells: AtomicU64,
    content: AtomicU64,
}

impl<'a> Room<'a> {
    /// Room for all that may be read of the file.
    pub(super) fn new(path: &'a Path) -> Self {
        Self { path, cells: AtomicU64::new(CELLS), content: AtomicU64::new(CONTENT) }
    }

    /// Takes room for the cells of a row.
    ///
    /// # Errors
    /// When there is none left: the file is too large, whatever its size on the disk.
    pub(super) fn row(&self, place: &Place, cells: &[Cell]) -> Result<(), GeodataError> {
        let text = |cell: &Cell| if let Cell::Text(text) = cell { text.len() } else { 0 };
        self.take(&self.cells, cells.len(), place, || {
            format!("has more than {CELLS} cells in the columns that are read")
        })?;
        self.content(place, cells.iter().map(text).sum())
    }

    /// Takes room for so many bytes of texts or vertices.
    ///
    /// # Errors
    /// As [`row`](Self::row).
    pub(super) fn content(&self, place: &Place, bytes: usize) -> Result<(), GeodataError> {
        self.take(&self.content, bytes, place, || {
            format!("holds more than {} of texts and vertices", size(CONTENT))
        })
    }

    fn take(
        &self,
        left: &AtomicU64,
        wanted: usize,
        place: &Place,
        problem: impl Fn() -> String,
    ) -> Result<(), GeodataError> {
        let fewer = |left: u64| left.checked_sub(wanted as u64);
        match left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fewer) {
            Ok(_) => Ok(()),
            Err(_) => Err(too_large(self.path, place.clone(), format!("the file {}", problem()))),
        }
    }
}

/// The error of a file that is too large to be read.
pub(super) fn too_large(path: &Path, place: Place, problem: String) -> GeodataError {
    let advice = "keep the rows and columns that are needed, or divide it into several files";
    GeodataError::source(path, place, problem, advice)
}

/// A number of bytes as people read it.
pub(super) fn size(bytes: u64) -> String {
    format!("{} MiB", bytes >> 20)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_until_there_is_no_room() {
        let room = Room::new(Path::new("a.xlsx"));
        let place = Place::Line(7);
        room.row(&place, &[Cell::Empty, Cell::text("desa")]).unwrap();
        room.content(&place, (CONTENT - 4) as usize).unwrap();
        let message = room.row(&place, &[Cell::text("x")]).unwrap_err().to_string();
        assert!(
            message.starts_with("a.xlsx, line 7: the file holds more than 2048 MiB"),
            "{message}"
        );
        room.row(&place, &vec![Cell::Empty; 1000]).unwrap();
        room.cells.store(1, Ordering::Relaxed);
        let message = room.row(&place, &[Cell::Empty, Cell::Empty]).unwrap_err().to_string();
        assert!(message.contains("20000000 cells") && message.contains("divide"), "{message}");
    }
}
