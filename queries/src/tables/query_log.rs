//! `system_queries`: the last queries, in memory and bounded.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use arrow::array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::catalog::{Session, TableProvider};
use datafusion::datasource::MemTable;
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;
use serde::{Deserialize, Serialize};

/// The name of the table.
pub(crate) const NAME: &str = "system_queries";
/// How many queries are remembered.
const CAPACITY: usize = 1000;
/// How much of a query's text is remembered, in characters.
const LONGEST: usize = 2000;

/// One finished query.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct LoggedQuery {
    /// Number since the start, from 1.
    id: i64,
    /// The text, cut at [`LONGEST`].
    sql: String,
    /// `ok` or the code of the error.
    outcome: Cow<'static, str>,
    /// Rows handed out.
    rows: i64,
    /// Time from request to end, in milliseconds.
    elapsed_ms: f64,
}

/// Whether a statement may read the log. There is no other way to name a table than by its name.
pub(crate) fn is_read_by(sql: &str) -> bool {
    let name = NAME.as_bytes();
    sql.as_bytes().windows(name.len()).any(|part| part.eq_ignore_ascii_case(name))
}

/// The memory of the last queries.
#[derive(Debug, Default)]
pub(crate) struct QueryLog {
    inner: Mutex<Entries>,
}

#[derive(Debug, Default)]
struct Entries {
    last_id: i64,
    entries: VecDeque<LoggedQuery>,
}

impl QueryLog {
    /// Remembers a query; `outcome` is `ok` or the code of the error.
    pub fn add(&self, sql: &str, outcome: &'static str, rows: usize, took: Duration) {
        let sql = sql.chars().take(LONGEST).collect();
        let rows = i64::try_from(rows).unwrap_or(i64::MAX);
        let elapsed_ms = took.as_secs_f64() * 1000.0;
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.last_id += 1;
        let entry =
            LoggedQuery { id: inner.last_id, sql, outcome: outcome.into(), rows, elapsed_ms };
        if inner.entries.len() == CAPACITY {
            inner.entries.pop_front();
        }
        inner.entries.push_back(entry);
    }

    /// Remembers these queries and no others: those of the process that asks this one.
    pub fn replace(&self, entries: Vec<LoggedQuery>) {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).entries = entries.into();
    }

    /// The remembered queries, oldest first.
    pub fn entries(&self) -> Vec<LoggedQuery> {
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.entries.iter().cloned().collect()
    }
}

fn schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new("id", DataType::Int64, false),
        Field::new("sql", DataType::Utf8, false),
        Field::new("outcome", DataType::Utf8, false),
        Field::new("rows", DataType::Int64, false),
        Field::new("elapsed_ms", DataType::Float64, false),
    ]))
}

fn batch(entries: &[LoggedQuery]) -> Result<RecordBatch> {
    let columns: Vec<ArrayRef> = vec![
        Arc::new(entries.iter().map(|e| Some(e.id)).collect::<Int64Array>()),
        Arc::new(entries.iter().map(|e| Some(e.sql.as_str())).collect::<StringArray>()),
        Arc::new(entries.iter().map(|e| Some(e.outcome.as_ref())).collect::<StringArray>()),
        Arc::new(entries.iter().map(|e| Some(e.rows)).collect::<Int64Array>()),
        Arc::new(entries.iter().map(|e| Some(e.elapsed_ms)).collect::<Float64Array>()),
    ];
    Ok(RecordBatch::try_new(schema(), columns)?)
}

/// The log as a table: each scan sees the log of its own moment.
#[derive(Debug)]
pub(crate) struct QueryLogTable {
    log: Arc<QueryLog>,
    schema: SchemaRef,
}

impl QueryLogTable {
    pub(crate) fn new(log: Arc<QueryLog>) -> Self {
        Self { log, schema: schema() }
    }
}

#[async_trait::async_trait]
impl TableProvider for QueryLogTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let now = MemTable::try_new(self.schema(), vec![vec![batch(&self.log.entries())?]])?;
        now.scan(state, projection, filters, limit).await
    }
}
