//! Keys of a terminal, from the bytes that it sends for them.

use std::io;

/// A key that edits a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Letter(char),
    Enter,
    Tab,
    Backspace,
    Delete,
    Left,
    Right,
    WordLeft,
    WordRight,
    Home,
    End,
    Up,
    Down,
    /// Ctrl-K: what stands behind the cursor goes.
    CutEnd,
    /// Ctrl-U: what stands before the cursor goes.
    CutStart,
    /// Ctrl-W: the word before the cursor goes.
    CutWord,
    /// Ctrl-L: an empty screen.
    Clear,
    /// Ctrl-C: another line.
    Cancel,
    /// Ctrl-D.
    EndOfInput,
    /// One that means nothing here.
    Other,
}

/// Reads keys from bytes.
#[derive(Debug, Default)]
pub(super) struct Keys {
    /// Inside of what is pasted, where a tab completes nothing.
    pasting: bool,
}

/// The longest number of a sequence that is read: none that is known here has more.
const LONGEST_SEQUENCE: usize = 16;

impl Keys {
    /// The next key; `None` when there are no more bytes.
    ///
    /// # Errors
    /// Those of `next`, which gives a byte.
    pub fn next(
        &mut self,
        next: &mut impl FnMut() -> io::Result<Option<u8>>,
    ) -> io::Result<Option<Key>> {
        let Some(byte) = next()? else { return Ok(None) };
        Ok(Some(match byte {
            b'\r' | b'\n' => Key::Enter,
            b'\t' if self.pasting => Key::Letter(' '),
            b'\t' => Key::Tab,
            0x01 => Key::Home,
            0x02 => Key::Left,
            0x03 => Key::Cancel,
            0x04 => Key::EndOfInput,
            0x05 => Key::End,
            0x06 => Key::Right,
            0x08 | 0x7f => Key::Backspace,
            0x0b => Key::CutEnd,
            0x0c => Key::Clear,
            0x0e => Key::Down,
            0x10 => Key::Up,
            0x15 => Key::CutStart,
            0x17 => Key::CutWord,
            0x1b => self.escaped(next)?,
            0..0x20 => Key::Other,
            first => letter(first, next)?,
        }))
    }

    fn escaped(&mut self, next: &mut impl FnMut() -> io::Result<Option<u8>>) -> io::Result<Key> {
        Ok(match next()? {
            Some(b'[') => self.sequence(next)?,
            Some(b'O') => match next()? {
                Some(b'H') => Key::Home,
                Some(b'F') => Key::End,
                _ => Key::Other,
            },
            Some(b'b') => Key::WordLeft,
            Some(b'f') => Key::WordRight,
            Some(0x7f) => Key::CutWord,
            _ => Key::Other,
        })
    }

    /// `ESC [`, numbers, and a letter that ends it.
    fn sequence(&mut self, next: &mut impl FnMut() -> io::Result<Option<u8>>) -> io::Result<Key> {
        let mut numbers = String::new();
        while let Some(byte) = next()? {
            if matches!(byte, b'0'..=b'9' | b';') && numbers.len() < LONGEST_SEQUENCE {
                numbers.push(char::from(byte));
                continue;
            }
            return Ok(match (byte, numbers.as_str()) {
                (b'A', _) => Key::Up,
                (b'B', _) => Key::Down,
                (b'C', "1;5" | "1;3") => Key::WordRight,
                (b'D', "1;5" | "1;3") => Key::WordLeft,
                (b'C', _) => Key::Right,
                (b'D', _) => Key::Left,
                (b'H', _) | (b'~', "1" | "7") => Key::Home,
                (b'F', _) | (b'~', "4" | "8") => Key::End,
                (b'~', "3") => Key::Delete,
                (b'~', "200") => {
                    self.pasting = true;
                    Key::Other
                }
                (b'~', "201") => {
                    self.pasting = false;
                    Key::Other
                }
                _ => Key::Other,
            });
        }
        Ok(Key::Other)
    }
}

/// A letter of one to four bytes of UTF-8.
fn letter(first: u8, next: &mut impl FnMut() -> io::Result<Option<u8>>) -> io::Result<Key> {
    let more = match first {
        0xc2..=0xdf => 1,
        0xe0..=0xef => 2,
        0xf0..=0xf4 => 3,
        _ => 0,
    };
    let mut bytes = vec![first];
    for _ in 0..more {
        bytes.extend(next()?);
    }
    let letter = std::str::from_utf8(&bytes).ok().and_then(|text| text.chars().next());
    Ok(letter.filter(|letter| !letter.is_control()).map_or(Key::Other, Key::Letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(bytes: &[u8]) -> Vec<Key> {
        let mut bytes = bytes.iter().copied();
        let mut next = || Ok(bytes.next());
        let mut keys = Keys::default();
        std::iter::from_fn(|| keys.next(&mut next).unwrap()).collect()
    }

    #[test]
    fn bytes_are_letters_and_keys() {
        use Key::{Cancel, Delete, End, Enter, Home, Left, Letter, Other, Tab, Up, WordRight};
        for (bytes, expected) in [
            ("aé😀\n".as_bytes(), vec![Letter('a'), Letter('é'), Letter('😀'), Enter]),
            (b"\x1b[A\x1b[D\x1b[1;5C\x1b[3~", vec![Up, Left, WordRight, Delete]),
            (b"\x1bOH\x1b[4~\x03\t", vec![Home, End, Cancel, Tab]),
            (
                b"\x1b[200~a\tb\x1b[201~\t",
                vec![Other, Letter('a'), Letter(' '), Letter('b'), Other, Tab],
            ),
            // Half a letter, half a sequence, and one without an end.
            (b"\xc3", vec![Other]),
            (b"\xff\x1b", vec![Other, Other]),
            (
                b"\x1b[11111111111111111111A",
                vec![Other, Letter('1'), Letter('1'), Letter('1'), Letter('A')],
            ),
        ] {
            assert_eq!(keys(bytes), expected, "{bytes:?}");
        }
    }
}
