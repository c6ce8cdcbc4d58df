//! Whether a ZIP file expands to what can be read, before anybody reads it.
//!
//! Deflate makes up to 1032 bytes of one, and what a ZIP file says of the size of its parts is only what its writer
//! says: a part that could be too large is expanded here once, into as much as it claims.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use libdeflater::{DecompressionError, Decompressor};

use super::super::bounds::{size, too_large};
use super::broken::broken;
use crate::error::{GeodataError, Place};

/// To how much a workbook may expand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Most {
    /// Bytes of one part.
    part: u64,
    /// Bytes of the texts that cells share, which are held in memory all at once.
    texts: u64,
    /// Bytes of all parts together.
    all: u64,
}

impl Most {
    /// Of what an operator imports.
    pub(super) const IMPORTED: Self = Self { part: 256 << 20, texts: 128 << 20, all: 1 << 30 };
    /// Of what comes over the network.
    pub(super) const SENT: Self = Self { part: 64 << 20, texts: 16 << 20, all: 96 << 20 };
}

/// Bytes that lie somewhere and can be read from any place on.
pub(super) trait Bytes {
    /// How many there are.
    fn length(&self) -> io::Result<u64>;
    /// Fills `buffer` with those from `at` on.
    fn fill(&self, buffer: &mut [u8], at: u64) -> io::Result<()>;
}

impl Bytes for File {
    fn length(&self) -> io::Result<u64> {
        Ok(self.metadata()?.len())
    }

    fn fill(&self, buffer: &mut [u8], at: u64) -> io::Result<()> {
        self.read_exact_at(buffer, at)
    }
}

impl Bytes for &[u8] {
    fn length(&self) -> io::Result<u64> {
        Ok(self.len() as u64)
    }

    fn fill(&self, buffer: &mut [u8], at: u64) -> io::Result<()> {
        let rest = usize::try_from(at).ok().and_then(|at| self.get(at..));
        let found = rest.and_then(|rest| rest.get(..buffer.len()));
        buffer.copy_from_slice(found.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }
}

/// Parts of a file.
const PARTS: u16 = 10_000;
/// The most bytes that Deflate makes of one.
const DEFLATE: u64 = 1032;

/// Looks at all parts of the workbook `path`, whose bytes are `file`.
///
/// # Errors
/// When it is no whole ZIP file, expands to too much or to other than it says, or announces more texts than it holds.
pub(super) fn check(path: &Path, file: &impl Bytes, most: Most) -> Result<(), GeodataError> {
    let parts = parts(file).map_err(GeodataError::io(path))?.ok_or_else(|| {
        broken(path, "it is no workbook of the kind that its name says, or was cut off".to_owned())
    })?;
    let all = parts.iter().fold(0u64, |sum, part| sum.saturating_add(part.expanded));
    if all > most.all {
        let (is, may) = (size(all), size(most.all));
        let problem = format!("its parts expand to {is}; at most {may} are read");
        return Err(too_large(path, Place::File, problem));
    }
    parts.iter().try_for_each(|part| part.check(path, file, most))
}

/// A part as the directory at the end of the file describes it.
#[derive(Debug, PartialEq, Eq)]
struct Part {
    name: String,
    deflated: bool,
    compressed: u64,
    expanded: u64,
    /// Where its own header begins.
    at: u64,
}

impl Part {
    fn check(&self, path: &Path, file: &impl Bytes, most: Most) -> Result<(), GeodataError> {
        let texts = self.name.to_ascii_lowercase().ends_with("sharedstrings.xml");
        let limit = if texts { most.texts } else { most.part };
        if self.expanded > limit {
            let problem = format!(
                "its part {} expands to {}; at most {} are read",
                self.name,
                size(self.expanded),
                size(limit)
            );
            return Err(too_large(path, Place::File, problem));
        }
        if !texts && self.compressed.saturating_mul(DEFLATE) <= most.part {
            return Ok(());
        }
        let content = self.content(file).map_err(GeodataError::io(path))?;
        let content = content.ok_or_else(|| {
            let problem = format!(
                "its part {} does not expand to the {} bytes that it says",
                self.name, self.expanded
            );
            broken(path, problem)
        })?;
        // The library makes room for as many texts as are announced.
        if texts && announced(&content) > content.len() as u64 {
            let problem = format!("its part {} announces more texts than it holds", self.name);
            return Err(broken(path, problem));
        }
        Ok(())
    }

