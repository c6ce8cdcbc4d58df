//! Pixels of pictures.

use libdeflater::Decompressor;

/// Pixels of a picture.
pub struct Pixels {
    pub width: usize,
    pub height: usize,
    rgb: Vec<u8>,
}

impl Pixels {
    /// Reads an RGB picture of eight bits without interlacing.
    pub fn of(png: &[u8]) -> Self {
        assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
        let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap()) as usize;
        let (width, height) = (number(16), number(20));
        assert_eq!(png[24..29], [8, 2, 0, 0, 0], "eight bits, RGB");
        let (mut at, mut packed) = (8, Vec::new());
        while at < png.len() {
            let (length, kind) = (number(at), &png[at + 4..at + 8]);
            if kind == b"IDAT" {
                packed.extend_from_slice(&png[at + 8..at + 8 + length]);
            }
            at += length + 12;
        }
        let row = width * 3;
        let mut raw = vec![0; (row + 1) * height];
        Decompressor::new().zlib_decompress(&packed, &mut raw).unwrap();
        let mut rgb: Vec<u8> = Vec::with_capacity(row * height);
        for (y, line) in raw.chunks_exact(row + 1).enumerate() {
            for (x, byte) in line[1..].iter().enumerate() {
                let left = if x >= 3 { rgb[y * row + x - 3] } else { 0 };
                let up = if y > 0 { rgb[(y - 1) * row + x] } else { 0 };
                let corner = if x >= 3 && y > 0 { rgb[(y - 1) * row + x - 3] } else { 0 };
                let guess = match line[0] {
                    0 => 0,
                    1 => left,
                    2 => up,
                    3 => ((u16::from(left) + u16::from(up)) / 2) as u8,
                    _ => {
                        let [a, b, c] = [left, up, corner].map(i16::from);
                        let [da, db, dc] = [b - c, a - c, a + b - 2 * c].map(i16::abs);
                        if da <= db && da <= dc {
                            left
                        } else if db <= dc {
                            up
                        } else {
                            corner
                        }
                    }
                };
                rgb.push(byte.wrapping_add(guess));
            }
        }
        Self { width, height, rgb }
    }

    pub fn at(&self, x: usize, y: usize) -> String {
        let at = (y * self.width + x) * 3;
        let [r, g, b] = [0, 1, 2].map(|part| self.rgb[at + part]);
        format!("#{r:02x}{g:02x}{b:02x}")
    }

    /// How many pixels have a colour.
    pub fn count(&self, colour: &str) -> usize {
        let all = (0..self.height).flat_map(|y| (0..self.width).map(move |x| (x, y)));
        all.filter(|(x, y)| self.at(*x, *y) == colour).count()
    }

    /// How many pixels have a channel that is more than `most` away from that of another picture of the same size.
    pub fn different(&self, other: &Self, most: u8) -> usize {
        let pairs = self.rgb.chunks_exact(3).zip(other.rgb.chunks_exact(3));
        let far = |(own, other): (&[u8], &[u8])| {
            own.iter().zip(other).any(|(own, other)| own.abs_diff(*other) > most)
        };
        pairs.filter(|pair| far(*pair)).count()
    }
}
