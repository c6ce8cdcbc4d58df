//! Areas, lengths and distances.
//!
//! As in PostGIS, a geometry is measured in the units of its coordinates, degrees here, unless the
//! function says metres or is called with `use_spheroid`, PostGIS's argument for geography.

use arrow::array::ArrayRef;
use datafusion::error::Result;

use super::call::Call;
use super::spec::{Argument, Kind, Returns, Spec};
use crate::geometry::{Model, area, length, metres, perimeter, planar_distance};

const GEOMETRY: Argument = Argument {
    name: "geom",
    kind: Kind::Geometry,
    optional: false,
    about: "a geometry in degrees",
};
const A: Argument =
    Argument { name: "a", kind: Kind::Geometry, optional: false, about: "the first geometry" };
const B: Argument =
    Argument { name: "b", kind: Kind::Geometry, optional: false, about: "the second geometry" };
const SPHEROID: Argument = Argument {
    name: "use_spheroid",
    kind: Kind::Boolean,
    optional: true,
    about: "true: metres on the WGS 84 ellipsoid; false: metres on a sphere; not given: degrees",
};

/// The measures. NULL in gives NULL out; the distance to an EMPTY geometry is NULL.
pub(crate) const SPECS: &[Spec] = &[
    Spec {
        name: "ST_Area",
        arguments: &[GEOMETRY, SPHEROID],
        returns: Returns::Number,
        eval: |call| measured(call, area),
        en: "Area: with use_spheroid in square metres, without it in square degrees.",
        id: "Luas: dengan use_spheroid dalam meter persegi, tanpanya dalam derajat persegi.",
        example: "SELECT name, ST_Area(geometry, true) / 1e6 AS km2 FROM provinces",
    },
    Spec {
        name: "ST_Length",
        arguments: &[GEOMETRY, SPHEROID],
        returns: Returns::Number,
        eval: |call| measured(call, length),
        en: "Length of lines: with use_spheroid in metres, without it in degrees. Areas have length 0.",
        id: "Panjang garis: dengan use_spheroid dalam meter, tanpanya dalam derajat. Luasan berpanjang 0.",
        example: "SELECT ST_Length(ST_GeomFromText('LINESTRING(115 -8, 116 -8)'), true)",
    },
    Spec {
        name: "ST_Perimeter",
        arguments: &[GEOMETRY, SPHEROID],
        returns: Returns::Number,
        eval: |call| measured(call, perimeter),
        en: "Length of an area's boundary: with use_spheroid in metres, without it in degrees.",
        id: "Keliling luasan: dengan use_spheroid dalam meter, tanpanya dalam derajat.",
        example: "SELECT name, ST_Perimeter(geometry, true) AS m FROM regencies",
    },
    Spec {
        name: "ST_Distance",
        arguments: &[A, B, SPHEROID],
        returns: Returns::Number,
        eval: |call| {
            let model = models(call, 2)?;
            distances(call, model)
        },
        en: "Smallest distance: with use_spheroid in metres, without it in degrees. Exact between points; to about 0.1 % otherwise (metres).",
        id: "Jarak terkecil: dengan use_spheroid dalam meter, tanpanya dalam derajat. Tepat antara titik; selain itu sekitar 0,1 % (meter).",
        example: "SELECT ST_Distance(ST_Point(115, -8), ST_Point(116, -8), true)",
    },
    Spec {
        name: "ST_DistanceSphere",
        arguments: &[A, B],
        returns: Returns::Number,
        eval: |call| distances(call, |_| Some(Model::Sphere)),
        en: "Smallest distance in metres on a sphere of radius 6,371,008.8 m.",
        id: "Jarak terkecil dalam meter pada bola berjari-jari 6.371.008,8 m.",
        example: "SELECT ST_DistanceSphere(ST_Point(115, -8), ST_Point(116, -8))",
    },
    Spec {
        name: "ST_DistanceSpheroid",
        arguments: &[A, B],
        returns: Returns::Number,
        eval: |call| distances(call, |_| Some(Model::Spheroid)),
        en: "Smallest distance in metres on the WGS 84 ellipsoid.",
        id: "Jarak terkecil dalam meter pada elipsoid WGS 84.",
        example: "SELECT ST_DistanceSpheroid(ST_Point(115, -8), ST_Point(116, -8))",
    },
    Spec {
        name: "ST_DWithin",
        arguments: &[
            A,
            B,
            Argument {
                name: "metres",
                kind: Kind::Number,
                optional: false,
                about: "the largest distance in metres",
            },
        ],
        returns: Returns::Boolean,
        eval: within,
        en: "True when a and b are at most this many metres apart on the WGS 84 ellipsoid (PostGIS's meaning for geography, not for geometry).",
        id: "Benar bila jarak a dan b paling jauh sekian meter pada elipsoid WGS 84 (arti PostGIS untuk geography).",
        example: "SELECT v.code FROM villages v, ltsa_offices o WHERE ST_DWithin(ST_Point(v.lon, v.lat), ST_Point(o.lon, o.lat), 25000)",
    },
];

/// The model that argument `index` asks for; the plane when it was not given.
fn models(call: &Call<'_>, index: usize) -> Result<impl Fn(usize) -> Option<Model> + use<>> {
    let flags = if call.has(index) { Some(call.booleans(index)?) } else { None };
    Ok(move |row| match &flags {
        None => Some(Model::Plane),
        Some(flags) => {
            flags(row).map(|spheroid| if spheroid { Model::Spheroid } else { Model::Sphere })
        }
    })
}

fn measured(call: &Call<'_>, measure: fn(&geo::Geometry<f64>, Model) -> f64) -> Result<ArrayRef> {
    let shapes = call.shapes(0)?;
    let model = models(call, 1)?;
    Ok(call.each_number(|row| Some(measure(&shapes.get(row)?.geometry, model(row)?))))
}

fn distances(call: &Call<'_>, model: impl Fn(usize) -> Option<Model>) -> Result<ArrayRef> {
    let (a, b) = (call.shapes(0)?, call.shapes(1)?);
    Ok(call.each_number(|row| {
        let (a, b, model) = (a.get(row)?, b.get(row)?, model(row)?);
        if a.is_empty() || b.is_empty() {
            return None;
        }
        Some(match model {
            Model::Plane => planar_distance(&a.geometry, &b.geometry),
            model => metres(&a.geometry, &b.geometry, model),
        })
    }))
}

/// A lower bound of the length of one degree of latitude on WGS 84, in metres (at the equator it is
/// 110,574 m).
const METRES_PER_DEGREE: f64 = 110_500.0;

fn within(call: &Call<'_>) -> Result<ArrayRef> {
    let (a, b, limit) = (call.shapes(0)?, call.shapes(1)?, call.numbers(2)?);
    Ok(call.each_boolean(|row| {
        let (a, b, limit) = (a.get(row)?, b.get(row)?, limit(row)?);
        let (Some(a_bounds), Some(b_bounds)) = (a.bounds, b.bounds) else { return Some(false) };
        // Bands of latitude that are too far apart need no geodesic.
        let gap = (a_bounds.min().y - b_bounds.max().y).max(b_bounds.min().y - a_bounds.max().y);
        if gap * METRES_PER_DEGREE > limit {
            return Some(false);
        }
        Some(metres(&a.geometry, &b.geometry, Model::Spheroid) <= limit)
    }))
}
