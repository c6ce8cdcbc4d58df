//! The engine: tables and functions registered once, a fresh session for every query.

use std::sync::Arc;
use std::time::Instant;

use arrow::array::RecordBatch;
use datafusion::common::config::Dialect;
use datafusion::error::Result as EngineResult;
use datafusion::execution::SessionState;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::GreedyMemoryPool;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};
use geodata::dataset::Dataset;
use tokio::sync::Semaphore;

use crate::dictionary::{self, TableEntry};
use crate::error::{Known, QueryError, from_datafusion};
use crate::executor::Executor;
use crate::functions::{self, FunctionEntry};
use crate::request::{Limits, QueryRequest};
use crate::run::Run;
use crate::stream::QueryStream;
use crate::tables::{self, CATALOG, QueryLog, QueryLogTable, SCHEMA, TableMap, VIEWS};

/// SQL over one dataset.
#[derive(Debug)]
pub struct QueryEngine {
    pub(crate) state: SessionState,
    pub(crate) limits: Limits,
    pub(crate) executor: Executor,
    pub(crate) turns: Arc<Semaphore>,
    pub(crate) known: Arc<Known>,
    pub(crate) log: Arc<QueryLog>,
    village_indicators: RecordBatch,
    tables: Vec<TableEntry>,
    functions: Vec<FunctionEntry>,
}

impl QueryEngine {
    /// Registers the tables of `dataset`. Takes a moment and some memory: every geometry stands in
    /// memory once more as GeoArrow.
    ///
    /// # Errors
    /// [`QueryError::Internal`] when the dataset is not as `docs/dataset.md` says.
    pub fn new(dataset: &Dataset, limits: Limits) -> Result<Self, QueryError> {
        let mut known = Known { memory_bytes: limits.memory_bytes, ..Known::default() };
        let fail = |error| from_datafusion(&error, &Known::default());
        let executor = Executor::new(limits.threads)?;
        let runtime = runtime(&limits).map_err(fail)?;
        let log = Arc::new(QueryLog::default());
        let mut loaded = tables::load(dataset, limits.partitions).map_err(fail)?;
        loaded
            .tables
            .insert("system_queries".to_owned(), Arc::new(QueryLogTable::new(Arc::clone(&log))));

        let without_views = state(&limits, Arc::clone(&runtime), loaded.tables.clone());
        let views = executor
            .run_blocking(compute_views(&without_views, limits.partitions))?
            .map_err(fail)?;
        loaded.tables.extend(views);
        let tables = dictionary::entries(&loaded.tables, dataset)?;
        let state = state(&limits, runtime, loaded.tables);
        let functions = functions::describe(&state);
        known.tables = tables.iter().map(|table| table.name.clone()).collect();
        known.functions = functions.iter().map(|function| function.name.to_lowercase()).collect();
        Ok(Self {
            state,
            turns: Arc::new(Semaphore::new(limits.concurrency)),
            limits,
            executor,
            known: Arc::new(known),
            log,
            village_indicators: loaded.village_indicators,
            tables,
            functions,
        })
    }

    /// Runs a query. The answer's first rows come before the last are computed.
    ///
    /// # Errors
    /// Everything that is known before the first row; later errors come through the stream.
    pub async fn run(&self, request: QueryRequest) -> Result<QueryStream, QueryError> {
        let started = Instant::now();
        let sql = request.sql.clone();
        let answer = Run::new(self, request, started)?.start().await;
        if let Err(error) = &answer {
            self.log.add(&sql, error.code(), 0, started.elapsed().as_secs_f64() * 1000.0);
        }
        answer
    }

    /// The table `village_indicators`: one row a village, sorted by code; for those who compute on
    /// columns themselves.
    pub fn village_indicators(&self) -> &RecordBatch {
        &self.village_indicators
    }

    /// The data dictionary: every table and column with its meaning.
    pub fn tables(&self) -> &[TableEntry] {
        &self.tables
    }

    /// Every function.
    pub fn functions(&self) -> &[FunctionEntry] {
        &self.functions
    }

    /// The last queries, as `system_queries` shows them.
    pub fn log(&self) -> &QueryLog {
        &self.log
    }

    /// The limits.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }
}

/// Memory from one bounded pool, no disk, and no object store: no path leads anywhere.
fn runtime(limits: &Limits) -> EngineResult<Arc<RuntimeEnv>> {
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(GreedyMemoryPool::new(limits.memory_bytes)))
        .with_disk_manager_builder(
            DiskManagerBuilder::default().with_mode(DiskManagerMode::Disabled),
        )
        .build_arc()?;
    runtime.deregister_object_store(ObjectStoreUrl::local_filesystem().as_ref())?;
    Ok(runtime)
}

/// The state that every query starts from. Index-backed joins add their rules here.
fn state(limits: &Limits, runtime: Arc<RuntimeEnv>, tables: TableMap) -> SessionState {
    let mut config = SessionConfig::new()
        .with_target_partitions(limits.partitions)
        .with_information_schema(true)
        .with_create_default_catalog_and_schema(false)
        .with_default_catalog_and_schema(CATALOG, SCHEMA);
    let options = config.options_mut();
    options.sql_parser.collect_spans = true;
    options.sql_parser.dialect = Dialect::Generic;
    // Our tables are Utf8; a cast of a constant to another kind of text would cost a cast per row.
    options.sql_parser.map_string_types_to_utf8view = false;
    let state = SessionStateBuilder::new_with_default_features()
        .with_config(config)
        .with_runtime_env(runtime)
        .with_catalog_list(tables::read_only_catalog(tables))
        .with_table_factories(std::collections::HashMap::new())
        .with_file_formats(Vec::new())
        .build();
    let context = SessionContext::new_with_state(state);
    functions::register(&context);
    functions::remove_hazards(&context);
    context.state()
}

async fn compute_views(state: &SessionState, partitions: usize) -> EngineResult<TableMap> {
    let mut tables = TableMap::new();
    for (name, sql) in VIEWS {
        let plan = state.create_logical_plan(sql).await?;
        let frame =
            SessionContext::new_with_state(state.clone()).execute_logical_plan(plan).await?;
        let schema = Arc::new(frame.schema().as_arrow().clone());
        let rows = arrow::compute::concat_batches(&schema, &frame.collect().await?)?;
        tables.insert((*name).to_owned(), tables::in_memory(rows, partitions, Some("code"))?);
    }
    Ok(tables)
}
