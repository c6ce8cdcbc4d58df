//! Simplification. Tolerances are in degrees.

use arrow::array::ArrayRef;
use datafusion::error::Result;
use geo::{Geometry, MultiPolygon, Polygon, Simplify, SimplifyVw, Validation};

use super::call::Call;
use super::spec::{Argument, Kind, Returns, Spec};

const DISTANCE: &[Argument] = &[
    Argument::new("geom", Kind::Geometry, "a geometry"),
    Argument::new("tolerance", Kind::Number, "degrees, not negative"),
];
const AREA: &[Argument] = &[
    Argument::new("geom", Kind::Geometry, "a geometry"),
    Argument::new("tolerance", Kind::Number, "square degrees, not negative"),
];

/// The functions of this module. Points and collections stay as they are.
pub(crate) const SPECS: &[Spec] = &[
    Spec {
        name: "ST_Simplify",
        arguments: DISTANCE,
        returns: Returns::Geometry,
        eval: |call| simplified(call, douglas_peucker),
        en: "Fewer vertices, none further from the line than the tolerance (Douglas and Peucker). May make a polygon invalid; ST_SimplifyPreserveTopology does not.",
        id: "Titik lebih sedikit, tidak lebih jauh dari toleransi (Douglas dan Peucker). Poligon dapat menjadi tidak sah; ST_SimplifyPreserveTopology tidak.",
        example: "SELECT code, ST_Simplify(geometry, 0.001) AS geometry FROM regencies",
    },
    Spec {
        name: "ST_SimplifyPreserveTopology",
        arguments: DISTANCE,
        returns: Returns::Geometry,
        eval: |call| simplified(call, preserving),
        en: "Fewer vertices, none further from the line than the tolerance (Douglas and Peucker). A valid geometry stays valid: where the tolerance would break it, a smaller one is taken.",
        id: "Titik lebih sedikit, tidak lebih jauh dari toleransi (Douglas dan Peucker). Geometri yang sah tetap sah: bila toleransi akan merusaknya, dipakai yang lebih kecil.",
        example: "SELECT code, ST_SimplifyPreserveTopology(geometry, 0.001) AS geometry FROM regencies",
    },
    Spec {
        name: "ST_SimplifyVW",
        arguments: AREA,
        returns: Returns::Geometry,
        eval: |call| {
            simplified(call, |geometry, tolerance| match geometry {
                Geometry::LineString(g) => Geometry::LineString(g.simplify_vw(tolerance)),
                Geometry::MultiLineString(g) => Geometry::MultiLineString(g.simplify_vw(tolerance)),
                Geometry::Polygon(g) => Geometry::Polygon(g.simplify_vw(tolerance)),
                Geometry::MultiPolygon(g) => Geometry::MultiPolygon(g.simplify_vw(tolerance)),
                other => other.clone(),
            })
        },
        en: "Fewer vertices: those go whose triangle is smaller than the tolerance (Visvalingam and Whyatt).",
        id: "Titik lebih sedikit: titik dengan segitiga di bawah toleransi dihapus (Visvalingam dan Whyatt).",
        example: "SELECT code, ST_SimplifyVW(geometry, 0.000001) AS geometry FROM regencies",
    },
];

fn simplified(
    call: &Call<'_>,
    simplify: fn(&Geometry<f64>, f64) -> Geometry<f64>,
) -> Result<ArrayRef> {
    let (shapes, tolerance) = (call.shapes(0)?, call.numbers(1)?);
    call.each_geometry(|row| {
        let Some((shape, tolerance)) = shapes.get(row).zip(tolerance(row)) else { return Ok(None) };
        if tolerance.is_nan() || tolerance < 0.0 {
            return call.fail("the tolerance is negative or no number");
        }
        Ok(Some(if shape.is_empty() {
            shape.geometry.clone()
        } else {
            simplify(&shape.geometry, tolerance)
        }))
    })
}

fn douglas_peucker(geometry: &Geometry<f64>, tolerance: f64) -> Geometry<f64> {
    match geometry {
        Geometry::LineString(g) => Geometry::LineString(g.simplify(tolerance)),
        Geometry::MultiLineString(g) => Geometry::MultiLineString(g.simplify(tolerance)),
        Geometry::Polygon(g) => Geometry::Polygon(g.simplify(tolerance)),
        Geometry::MultiPolygon(g) => Geometry::MultiPolygon(g.simplify(tolerance)),
        other => other.clone(),
    }
}

/// How often the tolerance is halved before a geometry is left as it is.
const HALVINGS: i32 = 8;

fn preserving(geometry: &Geometry<f64>, tolerance: f64) -> Geometry<f64> {
    let polygons = match geometry {
        Geometry::Polygon(polygon) => {
            return Geometry::Polygon(polygon_preserving(polygon, tolerance));
        }
        Geometry::MultiPolygon(parts) => parts,
        other => return douglas_peucker(other, tolerance),
    };
    let at = |tolerance: f64| -> MultiPolygon<f64> {
        polygons.iter().map(|polygon| polygon_preserving(polygon, tolerance)).collect()
    };
    let valid = |parts: &MultiPolygon<f64>| parts.is_valid();
    Geometry::MultiPolygon(largest(tolerance, at, valid).unwrap_or_else(|| polygons.clone()))
}

fn polygon_preserving(polygon: &Polygon<f64>, tolerance: f64) -> Polygon<f64> {
    let whole = |found: &Polygon<f64>| {
        let rings = std::iter::once(found.exterior()).chain(found.interiors());
        rings.into_iter().all(|ring| ring.0.len() >= 4) && found.is_valid()
    };
    largest(tolerance, |tolerance| polygon.simplify(tolerance), whole)
        .unwrap_or_else(|| polygon.clone())
}

/// What comes of the largest tolerance, halved until it is good.
fn largest<T>(tolerance: f64, at: impl Fn(f64) -> T, good: impl Fn(&T) -> bool) -> Option<T> {
    (0..HALVINGS).map(|halving| at(tolerance / 2f64.powi(halving))).find(good)
}
