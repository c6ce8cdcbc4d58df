//! Lines, directions, and the points where geometries are nearest. In the plane of degrees, unless a function says
//! metres.

use arrow::array::ArrayRef;
use datafusion::error::Result;
use geo::{
    Bearing, Densify, Destination, Euclidean, Geodesic, Geometry, Length, Line, LineString, Point,
    Polygon,
};

use super::call::Call;
use super::spec::{Argument, Kind, Returns, Spec};
use crate::geometry::nearest_points;

const LINE: Argument = Argument::new("line", Kind::Geometry, "a line");
const A: Argument = Argument::new("a", Kind::Geometry, "the first geometry");
const B: Argument = Argument::new("b", Kind::Geometry, "the second geometry");
const FROM: Argument = Argument::new("a", Kind::Geometry, "the point to look from");
const TO: Argument = Argument::new("b", Kind::Geometry, "the point to look to");

/// The functions of this module.
pub(crate) const SPECS: &[Spec] = &[
    Spec {
        name: "ST_MakeLine",
        arguments: &[A, B],
        returns: Returns::Geometry,
        eval: make_line,
        en: "A line through two points, or through the points of two lines one after the other.",
        id: "Garis melalui dua titik, atau melalui titik-titik dua garis berurutan.",
        example: "SELECT ST_MakeLine(ST_Point(115, -8), ST_Point(116, -8))",
    },
    Spec {
        name: "ST_MakePolygon",
        arguments: &[Argument::new("ring", Kind::Geometry, "a closed line")],
        returns: Returns::Geometry,
        eval: make_polygon,
        en: "The polygon inside a closed line.",
        id: "Poligon di dalam garis tertutup.",
        example: "SELECT ST_MakePolygon(ST_GeomFromText('LINESTRING(0 0, 1 0, 1 1, 0 0)'))",
    },
    Spec {
        name: "ST_LineInterpolatePoint",
        arguments: &[
            LINE,
            Argument::new("fraction", Kind::Number, "0 for the start, 1 for the end"),
        ],
        returns: Returns::Geometry,
        eval: interpolate,
        en: "The point at a share of a line's length, measured in degrees.",
        id: "Titik pada bagian tertentu dari panjang garis, diukur dalam derajat.",
        example: "SELECT ST_LineInterpolatePoint(ST_GeomFromText('LINESTRING(115 -8, 116 -8)'), 0.5)",
    },
    Spec {
        name: "ST_LineLocatePoint",
        arguments: &[LINE, Argument::new("point", Kind::Geometry, "a point")],
        returns: Returns::Number,
        eval: locate,
        en: "At which share of a line's length, measured in degrees, it is nearest to a point: 0 to 1.",
        id: "Pada bagian mana dari panjang garis, diukur dalam derajat, garis paling dekat dengan titik: 0 sampai 1.",
        example: "SELECT ST_LineLocatePoint(ST_GeomFromText('LINESTRING(115 -8, 116 -8)'), ST_Point(115.5, -7))",
    },
    Spec {
        name: "ST_Segmentize",
        arguments: &[
            Argument::new("geom", Kind::Geometry, "a geometry"),
            Argument::new("max_segment_length", Kind::Number, "degrees, more than 0"),
        ],
        returns: Returns::Geometry,
        eval: segmentize,
        en: "The geometry with vertices put between, so that no segment is longer than so many degrees.",
        id: "Geometri dengan titik tambahan sehingga tidak ada segmen yang lebih panjang dari sekian derajat.",
        example: "SELECT ST_Segmentize(ST_GeomFromText('LINESTRING(115 -8, 116 -8)'), 0.1)",
    },
    Spec {
        name: "ST_Azimuth",
        arguments: &[
            FROM,
            TO,
            Argument::optional(
                "use_spheroid",
                Kind::Boolean,
                "true: the direction on the WGS 84 ellipsoid; otherwise in the plane of degrees",
            ),
        ],
        returns: Returns::Number,
        eval: azimuth,
        en: "The direction from one point to another in radians, clockwise from north; NULL for the same point. degrees() turns it into degrees.",
        id: "Arah dari satu titik ke titik lain dalam radian, searah jarum jam dari utara; NULL untuk titik yang sama. degrees() mengubahnya ke derajat.",
        example: "SELECT degrees(ST_Azimuth(ST_Point(115, -8), ST_Point(116, -8)))",
    },
    Spec {
        name: "ST_Project",
        arguments: &[
            Argument::new("point", Kind::Geometry, "a point"),
            Argument::new("metres", Kind::Number, "how far"),
            Argument::new(
                "azimuth",
                Kind::Number,
                "in which direction, radians clockwise from north",
            ),
        ],
        returns: Returns::Geometry,
        eval: project,
        en: "The point so many metres away in a direction, on the WGS 84 ellipsoid (PostGIS's meaning for geography).",
        id: "Titik sejauh sekian meter pada suatu arah, pada elipsoid WGS 84 (arti PostGIS untuk geography).",
        example: "SELECT ST_Project(ST_Point(115, -8), 1000, radians(90))",
    },
    Spec {
        name: "ST_ClosestPoint",
        arguments: &[A, B],
        returns: Returns::Geometry,
        eval: |call| nearest(call, |a, _| Geometry::Point(a)),
        en: "The point of a that is nearest to b, in degrees; NULL when one is EMPTY.",
        id: "Titik pada a yang paling dekat dengan b, dalam derajat; NULL bila salah satunya EMPTY.",
        example: "SELECT ST_ClosestPoint(ST_MakeEnvelope(0, 0, 1, 1), ST_Point(2, 2))",
    },
    Spec {
        name: "ST_ShortestLine",
        arguments: &[A, B],
        returns: Returns::Geometry,
        eval: |call| nearest(call, |a, b| Geometry::LineString(LineString::from(vec![a.0, b.0]))),
        en: "The shortest line from a to b, in degrees; NULL when one is EMPTY.",
        id: "Garis terpendek dari a ke b, dalam derajat; NULL bila salah satunya EMPTY.",
        example: "SELECT ST_Length(ST_ShortestLine(ST_MakeEnvelope(0, 0, 1, 1), ST_Point(4, 5)))",
    },
];

