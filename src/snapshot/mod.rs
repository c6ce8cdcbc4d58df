//! A dataset in memory with everything that questions need: indexes, values, names, tile layers.
//!
//! A snapshot never changes. A new dataset is a new snapshot, swapped in whole. Where small numbers are withheld there are two
//! of each dataset ([`Catalogues`]).

mod catalogues;
mod classed;
mod covered;
mod describe;
mod indicators;
mod layers;
mod questions;
mod search;
mod short_names;
mod sites;
mod stats;

use std::collections::BTreeMap;
use std::sync::Arc;

use geodata::changes::{Changes, Heir, Today};
use geodata::coverage::{AreaCoverage, Coverage, NEED};
use geodata::dataset::{Area, Dataset, ReportLine};
use geodata::index::{AreaIndex, IndexedArea};
use geodata::tile::{self, TableTiles, TileLayer};
use geodata::values::{Values, When};
use geodata::{AreaCode, Level, PerLevel, suppression};
use queries::{QueryEngine, WorkerProgram};

use crate::config::Config;

use covered::Covered;

pub use catalogues::{Catalogues, Followed};
pub use classed::{CoverageClasses, Series};
pub use covered::{KnownValue, LevelCoverage, SentCoverage};
pub use describe::{Scale, VectorLayer};
pub use indicators::IndicatorSummary;
pub use questions::Questions;
pub use search::NameIndex;
pub use sites::Sites;
pub use stats::{Spread, Statistics};

/// A dataset, ready to be asked.
#[derive(Debug)]
pub struct Snapshot {
    tiles_version: Arc<str>,
    dataset: Arc<Dataset>,
    engine: QueryEngine,
    questions: Arc<Questions>,
    villages: Arc<AreaIndex>,
    values: Arc<Values>,
    coverage: Covered,
    indicators: Vec<IndicatorSummary>,
    names: Arc<NameIndex>,
    changes: Arc<Changes>,
    sites: Arc<Sites>,
    layers: Vec<Arc<TileLayer>>,
    own: Arc<[Arc<TableTiles>]>,
    /// West, south, east, north, by row.
    boxes: Arc<PerLevel<Vec<Option<[f64; 4]>>>>,
}

impl Snapshot {
    /// Reads the configured dataset directory as it is for everybody, and the operator's questions. Blocks; uses all cores.
    ///
    /// # Errors
    /// When the directory is not a dataset, its contents contradict each other, or a file is no question.
    pub fn load(config: &Config) -> anyhow::Result<Self> {
        let questions = Arc::new(Questions::read(config.questions.as_deref())?);
        let whole = Dataset::open(&config.data)?;
        let everybody = suppression::for_everybody(&whole)?;
        Self::new(everybody.unwrap_or(whole), questions, config)
    }

    /// Over a dataset that shares nothing with another.
    fn new(
        mut dataset: Dataset,
        questions: Arc<Questions>,
        config: &Config,
    ) -> anyhow::Result<Self> {
        let values = Arc::new(Values::new(&dataset)?);
        let workers = config.sql_worker.clone().map(|program| WorkerProgram { program });
        let limits = queries::Limits { workers, ..config.limits.of_engine() };
        let (engine, index) =
            rayon::join(|| QueryEngine::new(&dataset, &values, limits), || village_index(&dataset));
        let (engine, villages) = (engine?, Arc::new(index?));
        for level in Level::ALL {
            dataset.set_polygons(level, engine.polygons(level)?)?;
        }
        // SQL has the table in the memory that worker processes share, and everybody else has `values`.
        dataset.release("indicator_values");
        let dataset = Arc::new(dataset);
        let columns = indicators::village_columns(&values);
        let indicators = indicators::summaries(&values, &columns);
        let sites = Arc::new(Sites::new(&dataset)?);
        let layers = layers::build(&dataset, &indicators, &columns, &sites)?;
        let own = layers::of_tables(&dataset)?;
        let boxes = PerLevel::of(|level| dataset.areas(level).iter().map(bounding_box).collect());
        Ok(Self {
            tiles_version: tile::version_of(&dataset.manifest.version).into(),
            engine,
            questions,
            villages,
            names: Arc::new(NameIndex::new(&dataset)?),
            changes: Arc::new(Changes::new(dataset.rows("area_changes")?)?),
            sites,
            layers,
            own,
            boxes: Arc::new(boxes),
            coverage: Covered::new(Coverage::new(&dataset, &values)?),
            values,
            indicators,
            dataset,
        })
    }

