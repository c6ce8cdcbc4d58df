//! Where a directory lies that nobody has named.

use std::path::{Path, PathBuf};

use super::env::Environment;

/// The directory `name` of the user's own data, when it cannot be in `here`: nothing of that name is there
/// and `here` cannot be written. `None` when it can, or when the environment names no home.
///
/// The same question is answered alike every time, so that what was written once is found again.
pub(super) fn elsewhere(name: &str, here: &Path, environment: &dyn Environment) -> Option<PathBuf> {
    if here.join(name).exists() || can_be_written(here) {
        return None;
    }
    let variable = |name: &str| {
        let value = environment.with_prefix(name).remove(name)?;
        Some(PathBuf::from(value)).filter(|path| path.is_absolute())
    };
    let data = variable("XDG_DATA_HOME")
        .or_else(|| variable("HOME").map(|home| home.join(".local").join("share")))?;
    Some(data.join("desmigratif").join(name))
}

/// Whether a file can be made in `dir`: permissions alone do not tell (a disk may be read-only).
fn can_be_written(dir: &Path) -> bool {
    let probe = dir.join(format!(".desmigratif-{}", std::process::id()));
    let made = std::fs::OpenOptions::new().write(true).create_new(true).open(&probe).is_ok();
    made && std::fs::remove_file(&probe).is_ok()
}

#[cfg(test)]
mod tests {
    use super::super::env::Fixed;
    use super::*;

    #[test]
    fn a_directory_is_here_where_it_can_be() {
        let dir = tempfile::tempdir().unwrap();
        let home = Fixed::new([("HOME", "/home/sri")]);
        assert_eq!(elsewhere("data", dir.path(), &home), None);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0, "the probe is gone");
    }

    #[test]
    fn otherwise_it_is_with_the_data_of_the_user() {
        // No file can be made in a directory that is not there, whoever asks.
        let gone = Path::new("/nowhere/to/be/found");
        let home = Fixed::new([("HOME", "/home/sri")]);
        let in_home = Path::new("/home/sri/.local/share/desmigratif/data");
        assert_eq!(elsewhere("data", gone, &home).as_deref(), Some(in_home));
        let both = Fixed::new([("HOME", "/home/sri"), ("XDG_DATA_HOME", "/srv/own")]);
        let named = Path::new("/srv/own/desmigratif/state");
        assert_eq!(elsewhere("state", gone, &both).as_deref(), Some(named));
        assert_eq!(elsewhere("data", gone, &Fixed::default()), None);
        assert_eq!(elsewhere("data", gone, &Fixed::new([("HOME", "relative")])), None);
    }
}
