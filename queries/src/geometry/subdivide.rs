//! A geometry cut into pieces of few vertices, whose boxes an index tells apart better.

use geo::orient::Direction;
use geo::{
    BoundingRect, Coord, CoordsIter, Geometry, LineString, MultiLineString, MultiPoint,
    MultiPolygon, Orient, Rect,
};

use super::overlay::{Operation, overlay};
use super::parts::{part, part_count};

/// Cuts of one another. A box halved so often is smaller than what coordinates tell apart.
const MOST_CUTS: usize = 50;

/// Pieces of at most `most` vertices (but where cutting does not make fewer) that cover what the geometry covers: a
/// polygon is cut in the middle of the longer side of its box, and again. Points stay together up to so many; each part
/// of a multi-geometry or collection is cut by itself.
pub(crate) fn subdivided(geometry: &Geometry<f64>, most: usize) -> Vec<Geometry<f64>> {
    let mut pieces = Vec::new();
    divide(geometry, most, 0, &mut pieces);
    pieces
}

fn divide(geometry: &Geometry<f64>, most: usize, cuts: usize, out: &mut Vec<Geometry<f64>>) {
    let together = matches!(geometry, Geometry::MultiPoint(_));
    let collection = matches!(geometry, Geometry::GeometryCollection(_));
    if collection || (!together && part_count(geometry) != 1) {
        for place in 0..part_count(geometry) {
            if let Some(part) = part(geometry, place) {
                divide(&part, most, cuts, out);
            }
        }
        return;
    }
    let Some(bounds) = geometry.bounding_rect() else { return };
    let point = bounds.width() == 0.0 && bounds.height() == 0.0;
    if geometry.coords_count() <= most || cuts >= MOST_CUTS || point {
        out.push(match geometry {
            // A multi-geometry of one part is that part.
            Geometry::MultiPolygon(_) | Geometry::MultiLineString(_) => {
                part(geometry, 0).unwrap_or_else(|| geometry.clone())
            }
            other => other.clone(),
        });
        return;
    }
    for half in halves(geometry, bounds) {
        divide(&half, most, cuts + 1, out);
    }
}

/// The two sides of the middle of the longer side of a box.
fn halves(geometry: &Geometry<f64>, bounds: Rect<f64>) -> Vec<Geometry<f64>> {
    let wide = bounds.width() >= bounds.height();
    let (low, high) = (bounds.min(), bounds.max());
    let middle = bounds.center();
    let along: fn(&Coord<f64>) -> f64 = if wide { |c| c.x } else { |c| c.y };
    let at = along(&middle);
    let (until, from) = if wide {
        (Coord { x: at, ..high }, Coord { x: at, ..low })
    } else {
        (Coord { y: at, ..high }, Coord { y: at, ..low })
    };
    match geometry {
        Geometry::MultiPoint(points) => {
            let (before, after): (Vec<_>, Vec<_>) =
                points.iter().copied().partition(|point| along(&point.0) < at);
            [before, after].map(|points| Geometry::MultiPoint(MultiPoint::new(points))).to_vec()
        }
        Geometry::Polygon(polygon) => {
            cut_area(&MultiPolygon::new(vec![polygon.clone()]), [(low, until), (from, high)])
        }
        Geometry::MultiPolygon(parts) => cut_area(parts, [(low, until), (from, high)]),
        Geometry::LineString(line) => cut_line(line, along, at),
        Geometry::MultiLineString(lines) => {
            lines.iter().flat_map(|line| cut_line(line, along, at)).collect()
        }
        other => vec![other.clone()],
    }
}

/// What of an area lies in each of two boxes.
fn cut_area(area: &MultiPolygon<f64>, boxes: [(Coord<f64>, Coord<f64>); 2]) -> Vec<Geometry<f64>> {
    let area = area.orient(Direction::Default);
    let half = |(low, high)| {
        let side =
            MultiPolygon::new(vec![Rect::new(low, high).to_polygon()]).orient(Direction::Default);
        Geometry::MultiPolygon(overlay(&area, &side, Operation::Intersection))
    };
    boxes.map(half).to_vec()
}

