//! Where a point lies in an area, answered many times: the edges sorted into horizontal stripes.
//!
//! A ray from the point crosses only edges of the point's own stripe, so that a lookup reads a handful of
//! edges instead of all.

use geo::coordinate_position::CoordPos;
use geo::{Coord, Geometry, Polygon};

use super::winding::{Ring, Whole, Winding};

/// Edges in a stripe, on average, when each edge stood in one.
const EDGES_A_STRIPE: usize = 2;
/// Upright edges stand in many stripes; all together in no more than this many each.
const STRIPES_AN_EDGE: f64 = 4.0;

/// The edges of an area by stripes.
#[derive(Debug, Default)]
pub(crate) struct Stripes {
    low: f64,
    /// Stripes a unit of y.
    scale: f64,
    /// The vertices of all rings, one ring behind the other.
    vertices: Vec<Coord<f64>>,
    /// Where the rings end in `vertices`.
    rings: Vec<(u32, Ring)>,
    /// Where the edges of each stripe begin in `edges`.
    starts: Vec<u32>,
    /// Edges by stripe: the first vertex of each, ascending in a stripe.
    edges: Vec<u32>,
}

impl Stripes {
    /// Of a polygon or multipolygon whose coordinates are finite; `None` of anything else.
    pub fn new(area: &Geometry<f64>) -> Option<Self> {
        let parts: &[Polygon<f64>] = match area {
            Geometry::Polygon(polygon) => std::slice::from_ref(polygon),
            Geometry::MultiPolygon(parts) => &parts.0,
            _ => return None,
        };
        let mut stripes = Self::default();
        for (part, polygon) in (0u32..).zip(parts) {
            stripes.push(Ring { part, hole: false }, &mut polygon.exterior().0.iter().copied());
            for ring in polygon.interiors() {
                stripes.push(Ring { part, hole: true }, &mut ring.0.iter().copied());
            }
        }
        stripes.sorted()
    }

    /// Adds a ring; exteriors come before their holes.
    pub(super) fn push(&mut self, ring: Ring, coords: &mut dyn Iterator<Item = Coord<f64>>) {
        self.vertices.extend(coords);
        self.rings.push((u32::try_from(self.vertices.len()).unwrap_or(u32::MAX), ring));
    }

    /// Sorts the edges of the rings; `None` when a coordinate is not finite.
    pub(super) fn sorted(mut self) -> Option<Self> {
        let finite = |c: &Coord<f64>| c.x.is_finite() && c.y.is_finite();
        if !self.vertices.iter().all(finite) || u32::try_from(self.vertices.len()).is_err() {
            return None;
        }
        let heights = || self.vertices.iter().map(|vertex| vertex.y);
        let low = heights().fold(f64::INFINITY, f64::min);
        let tall = heights().fold(f64::NEG_INFINITY, f64::max) - low;
        let (edges, mut climb) = (self.vertices.len() as f64, 0.0);
        self.each_edge(|_, start, end| climb += (end.y - start.y).abs());
        let most = (STRIPES_AN_EDGE * edges * tall / climb).max(1.0);
        let count = (self.vertices.len() / EDGES_A_STRIPE).clamp(1, most.min(1e9) as usize);
        let scale = count as f64 / tall;
        (self.low, self.scale) = (low, if scale.is_finite() { scale } else { 0.0 });

        let mut starts = vec![0u32; count + 1];
        self.each_edge(|_, start, end| {
            for stripe in self.span(start, end, count) {
                if let Some(edges) = starts.get_mut(stripe + 1) {
                    *edges = edges.saturating_add(1);
                }
            }
        });
        let mut total = 0u32;
        for start in &mut starts {
            total = total.checked_add(*start)?;
            *start = total;
        }
        let (mut edges, mut next) = (vec![0u32; total as usize], starts.clone());
        self.each_edge(|edge, start, end| {
            for stripe in self.span(start, end, count) {
                let Some(at) = next.get_mut(stripe) else { continue };
                if let Some(place) = edges.get_mut(*at as usize) {
                    *place = edge;
                }
                *at += 1;
            }
        });
        (self.starts, self.edges) = (starts, edges);
        Some(self)
    }

    /// Every edge with the number of its first vertex. A ring of one vertex is one edge.
    fn each_edge(&self, mut each: impl FnMut(u32, Coord<f64>, Coord<f64>)) {
        let mut first = 0u32;
        for (end, _) in &self.rings {
            let run = self.vertices.get(first as usize..*end as usize).unwrap_or(&[]);
            if let [only] = run {
                each(first, *only, *only);
            }
            for (edge, pair) in (first..).zip(run.windows(2)) {
                if let [start, end] = pair {
                    each(edge, *start, *end);
                }
            }
            first = *end;
        }
    }

