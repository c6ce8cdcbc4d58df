//! The annex as CSV (UTF-8): one row a village, one line of names above.

use queries::csv::CsvWriter;

use super::frozen::{Frozen, Seal};
use super::table::{Cell, table};

/// The text of the file.
pub fn csv(frozen: &Frozen, seal: &Seal) -> String {
    let table = table(frozen, seal);
    let mut writer = CsvWriter::new();
    for column in &table.columns {
        writer.text(&column.key);
    }
    writer.end_row();
    for row in &table.rows {
        for cell in row {
            match cell {
                Cell::Text(text) => writer.text(text),
                Cell::Number(value) => writer.number(value),
                Cell::Empty => writer.missing(),
            }
        }
        writer.end_row();
    }
    writer.take()
}
