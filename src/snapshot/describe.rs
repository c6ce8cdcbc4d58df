//! What tiles say of themselves: TileJSON and archives take it from here.

use std::collections::BTreeMap;

use geodata::tile::TileLayer;
use geodata::topology::FINEST;
use serde::Serialize;
use utoipa::ToSchema;

use super::{IndicatorSummary, Snapshot};

/// A layer in tiles, as TileJSON 3.0 describes it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct VectorLayer {
    /// The layer's name in the tile.
    pub id: String,
    /// Its properties with their meaning.
    pub fields: BTreeMap<String, String>,
    /// The first zoom with content.
    pub minzoom: u8,
    /// The last zoom with tiles of its own.
    pub maxzoom: u8,
}

/// What the whole numbers of an indicator stand for: `value = offset + scale × number`; values beyond the two ends
/// have the nearest number.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Scale {
    /// The value of 0.
    pub offset: f64,
    /// From one number to the next.
    pub scale: f64,
    /// The unit of the value.
    pub unit: String,
}

impl Snapshot {
    /// Where the dataset's contents come from.
    pub fn attribution(&self) -> String {
        let sources = &self.dataset().manifest.meta.sources;
        let titles: Vec<&str> = sources.iter().map(|source| source.title.as_str()).collect();
        titles.join("; ")
    }

    /// A layer with the meaning of its properties.
    pub fn described(&self, layer: &TileLayer) -> VectorLayer {
        let fixed =
            [("name", "Name"), ("designated", "1 when the village takes part in a programme")];
        let mut fields: BTreeMap<String, String> =
            fixed.map(|(id, meaning)| (id.to_owned(), meaning.to_owned())).into();
        for id in layer.columns() {
            let meaning = self.values().indicator(id).map_or(String::new(), |indicator| {
                format!("{} ({}), 0 to 100", indicator.name_en, indicator.unit)
            });
            fields.insert(id.to_owned(), meaning);
        }
        let spec = layer.spec();
        VectorLayer { id: spec.name.to_owned(), fields, minzoom: spec.min_zoom, maxzoom: FINEST }
    }

    /// The scale of every indicator that any of the layers carries; all layers share it.
    pub fn scales(&self, layers: &[&TileLayer]) -> BTreeMap<String, Scale> {
        let carried = |id: &str| layers.iter().any(|layer| layer.columns().any(|own| own == id));
        let scale = |summary: &IndicatorSummary| {
            let id = &summary.indicator.id;
            let quantisation = summary.statistics.spread.as_ref()?.quantisation;
            let unit = summary.indicator.unit.clone();
            let scale = Scale { offset: quantisation.offset, scale: quantisation.scale, unit };
            carried(id).then(|| (id.clone(), scale))
        };
        self.indicators().iter().filter_map(scale).collect()
    }
}
