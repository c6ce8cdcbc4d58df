//! On which side of a polygon's boundary a point lies, exactly.
//!
//! Crossings are counted along a ray to the east with adaptive-precision orientation, so that no
//! rounding decides. Rings of one part count even-odd (holes, whatever their winding); parts count
//! each for itself, so that parts which touch or overlap do not cancel.

use geo::kernels::{Kernel, RobustKernel};
use geo::{Coord, LineString, MultiPolygon, Orientation, Polygon};

/// Where a point lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// In the interior.
    Inside,
    /// Exactly on the boundary.
    Boundary,
    /// Neither.
    Outside,
}

/// What one edge says about a point.
enum Edge {
    Misses,
    Crosses,
    Holds,
}

/// Tests one edge against the ray from `p` to the east; an edge owns its lower end only.
fn meet(a: Coord<f64>, b: Coord<f64>, p: Coord<f64>) -> Edge {
    let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
    if p.y < low.y || p.y > high.y || p.x > a.x.max(b.x) {
        return Edge::Misses;
    }
    if p == a || p == b {
        return Edge::Holds;
    }
    if low.y == high.y {
        return if p.x >= a.x.min(b.x) { Edge::Holds } else { Edge::Misses };
    }
    let owned = p.y < high.y;
    if p.x < a.x.min(b.x) {
        return if owned { Edge::Crosses } else { Edge::Misses };
    }
    match RobustKernel::orient2d(low, high, p) {
        Orientation::Collinear => Edge::Holds,
        Orientation::CounterClockwise if owned => Edge::Crosses,
        _ => Edge::Misses,
    }
}

/// Decides from the edges of one part.
fn decide(edges: impl Iterator<Item = (Coord<f64>, Coord<f64>)>, p: Coord<f64>) -> Side {
    let mut inside = false;
    for (a, b) in edges {
        match meet(a, b, p) {
            Edge::Misses => {}
            Edge::Crosses => inside = !inside,
            Edge::Holds => return Side::Boundary,
        }
    }
    if inside { Side::Inside } else { Side::Outside }
}

fn rings(part: &Polygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    std::iter::once(part.exterior()).chain(part.interiors())
}

fn edges(part: &Polygon<f64>) -> impl Iterator<Item = (Coord<f64>, Coord<f64>)> + '_ {
    rings(part).flat_map(|ring| ring.lines().map(|line| (line.start, line.end)))
}

/// As [`PreparedPart::side`] of all parts together, by one pass over all edges.
#[cfg(test)]
pub(super) fn side_of(polygon: &MultiPolygon<f64>, point: [f64; 2]) -> Side {
    join(polygon.iter().map(|part| decide(edges(part), Coord::from(point))))
}

/// Joins what the parts say: the interior of one part outweighs the boundary of another.
#[cfg(test)]
pub(super) fn join(sides: impl Iterator<Item = Side>) -> Side {
    let mut joined = Side::Outside;
    for side in sides {
        match side {
            Side::Inside => return Side::Inside,
            Side::Boundary => joined = Side::Boundary,
            Side::Outside => {}
        }
    }
    joined
}

/// Stripes that an edge stands in at most, on average.
const ENTRIES_PER_EDGE: usize = 16;

/// A polygon whose edges are sorted into horizontal stripes, so that a point meets only the edges
/// at its own height. Immutable, `Send` and `Sync`.
#[derive(Debug)]
pub(super) struct PreparedPolygon {
    parts: Vec<PreparedPart>,
}

/// A part of it.
#[derive(Debug)]
pub(super) struct PreparedPart {
    /// West, south, east, north.
    bounds: [f64; 4],
    edges: Vec<(Coord<f64>, Coord<f64>)>,
    stripes_per_degree: f64,
    /// Edge numbers by stripe: those of stripe `i` stand at `starts[i]..starts[i + 1]`.
    starts: Vec<usize>,
    numbers: Vec<u32>,
}

