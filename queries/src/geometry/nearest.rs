//! The points of two geometries that are nearest to each other, in the plane of degrees.

use geo::line_intersection::{LineIntersection, line_intersection};
use geo::{Closest, ClosestPoint, Coord, CoordsIter, Geometry, Intersects, Point};

use super::parts::segments;

/// A point of `a` and one of `b`, as near to each other as any; both the same where they meet. `None` when one is EMPTY.
pub(crate) fn nearest_points(
    a: &Geometry<f64>,
    b: &Geometry<f64>,
) -> Option<(Point<f64>, Point<f64>)> {
    if a.intersects(b) {
        return common_point(a, b).map(|point| (point, point));
    }
    let there = nearest_vertex(a, b);
    let back = nearest_vertex(b, a).map(|(p, q)| (q, p));
    there.into_iter().chain(back).min_by(|x, y| squared(x).total_cmp(&squared(y)))
}

fn squared((p, q): &(Point<f64>, Point<f64>)) -> f64 {
    let (x, y) = (p.x() - q.x(), p.y() - q.y());
    x * x + y * y
}

fn common_point(a: &Geometry<f64>, b: &Geometry<f64>) -> Option<Point<f64>> {
    let inside = |from: &Geometry<f64>, other: &Geometry<f64>| {
        from.coords_iter().map(Point::from).find(|point| other.intersects(point))
    };
    inside(a, b).or_else(|| inside(b, a)).or_else(|| {
        // No vertex of one lies in the other, so that lines cross.
        let lines = segments(b);
        segments(a).iter().find_map(|first| {
            lines.iter().find_map(|second| match line_intersection(*first, *second)? {
                LineIntersection::SinglePoint { intersection, .. } => Some(intersection.into()),
                LineIntersection::Collinear { intersection } => Some(intersection.start.into()),
            })
        })
    })
}

/// The vertex of `from` that is nearest to `to`, and the nearest point there.
fn nearest_vertex(from: &Geometry<f64>, to: &Geometry<f64>) -> Option<(Point<f64>, Point<f64>)> {
    let lines = segments(to);
    let vertices: Vec<Coord<f64>> = to.coords_iter().collect();
    let pairs = from.coords_iter().map(Point::from).flat_map(|vertex| {
        let on_lines = lines.iter().filter_map(move |line| match line.closest_point(&vertex) {
            Closest::Intersection(point) | Closest::SinglePoint(point) => Some(point),
            Closest::Indeterminate => None,
        });
        on_lines.chain(vertices.iter().map(|c| Point::from(*c))).map(move |near| (vertex, near))
    });
    pairs.min_by(|x, y| squared(x).total_cmp(&squared(y)))
}
