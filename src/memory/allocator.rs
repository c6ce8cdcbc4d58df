//! The allocator: how it takes memory from the system, and gives back what nobody needs any more.

/// Lets the allocator take addresses as they are needed, and large vectors from the system, to which they go back at once.
///
/// By itself it sets a gigabyte of addresses aside before the first use and looks there for everything. Where addresses are
/// bounded (`ulimit -v`, and what a statement may take) that is most of what there is, and holes where vectors
/// were are of no use to larger ones. Whoever sets the allocator's own variables (`MIMALLOC_*`) has the last word.
#[expect(unsafe_code, reason = "the allocator's own function has no other door")]
pub extern "C" fn take_few_addresses() {
    // As in `mimalloc.h`; the bindings do not name them. Both are in KiB.
    const ARENA_RESERVE: libmimalloc_sys::mi_option_t = 23;
    const ARENA_MAX_OBJECT_SIZE: libmimalloc_sys::mi_option_t = 45;
    const _: () =
        assert!(libmimalloc_sys::_mi_option_last == 47, "the numbers of the options changed");
    // SAFETY: they take no pointer, and store a number that is read when memory is asked for.
    unsafe {
        libmimalloc_sys::mi_option_set_default(ARENA_RESERVE, 64 << 10);
        libmimalloc_sys::mi_option_set_default(ARENA_MAX_OBJECT_SIZE, 8 << 10);
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
