//! What goes into a topology, and what comes out of it.

use geo::MultiPolygon;

use crate::PerLevel;

/// A position in tile units of a zoom: x to the east, y to the south, 0 .. 4096·2^z over the world.
pub type Vertex = [i32; 2];

/// A simple ring, open (the last vertex leads to the first). An exterior has a positive area by the
/// surveyor's formula in x, y (Mapbox Vector Tile 2.1), a hole a negative one.
pub type Ring = Vec<Vertex>;

/// An exterior, then its holes. Its interior is connected; rings touch in vertices at most.
pub type Polygon = Vec<Ring>;

/// The finest zoom of a pyramid; a tile unit is 2.4 m wide at the equator.
pub const FINEST: u8 = 12;

/// The areas of a country, by level and row.
#[derive(Debug, Default)]
pub struct Country<'a> {
    /// The rows of each level.
    pub areas: PerLevel<Vec<Area<'a>>>,
}

/// One area as it was published.
#[derive(Debug, Clone, Copy, Default)]
pub struct Area<'a> {
    /// Its polygons, longitude and latitude in degrees (CRS84), wound either way.
    pub polygons: Option<&'a MultiPolygon<f64>>,
    /// Its row in the level above; without one it is part of nothing.
    pub parent: Option<usize>,
}

/// The country at one zoom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zoom {
    /// The zoom, [`FINEST`] to 0.
    pub z: u8,
    /// The polygons of each area, by level and row, sorted; empty where nothing is known of it.
    pub levels: PerLevel<Vec<Vec<Polygon>>>,
}

/// What was met on the way, to be told to whoever publishes the polygons.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// Distinct segments of the published polygons.
    pub segments: u64,
    /// Crossings of segments of different borders, or of a border with itself.
    pub crossings: u64,
    /// By zoom (index): gaps and overlaps between neighbours that are too narrow to be drawn, and were closed.
    pub slivers: Vec<u64>,
    /// Areas whose polygons cover a place twice or turn inside out: the place counts once.
    pub overlapping_self: PerLevel<Vec<usize>>,
    /// Areas whose parts overlap, by however little, by level of the area.
    pub overlapping_parts: PerLevel<Vec<usize>>,
    /// Areas whose published polygons differ in area by more than 1% from the union of their parts, which stands.
    pub differing: PerLevel<Vec<usize>>,
    /// By zoom (index) and level: areas that are drawn as the smallest triangle of the grid, because they are too
    /// small for it or, of villages, because many lie in a pixel of the zoom.
    pub collapsed: Vec<PerLevel<u64>>,
    /// Edges that fitted into no ring; 0 unless the method is wrong.
    pub unlinked: u64,
}
