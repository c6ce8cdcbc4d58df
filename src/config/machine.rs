//! How much memory there is for this program.

use std::fs;
use std::path::{Path, PathBuf};

/// Bytes of the machine's memory, or of what the container or service may take, if that is less. 4 GiB where the system
/// says nothing.
pub(super) fn memory() -> u64 {
    let bounds = groups().into_iter().filter_map(|file| number(&fs::read_to_string(file).ok()?));
    let machine = fs::read_to_string("/proc/meminfo").ok().and_then(|text| installed(&text));
    bounds.chain(machine).min().unwrap_or(4 << 30)
}

/// The files in which the bounds of this process's groups stand, its own and those around it (cgroup v2, and the one of v1).
fn groups() -> Vec<PathBuf> {
    let root = Path::new("/sys/fs/cgroup");
    let told = fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let own = told.lines().find_map(|line| line.strip_prefix("0::/")).unwrap_or_default();
    let mut files: Vec<PathBuf> =
        Path::new(own).ancestors().map(|group| root.join(group).join("memory.max")).collect();
    files.push(root.join("memory/memory.limit_in_bytes"));
    files
}

/// Of a file that holds a number, or `max`.
fn number(text: &str) -> Option<u64> {
    text.trim().parse().ok()
}

/// Of `/proc/meminfo`.
fn installed(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok()?.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_without_a_bound_says_max() {
        assert_eq!(number("max\n"), None);
        assert_eq!(number("2147483648\n"), Some(2 << 30));
        assert_eq!(installed("MemTotal:       1024 kB\nMemFree: 1 kB\n"), Some(1 << 20));
        assert_eq!(installed("MemFree: 1 kB\n"), None);
    }

    #[test]
    fn this_machine_says_how_much_it_has() {
        let here = memory();
        assert!(here > 64 << 20 && here < 1 << 50, "{here}");
        assert!(groups().iter().any(|file| file.ends_with("cgroup/memory.max")));
    }
}
