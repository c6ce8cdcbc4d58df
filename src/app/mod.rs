//! What all requests share.

mod base;
mod following;
mod served;

use std::collections::HashSet;
use std::ops::Deref;
use std::sync::Arc;

use anyhow::Context as _;
use arc_swap::ArcSwap;
use metrics_exporter_prometheus::PrometheusHandle;
use serde_json::json;
use tokio::sync::{Mutex, watch};

use self::base::Following;
pub(crate) use self::following::entry;
use self::served::{resident, take_down};
use crate::access::Access;
use crate::accounts::Accounts;
use crate::beginnings::Beginnings;
use crate::config::Config;
use crate::jobs::{self, Jobs};
use crate::maps::{Bounds as MapBounds, Maps};
use crate::memory::{self, Budget, Owner};
use crate::openid::Provider;
use crate::pool::Pools;
use crate::rankings::Rankings;
use crate::scenarios::store::{Bounds, Clock, EventFilter, Settings, StateError, Store};
use crate::snapshot::{Catalogues, Snapshot};
use crate::telemetry;
use crate::tile_rankings::TileRankings;
use crate::tiles::TileCache;

/// The event of a dataset that is served from then on.
const LOADED: &str = "dataset_loaded";

/// Configuration, dataset, caches, saved scenarios and queues: one of each for all requests.
pub struct App {
    config: Config,
    /// What is served: the dataset with what people have recorded.
    catalogues: ArcSwap<Catalogues>,
    following: Following,
    tiles: Arc<TileCache>,
    maps: Maps,
    hosts: Option<Arc<[String]>>,
    metrics: PrometheusHandle,
    store: Arc<Store>,
    accounts: Arc<Accounts>,
    openid: Option<Provider>,
    access: Access,
    jobs: Jobs,
    pools: Pools,
    beginnings: Beginnings,
    rankings: Rankings,
    tile_rankings: TileRankings,
    /// Who has looked at the tiles of which table of one's own.
    table_views: Mutex<HashSet<(String, String)>>,
    memory: Budget,
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
        let store = Arc::new(tokio::task::spawn_blocking(opening).await??);
        let accounts = Arc::new(Accounts::new(Arc::clone(&store)));
        let access = access(config.access, Arc::clone(&accounts)).await?;
        let openid = config.openid.clone().map(Provider::new).transpose();
        let openid = openid.context(
            "signing in with a provider (`[openid]`) needs the certificates that the system trusts",
        )?;
        let base = load(&config).await?;
        let memory = Budget::new(config.limits.memory_bytes, config.limits.memory_aside());
        let granted = memory.count(Owner::Dataset, resident(&base));
        let catalogues = Arc::new(base.with_recorded(&[], 0)?);
        tracing::info!(left = memory.left(), "memory for requests, bytes");
        let app = Self(Arc::new(App {
            tiles: Arc::new(TileCache::new(
                config.limits.tile_cache_bytes,
                config.limits.tile_in_flight,
            )),
            maps: Maps::new(config.map_renderer.clone(), MapBounds::default()),
            hosts: config.hosts(),
            jobs: Jobs::new(config.limits.planning_concurrency, config.limits.planning_queue),
            pools: Pools::start()?,
            catalogues: ArcSwap::new(catalogues),
            following: Following::new(base, granted),
            metrics,
            beginnings: Beginnings::default(),
            rankings: Rankings::default(),
            tile_rankings: TileRankings::default(),
            table_views: Mutex::default(),
            memory,
            store,
            accounts,
            openid,
            access,
            ending: watch::Sender::new(false),
            config,
        }));
        app.note_dataset().await;
        // After the first event: it tells this state from others.
        let accounts = Arc::clone(&app.accounts);
        tokio::task::spawn_blocking(move || accounts.recall()).await??;
        app.follow_from_start().await;
        app.warm();
        Ok(app)
    }

    /// Notes in the chain of events which dataset is served from now on, where people sign in: what they asked and decided
    /// rests on it. On a full disk it is served all the same: every statement that is noted says of which dataset it is.
    async fn note_dataset(&self) {
        if self.access != Access::Accounts {
            return;
        }
        // What people record has events of its own.
        let (store, catalogues) = (Arc::clone(&self.store), self.following.base());
        let work = move || -> Result<(), StateError> {
            let whole = catalogues.whole();
            let body = json!({
                "version": whole.version(),
                "for_everybody": catalogues.everybody().version(),
                "title": whole.dataset().manifest.meta.title_id,
            });
            let last = store.events(
                &EventFilter { action: Some(LOADED.to_owned()), ..EventFilter::default() },
                1,
            )?;
            // A restart with the same dataset is no news.
            if last.first().is_some_and(|event| event.body == body) {
                return Ok(());
            }
            store.write(|writing| writing.record(None, LOADED, &body))
        };
        let noted = tokio::task::spawn_blocking(work).await.map_err(anyhow::Error::from);
        if let Err(error) = noted.and_then(|written| written.map_err(anyhow::Error::from)) {
            tracing::error!(%error, "the record does not say which dataset is served; the next start writes it");
        }
    }

    /// Reads the dataset directory again and serves it from then on, with what people have recorded. Requests under way keep
    /// what they began with; when reading fails, the old dataset stays.
    ///
    /// # Errors
    /// When the directory cannot be read as a dataset, or there is no memory for one beside the old.
    pub async fn reload(&self) -> anyhow::Result<()> {
        let one = self.following.one_at_a_time().await;
        let beside = self.memory.take(Owner::Dataset, resident(&self.following.base()));
        let beside = beside.context(
            "another dataset does not fit beside the one that is served; raise limits.memory_bytes or start again",
        )?;
        let base = load(&self.0.config).await?;
        drop(beside);
        let granted = self.memory.count(Owner::Dataset, resident(&base));
        let plain = Arc::new(base.with_recorded(&[], 0)?);
        let catalogues = self.recorded_over(&base).await.unwrap_or_else(|error| {
            tracing::error!(
                error = format!("{error:#}"),
                "the new dataset is served without what people have recorded"
            );
            plain
        });
        let old = self.0.catalogues.swap(catalogues);
        let old_base = self.following.take_up(base, granted);
        std::thread::spawn(move || {
            take_down(old, Some(&old_base));
            take_down(old_base, None);
        });
        drop(one);
        self.note_dataset().await;
        self.warm();
        Ok(())
    }

    /// Makes in the background what every visitor asks for first.
    fn warm(&self) {
        self.warm_tiles();
        let app = self.clone();
        self.0.pools.planning.start_task(async move {
            let snapshot = app.usual();
            let plan = app.beginnings.plan(&snapshot).await.map(drop);
            // Whoever asks is told as well.
            if let Err(error) = plan.and(app.beginnings.templates(&snapshot).await.map(drop)) {
                tracing::warn!(%error, "no plan to begin with");
            }
        });
    }

    /// Makes the tiles of low zooms in the background, as long as the dataset is served.
    fn warm_tiles(&self) {
        let (snapshot, app) = (self.usual(), Arc::downgrade(&self.0));
        std::thread::spawn(move || {
            jobs::step_back();
            let is_served = |app: &App| Arc::ptr_eq(&app.usual(), &snapshot);
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
    /// The dataset as it is now, with what people have recorded. A request takes it once and keeps it to its end; which of the two catalogues it sees depends on
    /// who asks.
    pub fn catalogues(&self) -> Arc<Catalogues> {
        self.catalogues.load_full()
    }

    /// The catalogue that most who ask here see.
    fn usual(&self) -> Arc<Snapshot> {
        let catalogues = self.catalogues.load();
        let local = self.access == Access::Local;
        Arc::clone(if local { catalogues.whole() } else { catalogues.everybody() })
    }

    /// The configuration.
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// Compressed tiles of the current and former datasets.
    pub fn tiles(&self) -> &TileCache {
        &self.tiles
    }

    /// Rankings of saved plans, as tiles carry them.
    pub const fn tile_rankings(&self) -> &TileRankings {
        &self.tile_rankings
    }

    /// Persons, and the tables of one's own whose tiles they have looked at: noted once, not with every tile.
    pub const fn table_views(&self) -> &Mutex<HashSet<(String, String)>> {
        &self.table_views
    }

    /// The renderers of maps, and the maps that they drew.
    pub const fn maps(&self) -> &Maps {
        &self.maps
    }

    /// The hosts that this server answers for beside loopback; `None` answers for every host.
    pub fn hosts(&self) -> Option<&[String]> {
        self.hosts.as_deref()
    }

    /// The dataset as it was imported, without what people have recorded since.
    pub fn base(&self) -> Arc<Catalogues> {
        self.following.base()
    }

    /// Saved scenarios. They block: use them away from the threads that answer requests.
    pub const fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// The people with an account. They block too.
    pub const fn accounts(&self) -> &Arc<Accounts> {
        &self.accounts
    }

    /// The provider whose accounts people may sign in with.
    pub const fn openid(&self) -> Option<&Provider> {
        self.openid.as_ref()
    }

    /// For whom the server is there: what the configuration says, and for people who sign in as soon as anybody has an
    /// account.
    pub const fn access(&self) -> Access {
        self.access
    }

    /// The queue of selections, sensitivities and other long computations.
    pub const fn jobs(&self) -> &Jobs {
        &self.jobs
    }

    /// The threads for work of the processor.
    pub const fn pools(&self) -> &Pools {
        &self.pools
    }

    /// Plans to begin with.
    pub const fn beginnings(&self) -> &Beginnings {
        &self.beginnings
    }

    /// The rankings that were asked about last.
    pub const fn rankings(&self) -> &Rankings {
        &self.rankings
    }

    /// What requests may take of the memory.
    pub const fn memory(&self) -> &Budget {
        &self.memory
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

/// For whom the server is there. On one's own machine people sign in as soon as anybody has an account: whoever made one
/// wants to be told apart.
async fn access(configured: Access, accounts: Arc<Accounts>) -> anyhow::Result<Access> {
    if configured != Access::Local {
        return Ok(configured);
    }
    let nobody = tokio::task::spawn_blocking(move || accounts.is_empty()).await??;
    if nobody {
        return Ok(Access::Local);
    }
    tracing::info!("there are accounts: people sign in");
    Ok(Access::Accounts)
}

fn of_store(config: &Config) -> Settings {
    let limits = &config.limits;
    Settings {
        head: config.head.clone(),
        bounds: Bounds {
            bytes: limits.state_bytes,
            scenarios: limits.scenarios,
            versions: limits.scenario_versions,
            ..Bounds::default()
        },
    }
}

/// Reads the dataset away from the threads that answer requests.
async fn load(config: &Config) -> anyhow::Result<Arc<Catalogues>> {
    let config = config.clone();
    let loaded = tokio::task::spawn_blocking(move || Catalogues::load(&config)).await??;
    let (whole, counts) = (loaded.whole(), loaded.whole().dataset().manifest.counts);
    metrics::gauge!("dataset_villages").set(counts.villages as f64);
    let (version, everybody) = (whole.version(), loaded.everybody().version());
    tracing::info!(version, everybody, villages = counts.villages, "dataset loaded");
    memory::give_back();
    Ok(Arc::new(loaded))
}
