//! The annex as CSV (RFC 4180, UTF-8): one row a village, one line of names above.

use super::frozen::Frozen;
use super::table::{Cell, table};

/// The bytes of the file.
pub fn csv(frozen: &Frozen, hash: &str) -> Vec<u8> {
    let table = table(frozen, hash);
    let mut text = String::new();
    line(&mut text, table.columns.iter().map(|column| column.key.clone()));
    for row in table.rows {
        line(&mut text, row.into_iter().map(spelled));
    }
    text.into_bytes()
}

fn spelled(cell: Cell) -> String {
    match cell {
        Cell::Text(text) => text,
        Cell::Number(value) => value.to_string(),
        Cell::Empty => String::new(),
    }
}

fn line(out: &mut String, fields: impl Iterator<Item = String>) {
    for (at, field) in fields.enumerate() {
        if at > 0 {
            out.push(',');
        }
        if field.contains([',', '"', '\n', '\r']) {
            out.push('"');
            out.push_str(&field.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&field);
        }
    }
    out.push_str("\r\n");
}
