//! Maps that were drawn, kept within a bound of bytes and drawn once even when many ask at once.

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use geodata::Level;
use geodata::tile::TileLayer;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::choropleth::{Choropleth, Classes};
use super::failure::MapFailure;
use super::palette::Theme;
use super::picture::Picture;
use super::renderers::{Bounds, Renderers};
use super::scene::Scene;
use crate::classes::Scheme;
use crate::snapshot::{IndicatorSummary, Snapshot};
use crate::tiles::{Coding, TileCache};

/// Bytes of pictures that are kept.
const BYTES: u64 = 32 << 20;
/// Of a picture, about: an estimate for the first allocation only.
const USUAL: u64 = 16 << 10;

/// Indicators, levels and schemes whose classes are kept: of each a few numbers.
const CLASSES: usize = 1024;

/// Which classes: of a version of the tiles, a level, an indicator.
type Cut = (Arc<str>, Level, String, Scheme);

#[derive(Debug, Clone)]
struct Bytewise;

impl Weighter<Arc<str>, Bytes> for Bytewise {
    fn weight(&self, key: &Arc<str>, picture: &Bytes) -> u64 {
        (key.len() + picture.len() + 128) as u64
    }
}

/// The renderers and what they drew.
#[derive(Debug)]
pub struct Maps {
    renderers: Renderers,
    drawn: Cache<Arc<str>, Bytes, Bytewise>,
    classes: Cache<Cut, Option<Arc<Classes>>>,
}

impl Maps {
    /// With renderers that run `program`; without one no map is drawn.
    pub fn new(program: Option<PathBuf>, bounds: Bounds) -> Self {
        let items = usize::try_from(BYTES / USUAL).unwrap_or(1024);
        let drawn = Cache::with_weighter(items, BYTES, Bytewise);
        Self { renderers: Renderers::new(program, bounds), drawn, classes: Cache::new(CLASSES) }
    }

    /// The classes of an indicator among the areas of a level, in the colours of a theme; `None` without an indicator or
    /// a value. Every value of the country is sorted for them, natural breaks take longer still: so they are cut once.
    ///
    /// # Errors
    /// When the work was stopped.
    pub async fn choropleth(
        &self,
        snapshot: &Arc<Snapshot>,
        level: Level,
        indicator: Option<&IndicatorSummary>,
        scheme: Scheme,
        theme: &Theme,
    ) -> Result<Option<Choropleth>, MapFailure> {
        let Some(indicator) = indicator else { return Ok(None) };
        let version = Arc::clone(snapshot.tiles_version());
        let key = (version, level, indicator.indicator.id.clone(), scheme);
        let cut = async {
            let (snapshot, id) = (Arc::clone(snapshot), indicator.indicator.id.clone());
            let work = move || {
                let indicator = snapshot.indicators().iter().find(|of| of.indicator.id == id)?;
                Classes::new(&snapshot, level, indicator, scheme).map(Arc::new)
            };
            tokio::task::spawn_blocking(work)
                .await
                .map_err(|error| MapFailure::Fault(error.to_string()))
        };
        let classes = self.classes.get_or_insert_async(&key, cut).await?;
        Ok(classes.map(|classes| Choropleth::of(&classes, theme)))
    }

    /// Whether maps are drawn here, as far as is known by now.
    pub fn are_drawn(&self) -> bool {
        self.renderers.are_there()
    }

    /// The picture that `name` stands for, as PNG: kept, or made of what `picture` answers.
    ///
    /// # Errors
    /// When it cannot be drawn.
    pub async fn png(
        &self,
        name: &Arc<str>,
        picture: impl Future<Output = Result<Picture, MapFailure>>,
    ) -> Result<Bytes, MapFailure> {
        let draw = async { self.renderers.draw(&picture.await?).await };
        self.drawn.get_or_insert_async(name, draw).await
    }
}

/// Where tiles come from: the cache, the version, all layers.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The cache of vector tiles.
    pub tiles: &'a TileCache,
    /// Their version.
    pub version: &'a Arc<str>,
    /// All layers of the dataset.
    pub layers: &'a [Arc<TileLayer>],
}

impl Source<'_> {
    /// Puts the tiles of a scene into a picture.
    ///
    /// # Errors
    /// When a tile cannot be made.
    pub async fn lay(
        &self,
        scene: &Scene<'_>,
        placed: &[super::frame::Placed],
        picture: &mut Picture,
    ) -> Result<(), MapFailure> {
        for (tile, at, side) in placed {
            for request in scene.requests(*tile) {
                let made =
                    self.tiles.get(self.version, self.layers, request, Coding::Identity).await?;
                if let Some(made) = made {
                    picture.place(made.body, *at, *side);
                }
            }
        }
        scene.paint(picture);
        Ok(())
    }
}
