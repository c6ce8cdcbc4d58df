//! Bounds on what one client, or all of them together, can cause.

use std::time::Duration;

use serde::Deserialize;

use super::{ConfigError, machine};

/// Bounds; every one answers with its own error code when it is met.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// Memory for everything that this server holds and takes, bytes: the dataset, and what is granted from the rest.
    pub memory_bytes: u64,
    /// Longest request body, bytes.
    pub body_bytes: usize,
    /// Longest time until a request body has arrived.
    pub body_timeout: Duration,
    /// Connections at once; never more than the system has descriptors for.
    pub connections: usize,
    /// Connections of one address at once.
    pub connections_per_address: usize,
    /// Longest time until the head of a request has arrived, and of a connection that asks for nothing.
    pub head_timeout: Duration,
    /// Longest time until a client has read the next part of its answer.
    pub read_timeout: Duration,
    /// Longest time until an ordinary answer begins.
    pub request_timeout: Duration,
    /// Longest time until a tile is there.
    pub tile_timeout: Duration,
    /// Memory for compressed tiles, bytes.
    pub tile_cache_bytes: u64,
    /// Tile requests under way.
    pub tile_in_flight: usize,
    /// Requests under way about the dataset.
    pub request_in_flight: usize,
    /// Requests under way that plan in milliseconds: rankings, explanations, weights, plans to begin with.
    pub planning_in_flight: usize,
    /// Requests under way about saved scenarios, their downloads among them.
    pub scenarios_in_flight: usize,
    /// Longest time a statement may run.
    pub sql_timeout: Duration,
    /// Most rows of one answer to SQL.
    pub sql_rows: usize,
    /// Most bytes of one answer to SQL.
    pub sql_bytes: usize,
    /// Memory for all running statements together, bytes; each of [`Self::sql_concurrency`] has its part.
    pub sql_memory_bytes: usize,
    /// Statements that run at the same time.
    pub sql_concurrency: usize,
    /// Statements that may wait for their turn; what comes beyond is refused.
    pub sql_queue: usize,
    /// How long a statement waits for its turn before it is refused.
    pub sql_queue_wait: Duration,
    /// Selections and other long computations of plans that run at the same time.
    pub planning_concurrency: usize,
    /// Those that may wait for their turn; what comes beyond is refused.
    pub planning_queue: usize,
    /// Bytes of the database of saved scenarios.
    pub state_bytes: u64,
    /// Saved scenarios.
    pub scenarios: usize,
    /// Versions of one draft.
    pub scenario_versions: u32,
    /// How long running requests may take after a signal to stop.
    pub shutdown_grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        // The rest is for the system, its cache of files (the pyramid of tiles among them) and other programs.
        Self::of_memory(machine::memory() / 4 * 3)
    }
}

/// Addresses that an import may take unless somebody says otherwise, bytes: a quarter of the memory, which is what the server's
/// own total leaves, and at least what the whole country needs.
pub fn import_addresses() -> u64 {
    let stacks = cores() as u64 * (16 << 20);
    (machine::memory() / 4).max(COUNTRY) + stacks
}

/// Addresses in which the real country is imported.
const COUNTRY: u64 = 2 << 30;

/// What the program itself takes, with its threads.
const PROGRAM: u64 = 64 << 20;

