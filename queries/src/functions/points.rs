//! Points: made, taken from geometries, read and named.

use arrow::array::ArrayRef;
use datafusion::error::Result;
use geo::{Centroid, Coord, Geometry, InteriorPoint, Point};

use super::call::Call;
use super::spec::{Argument, Kind, Returns, Spec};
use crate::geometry::Extent;

const GEOMETRY: Argument = Argument::new("geom", Kind::Geometry, "a geometry");
const X: Argument = Argument::new("x", Kind::Number, "longitude, degrees");
const Y: Argument = Argument::new("y", Kind::Number, "latitude, degrees");

/// How many letters a geohash has: boxes of a few centimetres.
const GEOHASH_LETTERS: usize = 12;

/// The functions of this module.
pub(crate) const SPECS: &[Spec] = &[
    Spec {
        name: "ST_Point",
        arguments: &[X, Y, Argument::optional("srid", Kind::Integer, "4326, the only system here")],
        returns: Returns::Point,
        eval: point,
        en: "The point of a longitude and a latitude.",
        id: "Titik dari bujur dan lintang.",
        example: "SELECT code FROM villages WHERE ST_Contains(geometry, ST_Point(115.2, -8.5))",
    },
    Spec {
        name: "ST_MakePoint",
        arguments: &[X, Y],
        returns: Returns::Point,
        eval: point,
        en: "The point of a longitude and a latitude.",
        id: "Titik dari bujur dan lintang.",
        example: "SELECT ST_MakePoint(115, -8)",
    },
    Spec {
        name: "ST_X",
        arguments: &[GEOMETRY],
        returns: Returns::Number,
        eval: |call| coordinate(call, |point| point.x),
        en: "The longitude of a point; NULL for what is no point, and for EMPTY.",
        id: "Bujur suatu titik; NULL untuk yang bukan titik dan untuk EMPTY.",
        example: "SELECT ST_X(ST_Centroid(geometry)) FROM provinces",
    },
    Spec {
        name: "ST_Y",
        arguments: &[GEOMETRY],
        returns: Returns::Number,
        eval: |call| coordinate(call, |point| point.y),
        en: "The latitude of a point; NULL for what is no point, and for EMPTY.",
        id: "Lintang suatu titik; NULL untuk yang bukan titik dan untuk EMPTY.",
        example: "SELECT ST_Y(ST_Centroid(geometry)) FROM provinces",
    },
    Spec {
        name: "ST_Centroid",
        arguments: &[GEOMETRY],
        returns: Returns::Point,
        eval: |call| derived(call, Centroid::centroid),
        en: "The centre of mass, in the plane of degrees; it may lie outside. NULL for EMPTY.",
        id: "Titik berat, pada bidang derajat; dapat berada di luar. NULL untuk EMPTY.",
        example: "SELECT name, ST_AsText(ST_Centroid(geometry)) FROM provinces",
    },
    Spec {
        name: "ST_PointOnSurface",
        arguments: &[GEOMETRY],
        returns: Returns::Point,
        eval: |call| derived(call, InteriorPoint::interior_point),
        en: "A point that lies in the geometry for certain, near its middle. NULL for EMPTY.",
        id: "Titik yang pasti berada di dalam geometri, di dekat tengahnya. NULL untuk EMPTY.",
        example: "SELECT name, ST_AsText(ST_PointOnSurface(geometry)) FROM provinces",
    },
    Spec {
        name: "ST_GeoHash",
        arguments: &[Argument::new("point", Kind::Geometry, "a point")],
        returns: Returns::Text,
        eval: geohash,
        en: "The geohash of a point, twelve letters: the fewer of its first letters are kept, the larger the box that they name. NULL for EMPTY.",
        id: "Geohash suatu titik, dua belas huruf: makin sedikit huruf awalnya diambil, makin besar kotak yang dinamainya. NULL untuk EMPTY.",
        example: "SELECT left(ST_GeoHash(ST_Point(lon, lat)), 5), count(*) FROM villages GROUP BY 1",
    },
    Spec {
        name: "ST_PointFromGeoHash",
        arguments: &[Argument::new("geohash", Kind::Text, "a geohash")],
        returns: Returns::Point,
        eval: from_geohash,
        en: "The middle of the box that a geohash names.",
        id: "Titik tengah kotak yang dinamai suatu geohash.",
        example: "SELECT ST_AsText(ST_PointFromGeoHash('qw3z'))",
    },
];

fn point(call: &Call<'_>) -> Result<ArrayRef> {
    let srid = call.srid(2)?;
    let (x, y) = (call.numbers(0)?, call.numbers(1)?);
    call.each_point(|row| Ok(x(row).zip(y(row)).filter(|_| srid(row)).map(|(x, y)| Coord { x, y })))
}

fn coordinate(call: &Call<'_>, of: fn(Coord<f64>) -> f64) -> Result<ArrayRef> {
    let points = call.column_of_shapes(0)?.column;
    Ok(call.each_number(|row| points.point(row).map(of)))
}

fn derived(call: &Call<'_>, from: fn(&Geometry<f64>) -> Option<Point<f64>>) -> Result<ArrayRef> {
    let shapes = call.shapes(0)?;
    call.each_point(|row| {
        Ok(shapes.get(row).and_then(|shape| from(&shape.geometry)).map(Coord::from))
    })
}

fn geohash(call: &Call<'_>) -> Result<ArrayRef> {
    let points = call.column_of_shapes(0)?.column;
    let mut wrong = None;
    let column = call.each_text(|row, text| {
        let Some(point) = points.point(row) else {
            if let Extent::Box(_) = points.extent(row) {
                wrong = Some("only a point has a geohash; ST_Centroid makes one".to_owned());
            }
            return false;
        };
        match ::geohash::encode(point, GEOHASH_LETTERS) {
            Ok(hash) => text.push_str(&hash),
            Err(error) => wrong = Some(error.to_string()),
        }
        true
    });
    match wrong {
        Some(problem) => call.fail(problem),
        None => Ok(column),
    }
}

fn from_geohash(call: &Call<'_>) -> Result<ArrayRef> {
    let texts = call.texts(0)?;
    call.each_point(|row| {
        let Some(text) = texts(row) else { return Ok(None) };
        if text.is_empty() {
            return call.fail("an empty text is no geohash");
        }
        match ::geohash::decode(&text) {
            Ok((middle, _, _)) => Ok(Some(middle)),
            Err(error) => call.fail(error),
        }
    })
}
