//! What `rank` and `select` share: reading the plan, opening the dataset, and the formats.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::ValueEnum;
use geodata::dataset::Dataset;
use geodata::values::Values;
use queries::csv::CsvWriter;
use queries::{Limits, QueryEngine};

use crate::planning::{PlanningError, Prepared, Source};
use crate::strict;
use mcda::{Plan, PlanError};

#[derive(Debug, clap::Args)]
pub(super) struct PlanArguments {
    /// The dataset.
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// The plan, as JSON.
    #[arg(long, value_name = "FILE")]
    pub plan: PathBuf,
    /// How to write the answer.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Columns to read.
    Table,
    /// Comma-separated values.
    Csv,
    /// The whole answer, as the HTTP interface gives it.
    Json,
}

/// A dataset with its SQL engine.
pub(super) struct Opened {
    pub dataset: Dataset,
    engine: QueryEngine,
}

impl Opened {
    pub fn open(dir: &Path) -> anyhow::Result<Self> {
        let dataset = Dataset::open(dir)?;
        let engine = QueryEngine::new(&dataset, &Values::new(&dataset)?, Limits::default())?;
        Ok(Self { dataset, engine })
    }

    pub fn source(&self) -> Source<'_> {
        Source::new(&self.dataset, &self.engine)
    }

    pub fn prepare(&self, plan: Plan) -> anyhow::Result<Prepared> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(self.source().prepare(plan)).map_err(with_hint)
    }
}

/// The plan in a file.
pub(super) fn read(file: &Path) -> anyhow::Result<Plan> {
    let text = std::fs::read(file).with_context(|| format!("{}", file.display()))?;
    strict::from_slice(&text).with_context(|| format!("{}", file.display()))
}

/// The error and what would put it right.
pub(super) fn with_hint(error: impl Into<PlanningError>) -> anyhow::Error {
    match error.into() {
        PlanningError::Plan(error @ PlanError { hint: Some(_), .. }) => {
            let hint = error.hint.clone().unwrap_or_default();
            anyhow::anyhow!("{error} ({hint})")
        }
        other => other.into(),
    }
}

/// Rows as comma-separated values; a cell without a text is a missing value.
pub(super) fn csv(rows: &[Vec<String>]) -> String {
    let mut writer = CsvWriter::new();
    for row in rows {
        for cell in row {
            match cell.as_str() {
                "" => writer.missing(),
                text => writer.text(text),
            }
        }
        writer.end_row();
    }
    writer.take()
}

/// Lines in columns, numbers to the right.
pub(super) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |j: usize| {
        rows.iter().filter_map(|row| row.get(j)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let aligned = |(cell, width): (&String, &usize)| match cell.parse::<f64>() {
        Ok(_) => format!("{cell:>width$}"),
        Err(_) => format!("{cell:<width$}"),
    };
    let line = |row: &Vec<String>| {
        let cells: Vec<String> = row.iter().zip(&widths).map(aligned).collect();
        cells.join("  ").trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}

/// A number or nothing.
pub(super) fn cell<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_need_it_and_never_run() {
        let page = csv(&[
            vec!["a".into(), "b,c".into(), "d \"e\"".into()],
            vec!["=1+1".into(), "-8.5".into(), String::new()],
        ]);
        assert_eq!(page, "a,\"b,c\",\"d \"\"e\"\"\"\r\n'=1+1,-8.5,\r\n");
    }

    #[test]
    fn numbers_stand_to_the_right() {
        let page = table(&[vec!["rank".into(), "name".into()], vec!["1".into(), "Oesao".into()]]);
        assert_eq!(page, "rank  name\n   1  Oesao\n");
    }
}