impl Limits {
    /// The usual bounds of a server that may take so much memory, bytes.
    pub fn of_memory(memory_bytes: u64) -> Self {
        Self {
            memory_bytes,
            body_bytes: 8 << 20,
            body_timeout: Duration::from_secs(30),
            connections: 1024,
            connections_per_address: 512,
            head_timeout: Duration::from_secs(15),
            read_timeout: Duration::from_secs(60),
            request_timeout: Duration::from_secs(15),
            tile_timeout: Duration::from_secs(30),
            tile_cache_bytes: (memory_bytes / 8).min(96 << 20),
            tile_in_flight: 512,
            request_in_flight: 256,
            planning_in_flight: 32,
            scenarios_in_flight: 32,
            sql_timeout: Duration::from_secs(30),
            sql_rows: 1_000_000,
            sql_bytes: 256 << 20,
            sql_memory_bytes: statement_memory(memory_bytes),
            sql_concurrency: 4,
            sql_queue: 32,
            sql_queue_wait: Duration::from_secs(2),
            planning_concurrency: cores().saturating_sub(1).max(1),
            planning_queue: 32,
            state_bytes: 4 << 30,
            scenarios: 10_000,
            scenario_versions: 1_000,
            shutdown_grace: Duration::from_secs(20),
        }
    }

    /// Bytes of memory that others keep to by themselves: the program, the cache of tiles, statements and the server's own
    /// questions.
    pub fn memory_aside(&self) -> u64 {
        PROGRAM + self.tile_cache_bytes + self.sql_memory_bytes as u64 + self.own_memory() as u64
    }

    fn own_memory(&self) -> usize {
        let most = usize::try_from(self.memory_bytes / 8).unwrap_or(usize::MAX);
        queries::Limits::default().own.memory_bytes.min(most)
    }
}

/// The table `[limits]`; durations in whole seconds. See [`Limits`].
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each field is documented where it takes effect, in Limits")]
pub struct PartialLimits {
    pub memory_bytes: Option<u64>,
    pub body_bytes: Option<usize>,
    pub body_timeout_s: Option<u32>,
    pub connections: Option<usize>,
    pub connections_per_address: Option<usize>,
    pub head_timeout_s: Option<u32>,
    pub read_timeout_s: Option<u32>,
    pub request_timeout_s: Option<u32>,
    pub tile_timeout_s: Option<u32>,
    pub tile_cache_bytes: Option<u64>,
    pub tile_in_flight: Option<usize>,
    pub request_in_flight: Option<usize>,
    pub planning_in_flight: Option<usize>,
    pub scenarios_in_flight: Option<usize>,
    pub sql_timeout_s: Option<u32>,
    pub sql_rows: Option<usize>,
    pub sql_bytes: Option<usize>,
    pub sql_memory_bytes: Option<usize>,
    pub sql_concurrency: Option<usize>,
    pub sql_queue: Option<usize>,
    pub sql_queue_wait_s: Option<u32>,
    pub planning_concurrency: Option<usize>,
    pub planning_queue: Option<usize>,
    pub state_bytes: Option<u64>,
    pub scenarios: Option<usize>,
    pub scenario_versions: Option<u32>,
    pub shutdown_grace_s: Option<u32>,
}

impl Limits {
    /// Takes over what was said.
    pub(super) fn apply(&mut self, said: &PartialLimits) {
        fn set<T: Clone>(target: &mut T, said: &Option<T>) {
            if let Some(value) = said {
                target.clone_from(value);
            }
        }
        fn seconds(target: &mut Duration, said: Option<u32>) {
            if let Some(value) = said {
                *target = Duration::from_secs(u64::from(value));
            }
        }
        set(&mut self.memory_bytes, &said.memory_bytes);
        set(&mut self.body_bytes, &said.body_bytes);
        seconds(&mut self.body_timeout, said.body_timeout_s);
        set(&mut self.connections, &said.connections);
        set(&mut self.connections_per_address, &said.connections_per_address);
        seconds(&mut self.head_timeout, said.head_timeout_s);
        seconds(&mut self.read_timeout, said.read_timeout_s);
        seconds(&mut self.request_timeout, said.request_timeout_s);
        seconds(&mut self.tile_timeout, said.tile_timeout_s);
        set(&mut self.tile_cache_bytes, &said.tile_cache_bytes);
        set(&mut self.tile_in_flight, &said.tile_in_flight);
        set(&mut self.request_in_flight, &said.request_in_flight);
        set(&mut self.planning_in_flight, &said.planning_in_flight);
        set(&mut self.scenarios_in_flight, &said.scenarios_in_flight);
        seconds(&mut self.sql_timeout, said.sql_timeout_s);
        set(&mut self.sql_rows, &said.sql_rows);
        set(&mut self.sql_bytes, &said.sql_bytes);
        set(&mut self.sql_memory_bytes, &said.sql_memory_bytes);
        set(&mut self.sql_concurrency, &said.sql_concurrency);
        set(&mut self.sql_queue, &said.sql_queue);
        seconds(&mut self.sql_queue_wait, said.sql_queue_wait_s);
        set(&mut self.planning_concurrency, &said.planning_concurrency);
        set(&mut self.planning_queue, &said.planning_queue);
        set(&mut self.state_bytes, &said.state_bytes);
        set(&mut self.scenarios, &said.scenarios);
        set(&mut self.scenario_versions, &said.scenario_versions);
        seconds(&mut self.shutdown_grace, said.shutdown_grace_s);
    }

