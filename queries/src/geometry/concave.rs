//! The hull of points that follows their outline: Delaunay's triangles without the outer ones that are large.
//!
//! As GEOS's `ConcaveHull` by a ratio of lengths (JTS 1.19): from the convex hull inwards a triangle goes, the one with
//! the longest outer edge first, while that edge is longer than a target between the shortest (ratio 0) and the longest
//! (ratio 1) of all edges, and while every point stays on or in one polygon without holes.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap, HashSet};

use geo::{
    ConvexHull, Coord, Geometry, LineString, MultiPoint, Polygon, TriangulateDelaunayUnconstrained,
};

/// A vertex by its bits: the same coordinates are the same vertex.
type Vertex = (u64, u64);

fn vertex(coord: Coord<f64>) -> Vertex {
    // -0 and 0 are one place.
    ((coord.x + 0.0).to_bits(), (coord.y + 0.0).to_bits())
}

/// An edge, whichever way it goes.
fn edge(a: Vertex, b: Vertex) -> (Vertex, Vertex) {
    if a < b { (a, b) } else { (b, a) }
}

/// The hull of points that are no number of times the same; a line or a point where they have no area.
///
/// # Errors
/// What the triangulation cannot take.
pub(crate) fn concave_hull(points: &MultiPoint<f64>, ratio: f64) -> Result<Geometry<f64>, String> {
    let convex = || Geometry::Polygon(points.convex_hull());
    if points.0.len() < 3 {
        return Ok(convex());
    }
    let triangles = points.unconstrained_triangulation().map_err(|error| error.to_string())?;
    if triangles.is_empty() || ratio >= 1.0 {
        return Ok(convex());
    }
    let mut mesh = Mesh::default();
    for triangle in triangles {
        mesh.add(triangle.to_array());
    }
    let lengths = mesh.edges.keys().map(|(a, b)| mesh.length(*a, *b));
    let (least, most) = lengths.fold((f64::INFINITY, 0.0f64), |(least, most), length| {
        (least.min(length), most.max(length))
    });
    mesh.erode(least + ratio * (most - least));
    Ok(mesh.outline().map_or_else(convex, Geometry::Polygon))
}

/// An outer triangle that may go, by the length of its outer edge.
struct Outer {
    length: f64,
    triangle: usize,
}

impl PartialEq for Outer {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Outer {}

impl PartialOrd for Outer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Outer {
    fn cmp(&self, other: &Self) -> Ordering {
        self.length.total_cmp(&other.length).then(other.triangle.cmp(&self.triangle))
    }
}

/// Triangles, and which of them meet.
#[derive(Default)]
struct Mesh {
    triangles: Vec<Option<[Vertex; 3]>>,
    coords: HashMap<Vertex, Coord<f64>>,
    /// The triangles on the two sides of an edge; of an outer edge one.
    edges: HashMap<(Vertex, Vertex), Vec<usize>>,
    /// Vertices on the outline.
    outer: HashSet<Vertex>,
}

impl Mesh {
    fn add(&mut self, corners: [Coord<f64>; 3]) {
        let place = self.triangles.len();
        let triangle = corners.map(vertex);
        self.coords.extend(triangle.into_iter().zip(corners));
        for [a, b] in sides(triangle) {
            self.edges.entry(edge(a, b)).or_default().push(place);
        }
        self.triangles.push(Some(triangle));
    }

    fn length(&self, a: Vertex, b: Vertex) -> f64 {
        match (self.coords.get(&a), self.coords.get(&b)) {
            (Some(a), Some(b)) => (a.x - b.x).hypot(a.y - b.y),
            _ => 0.0,
        }
    }

    fn is_outer(&self, a: Vertex, b: Vertex) -> bool {
        self.edges.get(&edge(a, b)).is_some_and(|beside| beside.len() == 1)
    }

    /// A triangle with one outer edge: that edge's length, and the corner across from it.
    fn open(&self, triangle: usize) -> Option<(f64, Vertex)> {
        let corners = (*self.triangles.get(triangle)?)?;
        let [a, b, c] = corners;
        let outer: Vec<_> = [[a, b, c], [b, c, a], [c, a, b]]
            .into_iter()
            .filter(|[from, to, _]| self.is_outer(*from, *to))
            .collect();
        match outer.as_slice() {
            [[from, to, across]] => Some((self.length(*from, *to), *across)),
            // With two outer edges its tip would be lost, with three all of it.
            _ => None,
        }
    }

