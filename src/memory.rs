//! Memory: who has it, and giving back what nobody needs any more.

use std::fs;
use std::path::Path;

/// Bytes in use, by who uses them, as the system counts them: this process as a whole, of that the tables that all
/// processes share, and what the processes in which statements run have for themselves. Where the system does not say,
/// there is nothing.
pub fn by_owner() -> Vec<(&'static str, u64)> {
    let Ok(own) = fs::read_to_string("/proc/self/status") else { return Vec::new() };
    let workers = workers().into_iter().filter_map(|pid| {
        let status = fs::read_to_string(Path::new("/proc").join(pid).join("status")).ok()?;
        bytes(&status, "RssAnon:")
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

/// Gives the pages of what was freed back to the system.
///
/// Reading a dataset takes and frees some hundred megabytes. The allocator keeps freed pages for a second and looks at them
/// when somebody asks for more, and after a start nobody does for hours.
/// Each thread keeps its own: those that computed together are asked too.
pub fn give_back() {
    rayon::broadcast(|_| give_back_of_thread());
    give_back_of_thread();
}

#[expect(unsafe_code, reason = "the allocator's own function has no other door")]
fn give_back_of_thread() {
    // SAFETY: it takes no pointer, may be called on any thread at any time, and touches only what is free.
    unsafe { libmimalloc_sys::mi_collect(true) }
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
