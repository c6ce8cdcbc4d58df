//! The engine: tables and functions registered once, a fresh session for every query.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::compute::concat_batches;
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
use crate::statement::{Lane, Names, QueryStream, Room};
use crate::tables::{
    self, Asker, CATALOG, Loaded, QueryLog, QueryLogTable, SCHEMA, TableMap, VillageTable,
};
use crate::workers::{Pool, WorkerProgram};

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
    log: Arc<QueryLog>,
}

/// How the worker processes of an engine begin.
type StartPool = fn(WorkerProgram, Arc<SharedMemory>, usize, usize) -> Result<Pool, QueryError>;

/// What an engine is made of.
struct Made<'a> {
    dataset: &'a Dataset,
    memory: SharedMemory,
    /// Columns that are means of years.
    means: BTreeSet<String>,
    log: Arc<QueryLog>,
}

impl QueryEngine {
    /// Registers the tables of `dataset`, whose values are `values`. Takes a moment, and memory for all of them: the
    /// geometries stand in it once more until the dataset takes them over ([`polygons`](Self::polygons)).
    ///
    /// # Errors
    /// [`QueryError::Internal`] when the dataset is not as `docs/dataset.md` says.
    pub fn new(dataset: &Dataset, values: &Values, limits: Limits) -> Result<Self, QueryError> {
        let fail = |error| from_datafusion(&error, &Known::default());
        let Loaded { tables, means } = tables::load(dataset, values).map_err(fail)?;
        let memory = shared::write(&tables, dataset.own_tables()).map_err(QueryError::internal)?;
        drop(tables);
        let pool = |bytes| runtime(bytes).map_err(fail);
        let executor = |name| Executor::new(name, limits.threads).map(Arc::new);
        let public = Room {
            runtime: pool(limits.memory_bytes)?,
            memory_bytes: limits.memory_bytes,
            executor: executor("sql")?,
            turns: Arc::new(Semaphore::new(limits.concurrency)),
            queue: Arc::new(Semaphore::new(limits.queue)),
            names: Names::default(),
            concurrency: limits.concurrency,
            queue_wait: limits.queue_wait,
        };
        let own = Room {
            runtime: pool(limits.own.memory_bytes)?,
            memory_bytes: limits.own.memory_bytes,
            executor: executor("own-sql")?,
            turns: Arc::new(Semaphore::new(limits.own.concurrency)),
            // Whoever asks for the server's own questions has a place already, where they came in.
            queue: Arc::new(Semaphore::new(Semaphore::MAX_PERMITS)),
            names: Names::default(),
            concurrency: limits.own.concurrency,
            queue_wait: limits.own.timeout,
        };
        let made = Made { dataset, memory, means, log: Arc::default() };
        Self::over(made, limits, [public, own], Pool::start)
    }

