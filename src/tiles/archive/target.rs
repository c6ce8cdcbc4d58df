//! The file that an archive becomes: never half of one, and never in the place of something else.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use anyhow::Context as _;

use super::{mbtiles, pmtiles};

/// The kind of file that tiles are kept in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    /// PMTiles 3.
    PmTiles,
    /// MBTiles 1.3.
    MbTiles,
}

/// Where SQLite keeps the number of the application.
const APPLICATION_AT: usize = 68;

impl Container {
    /// The kind that the ending of a file's name says.
    ///
    /// # Errors
    /// When it says neither.
    pub(super) fn of(out: &Path) -> anyhow::Result<Self> {
        match out.extension().and_then(|ending| ending.to_str()) {
            Some("pmtiles") => Ok(Self::PmTiles),
            Some("mbtiles") => Ok(Self::MbTiles),
            _ => anyhow::bail!("{}: name a file that ends in .pmtiles or .mbtiles", out.display()),
        }
    }

    /// Whether the file may be written: there is none, or one of this kind.
    pub(super) fn check(self, out: &Path) -> anyhow::Result<()> {
        let mut head = Vec::new();
        match File::open(out) {
            Ok(file) => file.take(100).read_to_end(&mut head).context("the file that is there")?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error).with_context(|| out.display().to_string()),
        };
        let own = match self {
            Self::PmTiles => head.starts_with(pmtiles::MAGIC),
            Self::MbTiles => {
                head.get(APPLICATION_AT..APPLICATION_AT + 4)
                    == Some(&mbtiles::APPLICATION.to_be_bytes())
            }
        };
        anyhow::ensure!(
            own,
            "{} exists and is another kind of file; name a new one, or remove it if it is not needed",
            out.display()
        );
        Ok(())
    }
}

/// Has a file written beside `out` and, when that went well, puts it in its place.
pub(super) fn replace<T>(
    out: &Path,
    write: impl FnOnce(&Path) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let name = out.file_name().context("the file has no name")?.to_string_lossy();
    let part = out.with_file_name(format!(".{name}.{}.part", std::process::id()));
    let written = fs::remove_file(&part).or_else(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    });
    let written = written.map_err(anyhow::Error::from).and_then(|()| write(&part));
    match written.and_then(|written| Ok(fs::rename(&part, out).map(|()| written)?)) {
        Ok(written) => Ok(written),
        Err(error) => {
            // What is left of it is of no use to anybody.
            let _ = fs::remove_file(&part);
            Err(error)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_own_kind_is_overwritten_and_nothing_is_left_of_a_failure() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("villages.pmtiles");
        assert!(Container::of(&dir.path().join("villages.zip")).is_err());
        let container = Container::of(&file).unwrap();
        container.check(&file).unwrap();
        fs::write(&file, "letters").unwrap();
        assert!(container.check(&file).unwrap_err().to_string().contains("another kind"));
        fs::write(&file, b"PMTiles\x03rest").unwrap();
        container.check(&file).unwrap();
        let failed = replace(&file, |part| {
            fs::write(part, "half")?;
            anyhow::bail!("no more room") as anyhow::Result<()>
        });
        assert_eq!(failed.unwrap_err().to_string(), "no more room");
        assert_eq!(fs::read(&file).unwrap(), b"PMTiles\x03rest");
        replace(&file, |part| Ok(fs::write(part, "whole")?)).unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"whole");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