    /// Over the whole dataset, where this one is over what everybody may see of it. What both have alike stands in memory
    /// once, and was made of what everybody may see.
    fn beside(&self, mut whole: Dataset) -> anyhow::Result<Self> {
        whole.share_with(&self.dataset)?;
        let values = Arc::new(Values::new(&whole)?);
        let engine = self.engine.beside(&whole, &values)?;
        whole.release("indicator_values");
        let dataset = Arc::new(whole);
        let columns = indicators::village_columns(&values);
        let indicators = indicators::summaries(&values, &columns);
        let layers = layers::beside(&self.layers, &dataset, &indicators, &columns)?;
        let names = self.names_for(&dataset)?;
        Ok(Self {
            tiles_version: tile::version_of(&dataset.manifest.version).into(),
            engine,
            questions: self.questions.clone(),
            villages: self.villages.clone(),
            names,
            changes: self.changes.clone(),
            sites: self.sites.clone(),
            layers,
            own: self.own.clone(),
            boxes: self.boxes.clone(),
            coverage: Covered::new(Coverage::new(&dataset, &values)?),
            values,
            indicators,
            dataset,
        })
    }

    /// Over the same dataset with what people recorded, in the place of this one. Areas, geometry, indexes and names are those
    /// of this one, and of the tables of SQL only what differs stands in memory again.
    pub(super) fn instead(&self, mut recorded: Dataset) -> anyhow::Result<Self> {
        recorded.share_with(&self.dataset)?;
        let values = Arc::new(Values::new(&recorded)?);
        let engine = self.engine.instead(&recorded, &values)?;
        recorded.release("indicator_values");
        let dataset = Arc::new(recorded);
        let columns = indicators::village_columns(&values);
        let indicators = indicators::summaries(&values, &columns);
        let sites = Arc::new(Sites::new(&dataset)?);
        let layers = layers::instead(&self.layers, &dataset, &indicators, &columns, &sites)?;
        Ok(Self {
            tiles_version: tile::version_of(&dataset.manifest.version).into(),
            engine,
            questions: self.questions.clone(),
            villages: self.villages.clone(),
            names: self.names_for(&dataset)?,
            changes: self.changes.clone(),
            sites,
            layers,
            own: self.own.clone(),
            boxes: self.boxes.clone(),
            coverage: Covered::new(Coverage::new(&dataset, &values)?),
            values,
            indicators,
            dataset,
        })
    }

    /// The names of another copy of the dataset: the very same where it has the same areas.
    fn names_for(&self, dataset: &Dataset) -> anyhow::Result<Arc<NameIndex>> {
        // Of areas that are called the same the one with more residents comes first.
        let same = Level::ALL.iter().all(|level| dataset.shares_areas(&self.dataset, *level));
        Ok(if same { self.names.clone() } else { Arc::new(NameIndex::new(dataset)?) })
    }

    /// The hash of the dataset's contents, as they are seen here: 16 hexadecimal digits.
    pub fn version(&self) -> &str {
        &self.dataset.manifest.version
    }

    /// What the tiles are known by: the [`version`](Self::version) and the number of their format.
    pub const fn tiles_version(&self) -> &Arc<str> {
        &self.tiles_version
    }

    /// The dataset itself.
    pub const fn dataset(&self) -> &Arc<Dataset> {
        &self.dataset
    }

    /// SQL over the same dataset.
    pub const fn engine(&self) -> &QueryEngine {
        &self.engine
    }

    /// The named questions.
    pub fn questions(&self) -> &Questions {
        &self.questions
    }

    /// The villages by position; rows are those of `dataset.areas(Level::Village)`.
    pub const fn villages(&self) -> &Arc<AreaIndex> {
        &self.villages
    }

    /// The value of every indicator for every area.
    pub const fn values(&self) -> &Arc<Values> {
        &self.values
    }

    /// The coverage of every area of a level, in order of code; of no area for villages.
    pub fn coverage(&self, level: Level, when: When) -> Arc<[AreaCoverage]> {
        Arc::clone(&self.coverage_by(NEED, level, when).areas)
    }

    /// As [`coverage`](Self::coverage), where need is what this indicator, a count of people, says; with its classes.
    pub fn coverage_by(&self, need: &str, level: Level, when: When) -> Arc<LevelCoverage> {
        self.coverage.areas(&self.values, need, level, when)
    }

