//! `desmigratif sql-worker`: a process of the server in which statements run. Nobody calls it by hand.

use thread_priority::{ThreadPriority, ThreadPriorityValue, set_current_thread_priority};

/// Lower than the threads that answer (50), higher than selections: a statement must not slow the map.
const PRIORITY: u8 = 30;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The number of the descriptor of the tables.
    tables: i32,
    /// Threads to run statements on.
    threads: usize,
    /// Parts that scans are cut into.
    partitions: usize,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    // Threads begin with the priority of the one that starts them. Without it statements run all the same.
    if let Ok(value) = ThreadPriorityValue::try_from(PRIORITY) {
        let _ = set_current_thread_priority(ThreadPriority::Crossplatform(value));
    }
    Ok(queries::run_worker(arguments.tables, arguments.threads, arguments.partitions)?)
}
