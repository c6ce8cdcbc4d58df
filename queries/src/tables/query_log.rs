//! `system_queries`: the last queries, in memory and bounded.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use arrow::array::{
    ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
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
    /// When it was asked, microseconds since 1970.
    asked_at: i64,
    /// Who asked, where somebody signed in.
    asked_by: Option<String>,
    /// The text, cut at [`LONGEST`].
    sql: String,
    /// `ok` or the code of the error.
    outcome: Cow<'static, str>,
    /// Rows handed out.
    rows: i64,
    /// What they took in memory.
    bytes: i64,
    /// Time from request to end, in milliseconds.
    elapsed_ms: f64,
    /// Processor time of its process, in milliseconds; nothing where it had none of its own.
    cpu_ms: Option<f64>,
}

/// Who asks, and what they see of the log.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asker {
    /// Who, where somebody signed in.
    pub by: Option<String>,
    /// Whether they see what everybody asked, or what they asked themselves.
    pub audits: bool,
}

impl Asker {
    /// Of a worker process, which is sent such lines only as may be seen.
    pub const OF_WORKER: Self = Self { by: None, audits: true };

    fn sees(&self, query: &LoggedQuery) -> bool {
        self.audits || query.asked_by == self.by
    }
}

/// How a query ended.
#[derive(Debug)]
pub(crate) struct Ended<'a> {
    /// Its text.
    pub sql: &'a str,
    /// Who asked, where somebody signed in.
    pub by: Option<&'a str>,
    /// `ok` or the code of the error.
    pub outcome: &'static str,
    /// Rows handed out.
    pub rows: usize,
    /// What they took in memory.
    pub bytes: usize,
    /// Time from request to end.
    pub took: Duration,
    /// Processor time, where it is known.
    pub cpu: Option<Duration>,
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
    /// Remembers a query that ends now.
    pub fn add(&self, ended: &Ended<'_>) {
        let whole = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
        let asked = SystemTime::now().checked_sub(ended.took);
        let asked = asked.and_then(|asked| asked.duration_since(UNIX_EPOCH).ok());
        let asked_at = asked.and_then(|asked| i64::try_from(asked.as_micros()).ok());
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.last_id += 1;
        let entry = LoggedQuery {
            id: inner.last_id,
            asked_at: asked_at.unwrap_or(0),
            asked_by: ended.by.map(str::to_owned),
            sql: ended.sql.chars().take(LONGEST).collect(),
            outcome: ended.outcome.into(),
            rows: whole(ended.rows),
            bytes: whole(ended.bytes),
            elapsed_ms: milliseconds(ended.took),
            cpu_ms: ended.cpu.map(milliseconds),
        };
        if inner.entries.len() == CAPACITY {
            inner.entries.pop_front();
        }
        inner.entries.push_back(entry);
    }

    /// Remembers these queries and no others: those of the process that asks this one.
    pub fn replace(&self, entries: Vec<LoggedQuery>) {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).entries = entries.into();
    }

    /// The remembered queries that `asker` sees, oldest first.
    pub fn entries(&self, asker: &Asker) -> Vec<LoggedQuery> {
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.entries.iter().filter(|query| asker.sees(query)).cloned().collect()
    }
}

fn schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new("id", DataType::Int64, false),
        Field::new("asked_at", DataType::Timestamp(TimeUnit::Microsecond, None), false),
        Field::new("asked_by", DataType::Utf8, true),
        Field::new("sql", DataType::Utf8, false),
        Field::new("outcome", DataType::Utf8, false),
        Field::new("rows", DataType::Int64, false),
        Field::new("bytes", DataType::Int64, false),
        Field::new("elapsed_ms", DataType::Float64, false),
        Field::new("cpu_ms", DataType::Float64, true),
    ]))
}

fn batch(entries: &[LoggedQuery]) -> Result<RecordBatch> {
    let columns: Vec<ArrayRef> = vec![
        Arc::new(entries.iter().map(|e| Some(e.id)).collect::<Int64Array>()),
        Arc::new(entries.iter().map(|e| Some(e.asked_at)).collect::<TimestampMicrosecondArray>()),
        Arc::new(entries.iter().map(|e| e.asked_by.as_deref()).collect::<StringArray>()),
        Arc::new(entries.iter().map(|e| Some(e.sql.as_str())).collect::<StringArray>()),
        Arc::new(entries.iter().map(|e| Some(e.outcome.as_ref())).collect::<StringArray>()),
        Arc::new(entries.iter().map(|e| Some(e.rows)).collect::<Int64Array>()),
        Arc::new(entries.iter().map(|e| Some(e.bytes)).collect::<Int64Array>()),
        Arc::new(entries.iter().map(|e| Some(e.elapsed_ms)).collect::<Float64Array>()),
        Arc::new(entries.iter().map(|e| e.cpu_ms).collect::<Float64Array>()),
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
        let asker = state.config().get_extension::<Asker>().unwrap_or_default();
        let entries = self.log.entries(&asker);
        let now = MemTable::try_new(self.schema(), vec![vec![batch(&entries)?]])?;
        now.scan(state, projection, filters, limit).await
    }
}
