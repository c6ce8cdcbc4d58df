//! What two geometries share, and what they do not.

use arrow::array::ArrayRef;
use datafusion::error::Result;
use geo::orient::Direction;
use geo::{
    BooleanOps, Geometry, GeometryCollection, Intersects, MultiLineString, MultiPoint,
    MultiPolygon, Orient, Point,
};

use super::call::Call;
use super::spec::{Argument, Kind, Returns, Spec};
use crate::geometry::{Operation, Shape, dimension, overlay};

const TWO: &[Argument] = &[
    Argument::new("a", Kind::Geometry, "the first geometry"),
    Argument::new("b", Kind::Geometry, "the second geometry"),
];

/// `ST_Union(a, b)`. The engine knows functions by their names alone, and `ST_Union` is the aggregate: the guard puts
/// this name where two arguments stand.
pub(crate) const UNION_OF_TWO: &str = "ST_UnionOfTwo";

/// The functions of this module.
pub(crate) const SPECS: &[Spec] = &[
    Spec {
        name: "ST_Intersection",
        arguments: TWO,
        returns: Returns::Geometry,
        eval: |call| combined(call, Operation::Intersection),
        en: "The part that two geometries share: of two areas a multipolygon (borders without area are not returned), of a line and an area the lines inside, of points those that lie in the other. Two lines are not intersected.",
        id: "Bagian bersama dua geometri: dari dua luasan sebuah multipoligon (batas tanpa luas tidak dikembalikan), dari garis dan luasan garis di dalamnya, dari titik yang terletak di geometri lain. Dua garis tidak didukung.",
        example: "SELECT ST_Area(ST_Intersection(geometry, ST_MakeEnvelope(115, -9, 116, -8)), true) FROM regencies",
    },
    Spec {
        name: "ST_Difference",
        arguments: TWO,
        returns: Returns::Geometry,
        eval: |call| combined(call, Operation::Difference),
        en: "The part of the first geometry that the second does not cover.",
        id: "Bagian geometri pertama yang tidak ditutupi geometri kedua.",
        example: "SELECT ST_Difference(geometry, ST_MakeEnvelope(115, -9, 116, -8)) FROM regencies",
    },
    Spec {
        name: "ST_SymDifference",
        arguments: TWO,
        returns: Returns::Geometry,
        eval: |call| combined(call, Operation::SymDifference),
        en: "The parts of two areas that the other does not cover.",
        id: "Bagian-bagian dua luasan yang tidak ditutupi luasan lainnya.",
        example: "SELECT ST_Area(ST_SymDifference(ST_MakeEnvelope(0, 0, 2, 2), ST_MakeEnvelope(1, 0, 3, 2)))",
    },
    Spec {
        name: UNION_OF_TWO,
        arguments: TWO,
        returns: Returns::Geometry,
        eval: |call| combined(call, Operation::Union),
        en: "ST_Union(a, b) of two geometries: what either covers.",
        id: "ST_Union(a, b) dari dua geometri: yang ditutupi salah satunya.",
        example: "SELECT ST_Area(ST_Union(ST_MakeEnvelope(0, 0, 2, 2), ST_MakeEnvelope(1, 0, 3, 2)))",
    },
];

fn combined(call: &Call<'_>, operation: Operation) -> Result<ArrayRef> {
    let (a, b) = (call.shapes(0)?, call.shapes(1)?);
    call.each_geometry(|row| match (a.get(row), b.get(row)) {
        (Some(a), Some(b)) => one(call, a, b, operation).map(Some),
        _ => Ok(None),
    })
}

fn one(call: &Call<'_>, a: &Shape, b: &Shape, operation: Operation) -> Result<Geometry<f64>> {
    if let (Some(left), Some(right)) = (areas(a), areas(b)) {
        return Ok(Geometry::MultiPolygon(overlay(&left, &right, operation)));
    }
    if a.is_empty() || b.is_empty() {
        return Ok(match operation {
            Operation::Intersection => nothing(),
            Operation::Difference => a.geometry.clone(),
            Operation::Union | Operation::SymDifference if a.is_empty() => b.geometry.clone(),
            Operation::Union | Operation::SymDifference => a.geometry.clone(),
        });
    }
    match operation {
        Operation::Intersection => intersection(call, a, b),
        Operation::Difference => difference(call, a, b),
        Operation::Union => union(call, a, b),
        Operation::SymDifference => call.fail("only areas have a symmetric difference here"),
    }
}