fn make_line(call: &Call<'_>) -> Result<ArrayRef> {
    let (a, b) = (call.shapes(0)?, call.shapes(1)?);
    call.each_geometry(|row| {
        let (Some(a), Some(b)) = (a.get(row), b.get(row)) else { return Ok(None) };
        let mut coords = Vec::new();
        for geometry in [&a.geometry, &b.geometry] {
            match geometry {
                Geometry::Point(point) => coords.push(point.0),
                Geometry::MultiPoint(points) => coords.extend(points.iter().map(|p| p.0)),
                Geometry::LineString(line) => coords.extend(&line.0),
                _ => return call.fail("a line is made of points and lines"),
            }
        }
        Ok(Some(Geometry::LineString(LineString::new(coords))))
    })
}

fn make_polygon(call: &Call<'_>) -> Result<ArrayRef> {
    call.map_geometry(|geometry, _| match geometry {
        Geometry::LineString(ring) if ring.is_closed() && ring.0.len() >= 4 => {
            Ok(Some(Geometry::Polygon(Polygon::new(ring.clone(), Vec::new()))))
        }
        _ => call
            .fail("a polygon is made of a line of four points or more that ends where it begins"),
    })
}

/// A single line; another geometry is an error, as in PostGIS.
fn line<'a>(call: &Call<'_>, geometry: &'a Geometry<f64>) -> Result<&'a LineString<f64>> {
    match geometry {
        Geometry::LineString(line) => Ok(line),
        _ => call.fail("the first argument must be a single line"),
    }
}

fn interpolate(call: &Call<'_>) -> Result<ArrayRef> {
    let fraction = call.numbers(1)?;
    call.map_geometry(|geometry, row| {
        let Some(fraction) = fraction(row) else { return Ok(None) };
        if !(0.0..=1.0).contains(&fraction) {
            return call.fail("the fraction is not between 0 and 1");
        }
        let line = line(call, geometry)?;
        let mut rest = Euclidean.length(line) * fraction;
        let mut at = line.0.first().copied();
        for segment in line.lines() {
            let length = Euclidean.length(&segment);
            at = Some(segment.end);
            if rest < length {
                at = Some(segment.start + segment.delta() * (rest / length));
                break;
            }
            rest -= length;
        }
        // The end itself, whatever the sum of the lengths was rounded to.
        let at = if fraction >= 1.0 { line.0.last().copied() } else { at };
        Ok(at.map(|coord| Geometry::Point(Point::from(coord))))
    })
}

fn locate(call: &Call<'_>) -> Result<ArrayRef> {
    let (lines, points) = (call.shapes(0)?, call.shapes(1)?);
    let mut found = Vec::with_capacity(call.rows());
    for row in 0..call.rows() {
        let (Some(shape), Some(point)) = (lines.get(row), points.get(row)) else {
            found.push(None);
            continue;
        };
        let line = line(call, &shape.geometry)?;
        let Geometry::Point(point) = point.geometry else {
            return call.fail("the second argument must be a point");
        };
        found.push(share(line, point));
    }
    Ok(call.each_number(|row| found.get(row).copied().flatten()))
}

