//! Rows as a table that fits the terminal, and one under the other where they do not.

use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::process::{Command, Stdio};

use arrow::array::{Array, ArrayRef, RecordBatch};
use arrow::datatypes::{Field, SchemaRef};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use queries::QueryStream;

/// Letters of a column that a terminal shows at least; with less room, rows stand one under the other.
const LEAST: usize = 6;
/// Letters of a cell that a terminal shows at most.
const WIDEST: usize = 1000;

/// Prints an answer.
pub(super) async fn print(mut answer: QueryStream) -> anyhow::Result<()> {
    let schema = answer.schema();
    let mut page = Page::new(&schema);
    while let Some(batch) = answer.next_batch().await {
        page.add(&batch?)?;
    }
    let summary = answer.summary();
    super::super::output::print(&page.drawn(width()))?;
    if summary.truncated {
        eprintln!("the first {} rows; ask for more with --limit", summary.rows);
    }
    Ok(())
}

/// Letters in a line of the terminal that the table is printed on; `None` when it goes elsewhere.
pub(super) fn width() -> Option<usize> {
    if !std::io::stdout().is_terminal() {
        return None;
    }
    let stated = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse::<usize>().ok());
    let width = stated.or_else(|| {
        let terminal = std::fs::File::open("/dev/tty").ok()?;
        let size = Command::new("stty").arg("size").stdin(Stdio::from(terminal)).output().ok()?;
        String::from_utf8_lossy(&size.stdout).split_whitespace().nth(1)?.parse().ok()
    });
    // A terminal that does not know its width says 0.
    width.filter(|width| *width > 0)
}

/// The cells of a table.
struct Page {
    names: Vec<String>,
    /// Whether numbers stand in a column: they are aligned at their end.
    numeric: Vec<bool>,
    rows: Vec<Vec<String>>,
}

impl Page {
    fn new(schema: &SchemaRef) -> Self {
        let fields = schema.fields();
        Self {
            names: fields.iter().map(|field| geodata::source::printable(field.name())).collect(),
            numeric: fields.iter().map(|field| field.data_type().is_numeric()).collect(),
            rows: Vec::new(),
        }
    }

    fn add(&mut self, batch: &RecordBatch) -> anyhow::Result<()> {
        let schema = batch.schema();
        let columns = schema.fields().iter().zip(batch.columns());
        let columns = columns
            .map(|(field, column)| cells(field, column))
            .collect::<anyhow::Result<Vec<_>>>()?;
        let mut columns: Vec<_> = columns.into_iter().map(Vec::into_iter).collect();
        for _ in 0..batch.num_rows() {
            self.rows.push(columns.iter_mut().filter_map(Iterator::next).collect());
        }
        Ok(())
    }

    /// The table on a page of `width` letters.
    fn drawn(&self, width: Option<usize>) -> String {
        let mut out = String::new();
        match self.widths(width) {
            Some(widths) if !self.names.is_empty() => {
                self.line(&mut out, &self.names, &widths);
                let rule: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
                out.push_str(&rule.join("─┼─"));
                out.push('\n');
                self.rows.iter().for_each(|row| self.line(&mut out, row, &widths));
            }
            Some(_) => {}
            None => self.records(&mut out, width.unwrap_or(usize::MAX)),
        }
        let count = self.rows.len();
        // Writing to a text does not fail.
        let _ = writeln!(out, "({count} {})", if count == 1 { "row" } else { "rows" });
        out
    }

