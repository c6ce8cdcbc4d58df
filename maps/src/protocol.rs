//! What goes over the pipes.
//!
//! A question is the length of a description, the description (JSON), and the bytes of its tiles. An answer is 1 and a
//! PNG file, or 0 and why there is none, with the length between. Lengths are four bytes, the lowest first.

use std::io::{Read, Write};

use crate::error::MapError;
use crate::picture::Picture;

/// The longest description, and the longest tile, that is read.
const LONGEST: u32 = 64 << 20;

/// The next question; `None` at the end of the input.
pub fn question(input: &mut impl Read) -> Result<Option<(Picture, Vec<Vec<u8>>)>, MapError> {
    let mut length = [0; 4];
    let first = input.read(&mut length)?;
    if first == 0 {
        return Ok(None);
    }
    if let Some(rest) = length.get_mut(first..) {
        input.read_exact(rest)?;
    }
    let picture: Picture = serde_json::from_slice(&bytes(input, u32::from_le_bytes(length))?)?;
    let tiles = picture.tiles.iter().map(|tile| bytes(input, tile.bytes));
    let tiles = tiles.collect::<Result<_, _>>()?;
    Ok(Some((picture, tiles)))
}

/// Answers the question before.
pub fn answer(output: &mut impl Write, drawn: Result<Vec<u8>, MapError>) -> Result<(), MapError> {
    let (good, bytes) = match drawn {
        Ok(png) => (1, png),
        Err(error) => (0, error.to_string().into_bytes()),
    };
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    output.write_all(&[good])?;
    output.write_all(&length.to_le_bytes())?;
    output.write_all(&bytes)?;
    Ok(output.flush()?)
}

fn bytes(input: &mut impl Read, length: u32) -> Result<Vec<u8>, MapError> {
    if length > LONGEST {
        return Err(MapError::Tile(format!("{length} bytes are too many")));
    }
    let mut bytes = vec![0; length as usize];
    input.read_exact(&mut bytes)?;
    Ok(bytes)
}
