//! Geometries as GeoJSON (RFC 7946) and WKT.

use std::fmt::Write;

use geo::{Coord, Geometry, LineString, Polygon};

/// Appends a geometry as a GeoJSON object. `digits` rounds coordinates; `None` writes them exactly.
pub(crate) fn write_geojson(geometry: &Geometry<f64>, digits: Option<usize>, out: &mut String) {
    let kind = |out: &mut String, name: &str| {
        out.push_str("{\"type\":\"");
        out.push_str(name);
        out.push_str("\",\"coordinates\":");
    };
    let coord = |out: &mut String, c: &Coord<f64>| {
        out.push('[');
        number(c.x, digits, out);
        out.push(',');
        number(c.y, digits, out);
        out.push(']');
    };
    let line = |out: &mut String, line: &LineString<f64>| list(out, '[', ']', &line.0, coord);
    let polygon = |out: &mut String, polygon: &Polygon<f64>| {
        list(out, '[', ']', rings(polygon), line);
    };
    match geometry {
        Geometry::Point(p) => {
            kind(out, "Point");
            coord(out, &p.0);
        }
        Geometry::Line(l) => {
            kind(out, "LineString");
            list(out, '[', ']', &[l.start, l.end], coord);
        }
        Geometry::LineString(l) => {
            kind(out, "LineString");
            line(out, l);
        }
        Geometry::Polygon(p) => {
            kind(out, "Polygon");
            polygon(out, p);
        }
        Geometry::MultiPoint(points) => {
            kind(out, "MultiPoint");
            list(out, '[', ']', &points.0, |out, p| coord(out, &p.0));
        }
        Geometry::MultiLineString(lines) => {
            kind(out, "MultiLineString");
            list(out, '[', ']', &lines.0, line);
        }
        Geometry::MultiPolygon(parts) => {
            kind(out, "MultiPolygon");
            list(out, '[', ']', &parts.0, polygon);
        }
        Geometry::Rect(r) => return write_geojson(&Geometry::Polygon(r.to_polygon()), digits, out),
        Geometry::Triangle(t) => {
            return write_geojson(&Geometry::Polygon(t.to_polygon()), digits, out);
        }
        Geometry::GeometryCollection(items) => {
            out.push_str("{\"type\":\"GeometryCollection\",\"geometries\":");
            list(out, '[', ']', &items.0, |out, item| write_geojson(item, digits, out));
        }
    }
    out.push('}');
}

/// Appends a geometry as well-known text.
pub(crate) fn write_wkt(geometry: &Geometry<f64>, out: &mut String) {
    let coord = |out: &mut String, c: &Coord<f64>| {
        number(c.x, None, out);
        out.push(' ');
        number(c.y, None, out);
    };
    let line = |out: &mut String, line: &LineString<f64>| wkt_list(out, &line.0, coord);
    let polygon = |out: &mut String, polygon: &Polygon<f64>| wkt_list(out, rings(polygon), line);
    match geometry {
        Geometry::Point(p) => {
            out.push_str("POINT (");
            coord(out, &p.0);
            out.push(')');
        }
        Geometry::Line(l) => {
            out.push_str("LINESTRING ");
            wkt_list(out, &[l.start, l.end], coord);
        }
        Geometry::LineString(l) => {
            out.push_str("LINESTRING ");
            line(out, l);
        }
        Geometry::Polygon(p) => {
            out.push_str("POLYGON ");
            polygon(out, p);
        }
        Geometry::MultiPoint(points) => {
            out.push_str("MULTIPOINT ");
            wkt_list(out, &points.0, |out, p| wkt_list(out, &[p.0], coord));
        }
        Geometry::MultiLineString(lines) => {
            out.push_str("MULTILINESTRING ");
            wkt_list(out, &lines.0, line);
        }
        Geometry::MultiPolygon(parts) => {
            out.push_str("MULTIPOLYGON ");
            wkt_list(out, &parts.0, polygon);
        }
        Geometry::Rect(r) => write_wkt(&Geometry::Polygon(r.to_polygon()), out),
        Geometry::Triangle(t) => write_wkt(&Geometry::Polygon(t.to_polygon()), out),
        Geometry::GeometryCollection(items) => {
            out.push_str("GEOMETRYCOLLECTION ");
            wkt_list(out, &items.0, |out, item| write_wkt(item, out));
        }
    }
}