    /// Memory in bytes.
    pub fn size(&self) -> usize {
        self.vertices.len() * size_of::<Coord<f64>>()
            + (self.starts.len() + self.edges.len()) * size_of::<u32>()
            + self.rings.len() * size_of::<(u32, Ring)>()
    }

    /// The stripe of a height. It never falls as the height grows, so that an edge stands in the stripe
    /// of every height between its ends.
    fn stripe(&self, y: f64, count: usize) -> usize {
        // `as` takes what is below for 0.
        (((y - self.low) * self.scale) as usize).min(count.saturating_sub(1))
    }

    fn span(
        &self,
        start: Coord<f64>,
        end: Coord<f64>,
        count: usize,
    ) -> std::ops::RangeInclusive<usize> {
        let (a, b) = (self.stripe(start.y, count), self.stripe(end.y, count));
        a.min(b)..=a.max(b)
    }

    /// Where a finite point lies.
    pub fn position(&self, point: Coord<f64>) -> CoordPos {
        let stripe = self.stripe(point.y, self.starts.len().saturating_sub(1));
        let at = |stripe: usize| self.starts.get(stripe).map_or(0, |start| *start as usize);
        let edges = self.edges.get(at(stripe)..at(stripe + 1)).unwrap_or(&[]);
        let mut whole = Whole::default();
        let mut present: Option<(u32, Ring)> = None;
        let mut winding = Winding::new(point);
        for edge in edges {
            if present.is_none_or(|(end, _)| *edge >= end) {
                if let Some((_, ring)) = present {
                    whole.add(ring, winding.position());
                }
                winding = Winding::new(point);
                let ring = self.rings.partition_point(|(end, _)| end <= edge);
                present = self.rings.get(ring).copied();
            }
            let first = *edge as usize;
            let (Some(start), Some((end, _))) = (self.vertices.get(first), present) else {
                continue;
            };
            // A ring of one vertex has no other end.
            let next = if edge + 1 < end { first + 1 } else { first };
            winding.add(*start, self.vertices.get(next).copied().unwrap_or(*start));
        }
        if let Some((_, ring)) = present {
            whole.add(ring, winding.position());
        }
        whole.finish()
    }
}

#[cfg(test)]
mod tests {
    use geo::{LineString, MultiPolygon};
    use geoarrow_array::GeoArrowArray;
    use proptest::prelude::*;

    use super::*;
    use crate::geometry::position::position;
    use crate::geometry::{ShapeColumn, multipolygons};

    /// A ring of any shape, most of them crossing themselves, with vertices on a grid so that edges are often
    /// horizontal, upright, doubled or through a point that is asked for.
    fn ring() -> impl Strategy<Value = LineString<f64>> {
        let grid = (0..12i32, 0..12i32).prop_map(|(x, y)| (f64::from(x), f64::from(y)));
        let fine = (0.0..12.0f64, 0.0..12.0f64);
        prop_oneof![
            proptest::collection::vec(grid.clone(), 3..9),
            proptest::collection::vec(grid, 3..200),
            proptest::collection::vec(fine, 3..200),
        ]
        .prop_map(LineString::from)
    }

    fn area() -> impl Strategy<Value = MultiPolygon<f64>> {
        let holes = proptest::collection::vec(ring(), 0..3);
        let polygon = (ring(), holes).prop_map(|(ring, holes)| Polygon::new(ring, holes));
        proptest::collection::vec(polygon, 0..4).prop_map(MultiPolygon::new)
    }

    proptest! {
        #[test]
        fn a_point_lies_where_geo_says(
            area in area(), points in proptest::collection::vec((-1..26i32, -1..26i32), 1..60), shift in 0.0..0.5f64,
        ) {
            let column = multipolygons([Some(&area)].into_iter()).unwrap();
            let field = column.data_type().to_field("area", true);
            let column = ShapeColumn::new(&column.to_array_ref(), &field).unwrap();
            let area = Geometry::MultiPolygon(area);
            let (stripes, stored) = (Stripes::new(&area).unwrap(), column.stripes(0).unwrap());
            for (x, y) in points {
                let on_grid = Coord { x: f64::from(x) / 2.0, y: f64::from(y) / 2.0 };
                for point in [on_grid, Coord { x: on_grid.x + shift, y: on_grid.y }, Coord { x: on_grid.x, y: on_grid.y + shift }] {
                    let expected = position(point, &area).unwrap();
                    prop_assert_eq!(stripes.position(point), expected, "{:?} {:?}", point, &area);
                    prop_assert_eq!(stored.position(point), expected);
                    prop_assert_eq!(column.position(0, point), Some(expected));
                }
            }
        }
    }
}
