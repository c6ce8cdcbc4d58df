//! How spreadsheets name columns.

/// The letters of a column, counted from 0: A, B .. Z, AA ..
pub fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column.saturating_add(1);
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn columns_are_named_as_spreadsheets_name_them() {
        assert_eq!(
            [0, 25, 26, 701, 702, 16_383].map(letters),
            ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
        );
    }
}
