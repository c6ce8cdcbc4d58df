//! `application/vnd.openxmlformats-officedocument.spreadsheetml.sheet`: one sheet with the rows, one that says what they are.
//!
//! A workbook is one packed file that can only be written whole. So it is refused where a sheet or a cell cannot hold what
//! there is, instead of cut. Texts are texts: a code keeps its zeros, and nothing runs as a formula.

use arrow::array::{Array as _, ArrayRef, AsArray as _, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{
    DataType, Field, Float64Type, Int64Type, SchemaRef, TimeUnit, TimestampSecondType,
};
use arrow::temporal_conversions::{as_date, as_datetime};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::encoder::Encoder;
use super::value::CellWriter;
use crate::error::QueryError;
use crate::geometry::is_geometry;
use crate::statement::Summary;

/// Rows of a sheet below its heading.
const ROWS: u32 = 1_048_575;
/// Columns of a sheet.
const COLUMNS: usize = 16_384;
/// Letters of a cell.
const LETTERS: usize = 32_767;
/// Cells of an answer: each takes some hundred bytes until the workbook is written.
const CELLS: usize = 1_000_000;
/// Bytes of texts of an answer.
const TEXT_BYTES: usize = 32 << 20;
/// The largest whole number that every spreadsheet shows to the last digit.
const EXACT: u64 = 999_999_999_999_999;

pub(super) struct Xlsx {
    schema: SchemaRef,
    dataset_version: String,
    sheet: Worksheet,
    /// The row that is written next.
    row: u32,
    /// What is left of [`CELLS`] and [`TEXT_BYTES`].
    cells: usize,
    text_bytes: usize,
    day: Format,
    moment: Format,
}

impl Xlsx {
    pub fn new(schema: &SchemaRef, dataset_version: &str) -> Result<Self, QueryError> {
        if schema.fields().len() > COLUMNS {
            return Err(too_much(format!("a sheet has {COLUMNS} columns at most")));
        }
        Ok(Self {
            schema: SchemaRef::clone(schema),
            dataset_version: dataset_version.to_owned(),
            sheet: Worksheet::new(),
            row: 0,
            cells: CELLS,
            text_bytes: TEXT_BYTES,
            day: Format::new().set_num_format("yyyy-mm-dd"),
            moment: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
        })
    }
}

impl Encoder for Xlsx {
    fn start(&mut self, _: &mut Vec<u8>) -> Result<(), QueryError> {
        let bold = Format::new().set_bold();
        self.sheet.set_name("rows").map_err(failed)?;
        self.sheet.set_freeze_panes(1, 0).map_err(failed)?;
        for (column, field) in (0u16..).zip(self.schema.fields()) {
            self.sheet.write_string_with_format(0, column, field.name(), &bold).map_err(failed)?;
        }
        self.row = 1;
        Ok(())
    }

    fn batch(&mut self, batch: &RecordBatch, _: &mut Vec<u8>) -> Result<(), QueryError> {
        let rows = u32::try_from(batch.num_rows()).unwrap_or(u32::MAX);
        if self.row.saturating_add(rows) > ROWS + 1 {
            return Err(too_much(format!("a sheet has {ROWS} rows at most")));
        }
        let wanted = batch.num_rows().saturating_mul(batch.num_columns());
        self.cells = self.cells.checked_sub(wanted).ok_or_else(|| {
            too_much(format!("more than {CELLS} cells are not put into a workbook"))
        })?;
        let schema = batch.schema();
        for (at, (field, array)) in (0u16..).zip(schema.fields().iter().zip(batch.columns())) {
            self.column(at, field, array)?;
        }
        self.row += rows;
        Ok(())
    }

    fn finish(&mut self, summary: Summary, out: &mut Vec<u8>) -> Result<(), QueryError> {
        let mut about = Worksheet::new();
        about.set_name("about").map_err(failed)?;
        let rows = f64::from(self.row.saturating_sub(1));
        about.write_string(0, 0, "rows").map_err(failed)?;
        about.write_number(0, 1, rows).map_err(failed)?;
        about.write_string(1, 0, "truncated").map_err(failed)?;
        about.write_boolean(1, 1, summary.truncated).map_err(failed)?;
        about.write_string(2, 0, "dataset_version").map_err(failed)?;
        about.write_string(2, 1, &self.dataset_version).map_err(failed)?;
        let mut workbook = Workbook::new();
        // Not of now: the same answer is the same file, as its strong ETag says. Of the day that is written where none is known,
        // the first of the packed files that a workbook is made of.
        let made = ExcelDateTime::from_ymd(1980, 1, 1).map_err(failed)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
        workbook.push_worksheet(std::mem::take(&mut self.sheet));
        workbook.push_worksheet(about);
        out.extend(workbook.save_to_buffer().map_err(failed)?);
        Ok(())
    }
}

impl Xlsx {
    fn column(&mut self, at: u16, field: &Field, array: &ArrayRef) -> Result<(), QueryError> {
        let kind = array.data_type();
        if !is_geometry(field) {
            match kind {
                DataType::Boolean => {
                    let values = array.as_boolean();
                    return self.each(array, |sheet, row, cell| {
                        sheet.write_boolean(cell, at, values.value(row)).map(|_| ())
                    });
                }
                DataType::Date32 => return self.moments(at, array, true),
                DataType::Timestamp(_, None) => return self.moments(at, array, false),
                kind if kind.is_integer() && kind != &DataType::UInt64 => {
                    let whole = cast(array, &DataType::Int64).map_err(QueryError::internal)?;
                    let whole = whole.as_primitive::<Int64Type>();
                    return self.each(array, |sheet, row, cell| {
                        let value = whole.value(row);
                        if value.unsigned_abs() > EXACT {
                            return sheet.write_string(cell, at, value.to_string()).map(|_| ());
                        }
                        sheet.write_number(cell, at, value as f64).map(|_| ())
                    });
                }
                DataType::Float16 | DataType::Float32 | DataType::Float64 => {
                    let numbers = cast(array, &DataType::Float64).map_err(QueryError::internal)?;
                    let numbers = numbers.as_primitive::<Float64Type>();
                    return self.each(array, |sheet, row, cell| {
                        let value = numbers.value(row);
                        if !value.is_finite() {
                            return sheet.write_string(cell, at, value.to_string()).map(|_| ());
                        }
                        sheet.write_number(cell, at, value).map(|_| ())
                    });
                }
                _ => {}
            }
        }
        let writer = CellWriter::new(array, field)?;
        let mut text = String::new();
        for row in 0..array.len() {
            text.clear();
            if !writer.write_text(row, &mut text)? {
                continue;
            }
            if text.chars().count() > LETTERS {
                let name = field.name();
                return Err(too_much(format!(
                    "a cell holds {LETTERS} letters at most, and one of `{name}` has more"
                )));
            }
            self.text_bytes = self.text_bytes.checked_sub(text.len()).ok_or_else(|| {
                let most = TEXT_BYTES >> 20;
                too_much(format!("more than {most} MiB of texts are not put into a workbook"))
            })?;
            let cell = self.cell(row)?;
            self.sheet.write_string(cell, at, &text).map_err(failed)?;
        }
        Ok(())
    }

    fn moments(&mut self, at: u16, array: &ArrayRef, day: bool) -> Result<(), QueryError> {
        let seconds = cast(array, &DataType::Timestamp(TimeUnit::Second, None))
            .map_err(QueryError::internal)?;
        let seconds = seconds.as_primitive::<TimestampSecondType>();
        let format = if day { self.day.clone() } else { self.moment.clone() };
        self.each(array, |sheet, row, cell| {
            let value = seconds.value(row);
            // Sheets begin with 1900, and take that for a leap year.
            if (-2_203_891_200..253_402_300_800).contains(&value) {
                let serial = value as f64 / 86_400.0 + 25_569.0;
                return sheet.write_number_with_format(cell, at, serial, &format).map(|_| ());
            }
            let words = if day {
                as_date::<TimestampSecondType>(value).map(|day| day.to_string())
            } else {
                as_datetime::<TimestampSecondType>(value).map(|moment| moment.to_string())
            };
            sheet.write_string(cell, at, words.unwrap_or_default()).map(|_| ())
        })
    }

    /// Writes every value that is there, by its row in `array` and in the sheet.
    fn each(
        &mut self,
        array: &ArrayRef,
        mut write: impl FnMut(&mut Worksheet, usize, u32) -> Result<(), XlsxError>,
    ) -> Result<(), QueryError> {
        for row in (0..array.len()).filter(|row| array.is_valid(*row)) {
            let cell = self.cell(row)?;
            write(&mut self.sheet, row, cell).map_err(failed)?;
        }
        Ok(())
    }

    fn cell(&self, row: usize) -> Result<u32, QueryError> {
        let row = u32::try_from(row).map_err(QueryError::internal)?;
        Ok(self.row.saturating_add(row))
    }
}

fn too_much(what: String) -> QueryError {
    QueryError::Unsupported {
        message: format!("XLSX cannot hold the answer: {what}; ask for CSV, Parquet or Arrow"),
    }
}

fn failed(error: XlsxError) -> QueryError {
    QueryError::internal(error)
}
