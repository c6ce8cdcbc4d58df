//! Finds what makes polygons invalid by OGC Simple Features (06-103r4, 6.1.11 and 6.1.14), the
//! same rules that PostGIS and GEOS check. Rings are closed, have four points or more and repeat
//! no point.

use std::collections::{HashMap, HashSet};
use std::fmt;

use geo::{BoundingRect, Coord, MultiPolygon, Polygon, Rect};

use super::locate::{Side, side_of_all, side_of_any};
use super::segments::{Contact, Meeting, Ring, contacts};

/// What can be wrong with a polygon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Problem {
    /// The last point of a ring is not its first.
    UnclosedRing,
    /// A ring of fewer than three corners.
    ShortRing,
    /// A ring crosses or touches itself.
    SelfIntersection,
    /// A hole crosses its shell or another hole.
    RingsCross,
    /// A hole lies outside its shell.
    HoleOutsideShell,
    /// A hole lies in another hole.
    NestedHoles,
    /// Holes touch so that they cut the area in two.
    DisconnectedInterior,
    /// Two parts overlap.
    PartsOverlap,
    /// A part lies in another one.
    NestedShells,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnclosedRing => "unclosed ring",
            Self::ShortRing => "ring of fewer than three corners",
            Self::SelfIntersection => "ring crosses or touches itself",
            Self::RingsCross => "hole crosses another ring",
            Self::HoleOutsideShell => "hole outside its shell",
            Self::NestedHoles => "hole in a hole",
            Self::DisconnectedInterior => "holes cut the area in two",
            Self::PartsOverlap => "parts overlap",
            Self::NestedShells => "part inside another part",
        })
    }
}

/// A problem, where it is, and the numbers of the polygons that take part (twice the same when
/// only one does).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Defect {
    /// What is wrong.
    pub problem: Problem,
    /// Longitude and latitude of a place where it is.
    pub at: Coord<f64>,
    /// Numbers of the polygons.
    pub polygons: (usize, usize),
}

/// Everything that makes `geometry` invalid; empty when it is valid.
pub fn defects(geometry: &MultiPolygon<f64>) -> Vec<Defect> {
    let rings: Vec<Ring<'_>> = geometry
        .iter()
        .enumerate()
        .flat_map(|(polygon, p)| {
            std::iter::once(p.exterior())
                .chain(p.interiors())
                .map(move |ring| Ring { polygon, coords: &ring.0 })
        })
        .collect();
    let contacts = contacts(&rings);
    let mut found: Vec<Defect> = contacts.iter().filter_map(|c| crossing(&rings, c)).collect();
    found.extend(crossings_at_vertices(&rings, &contacts));
    found.extend(cut_interiors(&rings, &contacts));
    let broken: HashSet<usize> = found.iter().flat_map(|d| [d.polygons.0, d.polygons.1]).collect();
    for (i, polygon) in geometry.iter().enumerate() {
        if !broken.contains(&i) {
            found.extend(misplaced_holes(i, polygon));
        }
    }
    found.extend(nested_shells(geometry, &found));
    found
}

