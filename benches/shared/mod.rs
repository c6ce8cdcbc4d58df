//! What benchmarks over a whole dataset share.

use std::path::PathBuf;

// As the server allocates.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The dataset directory in `DATA` (else `data`, which `make run` fills); none, and a line that says so, where there is none.
pub fn data() -> Option<PathBuf> {
    let data = PathBuf::from(std::env::var_os("DATA").unwrap_or_else(|| "data".into()));
    if data.join("dataset.toml").is_file() {
        return Some(data);
    }
    println!("skipped: no dataset in {}; `make demo` makes one", data.display());
    None
}