impl PreparedPolygon {
    /// Sorts the edges of `polygon`.
    pub(super) fn new(polygon: &MultiPolygon<f64>) -> Self {
        Self { parts: polygon.iter().filter_map(PreparedPart::new).collect() }
    }

    /// Its parts, each for itself.
    pub(super) fn parts(&self) -> &[PreparedPart] {
        &self.parts
    }
}

impl PreparedPart {
    fn new(part: &Polygon<f64>) -> Option<Self> {
        let edges: Vec<_> = edges(part).collect();
        let first = edges.first()?.0;
        let mut bounds = [first.x, first.y, first.x, first.y];
        for (_, end) in &edges {
            bounds = [
                bounds[0].min(end.x),
                bounds[1].min(end.y),
                bounds[2].max(end.x),
                bounds[3].max(end.y),
            ];
        }
        let height = bounds[3] - bounds[1];
        let stripes = (edges.len() / 4).clamp(1, 4096);
        // An edge stands in every stripe that it crosses. A zigzag whose edges cross all of them would stand in
        // gigabytes of stripes: then there are fewer.
        let climbed: f64 = edges.iter().map(|(a, b)| (a.y - b.y).abs()).sum();
        let crossed = (climbed / height).max(1.0);
        let affordable = (ENTRIES_PER_EDGE * edges.len()) as f64 / crossed;
        let stripes = if affordable >= 1.0 { stripes.min(affordable as usize) } else { 1 };
        let stripes_per_degree = if height > 0.0 { stripes as f64 / height } else { 0.0 };
        let mut part = Self {
            bounds,
            edges,
            stripes_per_degree,
            starts: vec![0; stripes + 1],
            numbers: Vec::new(),
        };
        part.sort_edges();
        Some(part)
    }

    /// Counts, then places, each edge in every stripe it reaches.
    fn sort_edges(&mut self) {
        let spans: Vec<_> = self
            .edges
            .iter()
            .map(|(a, b)| self.stripe(a.y.min(b.y))..=self.stripe(a.y.max(b.y)))
            .collect();
        let mut lists = vec![Vec::new(); self.starts.len() - 1];
        for (number, span) in (0u32..).zip(spans) {
            for list in lists.get_mut(span).unwrap_or_default() {
                list.push(number);
            }
        }
        for (start, list) in self.starts.iter_mut().skip(1).zip(&lists) {
            self.numbers.extend_from_slice(list);
            *start = self.numbers.len();
        }
    }

    /// The stripe of a latitude: the same monotonic rule for edges and for points.
    fn stripe(&self, y: f64) -> usize {
        let stripe = ((y - self.bounds[1]) * self.stripes_per_degree) as usize;
        stripe.min(self.starts.len().saturating_sub(2))
    }

    /// West, south, east, north.
    pub(super) fn bounds(&self) -> [f64; 4] {
        self.bounds
    }

    /// How many edges [`side`](Self::side) of this point (longitude, latitude) compares it with.
    pub(super) fn edges_beside(&self, point: [f64; 2]) -> u64 {
        self.at_height(point[1]).len() as u64
    }

    /// On which side a point (longitude, latitude) lies.
    pub(super) fn side(&self, point: [f64; 2]) -> Side {
        let p = Coord::from(point);
        let [west, south, east, north] = self.bounds;
        if !(p.x >= west && p.x <= east && p.y >= south && p.y <= north) {
            return Side::Outside;
        }
        let numbers = self.at_height(p.y).iter();
        decide(numbers.filter_map(|number| self.edges.get(*number as usize).copied()), p)
    }

    /// The edges that stand in the stripe of a latitude.
    fn at_height(&self, y: f64) -> &[u32] {
        let stripe = self.stripe(y);
        match (self.starts.get(stripe), self.starts.get(stripe + 1)) {
            (Some(start), Some(end)) => self.numbers.get(*start..*end).unwrap_or_default(),
            _ => &[],
        }
    }
}
