//! Who has memory, as the system counts it.

use std::fs;
use std::path::Path;

/// Bytes in use, by who uses them, as the system counts them: this process as a whole, of that the tables that all
/// processes share, and what the processes in which statements run have for themselves. Where the system does not say,
/// there is nothing.
pub fn by_owner() -> Vec<(&'static str, u64)> {
    let Ok(own) = fs::read_to_string("/proc/self/status") else { return Vec::new() };
    let command = fs::read("/proc/self/cmdline").unwrap_or_default();
    let workers = workers().into_iter().filter_map(|pid| {
        let place = Path::new("/proc").join(pid);
        // Between its birth and its own program a process has this one's memory, and not a second time.
        if fs::read(place.join("cmdline")).ok()? == command {
            return None;
        }
        bytes(&fs::read_to_string(place.join("status")).ok()?, "RssAnon:")
    });
    let found = [
        ("process", bytes(&own, "VmRSS:")),
        ("tables", bytes(&own, "RssShmem:")),
        ("sql_workers", Some(workers.sum())),
    ];
    found.into_iter().filter_map(|(owner, bytes)| Some((owner, bytes?))).collect()
}

/// The numbers of the processes that this one has started.
fn workers() -> Vec<String> {
    let Ok(threads) = fs::read_dir("/proc/self/task") else { return Vec::new() };
    let children = threads.flatten().filter_map(|thread| {
        // A thread may be gone already.
        fs::read_to_string(thread.path().join("children")).ok()
    });
    children
        .flat_map(|line| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

/// From a line such as `VmRSS:   1024 kB`.
fn bytes(status: &str, name: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_says_what_this_process_has() {
        assert_eq!(bytes("Name:\tx\nVmRSS:\t    1024 kB\n", "VmRSS:"), Some(1 << 20));
        assert_eq!(bytes("Name:\tx\n", "VmRSS:"), None);
        let owners = by_owner();
        let process = owners.iter().find(|(owner, _)| *owner == "process").unwrap().1;
        assert!(process > 1 << 20, "{owners:?}");
        assert!(owners.iter().any(|(owner, _)| *owner == "sql_workers"), "{owners:?}");
    }
}
