//! Numbers in bytes: fixed ones in little endian, varints and zigzag as in protocol buffers.

/// A `u32` of a table: number `at`, counted from the beginning of `table`.
pub(super) fn u32_at(table: &[u8], at: usize) -> Option<u32> {
    let begin = at.checked_mul(4)?;
    let bytes = table.get(begin..begin.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

/// Appends a varint.
pub(super) fn put(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push(value as u8 & 0x7f | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Appends a zigzag varint.
pub(super) fn put_signed(out: &mut Vec<u8>, value: i32) {
    put(out, (value << 1 ^ value >> 31) as u32);
}

/// Takes numbers from the front of bytes; `None` where they end or are no number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn u32(&mut self) -> Option<u32> {
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u32::from_le_bytes(*bytes))
    }

    pub(super) fn u64(&mut self) -> Option<u64> {
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u64::from_le_bytes(*bytes))
    }

    pub(super) fn varint(&mut self) -> Option<u32> {
        let mut value = 0;
        for shift in (0..32).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            let bits = u32::from(byte & 0x7f);
            if shift == 28 && bits > 0xf {
                return None;
            }
            value |= bits << shift;
            if *byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    pub(super) fn signed(&mut self) -> Option<i32> {
        let value = self.varint()?;
        Some((value >> 1) as i32 ^ -((value & 1) as i32))
    }

    pub(super) fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_come_back(values in proptest::collection::vec((any::<u32>(), any::<i32>()), 0..40)) {
            let mut out = Vec::new();
            for (plain, signed) in &values {
                put(&mut out, *plain);
                put_signed(&mut out, *signed);
            }
            let mut reader = Reader(&out);
            for (plain, signed) in values {
                prop_assert_eq!((reader.varint(), reader.signed()), (Some(plain), Some(signed)));
            }
            prop_assert_eq!(reader.varint(), None);
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..12)) {
            let mut reader = Reader(&bytes);
            while reader.signed().is_some() {}
            prop_assert!(reader.bytes(13).is_none());
        }
    }

    #[test]
    fn a_number_of_more_than_32_bits_is_none() {
        assert_eq!(Reader(&[0xff, 0xff, 0xff, 0xff, 0x0f]).varint(), Some(u32::MAX));
        assert_eq!(Reader(&[0xff, 0xff, 0xff, 0xff, 0x1f]).varint(), None);
        assert_eq!(Reader(&[0x80, 0x80, 0x80, 0x80, 0x80, 0]).varint(), None);
    }
}
