//! Functions between geometries and text: GeoJSON and well-known text.

use arrow::array::ArrayRef;
use datafusion::error::{DataFusionError, Result};
use geo_traits::GeometryTrait;
use geoarrow_array::GeoArrowArray;
use geoarrow_array::builder::GeometryBuilder;
use geoarrow_schema::GeometryType;

use super::call::Call;
use super::spec::{Argument, Kind, Returns, Spec};
use crate::geometry::{crs84, read_geojson, read_wkt, write_geojson};

/// PostGIS's default for ST_AsGeoJSON.
const DEFAULT_DIGITS: usize = 9;

/// The functions of this module.
pub(crate) const SPECS: &[Spec] = &[
    Spec {
        name: "ST_AsGeoJSON",
        arguments: &[
            Argument { name: "geom", kind: Kind::Geometry, optional: false, about: "a geometry" },
            Argument {
                name: "maxdecimaldigits",
                kind: Kind::Integer,
                optional: true,
                about: "decimals of a coordinate, 0 to 15; 9 when not given",
            },
        ],
        returns: Returns::Text,
        eval: as_geojson,
        en: "The geometry as GeoJSON text.",
        id: "Geometri sebagai teks GeoJSON.",
        example: "SELECT ST_AsGeoJSON(geometry, 5) FROM regencies",
    },
    Spec {
        name: "ST_GeomFromGeoJSON",
        arguments: &[Argument {
            name: "geojson",
            kind: Kind::Text,
            optional: false,
            about: "a GeoJSON geometry",
        }],
        returns: Returns::Geometry,
        eval: |call| read_texts(call, read_geojson),
        en: "Reads a GeoJSON geometry. Rings must be closed.",
        id: "Membaca geometri GeoJSON. Cincin harus tertutup.",
        example: r#"SELECT ST_GeomFromGeoJSON('{"type":"Point","coordinates":[115,-8]}')"#,
    },
    from_text("ST_GeomFromText", "SELECT ST_GeomFromText('POINT(115 -8)')"),
    from_text("ST_GeometryFromText", "SELECT ST_GeometryFromText('POINT(115 -8)')"),
    from_text("ST_WKTToSQL", "SELECT ST_WKTToSQL('POINT(115 -8)')"),
];

/// The three names that PostGIS has for one function.
const fn from_text(name: &'static str, example: &'static str) -> Spec {
    Spec {
        name,
        arguments: &[Argument {
            name: "wkt",
            kind: Kind::Text,
            optional: false,
            about: "well-known text, longitude before latitude",
        }],
        returns: Returns::Geometry,
        eval: |call| read_texts(call, read_wkt),
        en: "Reads well-known text. Rings must be closed, and nothing may follow the geometry.",
        id: "Membaca teks WKT. Cincin harus tertutup dan tidak boleh ada teks lain sesudah geometri.",
        example,
    }
}

fn as_geojson(call: &Call<'_>) -> Result<ArrayRef> {
    let shapes = call.shapes(0)?;
    let digits = if call.has(1) { Some(call.integers(1)?) } else { None };
    Ok(call.each_text(|row, text| {
        let Some(shape) = shapes.get(row) else { return false };
        let digits = match &digits {
            None => DEFAULT_DIGITS,
            Some(digits) => match digits(row) {
                None => return false,
                Some(n) => usize::try_from(n.clamp(0, 15)).unwrap_or(DEFAULT_DIGITS),
            },
        };
        write_geojson(&shape.geometry, Some(digits), text);
        true
    }))
}

/// A column of geometries, one a text of the call's argument.
fn read_texts<G: GeometryTrait<T = f64>>(
    call: &Call<'_>,
    read: fn(&str) -> Result<G, String>,
) -> Result<ArrayRef> {
    geometries((0..call.rows()).map(call.texts(0)?), read, call.function())
}

/// A column of geometries, one a text; `function` is named in errors.
pub(super) fn geometries<G: GeometryTrait<T = f64>>(
    texts: impl Iterator<Item = Option<impl AsRef<str>>>,
    read: fn(&str) -> Result<G, String>,
    function: &str,
) -> Result<ArrayRef> {
    let mut builder = GeometryBuilder::new(GeometryType::new(crs84()));
    for text in texts {
        let Some(text) = text else {
            builder.push_null();
            continue;
        };
        let wrong = |problem| DataFusionError::Execution(format!("{function}: {problem}"));
        let geometry = read(text.as_ref()).map_err(wrong)?;
        builder
            .push_geometry(Some(&geometry))
            .map_err(|error| DataFusionError::External(Box::new(error)))?;
    }
    Ok(builder.finish().to_array_ref())
}