    /// The bounds of the SQL engine.
    pub fn of_engine(&self) -> queries::Limits {
        let cores = cores();
        let usual = queries::Limits::default();
        queries::Limits {
            memory_bytes: self.sql_memory_bytes,
            default_rows: usual.default_rows.min(self.sql_rows),
            max_rows: self.sql_rows,
            max_bytes: self.sql_bytes,
            default_timeout: self.sql_timeout,
            max_timeout: self.sql_timeout,
            concurrency: self.sql_concurrency,
            queue: self.sql_queue,
            queue_wait: self.sql_queue_wait,
            threads: cores,
            partitions: cores,
            own: queries::OwnLimits { memory_bytes: self.own_memory(), ..usual.own },
            workers: None,
        }
    }

    /// Refuses bounds under which nothing could be answered.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let parts = self.tile_cache_bytes.saturating_add(self.sql_memory_bytes as u64);
        if parts > self.memory_bytes {
            let problem = format!(
                "is {} and less than `tile_cache_bytes` and `sql_memory_bytes` together ({parts})",
                self.memory_bytes
            );
            return Err(ConfigError::Value { key: "limits.memory_bytes", problem });
        }
        let positive = [
            ("limits.body_bytes", self.body_bytes > 0),
            ("limits.read_timeout_s", !self.read_timeout.is_zero()),
            ("limits.request_timeout_s", !self.request_timeout.is_zero()),
            ("limits.tile_timeout_s", !self.tile_timeout.is_zero()),
            ("limits.tile_in_flight", self.tile_in_flight > 0),
            ("limits.request_in_flight", self.request_in_flight > 0),
            ("limits.planning_in_flight", self.planning_in_flight > 0),
            ("limits.scenarios_in_flight", self.scenarios_in_flight > 0),
            ("limits.sql_timeout_s", !self.sql_timeout.is_zero()),
            ("limits.sql_rows", self.sql_rows > 0),
            ("limits.sql_bytes", self.sql_bytes > 0),
            ("limits.sql_memory_bytes", self.sql_memory_bytes > 0),
            ("limits.sql_concurrency", self.sql_concurrency > 0),
            ("limits.planning_concurrency", self.planning_concurrency > 0),
            ("limits.state_bytes", self.state_bytes > 0),
            ("limits.scenarios", self.scenarios > 0),
            ("limits.scenario_versions", self.scenario_versions > 0),
        ];
        match positive.into_iter().find(|(_, holds)| !holds) {
            Some((key, _)) => {
                Err(ConfigError::Value { key, problem: "must be at least 1".to_owned() })
            }
            None => Ok(()),
        }
    }
}

/// A third of all memory, between 512 MiB and 2 GiB; never more than half of it.
fn statement_memory(all: u64) -> usize {
    let bytes = (all / 3).clamp(512 << 20, 2 << 30).min(all / 2);
    usize::try_from(bytes).unwrap_or(2 << 30)
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from)
}
