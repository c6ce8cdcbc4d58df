//! Words of SQL in any order, repeated and nested far beyond what a text of some bytes can: see `fuzz::compose`.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let composed = fuzz::compose(bytes);
    if composed.is_condition {
        fuzz::condition(&composed.text);
    } else {
        fuzz::statement(&composed.text, &composed.params);
    }
});
