//! Which held geometries may be among the nearest of another one: a tree over boxes in space, searched from the
//! nearest box outwards.
//!
//! A distance in degrees is one in the plane. A distance in metres lies between two multiples of the angle that two
//! points span at the middle of a unit sphere, so that boxes around points of that sphere order the search, and the
//! antimeridian is no border. The answer holds every row that may be among the nearest, and few others: the statement
//! still orders them by the distance itself.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use geo::Rect;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, ParentNode, RTree, RTreeNode};

use crate::geometry::Model;

pub(super) type Entry = GeomWithData<Rectangle<[f64; 3]>, u32>;
type Cuboid = AABB<[f64; 3]>;

/// WGS 84: the least and the greatest radius of curvature in metres, along the meridian at the equator and at the
/// poles. With geodetic latitudes on the unit sphere, a geodesic is at least the one and at most the other times the
/// angle: its element is `M² dφ² + N² cos² φ dλ²`, and M and N lie between the two.
const SPHEROID_M: (f64, f64) = (6_335_439.0, 6_399_594.0);
/// The sphere of `ST_DistanceSphere`, with room for the rounding of its formula.
const SPHERE_M: (f64, f64) = (6_371_008.7, 6_371_008.9);
/// Two distances that differ by less than this are not told apart here, in metres and in degrees.
const SLACK_M: f64 = 1.0;
const SLACK_DEGREES: f64 = 1e-12;

/// The held geometries by their place.
pub(super) struct NearestTree {
    tree: RTree<Entry>,
    model: Model,
}

/// A box of a held row, before the tree is made.
pub(super) fn entry(bounds: &Rect<f64>, model: Model, id: u32) -> Entry {
    let cuboid = cuboid(bounds, model);
    Entry::new(Rectangle::from_corners(cuboid.lower(), cuboid.upper()), id)
}

impl NearestTree {
    pub fn new(entries: Vec<Entry>, model: Model) -> Self {
        Self { tree: RTree::bulk_load(entries), model }
    }

    /// Appends the rows that may be among the `count` nearest to what lies in `bounds`. `exact` is asked for the
    /// distance of rows of which a box is not enough to know it; rows that it has none for are left out.
    pub fn find<E>(
        &self,
        bounds: &Rect<f64>,
        count: usize,
        mut exact: impl FnMut(u32) -> Result<Option<f64>, E>,
        found: &mut Vec<u32>,
    ) -> Result<(), E> {
        let from = cuboid(bounds, self.model);
        let mut queue = BinaryHeap::new();
        queue.extend(self.tree.root().children().iter().map(|node| Waiting::new(node, &from)));
        // The least distances known so far that are certain to be reached, the greatest of them first.
        let mut reached: BinaryHeap<Metric> = BinaryHeap::with_capacity(count + 1);
        let mut hits: Vec<(f64, u32)> = Vec::new();
        let (mut limit, mut furthest) = (f64::INFINITY, f64::INFINITY);
        while let Some(Waiting { gap_2, node }) = queue.pop() {
            if gap_2 > furthest {
                break;
            }
            let entry = match node {
                RTreeNode::Parent(parent) => {
                    let children = children(parent).map(|node| Waiting::new(node, &from));
                    queue.extend(children.filter(|waiting| waiting.gap_2 <= furthest));
                    continue;
                }
                RTreeNode::Leaf(entry) => entry,
            };
            let (least, most) = if is_point(&from) && is_point(&envelope(entry)) {
                self.range(gap_2)
            } else {
                let Some(distance) = exact(entry.data)? else { continue };
                (distance, distance)
            };
            hits.push((least, entry.data));
            reached.push(Metric(most));
            if reached.len() > count {
                reached.pop();
            }
            if reached.len() == count
                && let Some(Metric(most)) = reached.peek()
            {
                limit = *most;
                furthest = self.gap_2(limit);
            }
        }
        let limit = limit * (1.0 + 1e-9) + self.slack();
        // What is no number (a distance of coordinates that overflow) is no reason to leave a row out.
        found.extend(
            hits.into_iter()
                .filter(|(least, _)| least.is_nan() || *least <= limit)
                .map(|(_, id)| id),
        );
        Ok(())
    }