/// A line before a place and behind it. What lies on the place itself belongs to the side that the line comes from.
fn cut_line(line: &LineString<f64>, along: fn(&Coord<f64>) -> f64, at: f64) -> Vec<Geometry<f64>> {
    let mut sides: [Vec<LineString<f64>>; 2] = [Vec::new(), Vec::new()];
    let mut run: Vec<Coord<f64>> = Vec::new();
    let mut side = None;
    let mut end = |run: &mut Vec<Coord<f64>>, side: Option<bool>| {
        let coords = std::mem::take(run);
        if coords.len() > 1 {
            let [before, after] = &mut sides;
            let held = if side == Some(true) { after } else { before };
            held.push(LineString::new(coords));
        }
    };
    for coord in &line.0 {
        let there = along(coord);
        let next = if there == at { side } else { Some(there > at) };
        if let (Some(was), Some(is), Some(last)) = (side, next, run.last().copied())
            && was != is
        {
            let before = along(&last);
            if before == at {
                end(&mut run, side);
                run.push(last);
            } else {
                let share = (at - before) / (there - before);
                let crossing = last + (*coord - last) * share;
                run.push(crossing);
                end(&mut run, side);
                run.push(crossing);
            }
        }
        side = next.or(side);
        run.push(*coord);
    }
    end(&mut run, side);
    sides
        .into_iter()
        .filter(|lines| !lines.is_empty())
        .map(|lines| Geometry::MultiLineString(MultiLineString::new(lines)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::{Model, area, length};
    use geo::{Point, Polygon};

    /// A star of so many rays around the origin.
    fn star(rays: usize) -> Vec<Coord<f64>> {
        let ray = |n: usize| {
            let turn = std::f64::consts::TAU * n as f64 / (2 * rays) as f64;
            let far = if n.is_multiple_of(2) { 3.0 } else { 1.0 };
            Coord { x: far * turn.cos(), y: far * turn.sin() }
        };
        (0..2 * rays).map(ray).collect()
    }

    #[test]
    fn pieces_have_few_vertices_and_all_of_the_area() {
        let hole = star(50).into_iter().map(|c| c * 0.1).collect();
        let ring = LineString::new(star(400));
        let whole = Geometry::Polygon(Polygon::new(ring, vec![LineString::new(hole)]));
        let pieces = subdivided(&whole, 40);
        assert!(pieces.len() > 20, "{}", pieces.len());
        assert!(pieces.iter().all(|piece| piece.coords_count() <= 40));
        assert!(pieces.iter().all(|piece| matches!(piece, Geometry::Polygon(_))));
        let sum: f64 = pieces.iter().map(|piece| area(piece, Model::Plane)).sum();
        // Where a cut meets an edge, the overlay takes a position of its grid: eight hundred edges, 1e-9 of the extent each.
        assert!((sum - area(&whole, Model::Plane)).abs() < 1e-6, "{sum}");
    }

    #[test]
    fn lines_keep_their_length_and_points_their_number() {
        let line = Geometry::LineString(LineString::new(star(300)));
        let pieces = subdivided(&line, 10);
        assert!(pieces.iter().all(|piece| piece.coords_count() <= 10));
        let sum: f64 = pieces.iter().map(|piece| length(piece, Model::Plane)).sum();
        assert!((sum - length(&line, Model::Plane)).abs() < 1e-9, "{sum}");
        // One that runs along the place where it is cut, and crosses it.
        let along = [(0., 0.), (2., 0.), (2., 4.), (2., 1.), (4., 1.), (1., 1.)];
        let along = Geometry::LineString(LineString::from(along.to_vec()));
        let sum: f64 = subdivided(&along, 3).iter().map(|piece| length(piece, Model::Plane)).sum();
        assert_eq!(sum, length(&along, Model::Plane));
        let points: Vec<Point<f64>> = star(300).into_iter().map(Point::from).collect();
        let points = Geometry::MultiPoint(MultiPoint::new(points));
        let pieces = subdivided(&points, 7);
        assert!(pieces.iter().all(|piece| piece.coords_count() <= 7));
        assert_eq!(pieces.iter().map(CoordsIter::coords_count).sum::<usize>(), 600);
        // A thousand times the same point cannot be told apart.
        let same = Geometry::MultiPoint(MultiPoint::new(vec![Point::new(1.0, 1.0); 1000]));
        assert_eq!(subdivided(&same, 5).len(), 1);
    }
}
