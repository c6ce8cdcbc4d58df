//! A piece of memory with a file descriptor, written once, sealed, and mapped by whoever inherits the descriptor.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::os::fd::{AsRawFd as _, RawFd};

use bytes::Bytes;
use memmap2::Mmap;
use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, fcntl_get_seals, memfd_create};

/// Nobody may write, grow, shrink or take these seals off.
const SEALS: SealFlags =
    SealFlags::WRITE.union(SealFlags::GROW).union(SealFlags::SHRINK).union(SealFlags::SEAL);

/// Memory that nobody can change any more.
#[derive(Debug)]
pub(crate) struct SharedMemory {
    file: File,
    bytes: Bytes,
}

impl SharedMemory {
    /// Memory with what `fill` writes. Children of this process inherit its descriptor.
    ///
    /// # Errors
    /// When the system has no memory left, or no such files.
    pub fn fill(fill: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> io::Result<Self> {
        // Without CLOEXEC on purpose: a worker finds it under the same number.
        let file = File::from(memfd_create("desmigratif-tables", MemfdFlags::ALLOW_SEALING)?);
        let mut writer = BufWriter::with_capacity(1 << 20, file);
        fill(&mut writer)?;
        writer.flush()?;
        let file = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
        fcntl_add_seals(&file, SEALS)?;
        Self::map(file)
    }

    /// The memory that a parent process filled, by the number of the inherited descriptor.
    ///
    /// # Errors
    /// When there is no such descriptor, or what it names is not sealed.
    pub fn inherited(descriptor: RawFd) -> io::Result<Self> {
        Self::map(File::open(format!("/proc/self/fd/{descriptor}"))?)
    }

    #[expect(unsafe_code, reason = "a mapped file may change under the reader; this one cannot")]
    fn map(file: File) -> io::Result<Self> {
        if !fcntl_get_seals(&file)?.contains(SEALS) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "the memory is not sealed"));
        }
        // SAFETY: the file lives in memory only and is sealed against writing, growing and shrinking, which was just
        // looked at, and against taking the seals off: its bytes stay as they are as long as anybody maps them.
        let map = unsafe { Mmap::map(&file)? };
        Ok(Self { file, bytes: Bytes::from_owner(map) })
    }

    /// The number under which a child finds the memory.
    pub fn descriptor(&self) -> RawFd {
        self.file.as_raw_fd()
    }

    /// What was written. Slices of it keep the memory alive.
    pub const fn bytes(&self) -> &Bytes {
        &self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_cannot_be_changed() {
        let memory = SharedMemory::fill(|out| out.write_all(b"desa")).unwrap();
        assert_eq!(memory.bytes().as_ref(), b"desa");
        assert!((&memory.file).write_all(b"kota").is_err());
        assert!(memory.file.set_len(1).is_err());
        let again = SharedMemory::inherited(memory.descriptor()).unwrap();
        assert_eq!(again.bytes().as_ref(), b"desa");
    }

    #[test]
    fn a_file_that_may_change_is_not_mapped() {
        let file = tempfile::tempfile().unwrap();
        assert!(SharedMemory::inherited(file.as_raw_fd()).is_err());
    }
}