    /// The distance of two points whose places are this far apart lies between these.
    fn range(&self, gap_2: f64) -> (f64, f64) {
        let angle = 2.0 * (gap_2.sqrt() / 2.0).min(1.0).asin();
        match self.model {
            Model::Plane => (gap_2.sqrt(), gap_2.sqrt()),
            Model::Sphere => (angle * SPHERE_M.0, angle * SPHERE_M.1),
            Model::Spheroid => (angle * SPHEROID_M.0, angle * SPHEROID_M.1),
        }
    }

    /// The squared gap between places beyond which every distance is greater than `distance`.
    fn gap_2(&self, distance: f64) -> f64 {
        let distance = distance * (1.0 + 1e-9) + self.slack();
        let least_m = match self.model {
            Model::Plane => return distance * distance,
            Model::Sphere => SPHERE_M.0,
            Model::Spheroid => SPHEROID_M.0,
        };
        let angle = distance / least_m;
        if angle.is_nan() || angle >= std::f64::consts::PI {
            return f64::INFINITY;
        }
        let gap = 2.0 * (angle / 2.0).sin();
        gap * gap * (1.0 + 1e-12)
    }

    fn slack(&self) -> f64 {
        if self.model == Model::Plane { SLACK_DEGREES } else { SLACK_M }
    }
}

/// A node of the tree that has not been looked into; the nearest is the greatest, as a heap wants it.
struct Waiting<'a> {
    gap_2: f64,
    node: &'a RTreeNode<Entry>,
}

impl<'a> Waiting<'a> {
    fn new(node: &'a RTreeNode<Entry>, from: &Cuboid) -> Self {
        let to = match node {
            RTreeNode::Parent(parent) => parent.envelope(),
            RTreeNode::Leaf(entry) => envelope(entry),
        };
        Self { gap_2: gap_2(from, &to), node }
    }
}

impl Ord for Waiting<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        other.gap_2.total_cmp(&self.gap_2)
    }
}

impl PartialOrd for Waiting<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Waiting<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Waiting<'_> {}

/// A distance with an order.
#[derive(Clone, Copy)]
struct Metric(f64);

impl Ord for Metric {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Metric {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Metric {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Metric {}

fn children(parent: &ParentNode<Entry>) -> impl Iterator<Item = &RTreeNode<Entry>> {
    parent.children().iter()
}

fn envelope(entry: &Entry) -> Cuboid {
    Cuboid::from_corners(entry.geom().lower(), entry.geom().upper())
}

fn is_point(cuboid: &Cuboid) -> bool {
    cuboid.lower() == cuboid.upper()
}

/// The square of how far apart two boxes are.
fn gap_2(a: &Cuboid, b: &Cuboid) -> f64 {
    let axes = a.lower().into_iter().zip(a.upper()).zip(b.lower().into_iter().zip(b.upper()));
    axes.map(|((a_low, a_high), (b_low, b_high))| (b_low - a_high).max(a_low - b_high).max(0.0))
        .map(|gap| gap * gap)
        .sum()
}

/// A box of degrees as the search has it: in the plane, or around its part of the unit sphere.
fn cuboid(bounds: &Rect<f64>, model: Model) -> Cuboid {
    let (low, high) = (bounds.min(), bounds.max());
    if model == Model::Plane {
        return Cuboid::from_corners([low.x, low.y, 0.0], [high.x, high.y, 0.0]);
    }
    let (west, east) = (low.x.to_radians(), high.x.to_radians());
    let (south, north) = (low.y.to_radians(), high.y.to_radians());
    if low == high {
        let place = [south.cos() * west.cos(), south.cos() * west.sin(), south.sin()];
        return Cuboid::from_corners(place, place);
    }
    let reaches = |at: f64, from: f64, to: f64| (from..=to).contains(&at);
    let widest = if reaches(0.0, south, north) { 1.0 } else { south.cos().max(north.cos()) };
    let narrowest = south.cos().min(north.cos()).max(0.0);
    let span = |of: fn(f64) -> f64, top: f64, bottom: f64| {
        let most = if reaches(top, west, east) { 1.0 } else { of(west).max(of(east)) };
        let least = if reaches(bottom, west, east) { -1.0 } else { of(west).min(of(east)) };
        let low = least * if least < 0.0 { widest } else { narrowest };
        let high = most * if most > 0.0 { widest } else { narrowest };
        (low, high)
    };
    let quarter = std::f64::consts::FRAC_PI_2;
    let (x, y) = (span(f64::cos, 0.0, 2.0 * quarter), span(f64::sin, quarter, -quarter));
    let room = 1e-12;
    Cuboid::from_corners(
        [x.0 - room, y.0 - room, south.sin() - room],
        [x.1 + room, y.1 + room, north.sin() + room],
    )
}

#[cfg(test)]
mod tests {
    use geo::Coord;
    use proptest::prelude::*;

