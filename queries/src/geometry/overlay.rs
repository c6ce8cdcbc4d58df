//! Intersections, unions and differences of areas whose vertices stay where they are.
//!
//! The overlay of `geo` computes on a grid of about 2^-29 of what it is given: vertices move, so that a union no longer
//! covers its parts, and of a small area beside a huge one little is left. So areas are first cut to where both can
//! be, and what comes out is put back on the vertices that went in.

use std::cmp::Ordering;

use geo::{
    AffineOps, AffineTransform, BooleanOps, BoundingRect, Coord, CoordsIter, Intersects,
    LineString, MapCoords, MultiPolygon, Polygon, Rect, unary_union,
};

/// What is made of two areas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    Intersection,
    Union,
    Difference,
    SymDifference,
}

/// The areas combined. Rings must be wound as OGC says, the outer one against the clock, and not be empty.
pub(crate) fn overlay(
    a: &MultiPolygon<f64>,
    b: &MultiPolygon<f64>,
    operation: Operation,
) -> MultiPolygon<f64> {
    let (Some(a_box), Some(b_box)) = (a.bounding_rect(), b.bounding_rect()) else {
        return apart(a, b, operation);
    };
    if !a_box.intersects(&b_box) {
        return apart(a, b, operation);
    }
    if operation == Operation::Intersection {
        let common = common_box(a_box, b_box);
        return on_grid(&cut(a, a_box, common), &cut(b, b_box, common), operation);
    }
    on_grid(a, b, operation)
}

/// Areas merged into one.
pub(crate) fn dissolved(areas: &[Polygon<f64>]) -> Vec<Polygon<f64>> {
    let Some(bounds) = bounds(areas.iter()) else { return Vec::new() };
    put_back(unary_union(areas.iter()), areas.iter(), tolerance(bounds)).0
}

/// What comes of areas that have no point in common.
fn apart(a: &MultiPolygon<f64>, b: &MultiPolygon<f64>, operation: Operation) -> MultiPolygon<f64> {
    match operation {
        Operation::Intersection => MultiPolygon::new(Vec::new()),
        Operation::Difference => a.clone(),
        Operation::Union | Operation::SymDifference => a.iter().chain(b).cloned().collect(),
    }
}

fn on_grid(
    a: &MultiPolygon<f64>,
    b: &MultiPolygon<f64>,
    operation: Operation,
) -> MultiPolygon<f64> {
    let Some(bounds) = bounds(a.iter().chain(b)) else { return apart(a, b, operation) };
    // Moved to the middle and made about 1 large: the overlay drops what is very small.
    let size = bounds.width().max(bounds.height());
    if a.0.is_empty() || b.0.is_empty() || size <= 0.0 {
        return apart(a, b, operation);
    }
    let factor = size.log2().round().exp2().recip();
    let middle = bounds.center();
    let there = AffineTransform::translate(-middle.x, -middle.y).scaled(
        factor,
        factor,
        Coord { x: 0.0, y: 0.0 },
    );
    let (near_a, near_b) = (a.affine_transform(&there), b.affine_transform(&there));
    let found = match operation {
        Operation::Intersection => near_a.intersection(&near_b),
        Operation::Union => near_a.union(&near_b),
        Operation::Difference => near_a.difference(&near_b),
        Operation::SymDifference => near_a.xor(&near_b),
    };
    let back =
        found.map_coords(|c| Coord { x: c.x / factor + middle.x, y: c.y / factor + middle.y });
    put_back(back, a.iter().chain(b), tolerance(bounds))
}

fn bounds<'a>(areas: impl Iterator<Item = &'a Polygon<f64>>) -> Option<Rect<f64>> {
    let join = |a: Rect<f64>, b: Rect<f64>| {
        Rect::new(
            Coord { x: a.min().x.min(b.min().x), y: a.min().y.min(b.min().y) },
            Coord { x: a.max().x.max(b.max().x), y: a.max().y.max(b.max().y) },
        )
    };
    areas.filter_map(BoundingRect::bounding_rect).reduce(join)
}

/// How far the grid can have moved a vertex: two of its steps.
fn tolerance(bounds: Rect<f64>) -> f64 {
    bounds.width().max(bounds.height()) * 2f64.powi(-27)
}

