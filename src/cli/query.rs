//! `desmigratif query`: one SQL statement over a dataset.

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use arrow::array::{ArrayRef, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::util::pretty::pretty_format_batches;
use geodata::dataset::Dataset;
use geodata::values::Values;
use queries::{Format, Limits, QueryEngine, QueryRequest, QueryStream};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The dataset.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// `table` is for reading; the others are as the interface sends them.
    #[arg(long, value_enum, default_value_t = Output::Table)]
    format: Output,
    /// Rows to print at most [default: 10000].
    #[arg(long, value_name = "ROWS")]
    limit: Option<usize>,
    /// One statement that reads.
    sql: String,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Output {
    Table,
    Csv,
    Json,
    Arrow,
    Parquet,
    Geojson,
}

impl Output {
    /// The engine's format; a table is drawn here.
    const fn encoded(self) -> Option<Format> {
        match self {
            Self::Table => None,
            Self::Csv => Some(Format::Csv),
            Self::Json => Some(Format::Json),
            Self::Arrow => Some(Format::Arrow),
            Self::Parquet => Some(Format::Parquet),
            Self::Geojson => Some(Format::GeoJson),
        }
    }
}

pub(super) fn run(arguments: Arguments) -> anyhow::Result<()> {
    let dataset = Dataset::open(&arguments.data)?;
    let version = dataset.manifest.version.clone();
    let engine = QueryEngine::new(&dataset, &Values::new(&dataset)?, Limits::default())?;
    let request = QueryRequest { limit: arguments.limit, ..QueryRequest::new(arguments.sql) };
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().context("no runtime")?;
    runtime.block_on(async {
        let answer = engine.run(request).await?;
        match arguments.format.encoded() {
            None => print_table(answer).await,
            Some(format) => {
                let mut bytes = engine.encode(answer, format, &version)?;
                let mut out = std::io::stdout().lock();
                while let Some(chunk) = bytes.next_chunk().await {
                    out.write_all(&chunk?)?;
                }
                Ok(out.flush()?)
            }
        }
    })
}

async fn print_table(mut answer: QueryStream) -> anyhow::Result<()> {
    let mut batches = vec![readable(&RecordBatch::new_empty(answer.schema()))?];
    while let Some(batch) = answer.next_batch().await {
        batches.push(readable(&batch?)?);
    }
    let summary = answer.summary();
    super::output::print(&format!("{}\n", pretty_format_batches(&batches)?))?;
    if summary.truncated {
        eprintln!("the first {} rows; ask for more with --limit", summary.rows);
    }
    Ok(())
}

/// Nested columns (geometries) as a word: their coordinates would fill the screen.
fn readable(batch: &RecordBatch) -> anyhow::Result<RecordBatch> {
    let schema = batch.schema();
    let (fields, columns): (Vec<Field>, Vec<ArrayRef>) = schema
        .fields()
        .iter()
        .zip(batch.columns())
        .map(|(field, column)| {
            if !field.data_type().is_nested() {
                return (field.as_ref().clone(), column.clone());
            }
            let words = (0..column.len()).map(|row| (!column.is_null(row)).then_some("(geometry)"));
            let column: ArrayRef = Arc::new(words.collect::<StringArray>());
            (Field::new(field.name(), DataType::Utf8, true), column)
        })
        .unzip();
    // A query may name no columns; the number of rows must be kept then too.
    let options = arrow::array::RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    Ok(RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), columns, &options)?)
}
