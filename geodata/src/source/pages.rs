//! What the pages of a Parquet file say of their size, read before anybody makes room for them.
//!
//! Each page says how long it is when it is expanded, and whoever reads it takes so much memory at once: up to 2 GiB, of a file
//! of a few bytes. The library reads header and page together and has no bound, so the headers are read here first. They are
//! structs in Thrift's compact protocol; of `PageHeader` (parquet.thrift) the first three fields matter: 1 the type, 2 the bytes
//! expanded, 3 the bytes that follow.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Seek as _, SeekFrom};

use parquet::file::metadata::ColumnChunkMetaData;

/// Bytes of a page, expanded. Most writers end a page at one MiB, the most generous at a hundred.
pub(super) const PAGE: u64 = 256 << 20;

/// The number of a dictionary among the types of pages.
const DICTIONARY: i64 = 2;
/// Structs and lists in one another: a page header has three.
const DEPTH: usize = 8;

/// Bytes of the largest dictionary of a column, expanded.
///
/// # Errors
/// What is wrong with its pages: one is larger than [`PAGE`], or they are not where the file says.
pub(super) fn largest_dictionary(file: &File, column: &ColumnChunkMetaData) -> Result<u64, String> {
    let start = column.dictionary_page_offset().unwrap_or(column.data_page_offset());
    let (Ok(start), Ok(left)) = (u64::try_from(start), u64::try_from(column.compressed_size()))
    else {
        return Err("a column lies at a negative place".to_owned());
    };
    let broken = |error: io::Error| format!("the header of a page cannot be read: {error}");
    let mut input = BufReader::new(file);
    input.seek(SeekFrom::Start(start)).map_err(broken)?;
    let mut pages = Pages { input, left };
    let mut largest = 0;
    while pages.left > 0 {
        let page = pages.header().map_err(broken)?;
        let (Ok(expanded), Ok(stored)) = (u64::try_from(page.expanded), u64::try_from(page.stored))
        else {
            return Err("a page has a negative length".to_owned());
        };
        if expanded > PAGE || stored > PAGE {
            let most = expanded.max(stored) >> 20;
            return Err(format!("a page expands to {most} MiB; at most {} are read", PAGE >> 20));
        }
        if page.kind == DICTIONARY {
            largest = largest.max(expanded);
        }
        pages.skip(stored).map_err(broken)?;
    }
    Ok(largest)
}

/// The pages of a column, one after the other.
struct Pages<'a> {
    input: BufReader<&'a File>,
    /// Bytes of the column that were not read yet.
    left: u64,
}

/// What matters of a header.
#[derive(Default)]
struct Header {
    kind: i64,
    expanded: i64,
    stored: i64,
}

impl Pages<'_> {
    fn header(&mut self) -> io::Result<Header> {
        let mut header = Header::default();
        let mut id = 0;
        while let Some(kind) = self.field(&mut id)? {
            match id {
                1 => header.kind = self.number()?,
                2 => header.expanded = self.number()?,
                3 => header.stored = self.number()?,
                _ => self.pass(kind, DEPTH)?,
            }
        }
        Ok(header)
    }

    /// The type of the next field, whose number `id` becomes; `None` at the end of the struct.
    fn field(&mut self, id: &mut i64) -> io::Result<Option<u8>> {
        let byte = self.byte()?;
        if byte == 0 {
            return Ok(None);
        }
        *id = match byte >> 4 {
            0 => self.number()?,
            step => id.saturating_add(i64::from(step)),
        };
        Ok(Some(byte & 15))
    }

    /// Passes over a value.
    fn pass(&mut self, kind: u8, depth: usize) -> io::Result<()> {
        let deeper = depth.checked_sub(1).ok_or_else(|| wrong("it is too deep"))?;
        match kind {
            // True and false as a field are their type.
            1 | 2 => Ok(()),
            3 => self.skip(1),
            4..=6 => self.varint().map(drop),
            7 => self.skip(8),
            8 => {
                let length = self.varint()?;
                self.skip(length)
            }
            9 | 10 => {
                let byte = self.byte()?;
                let count = if byte >> 4 == 15 { self.varint()? } else { u64::from(byte >> 4) };
                let kind = if matches!(byte & 15, 1 | 2) { 3 } else { byte & 15 };
                // Each takes a byte at least, and there are not more of them than bytes.
                (0..count).try_for_each(|_| self.pass(kind, deeper))
            }
            12 => {
                let mut id = 0;
                while let Some(kind) = self.field(&mut id)? {
                    self.pass(kind, deeper)?;
                }
                Ok(())
            }
            _ => Err(wrong("it has a field of another type")),
        }
    }

    fn number(&mut self) -> io::Result<i64> {
        // Zigzag: the lowest bit is the sign.
        let value = self.varint()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    fn varint(&mut self) -> io::Result<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 127) << shift;
            if byte < 128 {
                return Ok(value);
            }
        }
        Err(wrong("a number has too many digits"))
    }

    fn byte(&mut self) -> io::Result<u8> {
        self.take(1)?;
        let byte = self.input.fill_buf()?.first().copied();
        self.input.consume(1);
        byte.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    fn skip(&mut self, bytes: u64) -> io::Result<()> {
        self.take(bytes)?;
        let step = i64::try_from(bytes).map_err(|_too_far| wrong("it is too long"))?;
        self.input.seek_relative(step)
    }

    /// Takes bytes of those that are left to the column.
    fn take(&mut self, bytes: u64) -> io::Result<()> {
        let left = self.left.checked_sub(bytes);
        self.left = left.ok_or_else(|| wrong("it is longer than its column"))?;
        Ok(())
    }
}

fn wrong(problem: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, problem)
}