/// The areas with each vertex on that of the sources which it was before the grid moved it.
fn put_back<'a>(
    found: MultiPolygon<f64>,
    sources: impl Iterator<Item = &'a Polygon<f64>>,
    tolerance: f64,
) -> MultiPolygon<f64> {
    if tolerance <= 0.0 {
        return found;
    }
    let vertices = Vertices::new(sources.flat_map(CoordsIter::coords_iter), tolerance);
    let original = |c: Coord<f64>| vertices.near(c).unwrap_or(c);
    let ring = |ring: &LineString<f64>| {
        let mut coords: Vec<Coord<f64>> = ring.0.iter().map(|c| original(*c)).collect();
        coords.dedup();
        (coords.len() >= 4).then(|| LineString::new(coords))
    };
    let polygon = |polygon: &Polygon<f64>| {
        let holes = polygon.interiors().iter().filter_map(ring).collect();
        Some(Polygon::new(ring(polygon.exterior())?, holes))
    };
    found.iter().filter_map(polygon).collect()
}

/// Vertices in square cells, four tolerances wide.
struct Vertices {
    /// Each after its cell, in the order of the cells.
    sorted: Vec<([f64; 2], Coord<f64>)>,
    tolerance: f64,
    /// How many cells there are to a degree.
    cells: f64,
}

impl Vertices {
    fn new(vertices: impl Iterator<Item = Coord<f64>>, tolerance: f64) -> Self {
        let cells = (4.0 * tolerance).recip();
        let mut sorted: Vec<_> =
            vertices.map(|c| ([cell(c.x, cells), cell(c.y, cells)], c)).collect();
        sorted.sort_unstable_by(|a, b| by_cell(a.0, b.0));
        Self { sorted, tolerance, cells }
    }

    /// The nearest vertex that is not further away than the tolerance, east or north.
    fn near(&self, c: Coord<f64>) -> Option<Coord<f64>> {
        let t = self.tolerance;
        // The cells that a point reaches are mostly one.
        let reached = |x: f64| {
            let (low, high) = (cell(x - t, self.cells), cell(x + t, self.cells));
            std::iter::once(low).chain((high > low).then_some(high))
        };
        let mut best: Option<(f64, Coord<f64>)> = None;
        for x in reached(c.x) {
            for wanted in reached(c.y).map(|y| [x, y]) {
                let from = self.sorted.partition_point(|(cell, _)| by_cell(*cell, wanted).is_lt());
                let here = self.sorted.get(from..).unwrap_or_default().iter();
                for (_, v) in here.take_while(|(cell, _)| by_cell(*cell, wanted).is_eq()) {
                    let (dx, dy) = ((v.x - c.x).abs(), (v.y - c.y).abs());
                    let squared = dx * dx + dy * dy;
                    if dx <= t && dy <= t && best.is_none_or(|(least, _)| squared < least) {
                        best = Some((squared, *v));
                    }
                }
            }
        }
        best.map(|(_, vertex)| vertex)
    }
}

/// The cell of a coordinate; zero has no sign.
fn cell(x: f64, cells: f64) -> f64 {
    (x * cells).floor() + 0.0
}

fn by_cell([ax, ay]: [f64; 2], [bx, by]: [f64; 2]) -> Ordering {
    ax.total_cmp(&bx).then(ay.total_cmp(&by))
}

/// Where both areas can be, with room around it so that cutting makes no border inside.
fn common_box(a: Rect<f64>, b: Rect<f64>) -> Rect<f64> {
    let low = Coord { x: a.min().x.max(b.min().x), y: a.min().y.max(b.min().y) };
    let high = Coord { x: a.max().x.min(b.max().x), y: a.max().y.min(b.max().y) };
    let room = (high.x - low.x).max(high.y - low.y) / 2.0;
    let room = room.max(1e-12);
    Rect::new(
        Coord { x: low.x - room, y: low.y - room },
        Coord { x: high.x + room, y: high.y + room },
    )
}

/// A side of a window: which coordinate, its limit, and whether what is kept is above it.
type Side = (fn(Coord<f64>) -> f64, f64, bool);

/// The areas without what lies outside of `window` (Sutherland and Hodgman 1974). Where a ring leaves and comes back it
/// runs along the border of the window, which no other area reaches.
fn cut(areas: &MultiPolygon<f64>, bounds: Rect<f64>, window: Rect<f64>) -> MultiPolygon<f64> {
    let larger = bounds.width() > 2.0 * window.width() || bounds.height() > 2.0 * window.height();
    if !larger {
        return areas.clone();
    }
    let ring = |ring: &LineString<f64>| {
        let sides: [Side; 4] = [
            (|c| c.x, window.min().x, true),
            (|c| c.x, window.max().x, false),
            (|c| c.y, window.min().y, true),
            (|c| c.y, window.max().y, false),
        ];
        let coords = sides.iter().fold(ring.0.clone(), |coords, side| cut_side(&coords, *side));
        (coords.len() >= 4).then(|| LineString::new(coords))
    };
    let polygon = |polygon: &Polygon<f64>| {
        let holes = polygon.interiors().iter().filter_map(ring).collect();
        Some(Polygon::new(ring(polygon.exterior())?, holes))
    };
    areas.iter().filter_map(polygon).collect()
}

