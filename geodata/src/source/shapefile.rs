//! Shapefiles: `.shp` with `.dbf` beside it, and the `.prj` that says which coordinates they are.

use std::path::Path;

use ::shapefile::dbase::{self, FieldValue};
use ::shapefile::record::polygon::GenericPolygon;
use ::shapefile::{PolygonRing, Shape};
use geo::{Contains, Coord, LineString, Polygon};

use super::cell::Cell;
use super::columns::resolve;
use super::crs;
use super::row::{RawPolygons, Row};
use crate::error::{GeodataError, Place};

pub fn read(path: &Path, columns: &[&str], geometry: bool) -> Result<Vec<Row>, GeodataError> {
    let prj = path.with_extension("prj");
    if prj.exists() {
        let wkt = std::fs::read_to_string(&prj).map_err(GeodataError::io(&prj))?;
        crs::check_prj(path, &wkt)?;
    }
    let shapes =
        ::shapefile::ShapeReader::from_path(path).map_err(|e| broken(path, &e.to_string()))?;
    let dbf = path.with_extension("dbf");
    let table = std::fs::File::open(&dbf).map_err(GeodataError::io(&dbf))?;
    let table = dbase::ReaderBuilder::new()
        .with_encoding(dbase::UnicodeLossy)
        .build(std::io::BufReader::new(table))
        .map_err(|e| broken(&dbf, &e.to_string()))?;
    let names: Vec<String> = table.fields().iter().map(|field| field.name().to_owned()).collect();
    resolve(&dbf, &names, columns, " (a .dbf cuts names after ten letters)")?;

    let mut reader = ::shapefile::Reader::new(shapes, table);
    (1u64..)
        .zip(reader.iter_shapes_and_records())
        .map(|(number, pair)| {
            let place = Place::Feature(number);
            let (shape, record) = pair.map_err(|e| {
                GeodataError::source(path, place.clone(), e.to_string(), "the file was cut off or its parts do not belong together; fetch .shp, .shx and .dbf again")
            })?;
            let cells: Vec<Cell> = columns.iter().map(|&column| cell(record.get(column))).collect();
            if cells.iter().any(|cell| matches!(cell, Cell::Text(text) if text.contains('\u{fffd}'))) {
                return Err(GeodataError::source(&dbf, place, "the text is not UTF-8", "export the layer again with UTF-8 attributes"));
            }
            let geometry = if geometry { polygons(path, &place, shape)? } else { None };
            Ok(Row { place, cells, geometry })
        })
        .collect()
}

fn cell(value: Option<&FieldValue>) -> Cell {
    match value {
        Some(FieldValue::Character(Some(text)) | FieldValue::Memo(text)) => Cell::text(text),
        Some(
            FieldValue::Numeric(Some(number))
            | FieldValue::Double(number)
            | FieldValue::Currency(number),
        ) => Cell::Number(*number),
        Some(FieldValue::Float(Some(number))) => Cell::Number(f64::from(*number)),
        Some(FieldValue::Integer(number)) => Cell::Number(f64::from(*number)),
        Some(FieldValue::Logical(Some(flag))) => Cell::Bool(*flag),
        Some(FieldValue::Date(Some(date))) => Cell::text(&date.to_string()),
        _ => Cell::Empty,
    }
}

fn polygons(path: &Path, place: &Place, shape: Shape) -> Result<Option<RawPolygons>, GeodataError> {
    match shape {
        Shape::NullShape => Ok(None),
        Shape::Polygon(polygon) => Ok(Some(assemble(rings(polygon, |p| Coord { x: p.x, y: p.y })))),
        Shape::PolygonM(polygon) => {
            Ok(Some(assemble(rings(polygon, |p| Coord { x: p.x, y: p.y }))))
        }
        Shape::PolygonZ(polygon) => {
            Ok(Some(assemble(rings(polygon, |p| Coord { x: p.x, y: p.y }))))
        }
        other => Err(GeodataError::source(
            path,
            place.clone(),
            format!("the shape is a {}", other.shapetype()),
            "areas must be polygons",
        )),
    }
}

/// The rings with whether each is a shell.
fn rings<P>(
    polygon: GenericPolygon<P>,
    coord: impl Fn(&P) -> Coord<f64>,
) -> Vec<(bool, Vec<Coord<f64>>)> {
    let one = |ring: PolygonRing<P>| match ring {
        PolygonRing::Outer(points) => (true, points.iter().map(&coord).collect()),
        PolygonRing::Inner(points) => (false, points.iter().map(&coord).collect()),
    };
    polygon.into_inner().into_iter().map(one).collect()
}

/// Shells with their holes: a Shapefile lists rings in any order and tells them apart by their
/// winding. A hole that lies in no shell follows the last one and is left to the repair.
fn assemble(rings: Vec<(bool, Vec<Coord<f64>>)>) -> RawPolygons {
    let (shells, holes): (Vec<_>, Vec<_>) = rings.into_iter().partition(|(outer, _)| *outer);
    let mut polygons: RawPolygons = shells.into_iter().map(|(_, ring)| vec![ring]).collect();
    let areas: Vec<Polygon<f64>> = polygons
        .iter()
        .map(|rings| Polygon::new(LineString(rings.first().cloned().unwrap_or_default()), vec![]))
        .collect();
    for (_, hole) in holes {
        let inside = |area: &Polygon<f64>| hole.iter().any(|c| area.contains(c));
        let home = areas.iter().position(inside).unwrap_or(polygons.len().saturating_sub(1));
        match polygons.get_mut(home) {
            Some(polygon) => polygon.push(hole),
            None => polygons.push(vec![hole]),
        }
    }
    polygons
}

fn broken(path: &Path, problem: &str) -> GeodataError {
    GeodataError::source(path, Place::File, problem, "fetch .shp, .shx and .dbf again")
}
