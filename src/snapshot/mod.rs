//! A dataset in memory with everything that questions need: indexes, values, names, tile layers.
//!
//! A snapshot never changes. A new dataset is a new snapshot, swapped in whole.

mod layers;
mod places;
mod search;
mod stats;
mod values;

use std::sync::Arc;

use geo::BoundingRect;
use geodata::dataset::{Area, Dataset, ReportLine};
use geodata::index::{AreaIndex, IndexedArea};
use geodata::tile::TileLayer;
use geodata::{AreaCode, Level};
use queries::QueryEngine;

use crate::config::Config;

pub use places::Places;
pub use search::NameIndex;
pub use stats::{Spread, Statistics};
pub use values::{Column, Latest, Values};

/// A dataset, ready to be asked.
#[derive(Debug)]
pub struct Snapshot {
    version: Arc<str>,
    dataset: Arc<Dataset>,
    engine: QueryEngine,
    villages: Arc<AreaIndex>,
    values: Values,
    names: NameIndex,
    places: Places,
    layers: Vec<Arc<TileLayer>>,
    /// West, south, east, north, by level and row.
    boxes: [Vec<Option<[f64; 4]>>; 4],
}

impl Snapshot {
    /// Reads the configured dataset directory. Blocks; uses all cores.
    ///
    /// # Errors
    /// When the directory is not a dataset or its contents contradict each other.
    pub fn load(config: &Config) -> anyhow::Result<Self> {
        let dataset = Arc::new(Dataset::open(&config.data)?);
        let limits = config.limits.of_engine();
        let (engine, index) =
            rayon::join(|| QueryEngine::new(&dataset, limits), || village_index(&dataset));
        let (engine, villages) = (engine?, Arc::new(index?));
        let values = Values::new(&dataset, engine.village_indicators())?;
        let places = Places::new(&dataset)?;
        let layers = layers::build(&dataset, &values, &places)?;
        Ok(Self {
            version: Arc::from(dataset.manifest.version.as_str()),
            engine,
            villages,
            names: NameIndex::new(&dataset),
            places,
            layers,
            boxes: Level::ALL.map(|level| dataset.areas(level).iter().map(bounding_box).collect()),
            values,
            dataset,
        })
    }

    /// The hash of the dataset's contents: 16 hexadecimal digits.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// [`version`](Self::version), to be kept.
    pub const fn shared_version(&self) -> &Arc<str> {
        &self.version
    }

    /// The dataset itself.
    pub const fn dataset(&self) -> &Arc<Dataset> {
        &self.dataset
    }

    /// SQL over the same dataset.
    pub const fn engine(&self) -> &QueryEngine {
        &self.engine
    }

    /// The villages by position; rows are those of `dataset.areas(Level::Village)`.
    pub const fn villages(&self) -> &Arc<AreaIndex> {
        &self.villages
    }

    /// Indicator values.
    pub const fn values(&self) -> &Values {
        &self.values
    }

    /// Names of all areas.
    pub const fn names(&self) -> &NameIndex {
        &self.names
    }

    /// Designated villages and service offices.
    pub const fn places(&self) -> &Places {
        &self.places
    }

    /// The tile layers.
    pub fn layers(&self) -> &[Arc<TileLayer>] {
        &self.layers
    }

    /// The tile layer of this name.
    pub fn layer(&self, name: &str) -> Option<&Arc<TileLayer>> {
        self.layers.iter().find(|layer| layer.spec().name == name)
    }

    /// The lines of the join report, of one check or of all.
    ///
    /// # Errors
    /// When the table is not as `docs/dataset.md` says, which opening the dataset has checked.
    pub fn report(&self, check: Option<&str>) -> anyhow::Result<Vec<ReportLine>> {
        let mut lines: Vec<ReportLine> = self.dataset.rows("join_report")?;
        lines.retain(|line| check.is_none_or(|check| line.check == check));
        Ok(lines)
    }

    /// Works out the geometry of all tile layers, so that the first tiles need not wait for it.
    pub fn prepare_tiles(&self) {
        for layer in &self.layers {
            layer.prepare();
        }
    }

    /// Where an area lies in the list of its level.
    pub fn row(&self, code: AreaCode) -> Option<usize> {
        self.dataset.areas(code.level()).binary_search_by_key(&code, |area| area.code).ok()
    }

    /// The areas of `level` within `code`, which are neighbours in the list of that level.
    pub fn within(&self, level: Level, code: AreaCode) -> &[Area] {
        let areas = self.dataset.areas(level);
        let start = areas.partition_point(|area| area.code < code);
        let rest = areas.get(start..).unwrap_or_default();
        let end = rest.partition_point(|area| area.code.is_within(code));
        rest.get(..end).unwrap_or_default()
    }

    /// The bounding box of an area's polygon in degrees.
    pub fn bbox(&self, code: AreaCode) -> Option<[f64; 4]> {
        let [province, regency, district, village] = &self.boxes;
        let boxes = match code.level() {
            Level::Province => province,
            Level::Regency => regency,
            Level::District => district,
            Level::Village => village,
        };
        *boxes.get(self.row(code)?)?
    }
}

fn village_index(dataset: &Dataset) -> anyhow::Result<AreaIndex> {
    let indexed = |area: &Area| IndexedArea {
        code: area.code,
        point: area.point.map(|point| [point.x, point.y]),
        polygon: area.geometry.clone(),
    };
    Ok(AreaIndex::new(dataset.areas(Level::Village).iter().map(indexed).collect())?)
}

fn bounding_box(area: &Area) -> Option<[f64; 4]> {
    let bounds = area.geometry.as_ref()?.bounding_rect()?;
    Some([bounds.min().x, bounds.min().y, bounds.max().x, bounds.max().y])
}
