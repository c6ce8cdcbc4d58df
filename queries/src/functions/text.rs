//! Functions between geometries and text or bytes: GeoJSON, well-known text and binary.

use arrow::array::ArrayRef;
use datafusion::error::Result;
use geo::Geometry;

use super::call::Call;
use super::spec::{Argument, Kind, Returns, Spec};
use crate::geometry::{read_geojson, read_text, read_wkb, write_geojson, write_wkb, write_wkt};

/// PostGIS's default for ST_AsGeoJSON.
const DEFAULT_DIGITS: usize = 9;

const SRID: Argument = Argument::optional("srid", Kind::Integer, "4326, the only system here");

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
    Spec {
        name: "ST_AsText",
        arguments: &[Argument::new("geom", Kind::Geometry, "a geometry")],
        returns: Returns::Text,
        eval: as_text,
        en: "The geometry as well-known text, longitude before latitude.",
        id: "Geometri sebagai teks WKT, bujur sebelum lintang.",
        example: "SELECT ST_AsText(ST_Centroid(geometry)) FROM regencies",
    },
    Spec {
        name: "ST_AsBinary",
        arguments: &[Argument::new("geom", Kind::Geometry, "a geometry")],
        returns: Returns::Bytes,
        eval: |call| {
            let shapes = call.shapes(0)?;
            call.each_bytes(|row| match shapes.get(row) {
                Some(shape) => write_wkb(&shape.geometry).map(Some).or_else(|e| call.fail(e)),
                None => Ok(None),
            })
        },
        en: "The geometry as well-known binary, little-endian.",
        id: "Geometri sebagai WKB, little-endian.",
        example: "SELECT ST_AsBinary(geometry) FROM regencies",
    },
    from_text("ST_GeomFromText", "SELECT ST_GeomFromText('POINT(115 -8)')"),
    from_text("ST_GeometryFromText", "SELECT ST_GeometryFromText('POINT(115 -8)')"),
    from_text("ST_WKTToSQL", "SELECT ST_WKTToSQL('POINT(115 -8)')"),
    from_text("ST_GeomFromEWKT", "SELECT ST_GeomFromEWKT('SRID=4326;POINT(115 -8)')"),
    from_wkb("ST_GeomFromWKB", "SELECT ST_GeomFromWKB(ST_AsBinary(ST_Point(115, -8)))"),
    from_wkb("ST_GeomFromEWKB", "SELECT ST_GeomFromEWKB(ST_AsBinary(ST_Point(115, -8)))"),
    from_wkb("ST_WKBToSQL", "SELECT ST_WKBToSQL(ST_AsBinary(ST_Point(115, -8)))"),
];

/// The three names that PostGIS has for another.
const fn from_wkb(name: &'static str, example: &'static str) -> Spec {
    Spec {
        name,
        arguments: &[
            Argument {
                name: "wkb",
                kind: Kind::Bytes,
                optional: false,
                about: "well-known binary, longitude before latitude",
            },
            SRID,
        ],
        returns: Returns::Geometry,
        eval: from_bytes,
        en: "Reads well-known binary, with or without PostGIS's SRID 4326. Rings must be closed; heights are left out.",
        id: "Membaca WKB, dengan atau tanpa SRID 4326 dari PostGIS. Cincin harus tertutup; ketinggian diabaikan.",
        example,
    }
}

/// The names that PostGIS has for one function.
const fn from_text(name: &'static str, example: &'static str) -> Spec {
    Spec {
        name,
        arguments: &[
            Argument {
                name: "wkt",
                kind: Kind::Text,
                optional: false,
                about: "well-known text, longitude before latitude",
            },
            SRID,
        ],
        returns: Returns::Geometry,
        eval: |call| read_texts(call, read_text),
        en: "Reads well-known text, with or without SRID=4326; before it, or hexadecimal well-known binary. Rings must be closed, and nothing may follow the geometry; heights are left out.",
        id: "Membaca teks WKT, dengan atau tanpa SRID=4326; di depannya, atau WKB heksadesimal. Cincin harus tertutup dan tidak boleh ada teks lain sesudah geometri; ketinggian diabaikan.",
        example,
    }
}

fn as_text(call: &Call<'_>) -> Result<ArrayRef> {
    let shapes = call.shapes(0)?;
    let mut spaced = String::new();
    Ok(call.each_text(|row, text| {
        let Some(shape) = shapes.get(row) else { return false };
        spaced.clear();
        write_wkt(&shape.geometry, &mut spaced);
        // PostGIS writes no blank after the name of a kind, which is the only one before a parenthesis.
        for part in spaced.split_inclusive('(') {
            match part.strip_suffix(" (") {
                Some(kind) => text.extend([kind, "("]),
                None => text.push_str(part),
            }
        }
        true
    }))
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
fn read_texts(
    call: &Call<'_>,
    read: fn(&str) -> Result<Geometry<f64>, String>,
) -> Result<ArrayRef> {
    let (texts, srid) = (call.texts(0)?, call.srid(1)?);
    call.each_geometry(|row| match texts(row).filter(|_| srid(row)) {
        Some(text) => read(&text).map(Some).or_else(|problem| call.fail(problem)),
        None => Ok(None),
    })
}

fn from_bytes(call: &Call<'_>) -> Result<ArrayRef> {
    let (bytes, srid) = (call.bytes(0)?, call.srid(1)?);
    call.each_geometry(|row| match bytes(row).filter(|_| srid(row)) {
        Some(bytes) => read_wkb(&bytes).map(Some).or_else(|problem| call.fail(problem)),
        None => Ok(None),
    })
}
