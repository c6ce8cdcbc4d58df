//! The command `desmigratif`.

use std::process::ExitCode;

/// Tile encoding and sorting allocate much and in parallel; the system's allocator keeps freed pages.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    desmigratif::cli::main()
}