    /// The widths of the columns: as wide as their cells where there is room, else the widest are cut.
    fn widths(&self, width: Option<usize>) -> Option<Vec<usize>> {
        let longest = |at: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(at));
            let lines = cells.chain(self.names.get(at)).flat_map(|cell| cell.lines());
            lines.map(letters).max().unwrap_or(0)
        };
        let mut widths: Vec<usize> = (0..self.names.len()).map(longest).collect();
        let Some(width) = width else { return Some(widths) };
        let room = width.checked_sub(3 * self.names.len().saturating_sub(1))?;
        let needed: usize = widths.iter().sum();
        if needed <= room {
            return Some(widths);
        }
        // The largest width that all columns may have so that they fit.
        let fitting = |most: usize| widths.iter().map(|w| *w.min(&most)).sum::<usize>() <= room;
        let most = (LEAST..=WIDEST).rev().find(|most| fitting(*most))?;
        widths.iter_mut().for_each(|width| *width = (*width).min(most));
        Some(widths)
    }

    /// A row: as many lines as its cells have.
    fn line(&self, out: &mut String, cells: &[String], widths: &[usize]) {
        let count = cells.iter().map(|cell| cell.lines().count()).max().unwrap_or(0).max(1);
        for number in 0..count {
            let mut line = String::new();
            for (at, (cell, width)) in cells.iter().zip(widths).enumerate() {
                if at > 0 {
                    line.push_str(" │ ");
                }
                let cell = cut(cell.lines().nth(number).unwrap_or_default(), *width);
                let gap = " ".repeat(width.saturating_sub(letters(&cell)));
                let numeric = self.numeric.get(at).copied().unwrap_or(false);
                let (before, after) = if numeric { (gap.as_str(), "") } else { ("", gap.as_str()) };
                line.push_str(before);
                line.push_str(&cell);
                line.push_str(after);
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }

    /// A line for each cell.
    fn records(&self, out: &mut String, width: usize) {
        let name_width = self.names.iter().map(|name| letters(name)).max().unwrap_or(0);
        for (number, row) in self.rows.iter().enumerate() {
            let _ = writeln!(out, "── row {} ──", number + 1);
            for (name, cell) in self.names.iter().zip(row) {
                let room = width.saturating_sub(name_width + 3).max(LEAST);
                let mut name = name.as_str();
                for line in cell.lines().chain(cell.is_empty().then_some("")) {
                    let gap = " ".repeat(name_width.saturating_sub(letters(name)));
                    let _ = writeln!(out, "{name}{gap} │ {}", cut(line, room));
                    name = "";
                }
            }
        }
    }
}

fn cells(field: &Field, column: &ArrayRef) -> anyhow::Result<Vec<String>> {
    if field.extension_type_name().is_some_and(|name| name.starts_with("geoarrow.")) {
        // Their coordinates would fill the screen.
        let word = |row| if column.is_null(row) { "NULL" } else { "(geometry)" };
        return Ok((0..column.len()).map(|row| word(row).to_owned()).collect());
    }
    let options = FormatOptions::default().with_null("NULL").with_display_error(true);
    let formatter = ArrayFormatter::try_new(column, &options)?;
    Ok((0..column.len()).map(|row| shown(&formatter.value(row).to_string())).collect())
}

/// The text without what would move the cursor; its lines stay, as those of a plan.
fn shown(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(geodata::source::printable).collect();
    lines.join("\n")
}

fn letters(text: &str) -> usize {
    text.chars().count()
}

/// The text in at most `width` letters, with `…` where it was cut.
fn cut(text: &str, width: usize) -> String {
    if letters(text) <= width {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(width.saturating_sub(1)).collect();
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Page {
        let text = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Page {
            names: text(&["code", "name", "n"]),
            numeric: vec![false, false, true],
            rows: vec![
                text(&["52.03", "Lombok Timur yang panjang", "7"]),
                text(&["52", "NULL", "1000"]),
            ],
        }
    }

    #[test]
    fn a_table_is_as_wide_as_its_cells_and_never_wider_than_the_terminal() {
        let whole = "code  │ name                      │    n\n──────┼───────────────────────────┼─────\n52.03 │ Lombok Timur yang panjang │    7\n52    │ NULL                      │ 1000\n(2 rows)\n";
        assert_eq!(page().drawn(None), whole);
        assert_eq!(page().drawn(Some(80)), whole);
        let narrow = page().drawn(Some(25));
        assert!(narrow.contains("52.03 │ Lombok Ti… │    7"), "{narrow}");
        assert!(narrow.lines().all(|line| letters(line) <= 25), "{narrow}");
    }

    #[test]
    fn rows_stand_one_under_the_other_where_columns_have_no_room() {
        let records = page().drawn(Some(16));
        assert!(
            records.starts_with("── row 1 ──\ncode │ 52.03\nname │ Lombok T…\nn    │ 7\n"),
            "{records}"
        );
        assert!(records.ends_with("(2 rows)\n"), "{records}");
    }

    #[test]
    fn nothing_in_a_cell_moves_the_cursor() {
        assert_eq!(shown("a\u{1b}[2Jb\nc\td"), "a\\u{1b}[2Jb\nc\\u{9}d");
        let mut page = page();
        page.rows = vec![vec!["52".to_owned(), "a\nbc".to_owned(), "7".to_owned()]];
        let drawn = page.drawn(None);
        assert!(drawn.contains("52   │ a    │ 7\n     │ bc   │\n"), "{drawn}");
    }
}
