//! The tile layers of a dataset: its areas with their indicators, designated villages and offices.

use std::collections::HashSet;
use std::sync::Arc;

use geodata::dataset::{Area, Dataset, Shape};
use geodata::tile::{LAYERS, LayerSpec, TableTiles, TileColumn, TileFeature, TileLayer};
use geodata::{AreaCode, Level};

use super::indicators::{IndicatorSummary, VillageColumn};
use super::sites::Sites;

/// Builds all layers; the geometry of areas is that of the dataset's pyramid. `villages` are the villages' values of the
/// `indicators`.
pub fn build(
    dataset: &Dataset,
    indicators: &[IndicatorSummary],
    villages: &[VillageColumn],
    sites: &Sites,
) -> anyhow::Result<Vec<Arc<TileLayer>>> {
    let designated: HashSet<AreaCode> = sites.designated().collect();
    let layer = |spec: LayerSpec| -> anyhow::Result<Arc<TileLayer>> {
        let level = Level::ALL.into_iter().find(|level| level.plural() == spec.name);
        let (features, columns) = match (level, spec.name) {
            (Some(level), _) => {
                let columns = columns(dataset, level, indicators, villages);
                (areas(dataset, level, &designated), columns)
            }
            (None, "designations") => (designations(dataset, sites), Vec::new()),
            (None, _) => (offices(sites), Vec::new()),
        };
        Ok(Arc::new(TileLayer::new(spec, dataset.pyramid(), features, columns)?))
    };
    LAYERS.into_iter().map(layer).collect()
}

/// The same layers with the values of another copy of the dataset; geometry, names and marks are shared.
pub fn beside(
    layers: &[Arc<TileLayer>],
    dataset: &Dataset,
    indicators: &[IndicatorSummary],
    villages: &[VillageColumn],
) -> anyhow::Result<Vec<Arc<TileLayer>>> {
    let layer = |layer: &Arc<TileLayer>| match layer.spec().level() {
        Some(level) => {
            let columns = columns(dataset, level, indicators, villages);
            Ok(Arc::new(layer.with_columns(columns)?))
        }
        None => Ok(Arc::clone(layer)),
    };
    layers.iter().map(layer).collect()
}

/// The same layers over the same dataset with what people recorded: geometry and names of areas are shared, their marks and the
/// layers of points are made anew.
pub fn instead(
    layers: &[Arc<TileLayer>],
    dataset: &Dataset,
    indicators: &[IndicatorSummary],
    villages: &[VillageColumn],
    sites: &Sites,
) -> anyhow::Result<Vec<Arc<TileLayer>>> {
    let designated: HashSet<u64> = sites.designated().map(AreaCode::feature_id).collect();
    let layer = |layer: &Arc<TileLayer>| -> anyhow::Result<Arc<TileLayer>> {
        let spec = *layer.spec();
        let made = match spec.level() {
            Some(level) => {
                let columns = columns(dataset, level, indicators, villages);
                layer.with_columns(columns)?.with_marks(|id| designated.contains(&id))
            }
            None => {
                let designations = spec.name == "designations";
                let features =
                    if designations { self::designations(dataset, sites) } else { offices(sites) };
                TileLayer::new(spec, dataset.pyramid(), features, Vec::new())?
            }
        };
        Ok(Arc::new(made))
    };
    layers.iter().map(layer).collect()
}

/// The tiles of tables of points of one's own.
pub fn of_tables(dataset: &Dataset) -> anyhow::Result<Arc<[Arc<TableTiles>]>> {
    let tiles = dataset.own_points().filter_map(|(table, file, clusters)| {
        let opened = TableTiles::open(table, Arc::clone(file), clusters?.clone());
        Some(opened.map(Arc::new).map_err(anyhow::Error::from))
    });
    tiles.collect()
}

fn areas(dataset: &Dataset, level: Level, designated: &HashSet<AreaCode>) -> Vec<TileFeature> {
    let feature = |area: &Area| TileFeature {
        id: area.code.feature_id(),
        name: Some(area.name.as_str().into()),
        designated: designated.contains(&area.code),
        point: area.point.map(|point| [point.x, point.y]),
        bounds: area.geometry.as_ref().and_then(Shape::bounds),
        area: Some(area.code),
    };
    dataset.areas(level).iter().map(feature).collect()
}

/// The steps of all indicators that have any value. An area above villages carries the mean over its
/// villages, of counts too: what its villages are like, on the scale that all levels share.
fn columns(
    dataset: &Dataset,
    level: Level,
    indicators: &[IndicatorSummary],
    villages: &[VillageColumn],
) -> Vec<TileColumn> {
    let columns = indicators.iter().zip(villages).filter_map(|(summary, villages)| {
        let quantisation = &summary.statistics.spread.as_ref()?.quantisation;
        let step = |value: f64| {
            if value.is_finite() { quantisation.step(value) } else { TileColumn::MISSING }
        };
        let steps = match level {
            Level::Village => villages.iter().copied().map(step).collect(),
            _ => means(dataset, level, villages).into_iter().map(step).collect(),
        };
        Some(TileColumn { id: summary.indicator.id.clone(), steps })
    });
    columns.collect()
}

/// The mean over the villages of each area of `level`, of those that have a value.
fn means(dataset: &Dataset, level: Level, villages: &[f64]) -> Vec<f64> {
    let all = dataset.areas(Level::Village);
    let mean = |area: &Area| {
        let within = area.code.range_in(all, |village| village.code);
        let own = villages.get(within).unwrap_or_default();
        let known = own.iter().copied().filter(|value| value.is_finite());
        // Not a number where no village has a value.
        known.clone().sum::<f64>() / known.count() as f64
    };
    dataset.areas(level).iter().map(mean).collect()
}

fn designations(dataset: &Dataset, sites: &Sites) -> Vec<TileFeature> {
    let feature = |code: AreaCode| {
        let area = dataset.area(code)?;
        Some(TileFeature {
            id: code.feature_id(),
            name: Some(area.name.as_str().into()),
            designated: true,
            point: area.point.map(|point| [point.x, point.y]),
            bounds: None,
            area: Some(code),
        })
    };
    sites.designated().filter_map(feature).collect()
}

fn offices(sites: &Sites) -> Vec<TileFeature> {
    let offices = sites.offices().iter().zip(1..);
    let feature = |(office, id): (&geodata::dataset::LtsaOffice, u64)| TileFeature {
        id,
        name: Some(office.name.as_str().into()),
        designated: false,
        point: office.lon.zip(office.lat).map(|(lon, lat)| [lon, lat]),
        bounds: None,
        // A code that is none was listed at import.
        area: office.area_code.parse().ok(),
    };
    offices.map(feature).collect()
}
