//! Reads well-known text, strictly.
//!
//! The parser of `wkt` stops where a geometry ends and says nothing of what follows, takes an infinite
//! number for a coordinate, recurses as deep as the text nests, and knows no rule about lines and rings.
//! What it lets through is refused here, so that a slip in a text is an error and not another geometry.

use std::str::FromStr;

use geo::Geometry;
use wkt::Wkt;
use wkt::types::{Coord, LineString, Point, Polygon};

use super::convert::to_geo;
use super::rules;
use super::wkb::{from_hex, read_wkb};

/// How deep brackets may be nested; a multipolygon has three.
const MAX_DEPTH: usize = 32;

/// A geometry as well-known text, with or without `SRID=4326;` before it, or as hexadecimal well-known binary. Its
/// rings are closed and its coordinates finite; heights and measures are left out.
///
/// # Errors
/// What is wrong with the text, for people.
pub(crate) fn read_text(text: &str) -> Result<Geometry<f64>, String> {
    match from_hex(text) {
        Some(bytes) => read_wkb(&bytes),
        None => Ok(to_geo(&read_wkt(text)?)),
    }
}

fn read_wkt(text: &str) -> Result<Wkt<f64>, String> {
    let text = without_system(text)?;
    whole(text)?;
    let geometry = Wkt::from_str(text).map_err(|problem| explained(text, problem))?;
    check(&geometry)?;
    Ok(geometry)
}

/// The text without the system that PostGIS writes before it.
fn without_system(text: &str) -> Result<&str, String> {
    let trimmed = text.trim_start();
    if !trimmed.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("SRID=")) {
        return Ok(text);
    }
    let (system, rest) = trimmed.split_once(';').ok_or("there is no ; after the SRID")?;
    rules::system(system.get(5..).unwrap_or_default())?;
    Ok(rest)
}

/// The parser's message, or a better one for the usual slip: a height without its Z.
fn explained(text: &str, problem: &str) -> String {
    let (head, body) = text.split_at(text.find('(').unwrap_or(text.len()));
    let first = body.trim_start_matches('(').split([',', ')']).next().unwrap_or_default();
    let numbers = first.split_ascii_whitespace().count();
    if head.split_ascii_whitespace().count() == 1 && numbers > 2 {
        let name = head.trim().to_uppercase();
        let letters = if numbers == 3 { "Z" } else { "ZM" };
        return format!(
            "it has {numbers} numbers a point; write {name} {letters} (...) or leave out what is not longitude and latitude"
        );
    }
    format!("{} in the text {}", problem.to_lowercase(), start_of(text))
}

/// Whether the text ends where its first geometry ends, and is not nested too deeply.
fn whole(text: &str) -> Result<(), String> {
    let (head, body) = text.split_at(text.find('(').unwrap_or(text.len()));
    let words: Vec<&str> = head.split_ascii_whitespace().collect();
    let empty = words.iter().position(|word| word.eq_ignore_ascii_case("EMPTY"));
    // The name, Z, M or ZM where there are more than two dimensions, and EMPTY or the brackets.
    let complete = match empty {
        Some(at) => body.is_empty() && at + 1 == words.len() && words.len() <= 3,
        None => words.len() <= 2,
    };
    if !complete {
        return Err("there is more than one geometry, or other text beside it".to_owned());
    }
    let mut depth = 0usize;
    for (at, bracket) in body.match_indices(['(', ')']) {
        depth = if bracket == "(" { depth + 1 } else { depth.saturating_sub(1) };
        if depth > MAX_DEPTH {
            return Err(format!("it is nested more than {MAX_DEPTH} brackets deep"));
        }
        if depth == 0 {
            let rest = body.get(at + 1..).unwrap_or_default().trim();
            return if rest.is_empty() {
                Ok(())
            } else {
                Err(format!("there is more text after its end: {}", start_of(rest)))
            };
        }
    }
    if depth > 0 { Err("a bracket is not closed".to_owned()) } else { Ok(()) }
}

fn start_of(text: &str) -> String {
    text.chars().take(20).collect()
}

fn check(geometry: &Wkt<f64>) -> Result<(), String> {
    match geometry {
        Wkt::Point(point) => points(std::slice::from_ref(point)),
        Wkt::MultiPoint(many) => points(many.points()),
        Wkt::LineString(one) => line(one),
        Wkt::MultiLineString(many) => many.line_strings().iter().try_for_each(line),
        Wkt::Polygon(one) => polygon(one),
        Wkt::MultiPolygon(many) => many.polygons().iter().try_for_each(polygon),
        Wkt::GeometryCollection(many) => many.geometries().iter().try_for_each(check),
    }
}

fn points(points: &[Point<f64>]) -> Result<(), String> {
    points.iter().filter_map(Point::coord).try_for_each(finite)
}

fn line(line: &LineString<f64>) -> Result<(), String> {
    line.coords().iter().try_for_each(finite)?;
    rules::line(line.coords())
}

fn polygon(polygon: &Polygon<f64>) -> Result<(), String> {
    polygon.rings().iter().try_for_each(|ring| {
        ring.coords().iter().try_for_each(finite)?;
        rules::ring(ring.coords())
    })
}

