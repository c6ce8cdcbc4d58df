//! `ST_Intersection` and `ST_Difference` of areas.

use arrow::array::ArrayRef;
use datafusion::common::exec_err;
use datafusion::error::{DataFusionError, Result};
use geo::orient::Direction;
use geo::{BooleanOps, Geometry, Intersects, MultiPolygon, Orient};
use geoarrow_array::GeoArrowArray;

use super::call::Call;
use super::spec::{Argument, Kind, Returns, Spec};
use crate::geometry::{Shape, multipolygons};

const TWO: &[Argument] = &[
    Argument { name: "a", kind: Kind::Geometry, optional: false, about: "the first area" },
    Argument { name: "b", kind: Kind::Geometry, optional: false, about: "the second area" },
];

/// The functions of this module. Both arguments must be areas.
pub(crate) const SPECS: &[Spec] = &[
    Spec {
        name: "ST_Intersection",
        arguments: TWO,
        returns: Returns::MultiPolygon,
        eval: |call| overlay(call, "ST_Intersection", |a, b| a.intersection(b)),
        en: "The part that two areas share, as a multipolygon. Shared borders without area are not returned.",
        id: "Bagian bersama dua luasan, sebagai multipoligon. Batas bersama tanpa luas tidak dikembalikan.",
        example: "SELECT ST_Area(ST_Intersection(geometry, ST_MakeEnvelope(115, -9, 116, -8)), true) FROM regencies",
    },
    Spec {
        name: "ST_Difference",
        arguments: TWO,
        returns: Returns::MultiPolygon,
        eval: |call| overlay(call, "ST_Difference", |a, b| a.difference(b)),
        en: "The part of the first area that the second does not cover, as a multipolygon.",
        id: "Bagian luasan pertama yang tidak ditutupi luasan kedua, sebagai multipoligon.",
        example: "SELECT ST_Difference(geometry, ST_MakeEnvelope(115, -9, 116, -8)) FROM regencies",
    },
];

type Operation = fn(&MultiPolygon<f64>, &MultiPolygon<f64>) -> MultiPolygon<f64>;

fn overlay(call: &Call<'_>, name: &str, operation: Operation) -> Result<ArrayRef> {
    let (a, b) = (call.shapes(0)?, call.shapes(1)?);
    let mut parts = Vec::with_capacity(call.rows());
    for row in 0..call.rows() {
        parts.push(match (a.get(row), b.get(row)) {
            (Some(a), Some(b)) => Some(one(a, b, name, operation)?),
            _ => None,
        });
    }
    Ok(multipolygons(parts.iter().map(Option::as_ref))
        .map_err(|error| DataFusionError::External(Box::new(error)))?
        .to_array_ref())
}

fn one(a: &Shape, b: &Shape, name: &str, operation: Operation) -> Result<MultiPolygon<f64>> {
    let (Some(left), Some(right)) = (areas(a), areas(b)) else {
        return exec_err!("{name} is between polygons here, not points or lines");
    };
    let apart = match (a.bounds, b.bounds) {
        (Some(a), Some(b)) => !a.intersects(&b),
        _ => true,
    };
    // Apart, nothing is shared and nothing is taken away.
    let right = if apart { MultiPolygon::new(Vec::new()) } else { right };
    Ok(operation(&left, &right))
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
