//! Tiles with the ranking of a saved plan, for clients that cannot compute one.

use std::sync::Arc;

use geodata::tile::{LAYERS, TileLayer};

use super::busy::busy;
use crate::app::AppState;
use crate::http::access::Reader;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::routes::plan::{computed, prepare};
use crate::http::routes::scenarios::seen;
use crate::http::routes::scenarios::stored::stored;
use crate::planning::{self, RankNumbers};
use crate::snapshot::Snapshot;
use crate::tiles::LayerList;
use mcda::Plan;

/// The layer that carries a ranking.
const RANKED: &str = "villages";

/// The ranking of a saved plan over the dataset that is served now.
pub struct Ranked {
    /// The version of tiles with it, where that of tiles without is `of_tiles`.
    pub version: Arc<str>,
    /// What it puts into them.
    pub numbers: Arc<RankNumbers>,
}

/// The ranking of the scenario `id`, as it is saved now, for tiles of these layers.
///
/// # Errors
/// `scenario_not_found` for one that is not there or not for this reader, `invalid_parameter` where no layer carries a ranking or
/// the plan has rows of its own; a plan that cannot be computed.
pub async fn ranked(
    app: &AppState,
    reader: &Reader,
    layers: LayerList,
    of_tiles: &str,
    id: &str,
) -> ApiResult<Ranked> {
    let place = LAYERS.iter().position(|layer| layer.name == RANKED);
    if !layers.places().any(|of| Some(of) == place) {
        let problem = format!("of the layers only `{RANKED}` carries the ranking of a plan.");
        return Err(ApiError::parameter("scenario", problem));
    }
    let (asked, knows) = (id.to_owned(), reader.clone());
    let scenario = stored(app, move |store| seen(store, &knows, asked)).await?;
    let over = Arc::clone(reader.planned_over());
    let version =
        format!("{of_tiles}-s{}.{}.{}", scenario.id, scenario.version, over.version()).into();
    let make = async {
        let plan: Plan = serde_json::from_value(scenario.plan).map_err(ApiError::internal)?;
        let prepared = prepare(app, &over, plan).await?;
        let dataset = Arc::clone(over.dataset());
        let made = computed(app, move || planning::numbers(&dataset, &prepared)).await?;
        made.ok_or_else(|| {
            ApiError::parameter("scenario", "its plan ranks rows of its own, which are on no map.")
        })
    };
    let rankings = app.tile_rankings();
    let numbers = match rankings.kept(&version) {
        Some(kept) => kept,
        None => {
            let Some(_place) = rankings.place() else { return Err(busy()) };
            rankings.get(&version, make).await?
        }
    };
    Ok(Ranked { version, numbers })
}

impl Ranked {
    /// The layers with the ranking in the one that carries it.
    ///
    /// # Errors
    /// `internal` where the ranking is of another country.
    pub fn layers(&self, snapshot: &Snapshot) -> ApiResult<Vec<Arc<TileLayer>>> {
        let layer = |layer: &Arc<TileLayer>| match layer.spec().name {
            RANKED => {
                let with = layer.with_wholes(self.numbers.columns.clone());
                with.map(Arc::new).map_err(ApiError::internal)
            }
            _ => Ok(Arc::clone(layer)),
        };
        snapshot.layers().iter().map(layer).collect()
    }
}
