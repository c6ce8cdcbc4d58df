//! Text files: the mark of their byte order, and the encoding that is stated for them.

use std::borrow::Cow;
use std::path::Path;

use super::latin;
use super::options::Encoding;
use crate::error::{GeodataError, Place};

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// The bytes after the byte order mark of UTF-8, if there is one.
///
/// # Errors
///
/// The mark is that of UTF-16 or UTF-32, which spreadsheets call Unicode text.
pub fn after_mark<'a>(path: &Path, bytes: &'a [u8]) -> Result<&'a [u8], GeodataError> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(GeodataError::source(
            path,
            Place::File,
            "the file begins with the byte order mark of UTF-16",
            "save it as UTF-8",
        ));
    }
    Ok(bytes.strip_prefix(UTF8_MARK).unwrap_or(bytes))
}

/// Text of a stated encoding; `None` when it is not of it.
pub fn decode(bytes: &[u8], encoding: Encoding) -> Option<Cow<'_, str>> {
    match encoding {
        Encoding::Utf8 => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
        single => Some(Cow::Owned(decode_single(bytes, single))),
    }
}

/// Text of a code page whose every byte is a character.
pub fn decode_single(bytes: &[u8], page: Encoding) -> String {
    match page {
        Encoding::Utf8 => String::from_utf8_lossy(bytes).into_owned(),
        Encoding::Windows1252 => latin::decode(bytes),
        Encoding::Dos437 => {
            oem_cp::decode_string_complete_table(bytes, &oem_cp::code_table::DECODING_TABLE_CP437)
        }
        Encoding::Dos850 => {
            oem_cp::decode_string_complete_table(bytes, &oem_cp::code_table::DECODING_TABLE_CP850)
        }
    }
}
