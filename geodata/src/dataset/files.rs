//! The files of a dataset with their checksums: nothing of a file is used before all of it was found to be what was
//! written. A bit that flipped on a disk would otherwise be a wrong value under the genuine version.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use rayon::prelude::*;

use super::manifest::{FileEntry, Manifest};
use super::mapped;
use crate::error::GeodataError;

/// What to do about a dataset that is not what it should be.
pub(super) const REMAKE: &str =
    "make the dataset again with `desmigratif import` or `desmigratif demo`";
/// Bytes of a block that has a checksum of its own, so that damage can be said to be somewhere.
const BLOCK: usize = 1 << 20;
/// Hexadecimal digits of a block's checksum. They only say where; the file's own says whether.
const BLOCK_DIGITS: usize = 16;

/// The line of the manifest about a file that was just written, which is read block by block.
pub(super) fn entry(path: &Path, rows: usize) -> Result<FileEntry, GeodataError> {
    let file = fs::File::open(path).map_err(GeodataError::io(path))?;
    let (mut hash, mut bytes, mut blocks) = (blake3::Hasher::new(), 0, Vec::new());
    let mut part = Vec::with_capacity(BLOCK);
    loop {
        part.clear();
        (&file).take(BLOCK as u64).read_to_end(&mut part).map_err(GeodataError::io(path))?;
        if part.is_empty() {
            break;
        }
        hash.update(&part);
        bytes += part.len() as u64;
        blocks.push(block(&part));
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(FileEntry { name, rows, bytes, blake3: hash.finalize().to_hex().to_string(), blocks })
}

/// The checksum of a file, of which no more than a few kilobytes are held at a time.
fn hash(path: &Path) -> io::Result<String> {
    let mut hash = blake3::Hasher::new();
    hash.update_reader(fs::File::open(path)?)?;
    Ok(hash.finalize().to_hex().to_string())
}

fn block(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().chars().take(BLOCK_DIGITS).collect()
}

/// The files that a manifest lists.
pub(super) struct Files<'a> {
    dir: &'a Path,
    manifest: &'a Manifest,
}

impl<'a> Files<'a> {
    pub(super) fn new(dir: &'a Path, manifest: &'a Manifest) -> Self {
        Self { dir, manifest }
    }

    /// The whole contents of a file.
    ///
    /// # Errors
    /// A file that is missing, that the manifest does not list, or that has changed; the error says where.
    pub(super) fn read(&self, name: &str) -> Result<(PathBuf, Bytes), GeodataError> {
        let (path, listed) = self.listed(name)?;
        let bytes = fs::read(&path).map_err(GeodataError::io(&path))?;
        check(&path, listed, &bytes)?;
        Ok((path, bytes.into()))
    }

    /// Whether the manifest lists a file.
    pub(super) fn has(&self, name: &str) -> bool {
        self.manifest.files.iter().any(|file| file.name == name)
    }

    fn listed(&self, name: &str) -> Result<(PathBuf, &FileEntry), GeodataError> {
        let path = self.dir.join(name);
        let listed = self.manifest.files.iter().find(|file| file.name == name);
        match listed {
            Some(listed) => Ok((path, listed)),
            None => Err(GeodataError::dataset(&path, "is not listed in the manifest", REMAKE)),
        }
    }

    /// A file that is read where it stands: its bytes are those of the disk, checked once, and no memory of its own.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub(super) fn map(&self, name: &str) -> Result<(PathBuf, Bytes), GeodataError> {
        let (path, listed) = self.listed(name)?;
        if hash(&path).map_err(GeodataError::io(&path))? != listed.blake3 {
            // Read again, to say where.
            check(&path, listed, &fs::read(&path).map_err(GeodataError::io(&path))?)?;
        }
        let bytes = mapped::map(&path).map_err(GeodataError::io(&path))?;
        Ok((path, bytes))
    }

    /// A file of any size that is read later, part by part: open, and found to be what was written. Whoever reads it
    /// reads what was checked, also when another dataset takes its place.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub(super) fn open(&self, name: &str) -> Result<fs::File, GeodataError> {
        let (path, listed) = self.listed(name)?;
        let file = fs::File::open(&path).map_err(GeodataError::io(&path))?;
        let changed = |problem| Err(GeodataError::dataset(&path, problem, REMAKE));
        let mut blocks = listed.blocks.iter();
        let (mut whole, mut bytes, mut part) =
            (blake3::Hasher::new(), 0, Vec::with_capacity(BLOCK));
        loop {
            part.clear();
            (&file).take(BLOCK as u64).read_to_end(&mut part).map_err(GeodataError::io(&path))?;
            if part.is_empty() {
                break;
            }
            whole.update(&part);
            let (from, to) = (bytes, bytes + part.len() as u64);
            if blocks.next().is_none_or(|written| block(&part) != *written) {
                return changed(format!(
                    "was changed after the dataset was written, between bytes {from} and {to}"
                ));
            }
            bytes = to;
        }
        if bytes != listed.bytes || whole.finalize().to_hex().as_str() != listed.blake3 {
            return changed(format!(
                "was changed after the dataset was written: it has {bytes} bytes of {}",
                listed.bytes
            ));
        }
        Ok(file)
    }

    /// Checks the files that nobody else reads.
    pub(super) fn check_others(
        &self,
        is_read: impl Fn(&str) -> bool + Sync,
    ) -> Result<(), GeodataError> {
        let others = self.manifest.files.par_iter().filter(|file| !is_read(&file.name));
        others.map(|file| self.read(&file.name).map(|_| ())).collect()
    }
}

fn check(path: &Path, listed: &FileEntry, bytes: &[u8]) -> Result<(), GeodataError> {
    let changed = |problem| Err(GeodataError::dataset(path, problem, REMAKE));
    if bytes.len() as u64 != listed.bytes {
        return changed(format!("has {} bytes; the manifest says {}", bytes.len(), listed.bytes));
    }
    if blake3::hash(bytes).to_hex().as_str() == listed.blake3 {
        return Ok(());
    }
    let blocks = bytes.chunks(BLOCK).zip(&listed.blocks);
    match blocks.enumerate().find(|(_, (bytes, written))| block(bytes) != **written) {
        Some((at, (bytes, _))) => {
            let from = at * BLOCK;
            let to = from + bytes.len();
            changed(format!(
                "was changed after the dataset was written, between bytes {from} and {to}"
            ))
        }
        None => changed("was changed after the dataset was written".to_owned()),
    }
}
