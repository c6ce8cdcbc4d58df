//! Any text as a statement, and as the condition of a plan.

#![no_main]

use libfuzzer_sys::fuzz_target;
use queries::Params;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match text.strip_prefix("WHERE ") {
        Some(condition) => fuzz::condition(condition),
        None => fuzz::statement(text, &Params::None),
    }
});
