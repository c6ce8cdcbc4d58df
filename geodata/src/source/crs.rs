//! Coordinate reference systems: what a file states, and what its coordinates show.
//!
//! Only longitude and latitude in degrees are taken: WGS 84 (OGC:CRS84, EPSG:4326) and the two
//! Indonesian datums that agree with it to a metre or better, SRGI2013 (EPSG:9470) and DGN95
//! (EPSG:4755). Everything else is refused and not reprojected: a wrong guess of the zone would
//! move a village.

use std::path::Path;

use serde_json::Value;

use super::record::Source;
use crate::error::{GeodataError, Place};

const ACCEPTED: [&str; 4] = ["CRS84", "4326", "9470", "4755"];

const ADVICE: &str = "reproject it to longitude and latitude, for example with `ogr2ogr -t_srs OGC:CRS84 out.geojson in`";

/// West, south, east and north in degrees.
pub type Bounds = [f64; 4];

/// Refuses the `crs` member of old GeoJSON unless it names longitude and latitude.
///
/// # Errors
///
/// The member names another reference system.
pub fn check_geojson(path: &Path, stated: &Value) -> Result<(), GeodataError> {
    let name = stated.pointer("/properties/name").and_then(Value::as_str);
    match name {
        _ if stated.is_null() => Ok(()),
        Some(name) if ACCEPTED.iter().any(|code| ends_with_code(name, code)) => Ok(()),
        _ => Err(refused(path, name.map_or_else(|| stated.to_string(), str::to_owned))),
    }
}

/// Refuses the `crs` of a GeoParquet geometry column unless it is longitude and latitude.
/// A column without `crs` is OGC:CRS84 by that format's own rule.
///
/// # Errors
///
/// The PROJJSON describes another reference system.
pub fn check_projjson(path: &Path, stated: Option<&Value>) -> Result<(), GeodataError> {
    let Some(stated) = stated.filter(|crs| !crs.is_null()) else { return Ok(()) };
    let code = match stated.pointer("/id/code") {
        Some(Value::String(code)) => code.clone(),
        Some(Value::Number(code)) => code.to_string(),
        _ => String::new(),
    };
    if ACCEPTED.contains(&code.as_str()) {
        return Ok(());
    }
    let name = stated.get("name").and_then(Value::as_str).unwrap_or("an unnamed system");
    Err(refused(path, format!("{name} {code}")))
}

/// Refuses the `.prj` beside a Shapefile unless it is longitude and latitude.
///
/// # Errors
///
/// The text describes a projected or another geographic reference system.
pub fn check_prj(path: &Path, wkt: &str) -> Result<(), GeodataError> {
    let text = wkt.trim().to_ascii_uppercase();
    let geographic =
        text.starts_with("GEOGCS") || text.starts_with("GEOGCRS") || text.starts_with("GEODCRS");
    let datum =
        ["WGS_1984", "WGS 84", "WGS84", "SRGI", "DGN_1995", "DGN95", "DATUM_GEODESI_NASIONAL_1995"];
    if geographic && datum.iter().any(|name| text.contains(name)) {
        return Ok(());
    }
    let name = wkt.split('"').nth(1).unwrap_or("an unreadable description").to_owned();
    Err(refused(path, name))
}

/// Refuses coordinates that cannot be longitude and latitude within `bounds`, and says why they
/// are probably wrong: swapped, or in metres.
///
/// # Errors
///
/// A vertex lies outside `bounds`.
pub fn check_coordinates(source: &Source, bounds: Bounds) -> Result<(), GeodataError> {
    let [west, south, east, north] = bounds;
    let inside = |x: f64, y: f64| (west..=east).contains(&x) && (south..=north).contains(&y);
    for row in &source.rows {
        for c in row.geometry.iter().flatten().flatten().flatten() {
            if inside(c.x, c.y) {
                continue;
            }
            let (problem, advice) = if !c.x.is_finite() || !c.y.is_finite() {
                (
                    format!("the coordinate {} {} is not a number", c.x, c.y),
                    "correct the feature in its source",
                )
            } else if inside(c.y, c.x) {
                (
                    format!("{} {} has latitude and longitude swapped", c.x, c.y),
                    "write longitude first and latitude second",
                )
            } else if c.x.abs() > 180.0 || c.y.abs() > 90.0 {
                (
                    format!(
                        "{} {} are not degrees: the layer is in another reference system",
                        c.x, c.y
                    ),
                    ADVICE,
                )
            } else {
                (
                    format!("{} {} lies outside {west} {south} {east} {north}", c.x, c.y),
                    "correct the feature, or widen `bounds` in the specification",
                )
            };
            return Err(GeodataError::source(&source.path, row.place.clone(), problem, advice));
        }
    }
    Ok(())
}

fn ends_with_code(name: &str, code: &str) -> bool {
    name.to_ascii_uppercase().rsplit([':', '/', '#']).next() == Some(code)
}

fn refused(path: &Path, name: String) -> GeodataError {
    let problem =
        format!("the coordinates are in {}, not in longitude and latitude on WGS 84", name.trim());
    GeodataError::source(path, Place::File, problem, ADVICE)
}
