//! Asking one statement and printing its answer.

use std::io::Write as _;

use anyhow::Context as _;
use geodata::dataset::Dataset;
use geodata::values::Values;
use queries::{Format, Limits, Params, QueryEngine, QueryRequest};
use tokio::runtime::Runtime;

use super::table;

/// How answers are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Output {
    Table,
    Csv,
    Json,
    Arrow,
    Parquet,
    Geojson,
    Fgb,
    Xlsx,
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
            Self::Fgb => Some(Format::FlatGeobuf),
            Self::Xlsx => Some(Format::Xlsx),
        }
    }
}

/// An engine with the version of its dataset.
pub(super) struct Engine {
    pub queries: QueryEngine,
    pub version: String,
    runtime: Runtime,
}

impl Engine {
    /// Opens the dataset in `data`.
    pub fn open(data: &std::path::Path) -> anyhow::Result<Self> {
        let dataset = Dataset::open(data)?;
        let queries = QueryEngine::new(&dataset, &Values::new(&dataset)?, Limits::default())?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .context("no runtime")?;
        Ok(Self { queries, version: dataset.manifest.version, runtime })
    }
}

/// What all statements of a call share.
pub(super) struct Asked {
    pub engine: Engine,
    pub limit: Option<usize>,
}

impl Asked {
    /// Runs a statement and prints what it answers.
    pub fn answer(&self, sql: String, params: Params, output: Output) -> anyhow::Result<()> {
        let whole = output.encoded().is_some_and(|format| !format.is_paged());
        let request = QueryRequest { limit: self.limit, whole, params, ..QueryRequest::new(sql) };
        let Engine { queries, version, runtime } = &self.engine;
        runtime.block_on(async {
            let answer = queries.run(request).await?;
            match output.encoded() {
                None => table::print(answer).await,
                Some(format) => {
                    let mut bytes = queries.encode(answer, format, version)?;
                    let mut out = std::io::stdout().lock();
                    while let Some(chunk) = bytes.next_chunk().await {
                        out.write_all(&chunk?)?;
                    }
                    Ok(out.flush()?)
                }
            }
        })
    }
}
