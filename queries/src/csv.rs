//! The one writer of comma-separated values (RFC 4180): for answers, for annexes and for the command line.
//!
//! People open these files in spreadsheets, which run a text that begins like a formula. Such a text gets an
//! apostrophe in front of it, numbers never do. A value that is missing is an empty field and the empty text is
//! `""`, so that both read back as what they were; the `csv` crate, with which sources are read, writes them alike.

use std::fmt::{Display, Write as _};

/// What a file begins with when Excel shall read it as UTF-8.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// With what a spreadsheet begins a formula, also behind a tab or a line break and in the wide forms of East Asian
/// keyboards.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Rows in the making.
#[derive(Debug, Default)]
pub struct CsvWriter {
    out: String,
    /// Whether the row has a field already.
    begun: bool,
}

impl CsvWriter {
    /// A table without rows.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text to the row. It is harmless in spreadsheets: see `neutral`.
    pub fn text(&mut self, text: &str) {
        self.separate();
        let guard = if neutral(text) { "" } else { "'" };
        let quoted = text.is_empty()
            || text.contains([',', '"', '\r', '\n'])
            || text.starts_with(' ')
            || text.ends_with([' ', '\t'])
            || text.starts_with('\t');
        if quoted {
            self.out.push('"');
            self.out.push_str(guard);
            self.out.push_str(&text.replace('"', "\"\""));
            self.out.push('"');
        } else {
            self.out.push_str(guard);
            self.out.push_str(text);
        }
    }

    /// Adds a number to the row, as it is written.
    pub fn number(&mut self, number: impl Display) {
        self.separate();
        // Writing to a string cannot fail.
        let _ = write!(self.out, "{number}");
    }

    /// Adds a field without a value.
    pub fn missing(&mut self) {
        self.separate();
    }

    /// Ends the row.
    pub fn end_row(&mut self) {
        self.out.push_str("\r\n");
        self.begun = false;
    }

    /// What has been written since this was last asked.
    pub fn take(&mut self) -> String {
        std::mem::take(&mut self.out)
    }

    fn separate(&mut self) {
        if std::mem::replace(&mut self.begun, true) {
            self.out.push(',');
        }
    }
}

/// Whether a spreadsheet takes a text for no formula. A negative number in digits is none.
fn neutral(text: &str) -> bool {
    let number = || {
        let digits = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.' | b'e'));
        digits && text.parse::<f64>().is_ok()
    };
    !text.starts_with(FORMULA) || (text.starts_with('-') && number())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn one(text: &str) -> String {
        let mut writer = CsvWriter::new();
        writer.text(text);
        writer.take()
    }

    #[test]
    fn fields_are_quoted_only_where_they_must_be() {
        for (value, written) in [
            ("Sakra", "Sakra"),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            (" padded", "\" padded\""),
            ("", "\"\""),
            ("52.03", "52.03"),
            ("a=1", "a=1"),
        ] {
            assert_eq!(one(value), written);
        }
    }

    #[test]
    fn what_a_spreadsheet_would_run_gets_an_apostrophe_and_numbers_do_not() {
        for (value, written) in [
            ("=1+1", "'=1+1"),
            ("=HYPERLINK(\"http://x\",\"klik\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"klik\"\")\""),
            ("+62", "'+62"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "\"'\t=1\""),
            ("\r=1", "\"'\r=1\""),
            ("-1+1", "'-1+1"),
            ("-inf", "'-inf"),
            ("-", "'-"),
            ("＝1+1", "'＝1+1"),
            ("-8.5", "-8.5"),
            ("-1e-7", "-1e-7"),
        ] {
            assert_eq!(one(value), written);
        }
        let mut writer = CsvWriter::new();
        writer.number(-8.5);
        writer.missing();
        writer.number(i64::MIN);
        writer.end_row();
        assert_eq!(writer.take(), "-8.5,,-9223372036854775808\r\n");
    }

    proptest! {
        /// Another reader gets back what went in, but for the apostrophe; no cell is left that runs.
        #[test]
        fn tables_read_back(rows in prop::collection::vec(prop::collection::vec("\\PC{0,3}[=+@\t\r\n,\" a-]{0,4}\\PC{0,3}", 3), 1..6)) {
            let mut writer = CsvWriter::new();
            for row in &rows {
                row.iter().for_each(|cell| writer.text(cell));
                writer.end_row();
            }
            let written = writer.take();
            let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(written.as_bytes());
            let read: Vec<::csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
            prop_assert_eq!(read.len(), rows.len());
            for (record, row) in read.iter().zip(&rows) {
                for (field, cell) in record.iter().zip(row) {
                    prop_assert!(neutral(field), "{field:?}");
                    prop_assert!(field == cell || field.strip_prefix('\'') == Some(cell.as_str()));
                }
            }
        }
    }
}
