//! Files of a dataset mapped into memory.

use std::fs::File;
use std::io;
use std::path::Path;

use bytes::Bytes;
use memmap2::Mmap;

/// The bytes of a file, which the system reads from the disk as they are asked for and may forget again. Slices of
/// them keep the file open, also after another dataset took its place.
///
/// # Errors
/// When the file cannot be read.
#[expect(
    unsafe_code,
    reason = "a mapped file may change under the reader; those of a dataset do not"
)]
pub(super) fn map(path: &Path) -> io::Result<Bytes> {
    let file = File::open(path)?;
    if file.metadata()?.len() == 0 {
        return Ok(Bytes::new());
    }
    // SAFETY: the files of a dataset are written once, in a directory that only then takes its name, and never changed:
    // a new dataset is new files, and those that it replaces stay as long as anybody maps them. Who writes to such a
    // file nevertheless breaks the dataset for every reader; the bytes are plain numbers to us, all of which are
    // checked where they are used as places, so that the worst is a wrong shape or the end of the process.
    let map = unsafe { Mmap::map(&file)? };
    Ok(Bytes::from_owner(map))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_where_it_stands_and_outlives_its_name() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("pyramid.bin");
        std::fs::write(&path, b"desa").unwrap();
        let bytes = map(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        assert_eq!(bytes.as_ref(), b"desa");
        assert!(map(&path).is_err());
    }

    #[test]
    fn an_empty_file_is_no_bytes() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert!(map(file.path()).unwrap().is_empty());
    }
}
