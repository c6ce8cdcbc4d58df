//! What tiles say of themselves: TileJSON and archives take it from here.

use std::collections::BTreeMap;

use geodata::tile::{Columns, Quantisation, TileLayer};
use geodata::topology::FINEST;
use serde::Serialize;
use utoipa::ToSchema;

use super::{IndicatorSummary, Snapshot};

/// A layer in tiles, as TileJSON 3.0 describes it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct VectorLayer {
    /// The layer's name in the tile.
    pub id: String,
    /// Its properties with their types: `Number`, `String` or `Boolean`. Readers take what has no type that they know for a text.
    pub fields: BTreeMap<String, &'static str>,
    /// The first zoom with content.
    pub minzoom: u8,
    /// The last zoom with tiles of its own.
    pub maxzoom: u8,
}

/// What the whole numbers of an indicator stand for.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Scale {
    /// Pairs of a number and its value, ascending from 0 to 100, with straight lines between them, as MapLibre's
    /// `interpolate` reads them; values beyond the ends have the nearest number. Two pairs where the steps are equal,
    /// more where a column is skewed.
    #[schema(value_type = Vec<[f64; 2]>)]
    pub stops: Quantisation,
    /// The unit of the value.
    pub unit: String,
    /// The indicator's name in English.
    pub name: String,
}

impl Snapshot {
    /// Where the dataset's contents come from.
    pub fn attribution(&self) -> String {
        let sources = &self.dataset().manifest.meta.sources;
        let titles: Vec<&str> = sources.iter().map(|source| source.title.as_str()).collect();
        titles.join("; ")
    }

    /// A layer with its properties, of the columns those that are chosen.
    pub fn described(&self, layer: &TileLayer, chosen: Option<Columns>) -> VectorLayer {
        let wholes = layer.wholes().map(str::to_owned);
        let columns = layer.columns(chosen).map(str::to_owned).chain(wholes);
        let columns = columns.map(|id| (id, "Number"));
        let fixed = [("name", "String"), ("designated", "Number")];
        let fields = columns.chain(fixed.map(|(id, kind)| (id.to_owned(), kind))).collect();
        let spec = layer.spec();
        VectorLayer { id: spec.name.to_owned(), fields, minzoom: spec.min_zoom, maxzoom: FINEST }
    }

    /// The scale of every indicator that any of the layers carries, of those that are chosen; all layers share it.
    pub fn scales(
        &self,
        layers: &[&TileLayer],
        chosen: Option<Columns>,
    ) -> BTreeMap<String, Scale> {
        let carried =
            |id: &str| layers.iter().any(|layer| layer.columns(chosen).any(|own| own == id));
        let scale = |summary: &IndicatorSummary| {
            let of = &summary.indicator;
            let (id, stops) = (&of.id, summary.statistics.spread.as_ref()?.quantisation.clone());
            let (unit, name) = (of.unit.clone(), of.name_en.clone());
            let scale = Scale { stops, unit, name };
            carried(id).then(|| (id.clone(), scale))
        };
        self.indicators().iter().filter_map(scale).collect()
    }
}
