//! GeoJSON (RFC 7946). The reader knows line and column, so a file that was cut off says where.

use std::io::{BufRead as _, BufReader};
use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::cell::Cell;
use super::columns::missing_column;
use super::crs;
use super::nested::Nested;
use super::row::{RawPolygons, Row};
use super::text;
use crate::error::{GeodataError, Place};

#[derive(Deserialize)]
struct Collection {
    #[serde(rename = "type")]
    kind: String,
    crs: Option<Value>,
    #[serde(default)]
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    #[serde(default)]
    properties: Option<Map<String, Value>>,
    #[serde(default)]
    geometry: Option<Geometry>,
}

#[derive(Deserialize)]
struct Geometry {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    coordinates: Option<Nested>,
}

/// The names of the plain properties of the first feature.
pub fn columns(path: &Path) -> Result<Vec<String>, GeodataError> {
    let first = load(path)?.features.into_iter().next().and_then(|feature| feature.properties);
    let plain = |value: &Value| !(value.is_array() || value.is_object());
    let names = first.into_iter().flatten().filter(|(_, value)| plain(value));
    Ok(names.map(|(name, _)| name).collect())
}

pub fn read(path: &Path, columns: &[&str], geometry: bool) -> Result<Vec<Row>, GeodataError> {
    let collection = load(path)?;
    (1u64..)
        .zip(collection.features)
        .map(|(number, feature)| {
            let place = Place::Feature(number);
            let properties = feature.properties.unwrap_or_default();
            let cells = columns
                .iter()
                .map(|&column| cell(path, &place, &properties, column))
                .collect::<Result<_, _>>()?;
            let geometry = match feature.geometry {
                Some(shape) if geometry => polygons(path, &place, shape)?,
                _ => None,
            };
            Ok(Row { place, cells, geometry })
        })
        .collect()
}

fn load(path: &Path) -> Result<Collection, GeodataError> {
    let file = std::fs::File::open(path).map_err(GeodataError::io(path))?;
    let mut reader = BufReader::with_capacity(1 << 20, file);
    let start = reader.fill_buf().map_err(GeodataError::io(path))?;
    let mark = start.len() - text::after_mark(path, start)?.len();
    reader.consume(mark);
    let collection: Collection = serde_json::from_reader(reader).map_err(|e| in_json(path, e))?;
    if collection.kind != "FeatureCollection" {
        return Err(GeodataError::source(
            path,
            Place::File,
            format!("the document is a `{}`", collection.kind),
            "export the layer as a GeoJSON FeatureCollection",
        ));
    }
    if let Some(stated) = &collection.crs {
        crs::check_geojson(path, stated)?;
    }
    Ok(collection)
}

pub(super) fn cell(
    path: &Path,
    place: &Place,
    properties: &Map<String, Value>,
    column: &str,
) -> Result<Cell, GeodataError> {
    Ok(match properties.get(column) {
        Some(Value::Null) => Cell::Empty,
        Some(Value::Bool(flag)) => Cell::Bool(*flag),
        Some(Value::Number(number)) => Cell::Number(number.as_f64().unwrap_or(f64::NAN)),
        Some(Value::String(text)) => Cell::text(text),
        Some(Value::Array(_) | Value::Object(_)) => {
            return Err(GeodataError::source(
                path,
                place.clone(),
                format!("property `{column}` is a list or an object"),
                "use a plain value",
            ));
        }
        // RFC 7946 lets features differ in their properties, but a layer is a table: a feature
        // without the property is named, so that a broken export does not lose its areas.
        None => {
            let names: Vec<String> = properties.keys().cloned().collect();
            let hint = format!(" ({})", place.in_words());
            return Err(missing_column(path, &names, column, &hint));
        }
    })
}

fn polygons(
    path: &Path,
    place: &Place,
    shape: Geometry,
) -> Result<Option<RawPolygons>, GeodataError> {
    let wrong = |problem: String| {
        GeodataError::source(path, place.clone(), problem, "areas must be Polygon or MultiPolygon")
    };
    let coordinates = shape.coordinates.unwrap_or(Nested::Nothing);
    match (shape.kind.as_str(), coordinates) {
        ("Polygon" | "MultiPolygon", Nested::Nothing) => Ok(None),
        ("Polygon", Nested::Rings(rings)) => Ok(Some(vec![rings])),
        ("MultiPolygon", Nested::Polygons(polygons)) => Ok(Some(polygons)),
        ("Polygon" | "MultiPolygon", _) => {
            Err(wrong(format!("the coordinates are not those of a {}", shape.kind)))
        }
        (kind, _) => Err(wrong(format!("the geometry is a {kind}"))),
    }
}

pub(super) fn in_json(path: &Path, error: serde_json::Error) -> GeodataError {
    if let Some(kind) = error.io_error_kind() {
        return GeodataError::Io { path: path.to_owned(), reason: kind.into() };
    }
    let place = Place::Line(error.line() as u64);
    if error.is_eof() {
        let problem = format!("the file ends in the middle (column {})", error.column());
        return GeodataError::source(path, place, problem, "it was cut off; fetch it again");
    }
    GeodataError::source(
        path,
        place,
        error.to_string(),
        "correct the file or export it again as GeoJSON",
    )
}
