//! The engine: tables and functions registered once, a fresh session for every query.

use std::collections::BTreeSet;
use std::sync::Arc;

use datafusion::common::config::Dialect;
use datafusion::error::Result as EngineResult;
use datafusion::execution::SessionState;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::GreedyMemoryPool;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};
use geodata::Level;
use geodata::dataset::{Dataset, PolygonColumn};
use geodata::values::Values;
use tokio::sync::Semaphore;

use crate::dictionary::{self, TableEntry};
use crate::error::{Known, QueryError, from_datafusion};
use crate::executor::Executor;
use crate::functions::{self, FunctionEntry};
use crate::lookup;
use crate::meaning;
use crate::own::{OwnTableProvider, Stored};
use crate::request::{Limits, QueryRequest};
use crate::shared::{self, SharedMemory};
use crate::spatial;
use crate::statement::{Lane, Names, QueryStream};
use crate::tables::{self, CATALOG, QueryLog, QueryLogTable, SCHEMA, TableMap, VillageTable};
use crate::workers::Pool;

/// SQL over one dataset.
#[derive(Debug)]
pub struct QueryEngine {
    limits: Limits,
    /// For whoever sends SQL.
    pub(crate) public: Arc<Lane>,
    /// For the server's own questions. Nothing of it is the public's: neither threads nor processes, turns or memory.
    pub(crate) own: Arc<Lane>,
    village_indicators: VillageTable,
    with_imputed: VillageTable,
    of_three_years: VillageTable,
    tables: Vec<TableEntry>,
    functions: Vec<FunctionEntry>,
    memory: Arc<SharedMemory>,
}

impl QueryEngine {
    /// Registers the tables of `dataset`, whose values are `values`. Takes a moment, and memory for all of them: the
    /// geometries stand in it once more until the dataset takes them over ([`polygons`](Self::polygons)).
    ///
    /// # Errors
    /// [`QueryError::Internal`] when the dataset is not as `docs/dataset.md` says.
    pub fn new(dataset: &Dataset, values: &Values, limits: Limits) -> Result<Self, QueryError> {
        let fail = |error| from_datafusion(&error, &Known::default());
        let log = Arc::new(QueryLog::default());
        let loaded = tables::load(dataset, values).map_err(fail)?;
        let memory = Arc::new(
            shared::write(&loaded.tables, dataset.own_tables()).map_err(QueryError::internal)?,
        );
        drop(loaded.tables);
        let shared = shared::read(&memory).map_err(QueryError::internal)?;
        let villages = |name: &str, means| {
            let table = shared.iter().find(|table| table.name == name);
            let missing = || QueryError::internal(format!("the table {name} was not made"));
            Ok(VillageTable::new(table.ok_or_else(missing)?, means))
        };
        let village_indicators = villages(tables::VILLAGE_INDICATORS, BTreeSet::new())?;
        let with_imputed = villages(tables::WITH_IMPUTED, BTreeSet::new())?;
        let of_three_years = villages(tables::OF_THREE_YEARS, loaded.means)?;
        let table_map = table_map(&memory, limits.partitions, &log)?;
        let executor = |name| Executor::new(name, limits.threads).map(Arc::new);
        let workers = || {
            let start = |program| {
                Pool::start(program, Arc::clone(&memory), limits.threads, limits.partitions)
            };
            limits.workers.clone().map(start).transpose().map(|pool| pool.map(Arc::new))
        };

        let pool = |bytes| runtime(bytes).map_err(fail);
        let own_pool = pool(limits.own.memory_bytes)?;
        let tables = dictionary::entries(&table_map, dataset)?;
        let own = state(limits.partitions, own_pool, table_map.clone());
        let public = state(limits.partitions, pool(limits.memory_bytes)?, table_map);
        let mut functions = functions::describe(&public);
        functions.extend(lookup::describe());
        functions.sort_by_key(|entry| (entry.name.to_lowercase(), entry.kind));
        let known = |memory_bytes| {
            Arc::new(Known {
                tables: tables.iter().map(|table| table.name.clone()).collect(),
                functions: functions.iter().map(|function| function.name.to_lowercase()).collect(),
                memory_bytes,
            })
        };
        let public = Lane {
            state: public,
            known: known(limits.memory_bytes),
            executor: executor("sql")?,
            workers: workers()?,
            share: limits.memory_bytes / limits.concurrency.max(1),
            turns: Arc::new(Semaphore::new(limits.concurrency)),
            queue: Arc::new(Semaphore::new(limits.queue)),
            names: Names::default(),
            concurrency: limits.concurrency,
            queue_wait: limits.queue_wait,
            log: Some(log),
        };
        let own = Lane {
            state: own,
            known: known(limits.own.memory_bytes),
            executor: executor("own-sql")?,
            workers: workers()?,
            share: limits.own.memory_bytes / limits.own.concurrency.max(1),
            turns: Arc::new(Semaphore::new(limits.own.concurrency)),
            // Whoever asks for the server's own questions has a place already, where they came in.
            queue: Arc::new(Semaphore::new(Semaphore::MAX_PERMITS)),
            names: Names::default(),
            concurrency: limits.own.concurrency,
            queue_wait: limits.own.timeout,
            log: None,
        };
        Ok(Self {
            limits,
            public: Arc::new(public),
            own: Arc::new(own),
            village_indicators,
            with_imputed,
            of_three_years,
            tables,
            functions,
            memory,
        })
    }

