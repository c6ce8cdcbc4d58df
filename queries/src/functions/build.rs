//! Functions that make geometries and turn them into text.

use std::sync::Arc;

use arrow::array::ArrayRef;
use datafusion::common::exec_err;
use datafusion::error::{DataFusionError, Result};
use geo::{Geometry, Polygon, Rect, coord};
use geoarrow_array::GeoArrowArray;
use geoarrow_array::builder::GeometryBuilder;
use geoarrow_schema::GeometryType;

use super::call::Call;
use super::spec::{Argument, Kind, Returns, Spec};
use crate::geometry::{crs84, polygons, write_geojson};

const fn number(name: &'static str, about: &'static str) -> Argument {
    Argument { name, kind: Kind::Number, optional: false, about }
}

const GEOMETRY: Argument =
    Argument { name: "geom", kind: Kind::Geometry, optional: false, about: "a geometry" };

/// PostGIS's default for ST_AsGeoJSON.
const DEFAULT_DIGITS: usize = 9;

/// The builders.
pub(crate) const SPECS: &[Spec] = &[
    Spec {
        name: "ST_MakeEnvelope",
        arguments: &[
            number("xmin", "west, degrees"),
            number("ymin", "south, degrees"),
            number("xmax", "east, degrees"),
            number("ymax", "north, degrees"),
            Argument {
                name: "srid",
                kind: Kind::Integer,
                optional: true,
                about: "4326, the only system here",
            },
        ],
        returns: Returns::Polygon,
        eval: make_envelope,
        en: "A rectangle from its four limits.",
        id: "Persegi panjang dari keempat batasnya.",
        example: "SELECT code FROM villages WHERE ST_Intersects(geometry, ST_MakeEnvelope(115, -9, 116, -8))",
    },
    Spec {
        name: "ST_Envelope",
        arguments: &[GEOMETRY],
        returns: Returns::Polygon,
        eval: envelope,
        en: "The bounding box as a polygon; NULL for an EMPTY geometry.",
        id: "Kotak pembatas sebagai poligon; NULL untuk geometri kosong.",
        example: "SELECT ST_Envelope(geometry) FROM provinces",
    },
    Spec {
        name: "ST_AsGeoJSON",
        arguments: &[
            GEOMETRY,
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
        eval: from_geojson,
        en: "Reads a GeoJSON geometry.",
        id: "Membaca geometri GeoJSON.",
        example: r#"SELECT ST_GeomFromGeoJSON('{"type":"Point","coordinates":[115,-8]}')"#,
    },
];

fn make_envelope(call: &Call<'_>) -> Result<ArrayRef> {
    if call.has(4) {
        let srid = call.integers(4)?;
        for row in 0..call.rows() {
            if let Some(other) = srid(row).filter(|srid| *srid != 4326) {
                return exec_err!(
                    "ST_MakeEnvelope: srid {other} is not known here, all coordinates are 4326"
                );
            }
        }
    }
    let (xmin, ymin, xmax, ymax) =
        (call.numbers(0)?, call.numbers(1)?, call.numbers(2)?, call.numbers(3)?);
    let boxes: Vec<Option<Polygon<f64>>> = (0..call.rows())
        .map(|row| {
            let (low, high) =
                (coord! { x: xmin(row)?, y: ymin(row)? }, coord! { x: xmax(row)?, y: ymax(row)? });
            Some(Rect::new(low, high).to_polygon())
        })
        .collect();
    finish_polygons(&boxes)
}

fn envelope(call: &Call<'_>) -> Result<ArrayRef> {
    let shapes = call.shapes(0)?;
    let boxes: Vec<Option<Polygon<f64>>> =
        (0..call.rows()).map(|row| Some(shapes.get(row)?.bounds?.to_polygon())).collect();
    finish_polygons(&boxes)
}

fn finish_polygons(items: &[Option<Polygon<f64>>]) -> Result<ArrayRef> {
    Ok(polygons(items).map_err(|error| DataFusionError::External(Box::new(error)))?.to_array_ref())
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

fn from_geojson(call: &Call<'_>) -> Result<ArrayRef> {
    let texts = call.texts(0)?;
    let mut builder = GeometryBuilder::new(GeometryType::new(crs84()));
    for row in 0..call.rows() {
        let geometry = texts(row).map(|text| parse_geojson(&text)).transpose()?;
        let pushed = match &geometry {
            Some(geometry) => builder.push_geometry(Some(geometry)),
            None => {
                builder.push_null();
                Ok(())
            }
        };
        pushed.map_err(|error| DataFusionError::External(Box::new(error)))?;
    }
    let array: Arc<dyn GeoArrowArray> = Arc::new(builder.finish());
    Ok(array.to_array_ref())
}

fn parse_geojson(text: &str) -> Result<Geometry<f64>> {
    let wrong =
        |problem: String| DataFusionError::Execution(format!("ST_GeomFromGeoJSON: {problem}"));
    let json: geojson::GeoJson =
        text.parse().map_err(|error: geojson::Error| wrong(error.to_string()))?;
    let geometry = match json {
        geojson::GeoJson::Geometry(geometry) => geometry,
        geojson::GeoJson::Feature(feature) => {
            feature.geometry.ok_or_else(|| wrong("the feature has no geometry".to_owned()))?
        }
        geojson::GeoJson::FeatureCollection(_) => {
            return Err(wrong("a collection of features is not one geometry".to_owned()));
        }
    };
    Geometry::try_from(&geometry).map_err(|error| wrong(error.to_string()))
}
