//! How two areas lie to each other by where their boundaries meet, without the whole matrix (DE-9IM).
//!
//! - Boundaries that cross properly (each edge has the ends of the other strictly on both sides) part the
//!   neighbourhood of the crossing into four: in both, in each alone, in none. So the areas overlap.
//! - Where boundaries do not meet at all, a part lies wholly in the other area or wholly outside of it, and any
//!   of its vertices says which.
//!
//! Orientations are exact (Shewchuk 1997).

use geo::coordinate_position::CoordPos;
use geo::kernels::{Kernel, Orientation, RobustKernel};
use geo::{BoundingRect, Coord, Geometry, Intersects, Line, Polygon, Rect};

use super::position::position;
use super::read::Shape;

/// Below so many pairs of edges, sorting takes longer than comparing them all.
const FEW_PAIRS: usize = 256;

/// How two areas lie to each other, as far as their boundaries say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meeting {
    /// They have no point in common.
    Apart,
    /// Their boundaries have no point in common, and a part of one lies in the other.
    Held,
    /// Their boundaries have a point in common.
    Touch,
    /// Their boundaries cross: each has inner points in the other and outside of it.
    Cross,
}

/// How two areas lie to each other; with `any` the first common point is enough, and a crossing may be taken for
/// a touch. `None` of anything that is no area.
pub(super) fn meeting(a: &Shape, b: &Shape, any: bool) -> Option<Meeting> {
    let (parts_a, parts_b) = (parts(&a.geometry)?, parts(&b.geometry)?);
    let (box_a, box_b) = (a.bounds?, b.bounds?);
    Some(match boundaries(parts_a, parts_b, common(box_a, box_b)?, any) {
        Boundaries::Cross => Meeting::Cross,
        Boundaries::Meet => Meeting::Touch,
        Boundaries::Apart
            if any_inside(parts_a, box_b, &b.geometry)
                || any_inside(parts_b, box_a, &a.geometry) =>
        {
            Meeting::Held
        }
        Boundaries::Apart => Meeting::Apart,
    })
}

fn parts(area: &Geometry<f64>) -> Option<&[Polygon<f64>]> {
    match area {
        Geometry::Polygon(polygon) => Some(std::slice::from_ref(polygon)),
        Geometry::MultiPolygon(parts) => Some(&parts.0),
        _ => None,
    }
}

/// The box that two boxes have in common; `None` where a coordinate is not finite.
fn common(a: Rect<f64>, b: Rect<f64>) -> Option<Rect<f64>> {
    let low = Coord { x: a.min().x.max(b.min().x), y: a.min().y.max(b.min().y) };
    let high = Coord { x: a.max().x.min(b.max().x), y: a.max().y.min(b.max().y) };
    let finite =
        [a.min(), a.max(), b.min(), b.max()].iter().all(|c| c.x.is_finite() && c.y.is_finite());
    (finite && low.x <= high.x && low.y <= high.y).then(|| Rect::new(low, high))
}

/// How two boundaries lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Boundaries {
    Apart,
    /// They have a point in common.
    Meet,
    /// An edge of one crosses an edge of the other.
    Cross,
}

/// Compares the edges that reach into `window`; with `any` the first common point is enough.
fn boundaries(a: &[Polygon<f64>], b: &[Polygon<f64>], window: Rect<f64>, any: bool) -> Boundaries {
    let (mut edges_a, mut edges_b) = (edges(a, window), edges(b, window));
    let mut found = Boundaries::Apart;
    let mut compare = |a: &Edge, b: &Edge| {
        if a.low.x > b.high.x || a.high.x < b.low.x || a.low.y > b.high.y || a.high.y < b.low.y {
            return false;
        }
        match a.meets(b) {
            Boundaries::Apart => return false,
            meeting => found = meeting,
        }
        any || found == Boundaries::Cross
    };
    if edges_a.len() * edges_b.len() <= FEW_PAIRS {
        for a in &edges_a {
            if edges_b.iter().any(|b| compare(a, b)) {
                break;
            }
        }
        return found;
    }
    // Both from west to east: an edge is compared with those that begin before it ends and, of the others, with
    // those that it begins before the end of.
    let by_west = |a: &Edge, b: &Edge| a.low.x.total_cmp(&b.low.x);
    edges_a.sort_unstable_by(by_west);
    edges_b.sort_unstable_by(by_west);
    let (mut i, mut j) = (0, 0);
    while let (Some(a), Some(b)) = (edges_a.get(i), edges_b.get(j)) {
        let over = if a.low.x <= b.low.x {
            i += 1;
            let reached = edges_b.iter().skip(j).take_while(|other| other.low.x <= a.high.x);
            reached.into_iter().any(|other| compare(a, other))
        } else {
            j += 1;
            let reached = edges_a.iter().skip(i).take_while(|other| other.low.x <= b.high.x);
            reached.into_iter().any(|other| compare(other, b))
        };
        if over {
            break;
        }
    }
    found
}

/// An edge with its box.
#[derive(Clone, Copy)]
struct Edge {
    line: Line<f64>,
    low: Coord<f64>,
    high: Coord<f64>,
}

impl Edge {
    fn meets(&self, other: &Self) -> Boundaries {
        let side = |line: &Line<f64>, point| RobustKernel::orient2d(line.start, line.end, point);
        let (a, b) = (&self.line, &other.line);
        let of_b = (side(a, b.start), side(a, b.end));
        if of_b.0 == of_b.1 && of_b.0 != Orientation::Collinear {
            return Boundaries::Apart;
        }
        let of_a = (side(b, a.start), side(b, a.end));
        let apart = |sides: (Orientation, Orientation)| {
            sides.0 != sides.1
                && sides.0 != Orientation::Collinear
                && sides.1 != Orientation::Collinear
        };
        if apart(of_a) && apart(of_b) {
            return Boundaries::Cross;
        }
        if a.intersects(b) { Boundaries::Meet } else { Boundaries::Apart }
    }
}

/// The edges that reach into the window.
fn edges(parts: &[Polygon<f64>], window: Rect<f64>) -> Vec<Edge> {
    let rings =
        parts.iter().flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()));
    let mut edges = Vec::new();
    for line in rings.flat_map(|ring| ring.lines()) {
        let (a, b) = (line.start, line.end);
        let low = Coord { x: a.x.min(b.x), y: a.y.min(b.y) };
        let high = Coord { x: a.x.max(b.x), y: a.y.max(b.y) };
        let outside = low.x > window.max().x
            || high.x < window.min().x
            || low.y > window.max().y
            || high.y < window.min().y;
        if !outside {
            edges.push(Edge { line, low, high });
        }
    }
    edges
}

/// Whether a part lies in an area, whose boundary it does not meet.
fn any_inside(parts: &[Polygon<f64>], bounds: Rect<f64>, area: &Geometry<f64>) -> bool {
    parts.iter().any(|part| {
        let near = part.bounding_rect().is_some_and(|own| own.intersects(&bounds));
        let vertex = part.exterior().0.first().filter(|_| near);
        vertex.is_some_and(|vertex| position(*vertex, area) != Some(CoordPos::Outside))
    })
}
