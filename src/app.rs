//! What all requests share.

use std::ops::Deref;
use std::sync::Arc;

use arc_swap::ArcSwap;
use metrics_exporter_prometheus::PrometheusHandle;

use crate::config::Config;
use crate::jobs::Jobs;
use crate::memory;
use crate::scenarios::store::{Clock, Store};
use crate::snapshot::Snapshot;
use crate::telemetry;
use crate::tiles::TileCache;

/// Configuration, dataset, caches, saved scenarios and queues: one of each for all requests.
pub struct App {
    config: Config,
    snapshot: ArcSwap<Snapshot>,
    tiles: TileCache,
    metrics: PrometheusHandle,
    store: Arc<Store>,
    jobs: Jobs,
}

/// A handle to the [`App`], the state of every handler.
#[derive(Clone)]
pub struct AppState(Arc<App>);

impl Deref for AppState {
    type Target = App;

    fn deref(&self) -> &App {
        &self.0
    }
}

impl AppState {
    /// Opens the state and reads the dataset, as the configuration says; `clock` dates what is saved.
    ///
    /// # Errors
    /// When the state or the dataset cannot be read.
    pub async fn open(config: Config, clock: Arc<dyn Clock>) -> anyhow::Result<Self> {
        let metrics = telemetry::metrics_handle();
        let dir = config.state.clone();
        let store = tokio::task::spawn_blocking(move || Store::open(&dir, clock)).await??;
        let snapshot = load(&config).await?;
        Ok(Self(Arc::new(App {
            tiles: TileCache::new(config.limits.tile_cache_bytes),
            jobs: Jobs::new(config.limits.planning_concurrency, config.limits.planning_queue),
            snapshot: ArcSwap::new(snapshot),
            metrics,
            store: Arc::new(store),
            config,
        })))
    }
}

impl App {
    /// The dataset as it is now. A request takes it once and keeps it to its end.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.load_full()
    }

    /// The configuration.
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// Compressed tiles of the current and former datasets.
    pub const fn tiles(&self) -> &TileCache {
        &self.tiles
    }

    /// Saved scenarios. They block: use them away from the threads that answer requests.
    pub const fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// The queue of selections, sensitivities and other long computations.
    pub const fn jobs(&self) -> &Jobs {
        &self.jobs
    }

    /// The metrics of this process.
    pub const fn metrics(&self) -> &PrometheusHandle {
        &self.metrics
    }

    /// Reads the dataset directory again and serves it from then on. Requests under way keep
    /// what they began with; when reading fails, the old dataset stays.
    ///
    /// # Errors
    /// When the directory cannot be read as a dataset.
    pub async fn reload(&self) -> anyhow::Result<()> {
        self.snapshot.store(load(&self.config).await?);
        Ok(())
    }
}

/// Reads the dataset away from the threads that answer requests, and begins to work out the
/// geometry of its tiles, so that the first map need not wait for all of it.
async fn load(config: &Config) -> anyhow::Result<Arc<Snapshot>> {
    let config = config.clone();
    let snapshot = Arc::new(tokio::task::spawn_blocking(move || Snapshot::load(&config)).await??);
    let counts = snapshot.dataset().manifest.counts;
    metrics::gauge!("dataset_info", "version" => snapshot.version().to_owned()).set(1.0);
    metrics::gauge!("dataset_villages").set(counts.villages as f64);
    tracing::info!(version = snapshot.version(), villages = counts.villages, "dataset loaded");
    let preparing = Arc::clone(&snapshot);
    std::thread::spawn(move || {
        preparing.prepare_tiles();
        memory::give_back();
    });
    memory::give_back();
    Ok(snapshot)
}