    /// The part expanded; `None` when it does not expand to what it says.
    fn content(&self, file: &impl Bytes) -> io::Result<Option<Vec<u8>>> {
        let mut header = [0; 30];
        file.fill(&mut header, self.at)?;
        let lengths = number(&header, 26, 2).zip(number(&header, 28, 2));
        let (Some((name, extra)), true) = (lengths, header.starts_with(b"PK\x03\x04")) else {
            return Ok(None);
        };
        let (Ok(compressed), Ok(expanded)) =
            (usize::try_from(self.compressed), usize::try_from(self.expanded))
        else {
            return Ok(None);
        };
        let mut stored = vec![0; compressed];
        file.fill(&mut stored, self.at + 30 + name + extra)?;
        if !self.deflated {
            return Ok((compressed == expanded).then_some(stored));
        }
        let mut content = vec![0; expanded];
        match Decompressor::new().deflate_decompress(&stored, &mut content) {
            Ok(length) => Ok((length == expanded).then_some(content)),
            Err(DecompressionError::BadData | DecompressionError::InsufficientSpace) => Ok(None),
        }
    }
}

/// The parts that the directory lists; `None` when there is no directory that says all of it in the usual way. Files of
/// more than 4 GiB or 65,535 parts have another one, and are refused.
fn parts(file: &impl Bytes) -> io::Result<Option<Vec<Part>>> {
    let length = file.length()?;
    let Some(end_at) = length.checked_sub(22) else { return Ok(None) };
    let mut end = [0; 22];
    file.fill(&mut end, end_at)?;
    // No comment behind it, in which another directory could hide.
    if !end.starts_with(b"PK\x05\x06") || number(&end, 20, 2) != Some(0) {
        return Ok(None);
    }
    let [Some(count), Some(bytes), Some(at)] =
        [number(&end, 10, 2), number(&end, 12, 4), number(&end, 16, 4)]
    else {
        return Ok(None);
    };
    if count > u64::from(PARTS) || at + bytes != end_at {
        return Ok(None);
    }
    let Ok(bytes) = usize::try_from(bytes) else { return Ok(None) };
    let mut directory = vec![0; bytes];
    file.fill(&mut directory, at)?;
    let mut rest = directory.as_slice();
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let Some((part, behind)) = listed(rest) else { return Ok(None) };
        parts.push(part);
        rest = behind;
    }
    Ok((parts.len() as u64 == count).then_some(parts))
}

/// The first part that a directory lists, and the rest of it.
fn listed(directory: &[u8]) -> Option<(Part, &[u8])> {
    let field = |at, bytes| number(directory, at, bytes);
    let length = |at| field(at, 2).and_then(|length| usize::try_from(length).ok());
    let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
    let deflated = match field(10, 2)? {
        0 => false,
        8 => true,
        _ => return None,
    };
    let mut large = large_numbers(directory.get(46 + name..46 + name + extra)?);
    let mut stated = |at| match field(at, 4)? {
        0xffff_ffff => large.next(),
        number => Some(number),
    };
    // In this order where they stand apart.
    let (expanded, compressed) = (stated(24)?, stated(20)?);
    let part = Part {
        name: String::from_utf8_lossy(directory.get(46..46 + name)?).into_owned(),
        deflated,
        compressed,
        expanded,
        at: stated(42)?,
    };
    let whole = directory.starts_with(b"PK\x01\x02");
    whole.then_some((part, directory.get(46 + name + extra + comment..)?))
}

/// Numbers that do not fit into 32 bits, or that a writer has put where such numbers stand.
fn large_numbers(mut extra: &[u8]) -> impl Iterator<Item = u64> {
    let mut found = Vec::new();
    while let (Some(kind), Some(length)) = (number(extra, 0, 2), number(extra, 2, 2)) {
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let field = extra.get(4..).and_then(|rest| rest.split_at_checked(length));
        let Some((field, rest)) = field else { break };
        if kind == 1 {
            found.extend(field.chunks_exact(8).filter_map(|bytes| number(bytes, 0, 8)));
        }
        extra = rest;
    }
    found.into_iter()
}

/// The greatest number that the text `uniqueCount` is set to.
fn announced(content: &[u8]) -> u64 {
    const NAME: &[u8] = b"uniqueCount";
    let mut greatest = 0;
    let mut rest = content;
    while let Some(at) = rest.windows(NAME.len()).position(|window| window == NAME) {
        rest = rest.get(at + NAME.len()..).unwrap_or_default();
        let set = |byte: &&u8| matches!(byte, b'=' | b'"' | b'\'' | b' ' | b'\t' | b'\r' | b'\n');
        let digits = rest.iter().skip_while(set).take_while(|byte| byte.is_ascii_digit());
        let number = digits.fold(0u64, |number, digit| {
            number.saturating_mul(10).saturating_add(u64::from(digit - b'0'))
        });
        greatest = greatest.max(number);
    }
    greatest
}

/// A number in little endian.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<u64> {
    let digits = bytes.get(at..at.checked_add(length)?)?;
    Some(digits.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
}
