//! The tile layers of a dataset: its areas with their indicators, and its places.

use std::collections::HashSet;
use std::sync::Arc;

use geodata::dataset::{Area, Dataset};
use geodata::tile::{LAYERS, LayerSpec, TileColumn, TileFeature, TileLayer};
use geodata::{AreaCode, Level};

use super::places::Places;
use super::values::Values;

/// Builds all layers; their geometry is worked out later.
pub fn build(
    dataset: &Dataset,
    values: &Values,
    places: &Places,
) -> anyhow::Result<Vec<Arc<TileLayer>>> {
    let designated: HashSet<AreaCode> = places.designated().collect();
    let layer = |spec: LayerSpec| -> anyhow::Result<Arc<TileLayer>> {
        let level = Level::ALL.into_iter().find(|level| level.plural() == spec.name);
        let (features, columns) = match (level, spec.name) {
            (Some(level), _) => (areas(dataset, level, &designated), columns(values, level)),
            (None, "designations") => (designations(dataset, places), Vec::new()),
            (None, _) => (offices(places), Vec::new()),
        };
        Ok(Arc::new(TileLayer::new(spec, features, columns)?))
    };
    LAYERS.into_iter().map(layer).collect()
}

fn areas(dataset: &Dataset, level: Level, designated: &HashSet<AreaCode>) -> Vec<TileFeature> {
    let feature = |area: &Area| TileFeature {
        id: area.code.feature_id(),
        name: Some(area.name.as_str().into()),
        designated: designated.contains(&area.code),
        point: area.point.map(|point| [point.x, point.y]),
        polygon: area.geometry.clone(),
    };
    dataset.areas(level).iter().map(feature).collect()
}

/// The steps of all indicators that have any value.
fn columns(values: &Values, level: Level) -> Vec<TileColumn> {
    let columns = values.columns().iter().filter_map(|column| {
        let quantisation = column.statistics.spread.as_ref()?.quantisation;
        let step = |value: &f64| {
            if value.is_finite() { quantisation.step(*value) } else { TileColumn::MISSING }
        };
        let steps = column.values(level).iter().map(step).collect();
        Some(TileColumn { id: column.indicator.id.clone(), steps })
    });
    columns.collect()
}

fn designations(dataset: &Dataset, places: &Places) -> Vec<TileFeature> {
    let feature = |code: AreaCode| {
        let area = dataset.area(code)?;
        Some(TileFeature {
            id: code.feature_id(),
            name: Some(area.name.as_str().into()),
            designated: true,
            point: area.point.map(|point| [point.x, point.y]),
            polygon: None,
        })
    };
    places.designated().filter_map(feature).collect()
}

fn offices(places: &Places) -> Vec<TileFeature> {
    let offices = places.offices().iter().zip(1..);
    let feature = |(office, id): (&geodata::dataset::LtsaOffice, u64)| TileFeature {
        id,
        name: Some(office.name.as_str().into()),
        designated: false,
        point: office.lon.zip(office.lat).map(|(lon, lat)| [lon, lat]),
        polygon: None,
    };
    offices.map(feature).collect()
}