    /// What a map shows of an area; none where it is not known of exactly this area.
    pub fn shown(&self, series: Series<'_>, area: AreaCode, when: When) -> Option<f64> {
        self.coverage.shown(&self.values, series, area, when)
    }

    /// Edges between the classes of what maps of these levels show, over all their areas in the country.
    pub fn shown_classes(&self, series: Series<'_>, levels: &[Level], when: When) -> Arc<[f64]> {
        self.coverage.classes(&self.values, series, levels, when)
    }

    /// The years of rounds that an answer about coverage looks at.
    pub fn rounds(&self, when: When) -> &[i32] {
        self.coverage.rounds(when)
    }

    /// The latest value of every indicator that is known of exactly this area.
    pub fn known_of(&self, area: AreaCode) -> Arc<BTreeMap<String, KnownValue>> {
        self.coverage.known(&self.values, area)
    }

    /// The unit of an indicator; empty where the catalogue does not have it.
    pub fn unit(&self, indicator: &str) -> &str {
        self.values.indicator(indicator).map_or("", |found| found.unit.as_str())
    }

    /// The indicators with their distributions, in the order of the catalogue.
    pub fn indicators(&self) -> &[IndicatorSummary] {
        &self.indicators
    }

    /// Names of all areas.
    pub fn names(&self) -> &NameIndex {
        &self.names
    }

    /// What came of a code that no area of the dataset has, and whose code that is: its own, or that of the area around it.
    pub fn successors(&self, code: AreaCode) -> Option<(AreaCode, Vec<Heir<'_>>)> {
        self.changes.successors(code, |code| self.row(code).is_some())
    }

    /// Where the area is that had a code.
    pub fn today(&self, code: AreaCode) -> Today<'_> {
        self.changes.today(code, |code| self.row(code).is_some())
    }

    /// The code that the very area has today which had this one; this one where it has it still, or was split or merged.
    pub fn moved(&self, code: AreaCode) -> AreaCode {
        match self.today(code) {
            Today::Elsewhere(heir) => heir.code,
            _ => code,
        }
    }

    /// The area of today whose matter the area of a code is ([`Changes::ground`]).
    pub fn ground(&self, code: AreaCode) -> AreaCode {
        self.changes.ground(code, |code| self.row(code).is_some())
    }

    /// What became of codes.
    pub fn changes(&self) -> &Changes {
        &self.changes
    }

    /// Designated villages and service offices.
    pub fn sites(&self) -> &Sites {
        &self.sites
    }

    /// The tile layers.
    pub fn layers(&self) -> &[Arc<TileLayer>] {
        &self.layers
    }

    /// The tile layer of this name.
    pub fn layer(&self, name: &str) -> Option<&Arc<TileLayer>> {
        self.layers.iter().find(|layer| layer.spec().name == name)
    }

    /// The tiles of tables of points of one's own; of those that were imported before there were such tiles none.
    pub fn own_tiles(&self) -> &[Arc<TableTiles>] {
        &self.own
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

    /// Where an area lies in the list of its level.
    pub fn row(&self, code: AreaCode) -> Option<usize> {
        self.dataset.areas(code.level()).binary_search_by_key(&code, |area| area.code).ok()
    }

    /// The areas of `level` within `code`, which are neighbours in the list of that level.
    pub fn within(&self, level: Level, code: AreaCode) -> &[Area] {
        let areas = self.dataset.areas(level);
        areas.get(code.range_in(areas, |area| area.code)).unwrap_or_default()
    }

    /// The bounding box of an area's polygon in degrees.
    pub fn bbox(&self, code: AreaCode) -> Option<[f64; 4]> {
        let boxes = self.boxes.get(code.level());
        *boxes.get(self.row(code)?)?
    }
}

fn village_index(dataset: &Dataset) -> anyhow::Result<AreaIndex> {
    let indexed = |area: &Area| IndexedArea {
        code: area.code,
        point: area.point.map(|point| [point.x, point.y]),
    };
    let villages: Vec<IndexedArea> = dataset.areas(Level::Village).iter().map(indexed).collect();
    Ok(AreaIndex::new(&villages)?)
}

fn bounding_box(area: &Area) -> Option<[f64; 4]> {
    area.geometry.as_ref()?.bounds()
}
