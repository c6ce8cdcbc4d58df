//! What a geometry is made of.

use geo::dimensions::Dimensions;
use geo::{
    Coord, Geometry, GeometryCollection, HasDimensions, Line, LineString, LinesIter,
    MultiLineString, MultiPoint, Point,
};

/// Its dimension: 0 for points, 1 for lines, 2 for areas; of a collection the largest. EMPTY keeps that of its kind.
pub(crate) fn dimension(geometry: &Geometry<f64>) -> i64 {
    match geometry {
        Geometry::Point(_) | Geometry::MultiPoint(_) => 0,
        Geometry::Line(_) | Geometry::LineString(_) | Geometry::MultiLineString(_) => 1,
        Geometry::GeometryCollection(items) => items.iter().map(dimension).max().unwrap_or(0),
        _ => 2,
    }
}

/// How many geometries it has: 1 for a single one, 0 for EMPTY.
pub(crate) fn part_count(geometry: &Geometry<f64>) -> usize {
    match geometry {
        Geometry::MultiPoint(parts) => parts.0.len(),
        Geometry::MultiLineString(parts) => parts.0.len(),
        Geometry::MultiPolygon(parts) => parts.0.len(),
        Geometry::GeometryCollection(parts) => parts.0.len(),
        single => usize::from(single.dimensions() != Dimensions::Empty),
    }
}

/// Its lines from vertex to vertex, those of rings among them; none of points.
pub(crate) fn segments(geometry: &Geometry<f64>) -> Vec<Line<f64>> {
    match geometry {
        Geometry::Line(line) => vec![*line],
        Geometry::LineString(line) => line.lines().collect(),
        Geometry::MultiLineString(parts) => parts.lines_iter().collect(),
        Geometry::Polygon(polygon) => polygon.lines_iter().collect(),
        Geometry::MultiPolygon(parts) => parts.lines_iter().collect(),
        Geometry::GeometryCollection(items) => items.iter().flat_map(segments).collect(),
        _ => Vec::new(),
    }
}

/// The points that are no part of a line.
pub(crate) fn loose_points(geometry: &Geometry<f64>) -> Vec<Coord<f64>> {
    match geometry {
        Geometry::Point(point) => vec![point.0],
        Geometry::MultiPoint(points) => points.iter().map(|point| point.0).collect(),
        Geometry::GeometryCollection(items) => items.iter().flat_map(loose_points).collect(),
        _ => Vec::new(),
    }
}

/// The geometry at `index`, counted from 0.
pub(crate) fn part(geometry: &Geometry<f64>, index: usize) -> Option<Geometry<f64>> {
    match geometry {
        Geometry::MultiPoint(parts) => parts.0.get(index).copied().map(Geometry::Point),
        Geometry::MultiLineString(parts) => parts.0.get(index).cloned().map(Geometry::LineString),
        Geometry::MultiPolygon(parts) => parts.0.get(index).cloned().map(Geometry::Polygon),
        Geometry::GeometryCollection(parts) => parts.0.get(index).cloned(),
        single => (index == 0 && part_count(single) == 1).then(|| single.clone()),
    }
}

/// Its points, lines and polygons, out of multi-geometries and collections; none of what is EMPTY.
pub(crate) fn singles(geometry: &Geometry<f64>) -> Vec<Geometry<f64>> {
    match geometry {
        Geometry::GeometryCollection(items) => items.iter().flat_map(singles).collect(),
        other => {
            let parts = (0..part_count(other)).filter_map(|index| part(other, index));
            parts.filter(|part| part.dimensions() != Dimensions::Empty).collect()
        }
    }
}

/// Its boundary (OGC 06-103r4, 6.1): the rings of an area, the ends of a line that is not closed, nothing of a point.
/// `None` for a collection, which has none.
pub(crate) fn boundary(geometry: &Geometry<f64>) -> Option<Geometry<f64>> {
    let rings = |rings: Vec<LineString<f64>>| {
        let mut rings: Vec<_> = rings.into_iter().filter(|ring| !ring.0.is_empty()).collect();
        match (rings.len(), rings.pop()) {
            (1, Some(ring)) => Geometry::LineString(ring),
            (_, last) => {
                rings.extend(last);
                Geometry::MultiLineString(MultiLineString::new(rings))
            }
        }
    };
    let of_polygon = |polygon: &geo::Polygon<f64>| {
        std::iter::once(polygon.exterior().clone())
            .chain(polygon.interiors().iter().cloned())
            .collect::<Vec<_>>()
    };
    match geometry {
        Geometry::Point(_) | Geometry::MultiPoint(_) => {
            Some(Geometry::GeometryCollection(GeometryCollection::empty()))
        }
        Geometry::Line(line) => Some(ends(&[LineString::from(vec![line.start, line.end])])),
        Geometry::LineString(line) => Some(ends(std::slice::from_ref(line))),
        Geometry::MultiLineString(lines) => Some(ends(&lines.0)),
        Geometry::Polygon(polygon) => Some(rings(of_polygon(polygon))),
        Geometry::MultiPolygon(parts) => Some(rings(parts.iter().flat_map(of_polygon).collect())),
        Geometry::Rect(rect) => Some(rings(of_polygon(&rect.to_polygon()))),
        Geometry::Triangle(triangle) => Some(rings(of_polygon(&triangle.to_polygon()))),
        Geometry::GeometryCollection(_) => None,
    }
}

/// The ends at which an odd number of lines ends.
fn ends(lines: &[LineString<f64>]) -> Geometry<f64> {
    let mut ends: Vec<Coord<f64>> = Vec::new();
    for line in lines {
        for end in line.0.first().into_iter().chain(line.0.last()) {
            match ends.iter().position(|known| known == end) {
                Some(at) => {
                    ends.remove(at);
                }
                None => ends.push(*end),
            }
        }
    }
    Geometry::MultiPoint(MultiPoint::new(ends.into_iter().map(Point::from).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{line_string, polygon};

    #[test]
    fn boundaries_are_rings_and_ends() {
        let open = Geometry::LineString(line_string![(x: 0., y: 0.), (x: 1., y: 0.)]);
        assert!(matches!(boundary(&open), Some(Geometry::MultiPoint(ends)) if ends.0.len() == 2));
        let closed = line_string![(x: 0., y: 0.), (x: 1., y: 0.), (x: 1., y: 1.), (x: 0., y: 0.)];
        let closed = boundary(&Geometry::LineString(closed));
        assert!(matches!(closed, Some(Geometry::MultiPoint(ends)) if ends.0.is_empty()));
        let area = Geometry::Polygon(polygon![(x: 0., y: 0.), (x: 1., y: 0.), (x: 1., y: 1.)]);
        assert!(matches!(boundary(&area), Some(Geometry::LineString(ring)) if ring.0.len() == 4));
    }
}
