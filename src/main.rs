//! The command `desmigratif`.

use std::process::ExitCode;

/// Tile encoding and sorting allocate much and in parallel; the system's allocator keeps freed pages.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Called by the system before anything else, and so before the first allocation.
#[used]
#[unsafe(link_section = ".init_array")]
#[expect(unsafe_code, reason = "in this section of the program there are such functions")]
static BEFORE_MAIN: extern "C" fn() = desmigratif::take_few_addresses;

fn main() -> ExitCode {
    desmigratif::cli::main()
}
