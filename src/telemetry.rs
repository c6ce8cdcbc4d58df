//! Log lines and metrics.

use std::io::IsTerminal as _;
use std::sync::OnceLock;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_appender::non_blocking::{ErrorCounter, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::{Config, LogFormat};
use crate::memory::Owner;

/// Upper bounds of the duration histograms, seconds.
const SECONDS: [f64; 12] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];

/// Lines that may wait to be written; more of them are dropped and counted.
const WAITING_LINES: usize = 10_000;

/// Counts the lines that were dropped.
static DROPPED: OnceLock<ErrorCounter> = OnceLock::new();

/// Starts writing log lines to standard error, for the life of the process, on a thread of its own: a pipe that
/// nobody reads, or a terminal that was stopped, must not stop the answers. Dropping the guard writes the last lines, if
/// they can be written within a second.
///
/// # Errors
/// When the filter is not one, or logging was started before.
pub fn start_logging(config: &Config) -> anyhow::Result<WorkerGuard> {
    let filter = EnvFilter::try_new(&config.log_filter)?;
    let (writer, guard) = NonBlockingBuilder::default()
        .lossy(true)
        .buffered_lines_limit(WAITING_LINES)
        .thread_name("log")
        .finish(std::io::stderr());
    // Another one can only be there where logging was started before, which the last step refuses.
    let _ = DROPPED.set(writer.error_counter());
    let builder = tracing_subscriber::fmt().with_env_filter(filter);
    let builder = builder.with_writer(writer).with_ansi(std::io::stderr().is_terminal());
    match config.log_format {
        LogFormat::Text => builder.finish().try_init()?,
        LogFormat::Json => builder.json().finish().try_init()?,
    }
    Ok(guard)
}

/// The metrics in the text format of Prometheus; `dataset` is the version that is served, `memory` what each owner has.
pub fn render(handle: &PrometheusHandle, dataset: &str, memory: &[(&'static str, u64)]) -> String {
    let dropped = DROPPED.get().map_or(0, ErrorCounter::dropped_lines);
    metrics::counter!("log_lines_dropped_total").absolute(dropped as u64);
    for (owner, bytes) in memory {
        metrics::gauge!("memory_bytes", "owner" => *owner).set(*bytes as f64);
    }
    handle.run_upkeep();
    let mut text = handle.render();
    // Written here and not recorded: the recorder would keep showing the versions of before.
    text.push_str("# HELP dataset_info The dataset that is served; the version is a label\n");
    text.push_str("# TYPE dataset_info gauge\n");
    text.push_str(&format!("dataset_info{{version=\"{dataset}\"}} 1\n"));
    text
}

/// The metrics of this process; the recorder is installed on first use.
///
/// Metrics are counted per process: several servers in one process (as in tests) share them.
pub fn metrics_handle() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE.get_or_init(install).clone()
}

fn install() -> PrometheusHandle {
    let builder = PrometheusBuilder::new();
    let builder = builder
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)
        .unwrap_or_else(|_| PrometheusBuilder::new());
    let recorder = builder.build_recorder();
    let handle = recorder.handle();
    if metrics::set_global_recorder(recorder).is_err() {
        tracing::warn!("another metrics recorder is installed; /metrics will stay empty");
    }
    describe();
    begin();
    handle
}

/// What is counted has a line from the start: a chart cannot tell “never” from “not measured”.
fn begin() {
    use metrics::{counter, gauge};
    for kind in ["data", "memory", "tile", "SQL", "planning", "computation", "scenario"] {
        counter!("http_requests_refused_total", "kind" => kind).absolute(0);
    }
    for kind in ["data", "planning", "scenario"] {
        gauge!("http_requests_in_flight", "kind" => kind).set(0.0);
    }
    for state in ["running", "waiting"] {
        gauge!("planning_computations", "state" => state).set(0.0);
    }
    for outcome in ["ok", "refused", "full", "failed"] {
        counter!("state_writes_total", "outcome" => outcome).absolute(0);
    }
    for outcome in ["ok", "cancelled"] {
        counter!("planning_computations_total", "outcome" => outcome).absolute(0);
    }
    for owner in Owner::ALL {
        gauge!("memory_granted_bytes", "owner" => owner.name()).increment(0.0);
    }
    gauge!("sql_statements_waiting").set(0.0);
    gauge!("state_events_waiting").set(0.0);
    gauge!("tile_cache_bytes").set(0.0);
    for name in [
        "connections_refused_total",
        "map_renderers_ended_total",
        "sql_worker_failures_total",
        "sql_workers_started_total",
        "state_head_failures_total",
    ] {
        counter!(name).absolute(0);
    }
}

fn describe() {
    use metrics::{describe_counter, describe_gauge, describe_histogram};
    describe_counter!(
        "map_renderers_ended_total",
        "Processes that ended while they drew a map, or were too slow"
    );
    describe_counter!("http_requests_total", "Answered requests by method, route and status");
    describe_counter!(
        "http_requests_refused_total",
        "Requests refused because too many were under way"
    );
    describe_gauge!("http_requests_in_flight", "Requests that have a place of their kind");
    describe_histogram!("http_request_duration_seconds", "Time until an answer began");
    describe_counter!(
        "log_lines_dropped_total",
        "Log lines that could not be written as fast as they came"
    );
    describe_counter!("tile_cache_total", "Tile requests by whether the cache had the tile");
    describe_gauge!("memory_bytes", "Memory in use by owner, as the system counts it");
    describe_gauge!(
        "memory_granted_bytes",
        "Memory that requests may take at this moment, by what for"
    );
    describe_counter!(
        "connections_refused_total",
        "Connections of an address that had its share already"
    );
    describe_gauge!("sql_statements_waiting", "SQL statements that wait for their turn");
    describe_counter!("state_writes_total", "Attempts to save something by outcome");
    describe_gauge!(
        "state_events_waiting",
        "Events of reading that wait in memory for room on the disk of the state"
    );
    describe_counter!("state_head_failures_total", "Heads of the chain that could not be noted");
    describe_gauge!("tile_cache_bytes", "Bytes of compressed tiles in the cache");
    describe_histogram!("tile_build_duration_seconds", "Time to cut, encode and compress a tile");
    describe_gauge!("planning_computations", "Long computations that run or wait for their turn");
    describe_counter!("planning_computations_total", "Long computations by outcome");
    describe_counter!("sql_statements_total", "SQL statements by outcome");
    describe_histogram!(
        "sql_duration_seconds",
        "Time until a statement's rows were complete or it failed"
    );
    describe_gauge!("dataset_villages", "Villages of the dataset that is served");
}
