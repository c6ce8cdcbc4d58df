//! A piece of memory with a file descriptor, written once, sealed, and mapped by whoever inherits the descriptor.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::os::fd::{AsRawFd as _, RawFd};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use memmap2::Mmap;
use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, fcntl_get_seals, memfd_create};
use rustix::io::{FdFlags, fcntl_setfd};

/// Nobody may write, grow, shrink or take these seals off.
const SEALS: SealFlags =
    SealFlags::WRITE.union(SealFlags::GROW).union(SealFlags::SHRINK).union(SealFlags::SEAL);

/// Memory that nobody can change any more.
#[derive(Debug)]
pub(crate) struct SharedMemory {
    file: File,
    bytes: Bytes,
    /// Files that are handed down with it, under the numbers that what was written may name.
    files: Vec<Arc<File>>,
    /// Memory that this one adds to, and that is handed down with it.
    base: Option<Arc<Self>>,
}

impl SharedMemory {
    /// Memory with what `fill` writes, which may name `files` by the numbers of their descriptors.
    ///
    /// # Errors
    /// When the system has no memory left, or no such files.
    pub fn fill(
        files: Vec<Arc<File>>,
        fill: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
    ) -> io::Result<Self> {
        let flags = MemfdFlags::ALLOW_SEALING.union(MemfdFlags::CLOEXEC);
        let file = File::from(memfd_create("desmigratif-tables", flags)?);
        let mut writer = BufWriter::with_capacity(1 << 20, file);
        fill(&mut writer)?;
        writer.flush()?;
        let file = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
        fcntl_add_seals(&file, SEALS)?;
        Ok(Self { files, ..Self::map(file)? })
    }

    /// The same memory, as an addition to `base`, which is handed down with it and lives as long.
    pub fn beside(self, base: Arc<Self>) -> Self {
        Self { base: Some(base), ..self }
    }

    /// The memory that a parent process filled, by the number of the inherited descriptor.
    ///
    /// # Errors
    /// When there is no such descriptor, or what it names is not sealed.
    pub fn inherited(descriptor: RawFd) -> io::Result<Self> {
        Self::map(Self::file(descriptor)?)
    }

    #[expect(unsafe_code, reason = "a mapped file may change under the reader; this one cannot")]
    fn map(file: File) -> io::Result<Self> {
        if !fcntl_get_seals(&file)?.contains(SEALS) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "the memory is not sealed"));
        }
        // SAFETY: the file lives in memory only and is sealed against writing, growing and shrinking, which was just
        // looked at, and against taking the seals off: its bytes stay as they are as long as anybody maps them.
        let map = unsafe { Mmap::map(&file)? };
        Ok(Self { file, bytes: Bytes::from_owner(map), files: Vec::new(), base: None })
    }

    /// A file of this process by the number of its descriptor, opened anew.
    ///
    /// # Errors
    /// When there is no such descriptor.
    pub fn file(descriptor: RawFd) -> io::Result<File> {
        File::open(format!("/proc/self/fd/{descriptor}"))
    }

    /// Starts a child that inherits the memory with its files, and no other memory of this kind: it would keep that of a former dataset
    /// alive. `start` is told the number under which the child finds it.
    ///
    /// # Errors
    /// When the descriptor cannot be handed down, or `start` fails.
    pub fn handed_down<T>(&self, start: impl FnOnce(RawFd) -> io::Result<T>) -> io::Result<T> {
        // One at a time, so that a child that is started meanwhile does not find this one open too.
        static STARTING: Mutex<()> = Mutex::new(());
        let _one = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
        let all = self.descriptors();
        all.iter().try_for_each(|file| fcntl_setfd(file, FdFlags::empty()))?;
        let started = start(self.file.as_raw_fd());
        all.iter().try_for_each(|file| fcntl_setfd(file, FdFlags::CLOEXEC))?;
        started
    }

    /// The files of this memory and of what it adds to.
    fn descriptors(&self) -> Vec<&File> {
        let base = self.base.iter().flat_map(|base| base.descriptors());
        let files = self.files.iter().map(AsRef::as_ref);
        std::iter::once(&self.file).chain(files).chain(base).collect()
    }

    /// The number of its descriptor in this process, and in those that it is handed down to.
    pub fn descriptor(&self) -> RawFd {
        self.file.as_raw_fd()
    }

    /// The memory that this one adds to.
    pub const fn base(&self) -> Option<&Arc<Self>> {
        self.base.as_ref()
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
        let memory = SharedMemory::fill(Vec::new(), |out| out.write_all(b"desa")).unwrap();
        assert_eq!(memory.bytes().as_ref(), b"desa");
        assert!((&memory.file).write_all(b"kota").is_err());
        assert!(memory.file.set_len(1).is_err());
        let again = SharedMemory::inherited(memory.file.as_raw_fd()).unwrap();
        assert_eq!(again.bytes().as_ref(), b"desa");
    }

    #[test]
    fn a_child_inherits_the_memory_that_it_is_started_with_and_no_other() {
        let [ours, other] = ["desa", "kota"].map(|text| {
            SharedMemory::fill(Vec::new(), |out| out.write_all(text.as_bytes())).unwrap()
        });
        let listing = ours.handed_down(|descriptor| {
            let listing =
                std::process::Command::new("ls").args(["-l", "/proc/self/fd"]).output()?;
            Ok((descriptor, String::from_utf8_lossy(&listing.stdout).into_owned()))
        });
        let (descriptor, listing) = listing.unwrap();
        let tables: Vec<&str> =
            listing.lines().filter(|line| line.contains("memfd:desmi")).collect();
        assert_eq!(tables.len(), 1, "{listing}");
        assert!(tables[0].contains(&format!(" {descriptor} -> ")), "{listing}");
        drop(other);
    }

    #[test]
    fn a_child_inherits_what_its_memory_adds_to_and_nobody_inherits_the_addition() {
        let memory = |text: &str| {
            SharedMemory::fill(Vec::new(), |out| out.write_all(text.as_bytes())).unwrap()
        };
        let base = Arc::new(memory("desa"));
        let beside = memory("kota").beside(Arc::clone(&base));
        let inherited = |memory: &SharedMemory| {
            let listing = memory.handed_down(|_| {
                std::process::Command::new("ls").args(["-l", "/proc/self/fd"]).output()
            });
            let listing = String::from_utf8_lossy(&listing.unwrap().stdout).into_owned();
            let is = |memory: &SharedMemory| {
                listing.contains(&format!(" {} -> /memfd:desmi", memory.descriptor()))
            };
            (is(&base), is(&beside))
        };
        assert_eq!(inherited(&beside), (true, true));
        assert_eq!(inherited(&base), (true, false));
    }

    #[test]
    fn a_file_that_may_change_is_not_mapped() {
        let file = tempfile::tempfile().unwrap();
        assert!(SharedMemory::inherited(file.as_raw_fd()).is_err());
    }
}
