//! The allocator: how it takes memory from the system, and gives back what nobody needs any more.

use std::ffi::c_long;

/// Lets the allocator take addresses as they are needed, and large vectors from the system, to which they go back at once.
///
/// By itself it sets a gigabyte of addresses aside before the first use and looks there for everything. Where addresses are
/// bounded (`ulimit -v`, and what a statement may take) that is most of what there is, and holes where vectors
/// were are of no use to larger ones. Whoever sets the allocator's own variables (`MIMALLOC_*`) has the last word.
pub extern "C" fn take_few_addresses() {
    set(ARENA_RESERVE, 64 << 10);
    set(ARENA_MAX_OBJECT_SIZE, LARGEST_KEPT);
}

// As in `mimalloc.h`; the bindings do not name them. Milliseconds, and twice KiB.
const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;
const ARENA_RESERVE: libmimalloc_sys::mi_option_t = 23;
const ARENA_MAX_OBJECT_SIZE: libmimalloc_sys::mi_option_t = 45;
const _: () = assert!(libmimalloc_sys::_mi_option_last == 47, "the numbers of the options changed");

/// What is larger goes back to the system at once: KiB.
const LARGEST_KEPT: c_long = 8 << 10;
/// How long the allocator keeps freed pages by itself: milliseconds.
const DELAY: c_long = 1000;
/// Longer than any work takes. For ever would be another thing: what is freed then is not even noted, and nobody can
/// give it back later.
const ALL_THE_WORK: c_long = 3_600_000;

#[expect(unsafe_code, reason = "the allocator's own function has no other door")]
fn set(option: libmimalloc_sys::mi_option_t, value: c_long) {
    // SAFETY: it takes no pointer, and stores a number that is read when memory is asked for.
    unsafe { libmimalloc_sys::mi_option_set_default(option, value) }
}

/// Keeps what is freed for what comes next, until this is dropped; then all of it goes back. For work that takes and frees
/// large vectors by turns, as making a country does, which the system would wipe each time.
#[derive(Debug)]
pub struct Kept(());

impl Kept {
    /// From now on.
    pub fn begin() -> Self {
        set(PURGE_DELAY, ALL_THE_WORK);
        set(ARENA_MAX_OBJECT_SIZE, 1 << 20);
        Self(())
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        set(PURGE_DELAY, DELAY);
        set(ARENA_MAX_OBJECT_SIZE, LARGEST_KEPT);
        give_back();
    }
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
