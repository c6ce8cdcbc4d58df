//! Where a point lies with respect to a ring, decided exactly.

use geo::kernels::{Kernel, Orientation};
use geo::{Coord, CoordNum, GeoNum};

/// On which side of a ring a point lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Inside,
    Boundary,
    Outside,
}

/// The turn from `p` over `q` to `r`, with exact arithmetic.
pub fn turn(p: Coord<f64>, q: Coord<f64>, r: Coord<f64>) -> Orientation {
    <f64 as GeoNum>::Ker::orient2d(p, q, r)
}

/// Whether `c`, which lies on the line through `a` and `b`, lies between them.
pub fn between<T: CoordNum>(a: Coord<T>, b: Coord<T>, c: Coord<T>) -> bool {
    let within = |low: T, high: T, v: T| {
        if low <= high { low <= v && v <= high } else { high <= v && v <= low }
    };
    within(a.x, b.x, c.x) && within(a.y, b.y, c.y)
}

/// Where `point` lies with respect to the closed ring, by counting crossings of a ray to the east.
pub fn side(point: Coord<f64>, ring: &[Coord<f64>]) -> Side {
    let mut inside = false;
    for pair in ring.windows(2) {
        let &[a, b] = pair else { continue };
        if (a.y > point.y) == (b.y > point.y) {
            // The edge does not cross the ray's line; it may still hold the point if it is level.
            if a.y == point.y && b.y == point.y && between(a, b, point) {
                return Side::Boundary;
            }
            if a == point || b == point {
                return Side::Boundary;
            }
            continue;
        }
        if a.x < point.x && b.x < point.x {
            continue;
        }
        if a.x > point.x && b.x > point.x {
            inside = !inside;
            continue;
        }
        match turn(a, b, point) {
            Orientation::Collinear => return Side::Boundary,
            Orientation::CounterClockwise if b.y > a.y => inside = !inside,
            Orientation::Clockwise if b.y < a.y => inside = !inside,
            _ => {}
        }
    }
    if inside { Side::Inside } else { Side::Outside }
}

/// On which side of `ring` the whole of `other` lies, both closed and not crossing; `Boundary`
/// when they are on both sides and therefore cross at a vertex, `None` when all of `other` lies
/// on `ring`.
pub fn side_of_all(other: &[Coord<f64>], ring: &[Coord<f64>]) -> Option<Side> {
    let mut seen = None;
    let mut previous = None;
    for &point in other {
        let mut here = side(point, ring);
        if here == Side::Boundary {
            // Two neighbours on the ring: what lies between them decides.
            if let Some(before) = previous {
                here = side(middle(before, point), ring);
            }
            previous = Some(point);
        } else {
            previous = None;
        }
        match (seen, here) {
            (_, Side::Boundary) => {}
            (None, here) => seen = Some(here),
            (Some(seen), here) if seen != here => return Some(Side::Boundary),
            _ => {}
        }
    }
    seen
}

/// On which side the first vertex of `other` lies that is not on `ring`.
pub fn side_of_any(other: &[Coord<f64>], ring: &[Coord<f64>]) -> Option<Side> {
    other
        .iter()
        .map(|&point| side(point, ring))
        .find(|side| *side != Side::Boundary)
        .or_else(|| side_of_all(other, ring))
}

fn middle(a: Coord<f64>, b: Coord<f64>) -> Coord<f64> {
    Coord { x: a.x / 2.0 + b.x / 2.0, y: a.y / 2.0 + b.y / 2.0 }
}
