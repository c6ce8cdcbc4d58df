//! Memory that nobody needs any more.

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
