//! Any text as WKT, EWKT, hexadecimal WKB or GeoJSON, any bytes as WKB.

#![no_main]

use libfuzzer_sys::fuzz_target;
use queries::testing::{wkt_of_text, wkt_of_wkb};

fuzz_target!(|bytes: &[u8]| {
    fuzz::geometry(wkt_of_wkb(bytes));
    if let Ok(text) = std::str::from_utf8(bytes) {
        fuzz::geometry(wkt_of_text(text));
    }
});
