//! The table that a regency fills in: its villages, with cells that say what belongs into them.
//!
//! The same dataset gives the same bytes: years are bounded by a formula of the sheet, not by the clock of the server.

mod sheet;
mod words;

pub use sheet::xlsx;

use geodata::AreaCode;
use geodata::lists::{Field, Register};
use queries::csv::{BYTE_ORDER_MARK, CsvWriter};

use crate::snapshot::Snapshot;

/// The heading of a column in both languages, as it is read back.
fn heading(field: Field) -> String {
    let [id, en] = field.titles();
    format!("{id} ({en})")
}

/// The table as CSV: headings and the villages of the area.
pub fn csv(snapshot: &Snapshot, area: AreaCode, mark: bool) -> String {
    let register = Register::new(snapshot.dataset(), area);
    let mut writer = CsvWriter::new();
    for field in Field::ALL {
        writer.text(&heading(field));
    }
    writer.end_row();
    for village in register.villages() {
        writer.text(&village.code.to_string());
        writer.text(&village.name);
        writer.text(register.district(village.code));
        for _ in 3..Field::ALL.len() {
            writer.missing();
        }
        writer.end_row();
    }
    format!("{}{}", if mark { BYTE_ORDER_MARK } else { "" }, writer.take())
}
