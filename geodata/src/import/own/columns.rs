//! The cells of rows as typed columns. A cell that is not what its column says becomes a defect and NULL.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, StringBuilder,
    TimestampSecondBuilder,
};

use super::super::country::Country;
use super::super::findings::{TABLE_CODE, TABLE_VALUE};
use super::super::spec;
use super::defects::Defects;
use crate::error::GeodataError;
use crate::source::{Cell, Date, Record};
use crate::tables::{ColumnType, OwnTable};

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Columns that are being filled; those of the specification, which are the first of a record.
pub(super) struct Columns(Vec<Column>);

enum Column {
    Text(StringBuilder),
    Area(StringBuilder),
    Integer(Int64Builder),
    Number(Float64Builder),
    Boolean(BooleanBuilder),
    Date(Date32Builder),
    Timestamp(TimestampSecondBuilder),
}

impl Columns {
    pub(super) fn new(columns: &[spec::OwnColumn]) -> Self {
        let column = |column: &spec::OwnColumn| match column.kind {
            ColumnType::Text => Column::Text(StringBuilder::new()),
            ColumnType::Area => Column::Area(StringBuilder::new()),
            ColumnType::Integer => Column::Integer(Int64Builder::new()),
            ColumnType::Number => Column::Number(Float64Builder::new()),
            ColumnType::Boolean => Column::Boolean(BooleanBuilder::new()),
            ColumnType::Date => Column::Date(Date32Builder::new()),
            ColumnType::Timestamp => Column::Timestamp(TimestampSecondBuilder::new()),
        };
        Self(columns.iter().map(column).collect())
    }

    /// Takes the cells of a row.
    pub(super) fn take(&mut self, record: &Record<'_>, country: &Country, defects: &mut Defects) {
        for (at, column) in self.0.iter_mut().enumerate() {
            if let Err(error) = column.take(record, at, country, defects) {
                column.skip();
                defects.add_at(TABLE_VALUE, || in_words(&error));
            }
        }
    }

    /// The columns of the rows that were taken, whose missing values `table` counts.
    pub(super) fn finish(&mut self, table: &mut OwnTable) -> Vec<ArrayRef> {
        let arrays: Vec<ArrayRef> = self.0.iter_mut().map(Column::finish).collect();
        for (column, array) in table.columns.iter_mut().zip(&arrays) {
            column.nulls += array.null_count() as u64;
        }
        arrays
    }
}

impl Column {
    fn take(
        &mut self,
        record: &Record<'_>,
        at: usize,
        country: &Country,
        defects: &mut Defects,
    ) -> Result<(), GeodataError> {
        match self {
            Self::Text(column) => match record.cell(at) {
                Cell::Empty => column.append_null(),
                _ => column.append_value(record.remark(at)?),
            },
            Self::Area(column) => match record.code(at)? {
                Some(code) if country.get(code).is_some() => column.append_value(code.to_string()),
                Some(code) => {
                    column.append_null();
                    defects.add(TABLE_CODE, record, || format!("{code} is not in the register"));
                }
                None => column.append_null(),
            },
            Self::Integer(column) => column.append_option(record.whole(at)?),
            Self::Number(column) => column.append_option(record.number(at)?),
            Self::Boolean(column) => column.append_option(truth(record, at)?),
            Self::Date(column) => {
                column.append_option(moment(record, at)?.map(|date| date.since_1970()));
            }
            Self::Timestamp(column) => column.append_option(
                moment(record, at)?
                    .map(|date| i64::from(date.since_1970()) * DAY + i64::from(date.seconds)),
            ),
        }
        Ok(())
    }

    fn skip(&mut self) {
        match self {
            Self::Text(column) | Self::Area(column) => column.append_null(),
            Self::Integer(column) => column.append_null(),
            Self::Number(column) => column.append_null(),
            Self::Boolean(column) => column.append_null(),
            Self::Date(column) => column.append_null(),
            Self::Timestamp(column) => column.append_null(),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(column) | Self::Area(column) => Arc::new(column.finish()),
            Self::Integer(column) => Arc::new(column.finish()),
            Self::Number(column) => Arc::new(column.finish()),
            Self::Boolean(column) => Arc::new(column.finish()),
            Self::Date(column) => Arc::new(column.finish()),
            Self::Timestamp(column) => Arc::new(column.finish()),
        }
    }
}

/// What is wrong and where, without the name of the file, which is the table's.
pub(super) fn in_words(error: &GeodataError) -> String {
    match error {
        GeodataError::Source { place, problem, .. } => format!("{}: {problem}", place.in_words()),
        other => other.to_string(),
    }
}

fn truth(record: &Record<'_>, at: usize) -> Result<Option<bool>, GeodataError> {
    let wrong = |shown: String| {
        record.error(at, format!("`{shown}` is neither true nor false"), "write true or false")
    };
    match record.cell(at) {
        Cell::Empty => Ok(None),
        Cell::Bool(flag) => Ok(Some(*flag)),
        Cell::Number(1.0) => Ok(Some(true)),
        Cell::Number(0.0) => Ok(Some(false)),
        Cell::Text(text) => match text.to_lowercase().as_str() {
            "true" | "t" | "1" | "ya" | "benar" | "yes" => Ok(Some(true)),
            "false" | "f" | "0" | "tidak" | "salah" | "no" => Ok(Some(false)),
            _ => Err(wrong(text.to_string())),
        },
        _ => Err(wrong(record.text(at))),
    }
}

fn moment(record: &Record<'_>, at: usize) -> Result<Option<Date>, GeodataError> {
    match record.cell(at) {
        Cell::Empty => Ok(None),
        Cell::Date(date) => Ok(Some(*date)),
        Cell::Text(text) => Date::of_iso(text).map(Some).ok_or_else(|| {
            record.error(
                at,
                format!("`{text}` is no day as 2026-11-28 is"),
                "write days by ISO 8601",
            )
        }),
        _ => {
            let problem = format!("`{}` is no day", record.text(at));
            Err(record.error(at, problem, "write days by ISO 8601"))
        }
    }
}
