//! Geometries cut into pieces, and hulls that follow an outline.

use arrow::array::ArrayRef;
use datafusion::error::Result;
use geo::{Coord, CoordsIter, Geometry, MultiPoint};

use super::build::hull;
use super::call::Call;
use super::rows::{Row, geometries};
use super::spec::{Argument, Kind, Returns, Spec};
use crate::geometry::{concave_hull, subdivided};

/// The vertices of a piece where none are stated, as in PostGIS.
const USUAL_VERTICES: i64 = 256;
/// A quadrangle has five.
const LEAST_VERTICES: i64 = 5;
/// The most points that a hull is made of.
const MOST_POINTS: usize = 100_000;

/// The functions of this module. NULL in gives NULL out, or no rows.
pub(crate) const SPECS: &[Spec] = &[
    Spec {
        name: "ST_Subdivide",
        arguments: &[
            Argument::new("geom", Kind::Geometry, "a geometry"),
            Argument::optional("max_vertices", Kind::Integer, "5 or more; 256 when not given"),
        ],
        returns: Returns::Rows(Row::Geometry),
        eval: subdivide,
        en: "A row for each piece of at most so many vertices; together they cover what the geometry covers. Cut in the middle of the longer side of the bounding box, in degrees, again and again.",
        id: "Satu baris untuk setiap potongan dengan titik sebanyak-banyaknya sekian; bersama-sama menutupi geometri. Dipotong di tengah sisi terpanjang kotak pembatas, dalam derajat, berulang kali.",
        example: "SELECT code, ST_Subdivide(geometry, 50) AS geometry FROM regencies",
    },
    Spec {
        name: "ST_ConcaveHull",
        arguments: &[
            Argument::new("geom", Kind::Geometry, "points, or the vertices of a geometry"),
            Argument::new(
                "ratio",
                Kind::Number,
                "0 for the narrowest hull to 1 for the convex hull: how long an outer edge may be, between the shortest and the longest edge of the triangulation",
            ),
            Argument::optional("allow_holes", Kind::Boolean, "false: holes are not made here"),
        ],
        returns: Returns::Geometry,
        eval: concave,
        en: "One polygon around all vertices that follows their outline, in the plane of degrees: of Delaunay's triangles those go, from the outside, whose outer edge is longer than the ratio allows. A line or a point where there is no area.",
        id: "Satu poligon di sekeliling semua titik yang mengikuti garis luarnya, di bidang derajat: dari segitiga Delaunay dibuang, dari luar, yang sisi luarnya lebih panjang daripada yang diizinkan rasio. Garis atau titik bila tidak ada luasan.",
        example: "SELECT regency_code, ST_ConcaveHull(ST_Collect(ST_Point(lon, lat)), 0.3) AS geometry FROM villages GROUP BY regency_code",
    },
];

fn subdivide(call: &Call<'_>) -> Result<ArrayRef> {
    let shapes = call.shapes(0)?;
    let most = if call.has(1) { Some(call.integers(1)?) } else { None };
    geometries(call, |row| {
        let most = most.as_ref().map_or(Some(USUAL_VERTICES), |most| most(row));
        let (Some(shape), Some(most)) = (shapes.get(row), most) else { return Ok(None) };
        if most < LEAST_VERTICES {
            return call.fail("a piece has 5 vertices or more");
        }
        finite(call, &shape.geometry)?;
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        Ok(Some(subdivided(&shape.geometry, most)))
    })
}

fn concave(call: &Call<'_>) -> Result<ArrayRef> {
    let ratio = call.numbers(1)?;
    let holes = if call.has(2) { Some(call.booleans(2)?) } else { None };
    call.map_geometry(|geometry, row| {
        let holes = holes.as_ref().map_or(Some(false), |holes| holes(row));
        let (Some(ratio), Some(holes)) = (ratio(row), holes) else { return Ok(None) };
        if !(0.0..=1.0).contains(&ratio) {
            return call.fail("the ratio is 0 to 1");
        }
        if holes {
            return call.fail("hulls with holes are not made here; leave allow_holes out");
        }
        finite(call, geometry)?;
        let mut coords: Vec<Coord<f64>> = geometry.coords_iter().collect();
        coords.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
        coords.dedup();
        if coords.len() > MOST_POINTS {
            return call.fail(format!("a hull of more than {MOST_POINTS} points"));
        }
        let convex = hull(geometry);
        if !matches!(convex, Geometry::Polygon(_)) || ratio >= 1.0 {
            return Ok(Some(convex));
        }
        match concave_hull(&MultiPoint::from(coords), ratio) {
            Ok(hull) => Ok(Some(hull)),
            Err(problem) => call.fail(problem),
        }
    })
}

fn finite(call: &Call<'_>, geometry: &Geometry<f64>) -> Result<()> {
    if geometry.coords_iter().any(|c| !c.x.is_finite() || !c.y.is_finite()) {
        return call.fail("coordinates must be finite");
    }
    Ok(())
}
