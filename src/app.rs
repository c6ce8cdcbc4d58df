//! What all requests share, and the server's life: bind, run, stop.

use std::future::Future;
use std::net::SocketAddr;
use std::ops::Deref;
use std::sync::Arc;

use anyhow::Context;
use arc_swap::ArcSwap;
use axum::Router;
use axum::serve::ListenerExt;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::config::Config;
use crate::http;
use crate::jobs::Jobs;
use crate::snapshot::Snapshot;
use crate::state::{Clock, Store, SystemClock};
use crate::telemetry;
use crate::tiles::TileCache;

/// What all requests share.
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

    /// Who may compute long.
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
    std::thread::spawn(move || preparing.prepare_tiles());
    Ok(snapshot)
}

/// A server that has its address and its data, and has not begun to answer.
pub struct Application {
    listener: TcpListener,
    app: AppState,
    router: Router,
}

impl Application {
    /// Takes the address, then reads the dataset. Who connects meanwhile waits for the answer and
    /// is not refused; a server that answers at all is ready.
    ///
    /// # Errors
    /// When the address is taken, or the state or the dataset cannot be read.
    pub async fn bind(config: Config) -> anyhow::Result<Self> {
        Self::bind_with(config, Arc::new(SystemClock)).await
    }

    /// As [`bind`](Self::bind), with a clock of one's own for what is saved.
    ///
    /// # Errors
    /// As [`bind`](Self::bind).
    pub async fn bind_with(config: Config, clock: Arc<dyn Clock>) -> anyhow::Result<Self> {
        let metrics = telemetry::metrics_handle();
        let listener = TcpListener::bind(config.listen)
            .await
            .with_context(|| format!("cannot listen at {}", config.listen))?;
        let dir = config.state.clone();
        let store = tokio::task::spawn_blocking(move || Store::open(&dir, clock)).await??;
        let snapshot = load(&config).await?;
        let app = AppState(Arc::new(App {
            tiles: TileCache::new(config.limits.tile_cache_bytes),
            jobs: Jobs::new(config.limits.planning_concurrency, config.limits.planning_queue),
            snapshot: ArcSwap::new(snapshot),
            metrics,
            store: Arc::new(store),
            config,
        }));
        let router = http::router(&app);
        Ok(Self { listener, app, router })
    }

    /// The address, with the real port where 0 was asked for.
    ///
    /// # Errors
    /// When the system does not know it.
    pub fn addr(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// What the requests will share.
    pub const fn state(&self) -> &AppState {
        &self.app
    }

    /// Answers requests until `shutdown` is there, then lets those under way finish, but no
    /// longer than the configured grace.
    ///
    /// # Errors
    /// When the system no longer accepts connections.
    pub async fn run_until(
        self,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> anyhow::Result<()> {
        let grace = self.app.config.limits.shutdown_grace;
        let (stopping, stopped) = oneshot::channel();
        let signal = async move {
            shutdown.await;
            tracing::info!("stopping; requests under way are finished");
            // The receiver is gone only when the server is.
            let _ = stopping.send(());
        };
        let listener = self.listener.tap_io(|connection| {
            if let Err(error) = connection.set_nodelay(true) {
                tracing::debug!(%error, "TCP_NODELAY");
            }
        });
        let server = axum::serve(listener, self.router).with_graceful_shutdown(signal);
        let out_of_patience = async {
            if stopped.await.is_ok() {
                tokio::time::sleep(grace).await;
            } else {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            result = server.into_future() => result.context("the server stopped accepting connections"),
            () = out_of_patience => {
                tracing::warn!(grace_s = grace.as_secs(), "stopped with requests under way");
                Ok(())
            }
        }
    }
}