/// A contact that is invalid by itself.
fn crossing(rings: &[Ring<'_>], contact: &Contact) -> Option<Defect> {
    let (a, b) = contact.rings;
    let polygons = (rings.get(a)?.polygon, rings.get(b)?.polygon);
    let problem = match contact.meeting {
        _ if a == b => Problem::SelfIntersection,
        Meeting::Touch => return None,
        Meeting::Cross if polygons.0 == polygons.1 => Problem::RingsCross,
        Meeting::Cross => Problem::PartsOverlap,
    };
    Some(Defect { problem, at: contact.at, polygons })
}

/// Rings that touch may also change sides in the point where they do.
fn crossings_at_vertices(rings: &[Ring<'_>], contacts: &[Contact]) -> Vec<Defect> {
    let mut seen = HashSet::new();
    let touching =
        contacts.iter().filter(|c| c.rings.0 != c.rings.1 && c.meeting == Meeting::Touch);
    touching
        .filter(|c| seen.insert(c.rings))
        .filter_map(|contact| {
            let (a, b) = (rings.get(contact.rings.0)?, rings.get(contact.rings.1)?);
            let crosses = side_of_all(a.coords, b.coords) == Some(Side::Boundary)
                || side_of_all(b.coords, a.coords) == Some(Side::Boundary);
            let problem =
                if a.polygon == b.polygon { Problem::RingsCross } else { Problem::PartsOverlap };
            crosses.then_some(Defect { problem, at: contact.at, polygons: (a.polygon, b.polygon) })
        })
        .collect()
}

/// Rings of one polygon that touch in a closed chain cut its interior in two.
fn cut_interiors(rings: &[Ring<'_>], contacts: &[Contact]) -> Vec<Defect> {
    let mut groups = Groups::default();
    let mut edges = HashSet::new();
    let mut found = Vec::new();
    for contact in contacts.iter().filter(|c| c.meeting == Meeting::Touch && c.rings.0 != c.rings.1)
    {
        let (Some(a), Some(b)) = (rings.get(contact.rings.0), rings.get(contact.rings.1)) else {
            continue;
        };
        if a.polygon != b.polygon {
            continue;
        }
        let point = Node::Point(a.polygon, contact.at.x.to_bits(), contact.at.y.to_bits());
        for ring in [contact.rings.0, contact.rings.1] {
            if edges.insert((ring, point)) && !groups.join(Node::Ring(ring), point) {
                found.push(Defect {
                    problem: Problem::DisconnectedInterior,
                    at: contact.at,
                    polygons: (a.polygon, a.polygon),
                });
            }
        }
    }
    found
}

fn misplaced_holes(number: usize, polygon: &Polygon<f64>) -> Vec<Defect> {
    let mut found = Vec::new();
    let mut note = |problem, ring: &[Coord<f64>]| {
        if let Some(&at) = ring.first() {
            found.push(Defect { problem, at, polygons: (number, number) });
        }
    };
    let holes: Vec<(&[Coord<f64>], _)> =
        polygon.interiors().iter().map(|hole| (hole.0.as_slice(), hole.bounding_rect())).collect();
    for (i, (hole, bbox)) in holes.iter().enumerate() {
        if side_of_any(hole, &polygon.exterior().0) != Some(Side::Inside) {
            note(Problem::HoleOutsideShell, hole);
        }
        for (other, other_bbox) in holes.iter().skip(i + 1) {
            if overlap(*bbox, *other_bbox)
                && (side_of_any(hole, other) == Some(Side::Inside)
                    || side_of_any(other, hole) == Some(Side::Inside))
            {
                note(Problem::NestedHoles, hole);
            }
        }
    }
    found
}

/// Parts within parts, except within their holes. Polygons that are already known to be wrong
/// among themselves are not compared.
fn nested_shells(geometry: &MultiPolygon<f64>, known: &[Defect]) -> Vec<Defect> {
    let known: HashSet<(usize, usize)> = known.iter().map(|d| d.polygons).collect();
    let mut boxes: Vec<(usize, Rect<f64>)> =
        geometry.iter().enumerate().filter_map(|(i, p)| Some((i, p.bounding_rect()?))).collect();
    boxes.sort_unstable_by(|(_, p), (_, q)| p.min().x.total_cmp(&q.min().x));
    let mut found = Vec::new();
    let mut active: Vec<(usize, Rect<f64>)> = Vec::new();
    for (i, bbox) in boxes {
        active.retain(|(_, other)| other.max().x >= bbox.min().x);
        for &(j, other) in &active {
            let pair = (i.min(j), i.max(j));
            if !overlap(Some(bbox), Some(other)) || known.contains(&pair) {
                continue;
            }
            if let (Some(p), Some(q)) = (geometry.0.get(i), geometry.0.get(j))
                && (lies_in(p, q) || lies_in(q, p))
                && let Some(&at) = p.exterior().0.first()
            {
                found.push(Defect { problem: Problem::NestedShells, at, polygons: pair });
            }
        }
        active.push((i, bbox));
    }
    found
}

/// Whether the shell of `inner` lies in the interior of `outer`; they do not cross.
fn lies_in(inner: &Polygon<f64>, outer: &Polygon<f64>) -> bool {
    let shell = &inner.exterior().0;
    match side_of_any(shell, &outer.exterior().0) {
        Some(Side::Outside) => false,
        _ => {
            !outer.interiors().iter().any(|hole| side_of_any(shell, &hole.0) == Some(Side::Inside))
        }
    }
}

fn overlap(a: Option<Rect<f64>>, b: Option<Rect<f64>>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a.min().x <= b.max().x && b.min().x <= a.max().x
        && a.min().y <= b.max().y && b.min().y <= a.max().y)
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Node {
    Ring(usize),
    Point(usize, u64, u64),
}

/// Sets of nodes that hang together.
#[derive(Default)]
struct Groups(HashMap<Node, Node>);

impl Groups {
    fn root(&self, mut node: Node) -> Node {
        while let Some(&parent) = self.0.get(&node) {
            node = parent;
        }
        node
    }

    /// Joins the groups of both; false if they were one already.
    fn join(&mut self, a: Node, b: Node) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return false;
        }
        self.0.insert(a, b);
        true
    }
}
