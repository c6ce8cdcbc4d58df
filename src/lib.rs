//! The Desmigratif planner: the server around the libraries `geodata` and `queries`.
//!
//! - [`cli`]: the command line.
//! - [`config`]: what the server is told.
//! - [`annex`]: the annex of a decree and letters, from a frozen selection.
//! - [`app`]: what requests share; bind, run, stop.
//! - [`snapshot`]: a dataset in memory, ready for every question.
//! - [`tiles`]: vector tiles and their cache.
//! - [`freezing`], [`comparing`]: what becomes of saved scenarios.
//! - [`http`]: routes, errors, formats.
//! - [`jobs`]: long computations, few at a time, at low priority.
//! - [`planner`]: plans over a dataset, for the interface and the command line.
//! - [`planning`]: ranking and selecting villages, as pure arithmetic.
//! - [`state`]: saved scenarios, their history and signatures.
//! - [`telemetry`]: log lines and metrics.

use std::io::Write;

use anyhow::Context;
use tokio::signal::unix::{SignalKind, signal};

pub mod annex;
pub mod app;
mod canonical;
pub mod cli;
pub mod comparing;
pub mod config;
pub mod freezing;
pub mod http;
pub mod jobs;
pub mod planner;
pub mod planning;
pub mod snapshot;
pub mod state;
pub mod telemetry;
pub mod tiles;

pub use app::Application;
pub use config::Config;

/// Serves until SIGTERM or SIGINT; SIGHUP reads the dataset again. Blocks.
///
/// The first line on standard output is the address, for people and for programs that asked for
/// port 0.
///
/// # Errors
/// When the address is taken, the dataset cannot be read, or the system fails.
pub fn serve(config: Config) -> anyhow::Result<()> {
    telemetry::start_logging(&config)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the threads that answer requests cannot be started")?;
    runtime.block_on(serve_until_signal(config))
}

async fn serve_until_signal(config: Config) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate()).context("SIGTERM cannot be watched")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("SIGINT cannot be watched")?;
    let mut hangup = signal(SignalKind::hangup()).context("SIGHUP cannot be watched")?;

    let application = Application::bind(config).await?;
    let address = application.addr()?;
    writeln!(std::io::stdout(), "Desmigratif answers at http://{address}/")
        .context("standard output")?;

    let app = application.state().clone();
    let reloading = tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            match app.reload().await {
                Ok(()) => tracing::info!(version = app.snapshot().version(), "dataset read again"),
                Err(error) => {
                    tracing::error!(error = format!("{error:#}"), "the old dataset stays")
                }
            }
        }
    });
    let stop = async move {
        tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
    };
    let result = application.run_until(stop).await;
    reloading.abort();
    result
}
