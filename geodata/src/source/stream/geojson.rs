//! GeoJSON, feature by feature: the collection is never held.

use std::fmt;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use geo::Geometry;
use serde::Deserialize;
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::{Map, Value};

use super::super::crs;
use super::super::geojson::{cell, in_json};
use super::super::row::Row;
use super::super::text;
use super::drawn::{Drawn, Rows};
use crate::error::{GeodataError, Place};

/// Gives every feature to `each`.
pub(super) fn read(
    path: &Path,
    columns: &[String],
    geometry: bool,
    each: &mut Rows<'_>,
) -> Result<(), GeodataError> {
    let file = std::fs::File::open(path).map_err(GeodataError::io(path))?;
    let mut reader = BufReader::with_capacity(1 << 20, file);
    let start = reader.fill_buf().map_err(GeodataError::io(path))?;
    let mark = start.len() - text::after_mark(path, start)?.len();
    reader.consume(mark);
    let mut task = Task { path, columns, geometry, each, number: 0, failed: None };
    let mut json = serde_json::Deserializer::from_reader(reader);
    let read =
        Collection(&mut task).deserialize(&mut json).and_then(|kind| json.end().map(|()| kind));
    if let Some(error) = task.failed {
        return Err(error);
    }
    let kind = read.map_err(|error| in_json(path, error))?;
    if kind.as_deref() != Some("FeatureCollection") {
        let problem = format!("the document is a `{}`", kind.unwrap_or_default());
        let advice = "export the layer as a GeoJSON FeatureCollection";
        return Err(GeodataError::source(path, Place::File, problem, advice));
    }
    Ok(())
}

struct Task<'a, 'b> {
    path: &'a Path,
    columns: &'a [String],
    geometry: bool,
    each: &'a mut Rows<'b>,
    number: u64,
    /// Why reading stopped, where that was not for the JSON.
    failed: Option<GeodataError>,
}

#[derive(Deserialize)]
struct Feature {
    #[serde(default)]
    properties: Option<Map<String, Value>>,
    #[serde(default)]
    geometry: Option<Value>,
}

impl Task<'_, '_> {
    fn take(&mut self, feature: Feature) -> Result<(), GeodataError> {
        self.number += 1;
        let place = Place::Feature(self.number);
        let properties = feature.properties.unwrap_or_default();
        let cells = self
            .columns
            .iter()
            .map(|column| cell(self.path, &place, &properties, column))
            .collect::<Result<_, _>>()?;
        let drawn = match feature.geometry {
            Some(geometry) if self.geometry => shape(geometry),
            _ => Drawn::Nothing,
        };
        (self.each)(&Row { place, cells, geometry: None }, drawn)
    }
}

fn shape(value: Value) -> Drawn {
    if value.is_null() {
        return Drawn::Nothing;
    }
    let read = serde_json::from_value::<::geojson::Geometry>(value).map_err(|e| e.to_string());
    match read.and_then(|read| Geometry::<f64>::try_from(read).map_err(|e| e.to_string())) {
        Ok(shape) => Drawn::Shape(shape),
        Err(problem) => Drawn::Broken(problem),
    }
}

/// The document: its type, when it has one.
struct Collection<'c, 'a, 'b>(&'c mut Task<'a, 'b>);

impl<'de> DeserializeSeed<'de> for Collection<'_, '_, '_> {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Collection<'_, '_, '_> {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a GeoJSON FeatureCollection")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut kind = None;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "type" => kind = Some(map.next_value::<String>()?),
                "crs" => {
                    let stated = map.next_value::<Value>()?;
                    if let Err(error) = crs::check_geojson(self.0.path, &stated) {
                        self.0.failed = Some(error);
                        return Err(A::Error::custom("refused"));
                    }
                }
                "features" => map.next_value_seed(Features(&mut *self.0))?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(kind)
    }
}

struct Features<'c, 'a, 'b>(&'c mut Task<'a, 'b>);

impl<'de> DeserializeSeed<'de> for Features<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Features<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(feature) = list.next_element::<Feature>()? {
            if let Err(error) = self.0.take(feature) {
                self.0.failed = Some(error);
                return Err(A::Error::custom("refused"));
            }
        }
        Ok(())
    }
}
