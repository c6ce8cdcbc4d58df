//! Where a dataset is built, and how it takes the place of the one before: in one step, so that there is a whole dataset
//! at every moment, whenever the process is killed or the power fails.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;

use crate::error::GeodataError;

/// A directory that is being built beside the place that it will take. Dropped before it took it, it is removed.
#[derive(Debug)]
pub(super) struct Place {
    out: PathBuf,
    building: PathBuf,
    /// Held until the end, also an end by force: who finds the directory unlocked may remove it.
    _lock: fs::File,
}

impl Place {
    /// Begins to build what will stand at `out`; where that is a symbolic link, at its target. Removes what killed
    /// processes left.
    pub(super) fn beside(out: &Path) -> Result<Self, GeodataError> {
        let out = if out.is_symlink() {
            fs::canonicalize(out).map_err(GeodataError::io(out))?
        } else {
            out.to_owned()
        };
        remove_abandoned(&out)?;
        let building =
            out.with_file_name(format!("{}{}", hidden(&out, "building"), std::process::id()));
        fs::create_dir_all(&building).map_err(GeodataError::io(&building))?;
        let lock = fs::File::open(&building).map_err(GeodataError::io(&building))?;
        // Where the file system knows no locks, what is abandoned stays.
        let _ = lock.try_lock();
        Ok(Self { out, building, _lock: lock })
    }

    /// The directory to build in.
    pub(super) fn building(&self) -> &Path {
        &self.building
    }

    /// Takes the place. Files must be on the disk; the directories are brought there.
    pub(super) fn take(self) -> Result<(), GeodataError> {
        sync(&self.building)?;
        if self.out.exists() {
            match renameat_with(CWD, &self.building, CWD, &self.out, RenameFlags::EXCHANGE) {
                Ok(()) => {}
                // File systems of networks and of other systems cannot exchange two names.
                Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => self.step_aside()?,
                Err(error) => return Err(GeodataError::io(&self.out)(error.into())),
            }
        } else {
            fs::rename(&self.building, &self.out).map_err(GeodataError::io(&self.out))?;
        }
        // After an exchange the dataset before stands where this one was built; dropping removes it.
        sync(parent(&self.out))
    }

    /// Two steps instead of one: between them there is no dataset, but both are whole and beside each other.
    fn step_aside(&self) -> Result<(), GeodataError> {
        let old =
            self.out.with_file_name(format!("{}{}", hidden(&self.out, "old"), std::process::id()));
        fs::rename(&self.out, &old).map_err(GeodataError::io(&self.out))?;
        if let Err(error) = fs::rename(&self.building, &self.out) {
            fs::rename(&old, &self.out).map_err(GeodataError::io(&self.out))?;
            return Err(GeodataError::io(&self.out)(error));
        }
        remove(&old)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // What stays is removed by the next who builds here.
        let _ = remove(&self.building);
    }
}

/// How the names of hidden siblings of `out` begin; the number of the process follows.
fn hidden(out: &Path, suffix: &str) -> String {
    let name = out.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    format!(".{name}.{suffix}-")
}

fn parent(out: &Path) -> &Path {
    match out.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Waits until the disk has the names in a directory.
fn sync(dir: &Path) -> Result<(), GeodataError> {
    fs::File::open(dir).and_then(|dir| dir.sync_all()).map_err(GeodataError::io(dir))
}

/// Removes what killed processes were building for `out`; what a living one builds is locked.
fn remove_abandoned(out: &Path) -> Result<(), GeodataError> {
    let Ok(entries) = fs::read_dir(parent(out)) else { return Ok(()) };
    let begin = hidden(out, "building");
    for entry in entries.flatten() {
        let name = entry.file_name();
        let process = name.to_str().and_then(|name| name.strip_prefix(&begin));
        if process.is_some_and(|number| number.parse::<u32>().is_ok()) {
            let path = entry.path();
            // It may be gone already: its process has finished.
            let unlocked = fs::File::open(&path).is_ok_and(|lock| lock.try_lock().is_ok());
            if unlocked {
                remove(&path)?;
            }
        }
    }
    Ok(())
}

fn remove(dir: &Path) -> Result<(), GeodataError> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(GeodataError::io(dir)(error)),
        _ => Ok(()),
    }
}
