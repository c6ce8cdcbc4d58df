//! Whole numbers in one to ten bytes, as protocol buffers and MapLibre Tiles have them.

/// Appends seven bits a byte, the lowest first.
pub(super) fn put(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 & 0x7f | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// How many bytes [`put`] appends.
pub(super) fn len(value: u64) -> usize {
    (70 - (value | 1).leading_zeros() as usize) / 7
}

/// Small numbers of either sign as small numbers: 0, -1, 1, -2, 2 ...
pub(super) fn zigzag(value: i64) -> u64 {
    (value << 1 ^ value >> 63) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_bytes_that_the_protocol_says() {
        let bytes = |value| {
            let mut out = Vec::new();
            put(&mut out, value);
            assert_eq!(out.len(), len(value), "{value}");
            out
        };
        assert_eq!((bytes(0), bytes(127), bytes(300)), (vec![0], vec![127], vec![0xac, 2]));
        assert_eq!((bytes(1 << 14).len(), bytes(u64::MAX).len()), (3, 10));
        assert_eq!([0, -1, 1, -2, i64::MIN].map(zigzag), [0, 1, 2, 3, u64::MAX]);
    }
}