    /// Runs a query. The answer's first rows come before the last are computed. However it ends, the
    /// table `system_queries` has one line of it.
    ///
    /// # Errors
    /// Everything that is known before the first row; later errors come through the stream.
    pub async fn run(&self, request: QueryRequest) -> Result<QueryStream, QueryError> {
        let bounds = self.limits.bounds(&request);
        let QueryRequest { id, sql, params, .. } = request;
        self.public.run_named(id.as_deref(), sql, params, bounds).await
    }

    /// Ends the statement whose request had this id, wherever it is; whether there was one.
    pub fn cancel(&self, id: &str) -> bool {
        self.public.names.call_off(id)
    }

    /// The polygons of a level as SQL reads them: the memory that worker processes share. A dataset that takes them
    /// ([`Dataset::set_polygons`]) holds none of its own.
    ///
    /// # Errors
    /// [`QueryError::Internal`] when the table is not the one that was registered.
    pub fn polygons(&self, level: Level) -> Result<Vec<PolygonColumn>, QueryError> {
        shared::polygons(&self.memory, level.plural()).map_err(QueryError::internal)
    }

    /// The threads of the public's statements.
    pub(crate) fn executor(&self) -> &Arc<Executor> {
        &self.public.executor
    }

    /// The table `village_indicators`: one row a village, sorted by code; for those who compute on
    /// columns themselves.
    pub fn village_indicators(&self) -> &VillageTable {
        &self.village_indicators
    }

    /// The table `village_indicators_with_imputed`: as [`village_indicators`](Self::village_indicators), where
    /// imputed figures stand for those that nobody published.
    pub fn village_indicators_with_imputed(&self) -> &VillageTable {
        &self.with_imputed
    }

    /// The table `village_indicators_of_three_years`: as [`village_indicators`](Self::village_indicators), with the
    /// mean of three years of every indicator that has one anywhere.
    pub fn village_indicators_of_three_years(&self) -> &VillageTable {
        &self.of_three_years
    }

    /// The data dictionary: every table and column with its meaning.
    pub fn tables(&self) -> &[TableEntry] {
        &self.tables
    }

    /// Every function that queries may call.
    pub fn functions(&self) -> &[FunctionEntry] {
        &self.functions
    }

    /// The limits that it was made with.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }
}

/// The tables in `memory` and the log of queries.
pub(crate) fn table_map(
    memory: &SharedMemory,
    partitions: usize,
    log: &Arc<QueryLog>,
) -> Result<TableMap, QueryError> {
    let shared = shared::read(memory).map_err(QueryError::internal)?;
    let mut map = tables::providers(shared, partitions).map_err(QueryError::internal)?;
    for (table, file) in shared::read_files(memory).map_err(QueryError::internal)? {
        let name = table.name.clone();
        let stored = Arc::new(Stored::open(table, file).map_err(QueryError::internal)?);
        map.insert(name, Arc::new(OwnTableProvider::new(stored, partitions)));
    }
    map.insert(tables::QUERY_LOG.to_owned(), Arc::new(QueryLogTable::new(Arc::clone(log))));
    Ok(map)
}

/// Memory from one bounded pool, no disk, and no object store: no path leads anywhere.
pub(crate) fn runtime(memory_bytes: usize) -> EngineResult<Arc<RuntimeEnv>> {
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(GreedyMemoryPool::new(memory_bytes)))
        .with_disk_manager_builder(
            DiskManagerBuilder::default().with_mode(DiskManagerMode::Disabled),
        )
        .build_arc()?;
    runtime.deregister_object_store(ObjectStoreUrl::local_filesystem().as_ref())?;
    Ok(runtime)
}

/// The state that every query starts from.
pub(crate) fn state(partitions: usize, runtime: Arc<RuntimeEnv>, tables: TableMap) -> SessionState {
    let mut config = SessionConfig::new()
        .with_target_partitions(partitions)
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
        .with_catalog_list(tables::read_only_catalog(tables.clone()))
        .with_table_factories(std::collections::HashMap::new())
        .with_file_formats(Vec::new())
        .with_analyzer_rules(meaning::analyzer_rules())
        .with_physical_optimizer_rules(spatial::physical_rules())
        .build();
    let context = SessionContext::new_with_state(state);
    functions::register(&context);
    functions::remove_hazards(&context);
    meaning::register(&context);
    lookup::register(&context, &tables);
    context.state()
}