    /// An engine over another copy of the dataset, of which what both have alike stands in memory once, where this engine has
    /// it. Threads, turns, memory and the log of statements are those of this one: both together keep to the same
    /// bounds. The processes of each read its own tables; those of this engine cannot reach what the other has more.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn beside(&self, dataset: &Dataset, values: &Values) -> Result<Self, QueryError> {
        self.another(dataset, values, Pool::idle)
    }

    /// As [`beside`](Self::beside), for an engine that takes the place of this one: the first statement need not wait for
    /// its process.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn instead(&self, dataset: &Dataset, values: &Values) -> Result<Self, QueryError> {
        self.another(dataset, values, Pool::start)
    }

    fn another(
        &self,
        dataset: &Dataset,
        values: &Values,
        start: StartPool,
    ) -> Result<Self, QueryError> {
        let fail = |error| from_datafusion(&error, &Known::default());
        let Loaded { tables, means } = tables::load(dataset, values).map_err(fail)?;
        let alike = shared::read(&self.memory).map_err(QueryError::internal)?;
        let tables = shared::differences(tables, &alike).map_err(QueryError::internal)?;
        let memory = shared::write_beside(&self.memory, &tables).map_err(QueryError::internal)?;
        drop(tables);
        let made = Made { dataset, memory, means, log: Arc::clone(&self.log) };
        let rooms = [&self.public, &self.own].map(|lane| lane.room());
        Self::over(made, self.limits.clone(), rooms, start)
    }

    fn over(
        made: Made<'_>,
        limits: Limits,
        [public, own]: [Room; 2],
        start: StartPool,
    ) -> Result<Self, QueryError> {
        let Made { dataset, memory, means, log } = made;
        let memory = Arc::new(memory);
        let shared = shared::read(&memory).map_err(QueryError::internal)?;
        let villages = |name: &str, means| {
            let table = shared.iter().find(|table| table.name == name);
            let missing = || QueryError::internal(format!("the table {name} was not made"));
            Ok(VillageTable::new(table.ok_or_else(missing)?, means))
        };
        let village_indicators = villages(tables::VILLAGE_INDICATORS, BTreeSet::new())?;
        let with_imputed = villages(tables::WITH_IMPUTED, BTreeSet::new())?;
        let of_three_years = villages(tables::OF_THREE_YEARS, means)?;
        let table_map = table_map(&memory, limits.partitions, &log)?;
        let tables = dictionary::entries(&table_map, dataset)?;
        let session =
            |room: &Room| state(limits.partitions, Arc::clone(&room.runtime), table_map.clone());
        let (of_public, of_own) = (session(&public), session(&own));
        let mut functions = functions::describe(&of_public);
        functions.extend(lookup::describe());
        functions.sort_by_key(|entry| (entry.name.to_lowercase(), entry.kind));
        let lane = |room: Room, state, log| -> Result<Arc<Lane>, QueryError> {
            let begin =
                |program| start(program, Arc::clone(&memory), limits.threads, limits.partitions);
            let known = Known {
                tables: tables.iter().map(|table| table.name.clone()).collect(),
                functions: functions.iter().map(|function| function.name.to_lowercase()).collect(),
                memory_bytes: room.memory_bytes,
            };
            let workers = limits.workers.clone().map(begin).transpose()?.map(Arc::new);
            Ok(Arc::new(Lane::new(room, state, Arc::new(known), workers, log)))
        };
        Ok(Self {
            public: lane(public, of_public, Some(Arc::clone(&log)))?,
            own: lane(own, of_own, None)?,
            limits,
            village_indicators,
            with_imputed,
            of_three_years,
            tables,
            functions,
            memory,
            log,
        })
    }

    /// Runs a query. The answer's first rows come before the last are computed. However it ends, the
    /// table `system_queries` has one line of it.
    ///
    /// # Errors
    /// Everything that is known before the first row; later errors come through the stream.
    pub async fn run(&self, request: QueryRequest) -> Result<QueryStream, QueryError> {
        let bounds = self.limits.bounds(&request);
        let QueryRequest { id, by, audits, sql, params, .. } = request;
        self.public.run_named(id.as_deref(), Asker { by, audits }, sql, params, bounds).await
    }

    /// Ends the statement of `by` whose request had this id, wherever it is; whether there was one.
    pub fn cancel(&self, by: Option<&str>, id: &str) -> bool {
        self.public.names.call_off(by, id)
    }

    /// The polygons of a level as SQL reads them: the memory that worker processes share. A dataset that takes them
    /// ([`Dataset::set_polygons`]) holds none of its own.
    ///
    /// # Errors
    /// [`QueryError::Internal`] when the table is not the one that was registered.
    pub fn polygons(&self, level: Level) -> Result<Vec<PolygonColumn>, QueryError> {
        shared::polygons(&self.memory, level.plural()).map_err(QueryError::internal)
    }

    /// A copy of a table as the dataset had it.
    ///
    /// # Errors
    /// [`QueryError::Internal`] when there is no such table, or it is not the one that was registered.
    pub fn copy_of(&self, table: &str) -> Result<RecordBatch, QueryError> {
        let all = shared::read(&self.memory).map_err(QueryError::internal)?;
        let found = all.into_iter().find(|known| known.name == table);
        let missing = || QueryError::internal(format!("the table {table} was not made"));
        let found = found.ok_or_else(missing)?;
        concat_batches(&found.schema, &found.batches).map_err(QueryError::internal)
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
    // Would be a text of any length.
    options.sql_parser.support_varchar_with_length = false;
    // Who orders rows in WITH and takes the first ten of them outside means these.
    options.sql_parser.enable_subquery_sort_elimination = false;
    // Goes through windows and expressions that are not in the order of what they are made of (apache/datafusion #25066).
    options.optimizer.enable_topk_aggregation = false;
    let batches = tables.values().filter_map(|table| tables::held_batches(table.as_ref()));
    let held = Arc::new(spatial::HeldPlaces::new(batches.flatten()));
    let state = SessionStateBuilder::new_with_default_features()
        .with_config(config)
        .with_runtime_env(runtime)
        .with_catalog_list(tables::read_only_catalog(tables.clone()))
        .with_table_factories(std::collections::HashMap::new())
        .with_file_formats(Vec::new())
        .with_analyzer_rules(meaning::analyzer_rules())
        .with_physical_optimizer_rules(meaning::within_one_table(spatial::physical_rules(held)))
        .build();
    let context = SessionContext::new_with_state(state);
    functions::register(&context);
    functions::remove_hazards(&context);
    meaning::register(&context);
    lookup::register(&context, &tables);
    context.state()
}