fn finite(coord: &Coord<f64>) -> Result<(), String> {
    let numbers = [Some(coord.x), Some(coord.y), coord.z, coord.m];
    if numbers.into_iter().flatten().all(f64::is_finite) {
        Ok(())
    } else {
        Err("a coordinate is not a finite number".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn geometries_of_every_kind_are_read() {
        for text in [
            "POINT(1 2)",
            "  point ( 1   -2e3 )\n",
            "POINT EMPTY",
            "POINT Z EMPTY",
            "POINT Z (1 2 3)",
            "POINTZM(1 2 3 4)",
            "MULTIPOINT(1 2,3 4)",
            "MULTIPOINT((1 2),(3 4))",
            "LINESTRING(0 0,1 1)",
            "LINESTRING EMPTY",
            "MULTILINESTRING((0 0,1 1),EMPTY)",
            "POLYGON((0 0,1 0,1 1,0 0))",
            "POLYGON((0 0,9 0,9 9,0 0),(2 1,3 1,3 2,2 1))",
            "MULTIPOLYGON(((0 0,1 0,1 1,0 0)),EMPTY)",
            "GEOMETRYCOLLECTION(POINT(1 2),GEOMETRYCOLLECTION(LINESTRING(0 0,1 1)))",
            "GEOMETRYCOLLECTION EMPTY",
            "SRID=4326;POINT(1 2)",
            " srid=4326; POINT(1 2)",
        ] {
            assert!(read_wkt(text).is_ok(), "{text}: {:?}", read_wkt(text));
        }
    }

    #[test]
    fn what_the_parser_lets_through_is_refused() {
        for (text, problem) in [
            ("POINT(1 2) x", "more text"),
            ("POINT(1 2) POINT(3 4)", "more text"),
            ("POINT(1 2))", "more text"),
            ("POINT(1 2)\0", "more text"),
            ("POINT EMPTY x", "other text"),
            ("POINT EMPTY (1 2)", "other text"),
            ("POLYGON((0 0,1 0,1 1,0 1))", "does not end where it begins"),
            ("POLYGON((0 0,1 1,0 0))", "fewer than four"),
            ("MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((0 0,1 0,1 1,0 1)))", "does not end"),
            ("GEOMETRYCOLLECTION(POLYGON((0 0,1 0,1 1,2 2)))", "does not end"),
            ("LINESTRING(1 2)", "one point"),
            ("MULTILINESTRING((0 0,1 1),(1 2))", "one point"),
            ("POINT(-inf 2)", "finite"),
            ("POINT(1 1e999)", "finite"),
            ("MULTIPOINT((1 2),(3 -nan))", "finite"),
        ] {
            let found = read_wkt(text).unwrap_err();
            assert!(found.contains(problem), "{text}: {found}");
        }
    }

    #[test]
    fn what_is_no_geometry_is_refused() {
        for text in [
            "",
            " ",
            "POINT",
            "(1 2)",
            "POINT(1)",
            "POINT(1 2 3)",
            "POINT(1,2)",
            "POINT(1 2",
            "POLYGON((0 0",
            "CIRCLE(1 2)",
            "POINT()",
            "POINT(a b)",
            "LINESTRING(0 0,)",
            "POINT x (1 2)",
            "SRID=4326 POINT(1 2)",
            "SRID=32750;POINT(1 2)",
            "GEOMETRYCOLLECTION(POINT(1 2) x)",
            "))((",
        ] {
            assert!(read_wkt(text).is_err(), "{text}");
        }
    }

    #[test]
    fn slips_are_explained() {
        for (text, problem) in [
            ("POINT(115 -8 12)", "write POINT Z (...)"),
            ("LINESTRING(1 2 3,4 5 6)", "3 numbers a point"),
            ("SRID=3857;POINT(1 2)", "system 3857"),
            ("POINT(115 -8", "not closed"),
            ("CIRCLE(1 2)", "CIRCLE(1 2)"),
        ] {
            let found = read_text(text).unwrap_err();
            assert!(found.contains(problem), "{text}: {found}");
        }
    }

    #[test]
    fn empty_parts_are_no_parts() {
        let read = read_text("MULTIPOLYGON(EMPTY,((0 0,1 0,1 1,0 0)))").unwrap();
        assert!(matches!(read, Geometry::MultiPolygon(parts) if parts.0.len() == 1));
        assert!(matches!(
            read_text("0101000000000000000000F03F0000000000000040"),
            Ok(Geometry::Point(_))
        ));
    }

    #[test]
    fn a_text_of_brackets_is_refused_before_it_is_parsed() {
        let deep = |levels: usize| {
            format!("{}POINT(1 2){}", "GEOMETRYCOLLECTION(".repeat(levels), ")".repeat(levels))
        };
        assert!(read_wkt(&deep(31)).is_ok());
        assert!(read_wkt(&deep(32)).unwrap_err().contains("nested"));
        assert!(read_wkt(&deep(1_000_000)).unwrap_err().contains("nested"));
        assert!(read_wkt(&"(".repeat(1_000_000)).unwrap_err().contains("nested"));
    }
}
