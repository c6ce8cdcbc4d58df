//! What all requests share.

use std::ops::Deref;
use std::sync::Arc;

use arc_swap::ArcSwap;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::sync::watch;

use crate::config::Config;
use crate::jobs::{self, Jobs};
use crate::memory;
use crate::scenarios::store::{Bounds, Clock, Settings, Store};
use crate::snapshot::Snapshot;
use crate::telemetry;
use crate::tiles::TileCache;

/// Configuration, dataset, caches, saved scenarios and queues: one of each for all requests.
pub struct App {
    config: Config,
    snapshot: ArcSwap<Snapshot>,
    tiles: Arc<TileCache>,
    hosts: Option<Arc<[String]>>,
    metrics: PrometheusHandle,
    store: Arc<Store>,
    jobs: Jobs,
    /// Whether what has not been answered by now will not be.
    ending: watch::Sender<bool>,
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
        let (dir, settings) = (config.state.clone(), of_store(&config));
        let opening = move || Store::open_with(&dir, clock, settings);
        let store = tokio::task::spawn_blocking(opening).await??;
        let snapshot = load(&config).await?;
        let app = Self(Arc::new(App {
            tiles: Arc::new(TileCache::new(
                config.limits.tile_cache_bytes,
                config.limits.tile_in_flight,
            )),
            hosts: config.hosts(),
            jobs: Jobs::new(config.limits.planning_concurrency, config.limits.planning_queue),
            snapshot: ArcSwap::new(snapshot),
            metrics,
            store: Arc::new(store),
            ending: watch::Sender::new(false),
            config,
        }));
        app.warm_tiles();
        Ok(app)
    }

    /// Reads the dataset directory again and serves it from then on. Requests under way keep
    /// what they began with; when reading fails, the old dataset stays.
    ///
    /// # Errors
    /// When the directory cannot be read as a dataset.
    pub async fn reload(&self) -> anyhow::Result<()> {
        self.0.snapshot.store(load(&self.0.config).await?);
        self.warm_tiles();
        Ok(())
    }

    /// Makes the tiles of low zooms in the background, as long as the dataset is served.
    fn warm_tiles(&self) {
        let (snapshot, app) = (self.snapshot(), Arc::downgrade(&self.0));
        std::thread::spawn(move || {
            jobs::step_back();
            let is_served = |app: &App| Arc::ptr_eq(&app.snapshot(), &snapshot);
            let Some(tiles) = app.upgrade().map(|app| Arc::clone(&app.tiles)) else { return };
            let wanted = || app.upgrade().is_some_and(|app| is_served(&app));
            let (version, layers) = (snapshot.tiles_version(), snapshot.layers());
            let seen = tiles.warm_low_zooms(version, layers, wanted);
            tracing::info!(tiles = seen, "tiles of low zooms made");
            memory::give_back();
        });
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
    pub fn tiles(&self) -> &TileCache {
        &self.tiles
    }

    /// The hosts that this server answers for beside loopback; `None` answers for every host.
    pub fn hosts(&self) -> Option<&[String]> {
        self.hosts.as_deref()
    }

    /// Saved scenarios. They block: use them away from the threads that answer requests.
    pub const fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// The queue of selections, sensitivities and other long computations.
    pub const fn jobs(&self) -> &Jobs {
        &self.jobs
    }

    /// Says to those who still wait for an answer that there will be none: the server stops.
    pub fn end(&self) {
        self.ending.send_replace(true);
    }

    /// Waits until the server stops without having answered.
    pub fn ended(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut ending = self.ending.subscribe();
        async move {
            // An error would be that the server is gone.
            let _ = ending.wait_for(|ending| *ending).await;
        }
    }

    /// The metrics of this process.
    pub const fn metrics(&self) -> &PrometheusHandle {
        &self.metrics
    }
}

fn of_store(config: &Config) -> Settings {
    let limits = &config.limits;
    Settings {
        head: config.head.clone(),
        bounds: Bounds {
            bytes: limits.state_bytes,
            scenarios: limits.scenarios,
            versions: limits.scenario_versions,
        },
    }
}

/// Reads the dataset away from the threads that answer requests.
async fn load(config: &Config) -> anyhow::Result<Arc<Snapshot>> {
    let config = config.clone();
    let snapshot = Arc::new(tokio::task::spawn_blocking(move || Snapshot::load(&config)).await??);
    let counts = snapshot.dataset().manifest.counts;
    metrics::gauge!("dataset_villages").set(counts.villages as f64);
    tracing::info!(version = snapshot.version(), villages = counts.villages, "dataset loaded");
    memory::give_back();
    Ok(snapshot)
}
