//! Work on plain threads.
//!
//! Preparation runs inside a `OnceLock`. A work-stealing pool could there take up another request
//! for the same layer and wait for itself; scoped threads cannot.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Calls `work` with `0..count` on all cores; answers in order.
pub(super) fn map<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(count);
    let next = AtomicUsize::new(0);
    let run = || {
        let mut done = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return done;
            }
            done.push((number, work(number)));
        }
    };
    let mut all: Vec<(usize, T)> = thread::scope(|scope| {
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
        let finished = handles.into_iter().map(|handle| match handle.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        finished.flatten().collect()
    });
    all.sort_unstable_by_key(|(number, _)| *number);
    all.into_iter().map(|(_, answer)| answer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_stand_in_order() {
        assert_eq!(map(1000, |n| n * n), (0..1000).map(|n| n * n).collect::<Vec<_>>());
        assert!(map(0, |n| n).is_empty());
    }
}