    use super::*;
    use crate::geometry::{metres, planar_distance};

    fn distance(a: (f64, f64), b: (f64, f64), model: Model) -> f64 {
        let (a, b) = (geo::Point::from(a).into(), geo::Point::from(b).into());
        if model == Model::Plane { planar_distance(&a, &b) } else { metres(&a, &b, model) }
    }

    fn place() -> impl Strategy<Value = (f64, f64)> {
        prop_oneof![
            (-180.0..=180.0f64, -90.0..=90.0f64),
            (95.0..141.0f64, -11.0..6.0f64),
            // Around the antimeridian, and places that several have.
            (prop_oneof![179.0..=180.0f64, -180.0..=-179.0f64], -2.0..2.0f64),
            (0..3i32, 0..3i32).prop_map(|(x, y)| (f64::from(x), f64::from(y))),
        ]
    }

    proptest! {
        #[test]
        fn every_one_of_the_nearest_is_found(
            held in proptest::collection::vec(place(), 1..60), from in place(), count in 1..6usize,
            model in prop_oneof![Just(Model::Plane), Just(Model::Sphere), Just(Model::Spheroid)],
        ) {
            let at = |(x, y)| Rect::new(Coord { x, y }, Coord { x, y });
            let entries = held.iter().zip(0..).map(|(place, id)| entry(&at(*place), model, id)).collect();
            let mut found = Vec::new();
            let never = |_| Err("a distance of two points was asked for");
            NearestTree::new(entries, model).find(&at(from), count, never, &mut found).unwrap();
            let mut distances: Vec<f64> = held.iter().map(|place| distance(from, *place, model)).collect();
            let of = distances.clone();
            distances.sort_by(f64::total_cmp);
            let limit = distances[count.min(held.len()) - 1];
            for (id, distance) in of.iter().enumerate() {
                prop_assert!(*distance > limit || found.contains(&(id as u32)), "{:?} {distance} {limit}", held[id]);
            }
        }

        #[test]
        fn a_box_holds_the_places_of_all_its_points(
            (x, y) in (-180.0..180.0f64, -90.0..90.0f64), (wide, high) in (0.0..360.0f64, 0.0..180.0f64), (u, v) in (0.0..=1.0f64, 0.0..=1.0f64),
        ) {
            let (east, north) = ((x + wide).min(180.0), (y + high).min(90.0));
            let around = cuboid(&Rect::new(Coord { x, y }, Coord { x: east, y: north }), Model::Spheroid);
            let (x, y) = (x + (east - x) * u, y + (north - y) * v);
            let point = cuboid(&Rect::new(Coord { x, y }, Coord { x, y }), Model::Spheroid);
            prop_assert_eq!(gap_2(&around, &point), 0.0);
        }
    }
}
