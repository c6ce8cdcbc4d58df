//! The files that were packed into this library when it was built (see `build.rs`).

use libdeflater::Decompressor;

/// One file, compressed.
struct Packed {
    /// Its path below `node_modules`.
    name: &'static str,
    /// Its length in bytes when unpacked.
    length: usize,
    deflated: &'static [u8],
}

/// Empty when the npm packages were not installed then.
static PACKED: &[Packed] = include!(concat!(env!("OUT_DIR"), "/packed.rs"));

/// Whether anything was packed.
pub fn is_there() -> bool {
    !PACKED.is_empty()
}

/// The bytes of the file with this path below `node_modules`; `None` when it was not packed.
pub fn file(name: &str) -> Option<Vec<u8>> {
    let packed = PACKED.iter().find(|packed| packed.name == name)?;
    let mut bytes = vec![0; packed.length];
    let length = Decompressor::new().deflate_decompress(packed.deflated, &mut bytes).ok()?;
    (length == packed.length).then_some(bytes)
}
