//! What each layer looks like at each zoom.

use super::format::MAX_ZOOM;

const ZOOMS: usize = MAX_ZOOM as usize + 1;

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
    /// Base-2 logarithm of the snapping grid in tile units (8 units are a pixel of 512), by zoom.
    grid: [u8; ZOOMS],
    /// How far a simplified border may stray, in tile units, by zoom.
    tolerance: [u8; ZOOMS],
}

/// Large areas: half a pixel of tolerance, a grid below what the eye sees.
const SPARSE: LayerSpec = LayerSpec {
    name: "",
    points: false,
    min_zoom: 0,
    name_zoom: 0,
    grid: [2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0],
    tolerance: [4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 3, 3, 2, 1],
};

/// Thousands of areas: a grid of one pixel at low zooms.
const MEDIUM: LayerSpec = LayerSpec {
    grid: [4, 4, 3, 3, 3, 2, 2, 1, 1, 1, 0, 0, 0, 0, 0],
    tolerance: [12, 12, 8, 8, 8, 6, 4, 4, 4, 4, 4, 3, 3, 2, 1],
    ..SPARSE
};

/// Tens of thousands of areas: two pixels where a village is not larger than that.
const DENSE: LayerSpec = LayerSpec {
    grid: [5, 5, 5, 4, 4, 4, 3, 3, 2, 2, 1, 0, 0, 0, 0],
    tolerance: [24, 24, 24, 12, 12, 12, 8, 6, 4, 4, 4, 3, 3, 2, 1],
    ..SPARSE
};

/// Points are not simplified and keep the full grid.
const POINTS: LayerSpec = LayerSpec { points: true, grid: [0; ZOOMS], ..SPARSE };

/// All layers of a dataset.
pub const LAYERS: [LayerSpec; 6] = [
    LayerSpec { name: "provinces", name_zoom: 0, ..SPARSE },
    LayerSpec { name: "regencies", name_zoom: 4, ..SPARSE },
    LayerSpec { name: "districts", name_zoom: 7, ..MEDIUM },
    LayerSpec { name: "villages", name_zoom: 10, min_zoom: 4, ..DENSE },
    LayerSpec { name: "designations", ..POINTS },
    LayerSpec { name: "ltsa", ..POINTS },
];

impl LayerSpec {
    /// The layer of this name.
    pub fn named(name: &str) -> Option<Self> {
        LAYERS.into_iter().find(|layer| layer.name == name)
    }

    /// Base-2 logarithm of the snapping grid in tile units at zoom `z`.
    pub(super) fn grid_bits(&self, z: u8) -> u32 {
        u32::from(self.grid.get(usize::from(z)).copied().unwrap_or_default())
    }

    /// How far beyond the tile's edge geometry reaches, in tile units: eight pixels, so that
    /// outlines do not end at the seam; one grid cell where tiles are crowded.
    pub(super) fn buffer(&self, z: u8) -> i32 {
        match self.grid_bits(z) {
            bits @ 4.. => 1 << bits,
            _ => 64,
        }
    }

    /// The square of the tolerance in grid units of the world, by zoom.
    pub(super) fn squared_tolerances(&self) -> [f64; ZOOMS] {
        let mut squares = [0.0; ZOOMS];
        for (z, (square, tolerance)) in (0u8..).zip(squares.iter_mut().zip(self.tolerance)) {
            let units = f64::from(tolerance) * (1u64 << super::coord::unit_bits(z)) as f64;
            *square = units * units;
        }
        squares
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vertex_that_appears_never_disappears_at_a_closer_zoom() {
        for layer in LAYERS {
            assert!(layer.squared_tolerances().is_sorted_by(|a, b| a > b), "{}", layer.name);
        }
    }

    #[test]
    fn layers_are_found_by_name() {
        assert_eq!(LayerSpec::named("villages").map(|l| l.name_zoom), Some(10));
        assert_eq!(LayerSpec::named("village"), None);
    }
}