/// A closed ring without what lies beyond one side of the window.
fn cut_side(ring: &[Coord<f64>], (axis, limit, above): Side) -> Vec<Coord<f64>> {
    let inside = |c: Coord<f64>| if above { axis(c) >= limit } else { axis(c) <= limit };
    let mut kept = Vec::with_capacity(ring.len());
    for pair in ring.windows(2) {
        let [from, to] = pair else { continue };
        if inside(*from) {
            kept.push(*from);
        }
        if inside(*from) != inside(*to) {
            let share = (limit - axis(*from)) / (axis(*to) - axis(*from));
            kept.push(Coord {
                x: from.x + share * (to.x - from.x),
                y: from.y + share * (to.y - from.y),
            });
        }
    }
    if let Some(first) = kept.first().copied()
        && kept.last() != Some(&first)
    {
        kept.push(first);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Area, Relate, polygon};

    fn square(x: f64, y: f64, side: f64) -> MultiPolygon<f64> {
        let (e, n) = (x + side, y + side);
        MultiPolygon::new(vec![polygon![(x: x, y: y), (x: e, y: y), (x: e, y: n), (x: x, y: n)]])
    }

    #[test]
    fn a_contained_area_is_its_own_intersection() {
        let b = square(115.123_456_789, -8.3, 0.076_543_211);
        for a in [square(90.0, -15.0, 55.0), square(115.0, -9.0, 1.0), square(-1e7, -1e7, 2e7)] {
            let found = overlay(&a, &b, Operation::Intersection);
            assert!(found.relate(&b).is_equal_topo(), "{found:?}");
            for c in found.coords_iter() {
                assert!(b.coords_iter().any(|own| own == c), "{c:?}");
            }
        }
    }

    #[test]
    fn huge_and_tiny_areas_are_measured_right() {
        let found =
            overlay(&square(-1e9, -1e9, 2e9), &square(0.0, 0.0, 10.0), Operation::Intersection);
        assert!((found.unsigned_area() - 100.0).abs() < 1e-9, "{}", found.unsigned_area());
        let tiny =
            MultiPolygon::new(vec![polygon![(x: 0., y: 0.), (x: 1e-9, y: 0.), (x: 0., y: 1e-9)]]);
        let found = overlay(&square(-1.0, -1.0, 2.0), &tiny, Operation::Intersection);
        assert!((found.unsigned_area() - 5e-19).abs() < 1e-22, "{}", found.unsigned_area());
    }

    #[test]
    fn a_ring_that_leaves_the_window_twice_is_cut_right() {
        // A comb whose teeth reach into the square.
        let comb = MultiPolygon::new(vec![polygon![
            (x: 0., y: -100.), (x: 50., y: -100.), (x: 50., y: -50.), (x: 9., y: -50.), (x: 9., y: 5.), (x: 7., y: 5.),
            (x: 7., y: -50.), (x: 3., y: -50.), (x: 3., y: 5.), (x: 1., y: 5.), (x: 1., y: -50.), (x: 0., y: -50.)
        ]]);
        let found = overlay(&comb, &square(0.0, 0.0, 10.0), Operation::Intersection);
        assert_eq!(found.0.len(), 2);
        assert!((found.unsigned_area() - 20.0).abs() < 1e-9);
    }

    #[test]
    fn a_union_covers_its_parts_and_a_difference_with_itself_is_empty() {
        let (a, b) = (square(115.1, -8.3, 0.1), square(115.2, -8.3, 25.1));
        for found in [
            overlay(&a, &b, Operation::Union),
            MultiPolygon::new(dissolved(&[a.0.clone(), b.0.clone()].concat())),
        ] {
            assert!(found.relate(&a).is_covers() && found.relate(&b).is_covers(), "{found:?}");
        }
        assert!(overlay(&a, &a, Operation::Difference).unsigned_area() == 0.0);
        assert!(
            (overlay(&a, &b, Operation::SymDifference).unsigned_area() - 0.01 - 630.01).abs()
                < 1e-6
        );
    }
}
