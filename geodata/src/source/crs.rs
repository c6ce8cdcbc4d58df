//! Coordinate reference systems: what a file states, and what its coordinates show.
//!
//! Only longitude and latitude in degrees are taken: WGS 84 (OGC:CRS84, EPSG:4326) and the two
//! Indonesian datums that agree with it to a metre or better, SRGI2013 (EPSG:9470) and DGN95
//! (EPSG:4755). Everything else is refused and not reprojected: a wrong guess of the zone would
//! move a village.

use std::path::Path;

use serde_json::Value;

use super::options::Options;
use super::record::Source;
use crate::error::{GeodataError, Place};

const ACCEPTED: [&str; 4] = ["CRS84", "4326", "9470", "4755"];

const ADVICE: &str = "reproject it to longitude and latitude, for example with `ogr2ogr -t_srs OGC:CRS84 out.geojson in`";

/// Names of the datums, without case and punctuation.
const DATUMS: [&str; 11] = [
    "WGS84",
    "WGS1984",
    "DWGS1984",
    "WORLDGEODETICSYSTEM1984",
    "WORLDGEODETICSYSTEM1984ENSEMBLE",
    "SRGI2013",
    "DSRGI2013",
    "SISTEMREFERENSIGEOSPASIALINDONESIA2013",
    "DGN95",
    "DDGN1995",
    "DATUMGEODESINASIONAL1995",
];

const STATE: &str = "if the coordinates are longitude and latitude on WGS 84, state read.crs = \"OGC:CRS84\"; if they are not, reproject the layer";

/// West, south, east and north in degrees.
pub type Bounds = [f64; 4];

/// Whether the specification states the reference system of a file.
///
/// # Errors
///
/// It states another one than longitude and latitude.
pub fn check_option(path: &Path, options: &Options) -> Result<bool, GeodataError> {
    match &options.crs {
        None => Ok(false),
        Some(name) if ACCEPTED.iter().any(|code| ends_with_code(name, code)) => Ok(true),
        Some(name) => Err(refused(path, format!("{name} by the specification"))),
    }
}

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
/// A column without `crs` is OGC:CRS84 by that format's own rule; `null` says that nobody knows.
///
/// # Errors
///
/// The PROJJSON describes another reference system, or is `null`.
pub fn check_projjson(path: &Path, stated: Option<&Value>) -> Result<(), GeodataError> {
    let Some(stated) = stated else { return Ok(()) };
    if stated.is_null() {
        return Err(GeodataError::source(
            path,
            Place::File,
            "the file says that its reference system is not known (`crs` is null)",
            STATE,
        ));
    }
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

/// Refuses the `.prj` beside a Shapefile unless it is longitude and latitude: geographic, on one of
/// the datums, counted in degrees from Greenwich.
///
/// # Errors
///
/// The text describes a projected or another geographic reference system.
pub fn check_prj(path: &Path, wkt: &str) -> Result<(), GeodataError> {
    let text = wkt.trim().trim_start_matches('\u{feff}').to_ascii_uppercase();
    let geographic = ["GEOGCS", "GEOGCRS", "GEODCRS"].iter().any(|word| text.starts_with(word));
    let plain =
        |name: &str| -> String { name.chars().filter(char::is_ascii_alphanumeric).collect() };
    let datum = ["DATUM", "ENSEMBLE"].iter().find_map(|word| argument(&text, word)).map(plain);
    let meridian = member(&text, "PRIMEM").and_then(second);
    let unit = ["ANGLEUNIT", "UNIT"].iter().find_map(|word| member(&text, word)).and_then(second);
    let is = |value: Option<f64>, wanted: f64| value.is_none_or(|v| (v - wanted).abs() < 1e-8);
    if geographic
        && datum.is_some_and(|name| DATUMS.contains(&name.as_str()))
        && is(meridian, 0.0)
        && is(unit, 1_f64.to_radians())
    {
        return Ok(());
    }
    let name = wkt.split('"').nth(1).unwrap_or("an unreadable description").to_owned();
    Err(refused(path, name))
}

/// What stands within the brackets of the first `word` of a WKT.
fn member<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    text.match_indices(word).find_map(|(at, _)| {
        let before = text.get(..at)?.chars().next_back();
        let rest = text.get(at + word.len()..)?.trim_start();
        (!before.is_some_and(char::is_alphanumeric)).then_some(())?;
        rest.strip_prefix('[').or_else(|| rest.strip_prefix('('))
    })
}

/// The name that the first `word` of a WKT gives.
fn argument<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    member(text, word)?.split('"').nth(1)
}

/// The number behind the name of a member of a WKT.
fn second(member: &str) -> Option<f64> {
    let number = member.split('"').nth(2)?.trim_start_matches([',', ' ']);
    number.split([',', ']', ')']).next()?.trim().parse().ok()
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