    fn erode(&mut self, target: f64) {
        let borders: Vec<_> = self
            .edges
            .iter()
            .filter(|(_, beside)| beside.len() == 1)
            .map(|(ends, _)| *ends)
            .collect();
        self.outer = borders.into_iter().flat_map(|(a, b)| [a, b]).collect();
        let mut waiting: BinaryHeap<Outer> = (0..self.triangles.len())
            .filter_map(|triangle| Some(Outer { length: self.open(triangle)?.0, triangle }))
            .collect();
        while let Some(Outer { length, triangle }) = waiting.pop() {
            if length <= target {
                return;
            }
            // It may have lost a neighbour since it was put there.
            let Some((now, across)) = self.open(triangle) else { continue };
            if now != length || self.outer.contains(&across) {
                continue;
            }
            for neighbour in self.remove(triangle, across) {
                if let Some((length, _)) = self.open(neighbour) {
                    waiting.push(Outer { length, triangle: neighbour });
                }
            }
        }
    }

    /// Takes a triangle away, whose corner `across` comes to lie on the outline; the triangles beside it.
    fn remove(&mut self, triangle: usize, across: Vertex) -> Vec<usize> {
        let Some(corners) = self.triangles.get_mut(triangle).and_then(Option::take) else {
            return Vec::new();
        };
        self.outer.insert(across);
        let mut beside = Vec::new();
        for [a, b] in sides(corners) {
            if let Some(both) = self.edges.get_mut(&edge(a, b)) {
                both.retain(|other| *other != triangle);
                beside.extend(both.iter().copied());
            }
        }
        beside
    }

    /// The ring of outer edges; `None` when they are no single ring.
    fn outline(&self) -> Option<Polygon<f64>> {
        let mut next: HashMap<Vertex, Vertex> = HashMap::new();
        let mut count = 0;
        for corners in self.triangles.iter().flatten() {
            for [a, b] in sides(*corners) {
                if self.is_outer(a, b) {
                    count += 1;
                    next.insert(a, b);
                }
            }
        }
        // From the least vertex, so that the ring does not begin where the table of hashes does.
        let start = *next.keys().min()?;
        let mut ring = Vec::with_capacity(count + 1);
        let mut at = start;
        loop {
            ring.push(*self.coords.get(&at)?);
            at = *next.get(&at)?;
            if at == start {
                break;
            }
            if ring.len() > count {
                return None;
            }
        }
        (ring.len() == count).then(|| Polygon::new(LineString::new(ring), Vec::new()))
    }
}

fn sides([a, b, c]: [Vertex; 3]) -> [[Vertex; 2]; 3] {
    [[a, b], [b, c], [c, a]]
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Area, Contains, Intersects, Point, Validation};

    /// The letter C on a grid.
    fn letter() -> MultiPoint<f64> {
        let mut points = Vec::new();
        for x in 0..20 {
            for y in 0..20 {
                if !(x > 5 && (6..14).contains(&y)) {
                    points.push(Point::new(f64::from(x), f64::from(y)));
                }
            }
        }
        MultiPoint::new(points)
    }

    fn polygon(geometry: Geometry<f64>) -> Polygon<f64> {
        match geometry {
            Geometry::Polygon(polygon) => polygon,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_letter_is_filled_by_ratio_one_and_followed_by_a_small_one() {
        let points = letter();
        let convex = polygon(concave_hull(&points, 1.0).unwrap());
        assert_eq!(convex.unsigned_area(), 361.0);
        let narrow = polygon(concave_hull(&points, 0.1).unwrap());
        assert!(narrow.unsigned_area() < 265.0, "{}", narrow.unsigned_area());
        assert!(!narrow.contains(&Point::new(15.0, 10.0)));
        let mut last = 0.0;
        for ratio in [0.0, 0.1, 0.3, 0.5, 0.8, 1.0] {
            let hull = polygon(concave_hull(&points, ratio).unwrap());
            assert!(hull.is_valid() && hull.interiors().is_empty(), "{ratio}");
            assert!(points.iter().all(|point| hull.intersects(point)), "{ratio}");
            assert!(hull.unsigned_area() >= last, "{ratio}");
            last = hull.unsigned_area();
        }
    }

    #[test]
    fn points_without_an_area_have_their_convex_hull() {
        for points in [vec![], vec![(1.0, 1.0)], vec![(0.0, 0.0), (1.0, 1.0), (2.0, 2.0)]] {
            let hull = polygon(concave_hull(&MultiPoint::from(points), 0.2).unwrap());
            assert_eq!(hull.unsigned_area(), 0.0);
        }
    }
}
