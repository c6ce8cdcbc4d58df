//! What each layer looks like at each zoom.

use crate::code::Level;

/// The fixed properties of a layer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LayerSpec {
    /// Its name, in addresses and in the tile.
    pub name: &'static str,
    /// Whether features are points; areas otherwise.
    pub points: bool,
    /// The first zoom with content.
    pub min_zoom: u8,
    /// The first zoom at which features carry their name.
    pub name_zoom: u8,
}

const AREAS: LayerSpec = LayerSpec { name: "", points: false, min_zoom: 0, name_zoom: 0 };
const POINTS: LayerSpec = LayerSpec { points: true, ..AREAS };

/// All layers of a dataset.
pub const LAYERS: [LayerSpec; 6] = [
    LayerSpec { name: "provinces", name_zoom: 0, ..AREAS },
    LayerSpec { name: "regencies", name_zoom: 4, ..AREAS },
    LayerSpec { name: "districts", name_zoom: 7, ..AREAS },
    LayerSpec { name: "villages", name_zoom: 10, min_zoom: 4, ..AREAS },
    LayerSpec { name: "designations", ..POINTS },
    LayerSpec { name: "ltsa", ..POINTS },
];

impl LayerSpec {
    /// The layer of this name.
    pub fn named(name: &str) -> Option<Self> {
        LAYERS.into_iter().find(|layer| layer.name == name)
    }

    /// The level of a layer of areas.
    pub fn level(&self) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.plural() == self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_of_areas_are_those_of_levels() {
        for layer in LAYERS {
            assert_eq!(layer.level().is_none(), layer.points, "{}", layer.name);
        }
    }

    #[test]
    fn layers_are_found_by_name() {
        assert_eq!(LayerSpec::named("villages").map(|l| l.name_zoom), Some(10));
        assert_eq!(LayerSpec::named("village"), None);
    }
}
