//! Areas, lengths and distances: planar in degrees, or in metres on the WGS 84 ellipsoid or a sphere.

use geo::{
    Area, ChamberlainDuquetteArea, Closest, ClosestPoint, Coord, CoordsIter, Distance, Euclidean,
    Geodesic, GeodesicArea, Geometry, Haversine, HaversineMeasure, Intersects, Length, Line,
    LineString, Point, Polygon,
};
use geodata::distance;

use super::parts::{loose_points, segments};

/// What the earth is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Model {
    /// A plane of degrees.
    Plane,
    /// A sphere with the mean radius of the earth, 6,371,008.8 m.
    Sphere,
    /// The ellipsoid of WGS 84 (Karney 2013).
    Spheroid,
}

/// The equatorial radius in metres that geo's spherical area uses (WGS 84).
const EQUATORIAL_RADIUS: f64 = 6_378_137.0;

/// Calls `each` for every polygon in `geometry`.
fn polygons<'a>(geometry: &'a Geometry<f64>, each: &mut impl FnMut(&'a Polygon<f64>)) {
    match geometry {
        Geometry::Polygon(polygon) => each(polygon),
        Geometry::MultiPolygon(parts) => parts.iter().for_each(each),
        Geometry::GeometryCollection(items) => items.iter().for_each(|item| polygons(item, each)),
        _ => {}
    }
}

fn lines(geometry: &Geometry<f64>, each: &mut impl FnMut(&LineString<f64>)) {
    match geometry {
        Geometry::Line(line) => each(&LineString::from(vec![line.start, line.end])),
        Geometry::LineString(line) => each(line),
        Geometry::MultiLineString(parts) => parts.iter().for_each(each),
        Geometry::GeometryCollection(items) => items.iter().for_each(|item| lines(item, each)),
        _ => {}
    }
}

/// The area: square degrees in the plane, square metres otherwise. Whatever way the rings wind,
/// holes are taken away.
pub(crate) fn area(geometry: &Geometry<f64>, model: Model) -> f64 {
    let mut total = 0.0;
    polygons(geometry, &mut |polygon| {
        let holes: f64 = polygon.interiors().iter().map(|ring| ring_area(ring, model)).sum();
        total += ring_area(polygon.exterior(), model) - holes;
    });
    total
}

fn ring_area(ring: &LineString<f64>, model: Model) -> f64 {
    let disc = Polygon::new(ring.clone(), Vec::new());
    match model {
        Model::Plane => disc.unsigned_area(),
        Model::Spheroid => disc.geodesic_area_signed().abs(),
        Model::Sphere => {
            let scale = HaversineMeasure::GRS80_MEAN_RADIUS.radius() / EQUATORIAL_RADIUS;
            disc.chamberlain_duquette_unsigned_area() * scale * scale
        }
    }
}

/// The length of the lines in `geometry`; areas have none, as in PostGIS.
pub(crate) fn length(geometry: &Geometry<f64>, model: Model) -> f64 {
    let mut total = 0.0;
    lines(geometry, &mut |line| total += line_length(line, model));
    total
}

/// The length of the rings in `geometry`; lines have no perimeter, as in PostGIS.
pub(crate) fn perimeter(geometry: &Geometry<f64>, model: Model) -> f64 {
    let mut total = 0.0;
    polygons(geometry, &mut |polygon| {
        total += line_length(polygon.exterior(), model);
        total += polygon.interiors().iter().map(|ring| line_length(ring, model)).sum::<f64>();
    });
    total
}

fn line_length(line: &LineString<f64>, model: Model) -> f64 {
    match model {
        Model::Plane => Euclidean.length(line),
        Model::Sphere => Haversine.length(line),
        Model::Spheroid => Geodesic.length(line),
    }
}

/// The distance in the plane, in degrees. Both geometries must not be empty.
pub(crate) fn planar_distance(a: &Geometry<f64>, b: &Geometry<f64>) -> f64 {
    Euclidean.distance(a, b)
}

/// The distance in metres. Both geometries must not be empty.
///
/// Between two points it is exact on the chosen model. Otherwise the nearest pair of points is found
/// in a plane that is stretched around each vertex (equirectangular), and only its length is taken
/// on the model: right to about 0.1 % up to 200 km, which is what villages and offices need.
pub(crate) fn metres(a: &Geometry<f64>, b: &Geometry<f64>, model: Model) -> f64 {
    if let (Geometry::Point(a), Geometry::Point(b)) = (a, b) {
        return point_metres(*a, *b, model);
    }
    if a.intersects(b) {
        return 0.0;
    }
    let pairs = [nearest_pair(a, b), nearest_pair(b, a)];
    pairs
        .into_iter()
        .flatten()
        .map(|(p, q)| point_metres(p, q, model))
        .fold(f64::INFINITY, f64::min)
}

fn point_metres(a: Point<f64>, b: Point<f64>, model: Model) -> f64 {
    match model {
        Model::Plane => Euclidean.distance(a, b),
        Model::Sphere => Haversine.distance(a, b),
        Model::Spheroid => distance::metres(a.into(), b.into()),
    }
}

/// Whole turns, in degrees, in a difference of longitudes.
fn turns(difference: f64) -> f64 {
    if difference.abs() <= 180.0 { 0.0 } else { (difference / 360.0).round() * 360.0 }
}

/// The vertex of `from` that is nearest to `to`, and its nearest point there.
fn nearest_pair(from: &Geometry<f64>, to: &Geometry<f64>) -> Option<(Point<f64>, Point<f64>)> {
    let segments = segments(to);
    let points = loose_points(to);
    let mut best: Option<(f64, Point<f64>, Point<f64>)> = None;
    for vertex in from.coords_iter() {
        let east = vertex.y.to_radians().cos();
        // The shorter way round: what lies on the other side of the antimeridian is near.
        let local = |c: Coord<f64>| Coord {
            x: (c.x - vertex.x - turns(c.x - vertex.x)) * east,
            y: c.y - vertex.y,
        };
        let near_on_segments = segments.iter().filter_map(|segment| {
            let start = local(segment.start);
            let delta = segment.delta();
            let line =
                Line::new(start, Coord { x: start.x + delta.x * east, y: start.y + delta.y });
            match line.closest_point(&Point::new(0.0, 0.0)) {
                Closest::Intersection(p) | Closest::SinglePoint(p) => Some(p.0),
                Closest::Indeterminate => None,
            }
        });
        for near in near_on_segments.chain(points.iter().map(|c| local(*c))) {
            let squared = near.x * near.x + near.y * near.y;
            if best.is_none_or(|(least, ..)| squared < least) {
                let x = if east == 0.0 { vertex.x } else { vertex.x + near.x / east };
                best = Some((squared, vertex.into(), Point::new(x, vertex.y + near.y)));
            }
        }
    }
    best.map(|(_, p, q)| (p, q))
}