fn nothing() -> Geometry<f64> {
    Geometry::GeometryCollection(GeometryCollection::empty())
}

fn intersection(call: &Call<'_>, a: &Shape, b: &Shape) -> Result<Geometry<f64>> {
    if let Some(points) = points(a) {
        return Ok(point_set(points.into_iter().filter(|point| b.geometry.intersects(point))));
    }
    if let Some(points) = points(b) {
        return Ok(point_set(points.into_iter().filter(|point| a.geometry.intersects(point))));
    }
    match (lines(a), areas(a), lines(b), areas(b)) {
        (Some(lines), _, _, Some(area)) | (_, Some(area), Some(lines), _) => {
            Ok(line_set(area.clip(&lines, false)))
        }
        (Some(_), _, Some(_), _) => call.fail("two lines are not intersected here"),
        _ => call.fail("collections are not intersected here; ST_GeometryN takes their parts"),
    }
}

fn difference(call: &Call<'_>, a: &Shape, b: &Shape) -> Result<Geometry<f64>> {
    if let Some(points) = points(a) {
        return Ok(point_set(points.into_iter().filter(|point| !b.geometry.intersects(point))));
    }
    let (of_a, of_b) = (dimension(&a.geometry), dimension(&b.geometry));
    let collection = |shape: &Shape| matches!(shape.geometry, Geometry::GeometryCollection(_));
    if collection(a) || collection(b) {
        return call.fail("collections are not taken apart here; ST_GeometryN takes their parts");
    }
    if of_b < of_a {
        // Points take nothing from lines, nor lines from areas.
        return Ok(a.geometry.clone());
    }
    match (lines(a), areas(b)) {
        (Some(lines), Some(area)) => Ok(line_set(area.clip(&lines, true))),
        _ => call.fail("two lines are not taken from each other here"),
    }
}

/// Of points a set; of other kinds only what is surely apart.
fn union(call: &Call<'_>, a: &Shape, b: &Shape) -> Result<Geometry<f64>> {
    if let (Some(left), Some(right)) = (points(a), points(b)) {
        return Ok(point_set(left.into_iter().chain(right)));
    }
    call.fail("areas are united with areas here, and points with points")
}

fn point_set(points: impl Iterator<Item = Point<f64>>) -> Geometry<f64> {
    let mut set: Vec<Point<f64>> = Vec::new();
    for point in points {
        if !set.contains(&point) {
            set.push(point);
        }
    }
    match set.as_slice() {
        [] => nothing(),
        [one] => Geometry::Point(*one),
        _ => Geometry::MultiPoint(MultiPoint::new(set)),
    }
}

fn line_set(lines: MultiLineString<f64>) -> Geometry<f64> {
    match lines.0.as_slice() {
        [one] => Geometry::LineString(one.clone()),
        _ => Geometry::MultiLineString(lines),
    }
}

fn points(shape: &Shape) -> Option<Vec<Point<f64>>> {
    match &shape.geometry {
        Geometry::Point(point) => Some(vec![*point]),
        Geometry::MultiPoint(points) => Some(points.0.clone()),
        _ => None,
    }
}

fn lines(shape: &Shape) -> Option<MultiLineString<f64>> {
    match &shape.geometry {
        Geometry::Line(line) => Some(MultiLineString::new(vec![(*line).into()])),
        Geometry::LineString(line) => Some(MultiLineString::new(vec![line.clone()])),
        Geometry::MultiLineString(lines) => Some(lines.clone()),
        _ => None,
    }
}

/// The polygons of an area, its rings wound as the overlay expects; `None` for points and lines.
pub(super) fn areas(shape: &Shape) -> Option<MultiPolygon<f64>> {
    let mut parts = match &shape.geometry {
        Geometry::Polygon(polygon) => MultiPolygon::new(vec![polygon.clone()]),
        Geometry::MultiPolygon(parts) => parts.clone(),
        _ if shape.is_empty() => MultiPolygon::new(Vec::new()),
        _ => return None,
    };
    // The overlay panics on a ring without points.
    parts.0.retain(|part| !part.exterior().0.is_empty());
    Some(parts.orient(Direction::Default))
}
