//! Simplification. Tolerances are in degrees.

use arrow::array::ArrayRef;
use datafusion::error::{DataFusionError, Result};
use geo::{Geometry, Simplify, SimplifyVw, SimplifyVwPreserve};
use geoarrow_array::GeoArrowArray;
use geoarrow_array::builder::GeometryBuilder;
use geoarrow_schema::GeometryType;

use super::call::Call;
use super::spec::{Argument, Kind, Returns, Spec};
use crate::geometry::crs84;

const ARGUMENTS: &[Argument] = &[
    Argument { name: "geom", kind: Kind::Geometry, optional: false, about: "a geometry" },
    Argument {
        name: "tolerance",
        kind: Kind::Number,
        optional: false,
        about: "degrees; for ST_SimplifyVW square degrees",
    },
];

macro_rules! simplification {
    ($name:literal, $method:ident, $en:literal, $id:literal) => {
        Spec {
            name: $name,
            arguments: ARGUMENTS,
            returns: Returns::Geometry,
            eval: |call| {
                simplified(call, |geometry, tolerance| match geometry {
                    Geometry::LineString(g) => Geometry::LineString(g.$method(tolerance)),
                    Geometry::MultiLineString(g) => Geometry::MultiLineString(g.$method(tolerance)),
                    Geometry::Polygon(g) => Geometry::Polygon(g.$method(tolerance)),
                    Geometry::MultiPolygon(g) => Geometry::MultiPolygon(g.$method(tolerance)),
                    other => other.clone(),
                })
            },
            en: $en,
            id: $id,
            example: concat!(
                "SELECT code, ",
                $name,
                "(geometry, 0.001) AS geometry FROM regencies"
            ),
        }
    };
}

/// The functions of this module. Points and collections stay as they are.
pub(crate) const SPECS: &[Spec] = &[
    simplification!(
        "ST_Simplify",
        simplify,
        "Fewer vertices, none further from the line than the tolerance (Douglas and Peucker). May make a polygon invalid.",
        "Titik lebih sedikit, tidak lebih jauh dari toleransi (Douglas dan Peucker). Poligon dapat menjadi tidak sah."
    ),
    simplification!(
        "ST_SimplifyPreserveTopology",
        simplify_vw_preserve,
        "Fewer vertices (Visvalingam and Whyatt) without a ring that crosses itself.",
        "Titik lebih sedikit (Visvalingam dan Whyatt) tanpa garis yang memotong dirinya."
    ),
    simplification!(
        "ST_SimplifyVW",
        simplify_vw,
        "Fewer vertices: those go whose triangle is smaller than the tolerance (Visvalingam and Whyatt).",
        "Titik lebih sedikit: titik dengan segitiga di bawah toleransi dihapus (Visvalingam dan Whyatt)."
    ),
];

fn simplified(
    call: &Call<'_>,
    simplify: fn(&Geometry<f64>, f64) -> Geometry<f64>,
) -> Result<ArrayRef> {
    let (shapes, tolerance) = (call.shapes(0)?, call.numbers(1)?);
    let mut builder = GeometryBuilder::new(GeometryType::new(crs84()));
    for row in 0..call.rows() {
        let simple = shapes.get(row).zip(tolerance(row)).map(|(shape, tolerance)| {
            if shape.is_empty() {
                shape.geometry.clone()
            } else {
                simplify(&shape.geometry, tolerance)
            }
        });
        let pushed = match &simple {
            Some(geometry) => builder.push_geometry(Some(geometry)),
            None => {
                builder.push_null();
                Ok(())
            }
        };
        pushed.map_err(|error| DataFusionError::External(Box::new(error)))?;
    }
    Ok(builder.finish().to_array_ref())
}