/// The rings of a polygon, the outer one first; none when it is empty.
fn rings(polygon: &Polygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
    rings.filter(|ring| !ring.0.is_empty())
}

fn list<'a, T: 'a>(
    out: &mut String,
    open: char,
    close: char,
    items: impl IntoIterator<Item = &'a T>,
    each: impl Fn(&mut String, &'a T),
) {
    out.push(open);
    for (i, item) in items.into_iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        each(out, item);
    }
    out.push(close);
}

fn wkt_list<'a, T: 'a>(
    out: &mut String,
    items: impl IntoIterator<Item = &'a T>,
    each: impl Fn(&mut String, &'a T),
) {
    let start = out.len();
    list(out, '(', ')', items, each);
    if out.ends_with("()") && out.len() == start + 2 {
        out.replace_range(start.., "EMPTY");
    }
}

/// The shortest text that reads back as the same number, or rounded to `digits` decimals. GeoJSON
/// knows no infinity; a coordinate that is not finite is written as null there.
fn number(value: f64, digits: Option<usize>, out: &mut String) {
    if !value.is_finite() {
        out.push_str("null");
        return;
    }
    // Writing to a String cannot fail.
    let _ = match digits {
        None => write!(out, "{value}"),
        Some(digits) => {
            let scale = 10f64.powi(i32::try_from(digits).unwrap_or(15).min(15));
            let rounded = (value * scale).round() / scale;
            write!(out, "{}", if rounded == 0.0 { 0.0 } else { rounded })
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{GeometryCollection, MultiPolygon, Point, point, polygon};

    fn both(geometry: impl Into<Geometry<f64>>) -> (String, String) {
        let geometry = geometry.into();
        let (mut json, mut wkt) = (String::new(), String::new());
        write_geojson(&geometry, None, &mut json);
        write_wkt(&geometry, &mut wkt);
        (json, wkt)
    }

    #[test]
    fn points_and_polygons_with_holes_are_written() {
        assert_eq!(
            both(point!(x: 115.25, y: -8.5)),
            (
                r#"{"type":"Point","coordinates":[115.25,-8.5]}"#.into(),
                "POINT (115.25 -8.5)".into()
            )
        );
        let ring = polygon!(exterior: [(x: 0., y: 0.), (x: 4., y: 0.), (x: 4., y: 4.)], interiors: [[(x: 1., y: 1.), (x: 2., y: 1.), (x: 2., y: 2.)]]);
        let (json, wkt) = both(ring);
        assert_eq!(
            json,
            r#"{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,0]],[[1,1],[2,1],[2,2],[1,1]]]}"#
        );
        assert_eq!(wkt, "POLYGON ((0 0,4 0,4 4,0 0),(1 1,2 1,2 2,1 1))");
    }

    #[test]
    fn empty_geometries_are_written_as_empty() {
        assert_eq!(
            both(MultiPolygon::<f64>::new(vec![])),
            (r#"{"type":"MultiPolygon","coordinates":[]}"#.into(), "MULTIPOLYGON EMPTY".into())
        );
        assert_eq!(
            both(Geometry::GeometryCollection(GeometryCollection::empty())).1,
            "GEOMETRYCOLLECTION EMPTY"
        );
    }

    #[test]
    fn digits_round_and_never_write_a_negative_zero() {
        let mut text = String::new();
        write_geojson(&Geometry::Point(Point::new(-0.000_000_1, 1.234_567)), Some(3), &mut text);
        assert_eq!(text, r#"{"type":"Point","coordinates":[0,1.235]}"#);
    }

    #[test]
    fn geojson_reads_back_as_the_same_geometry() {
        let shape =
            Geometry::Polygon(polygon![(x: 0.1, y: 0.2), (x: 4.3, y: 0.), (x: 4., y: 1e-7)]);
        let (json, _) = both(shape.clone());
        let read: geojson::Geometry = json.parse::<geojson::GeoJson>().unwrap().try_into().unwrap();
        assert_eq!(Geometry::<f64>::try_from(&read).unwrap(), shape);
    }
}