/// The share of a line's length at which it is nearest to a point; `None` for an EMPTY line.
fn share(line: &LineString<f64>, point: Point<f64>) -> Option<f64> {
    line.0.first()?;
    let total = Euclidean.length(line);
    let (mut before, mut best) = (0.0, (f64::INFINITY, 0.0));
    for segment in line.lines() {
        let along = along(segment, point);
        let near = segment.start + segment.delta() * along;
        let distance = (near.x - point.x()).hypot(near.y - point.y());
        let length = Euclidean.length(&segment);
        if distance < best.0 {
            best = (distance, before + along * length);
        }
        before += length;
    }
    Some(if total > 0.0 { best.1 / total } else { 0.0 })
}

/// Where the foot of a point on a segment is: 0 at its start, 1 at its end.
fn along(segment: Line<f64>, point: Point<f64>) -> f64 {
    let delta = segment.delta();
    let squared = delta.x * delta.x + delta.y * delta.y;
    if squared == 0.0 {
        return 0.0;
    }
    let dot = (point.x() - segment.start.x) * delta.x + (point.y() - segment.start.y) * delta.y;
    (dot / squared).clamp(0.0, 1.0)
}

/// The most vertices that one geometry may get.
const MOST_VERTICES: f64 = 1e6;

fn segmentize(call: &Call<'_>) -> Result<ArrayRef> {
    let most = call.numbers(1)?;
    call.map_geometry(|geometry, row| {
        let Some(most) = most(row) else { return Ok(None) };
        if most.is_nan() || most <= 0.0 {
            return call.fail("the length of a segment must be more than 0");
        }
        let all = crate::geometry::length(geometry, crate::geometry::Model::Plane)
            + crate::geometry::perimeter(geometry, crate::geometry::Model::Plane);
        if all / most > MOST_VERTICES {
            return call.fail("it would have more than 1,000,000 vertices");
        }
        Ok(Some(match geometry {
            Geometry::LineString(g) => Geometry::LineString(Euclidean.densify(g, most)),
            Geometry::MultiLineString(g) => Geometry::MultiLineString(Euclidean.densify(g, most)),
            Geometry::Polygon(g) => Geometry::Polygon(Euclidean.densify(g, most)),
            Geometry::MultiPolygon(g) => Geometry::MultiPolygon(Euclidean.densify(g, most)),
            Geometry::GeometryCollection(items) if !items.0.is_empty() => {
                return call.fail("collections stay; ST_GeometryN takes their parts");
            }
            other => other.clone(),
        }))
    })
}

fn azimuth(call: &Call<'_>) -> Result<ArrayRef> {
    let (a, b) = (call.shapes(0)?, call.shapes(1)?);
    let spheroid = if call.has(2) { Some(call.booleans(2)?) } else { None };
    let mut found = Vec::with_capacity(call.rows());
    for row in 0..call.rows() {
        let flag = spheroid.as_ref().map_or(Some(false), |flag| flag(row));
        let (Some(a), Some(b), Some(spheroid)) = (a.get(row), b.get(row), flag) else {
            found.push(None);
            continue;
        };
        if a.is_empty() || b.is_empty() {
            found.push(None);
            continue;
        }
        let (Geometry::Point(a), Geometry::Point(b)) = (&a.geometry, &b.geometry) else {
            return call.fail("a direction is between two points");
        };
        let turn = if spheroid {
            Geodesic.bearing(*a, *b).to_radians()
        } else {
            (b.x() - a.x()).atan2(b.y() - a.y())
        };
        found.push((a != b).then(|| turn.rem_euclid(std::f64::consts::TAU)));
    }
    Ok(call.each_number(|row| found.get(row).copied().flatten()))
}

fn project(call: &Call<'_>) -> Result<ArrayRef> {
    let (metres, azimuth) = (call.numbers(1)?, call.numbers(2)?);
    call.map_geometry(|geometry, row| {
        let (Some(metres), Some(azimuth)) = (metres(row), azimuth(row)) else { return Ok(None) };
        let Geometry::Point(point) = geometry else {
            return call.fail("only a point is projected");
        };
        if !metres.is_finite() || !azimuth.is_finite() {
            return call.fail("the distance and the direction must be finite numbers");
        }
        let there = Geodesic.destination(*point, azimuth.to_degrees(), metres);
        Ok(Some(Geometry::Point(there)))
    })
}

fn nearest(call: &Call<'_>, made: fn(Point<f64>, Point<f64>) -> Geometry<f64>) -> Result<ArrayRef> {
    let (a, b) = (call.shapes(0)?, call.shapes(1)?);
    call.each_geometry(|row| {
        let (Some(a), Some(b)) = (a.get(row), b.get(row)) else { return Ok(None) };
        Ok(nearest_points(&a.geometry, &b.geometry).map(|(p, q)| made(p, q)))
    })
}
