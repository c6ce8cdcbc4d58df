//! Shapefiles: `.shp` with `.dbf` beside it, the `.prj` that says which coordinates they are, and the
//! `.cpg` that says how texts are encoded.

mod attributes;
mod rings;

use std::io::Cursor;
use std::path::Path;

use ::shapefile::dbase::{self, FieldValue};
use ::shapefile::record::polygon::GenericPolygon;
use ::shapefile::{PolygonRing, Shape};
use geo::Coord;

use super::cell::Cell;
use super::columns::resolve;
use super::crs;
use super::options::Options;
use super::row::{RawPolygons, Row};
use crate::error::{GeodataError, Place};

use self::attributes::Attributes;
use self::rings::assemble;

/// The attributes as the library reads them.
type Table = dbase::Reader<Cursor<Vec<u8>>>;

/// The names of the attributes.
pub fn columns(path: &Path) -> Result<Vec<String>, GeodataError> {
    let (_, table) = table(path)?;
    Ok(table.fields().iter().map(|field| field.name().to_owned()).collect())
}

/// The bytes of the `.dbf`, and the library's view of them.
fn table(path: &Path) -> Result<(Vec<u8>, Table), GeodataError> {
    let dbf = path.with_extension("dbf");
    let Some(bytes) = beside(path, "dbf")? else {
        return Err(broken(&dbf, "the attributes are missing"));
    };
    let table = dbase::ReaderBuilder::new()
        .with_encoding(dbase::UnicodeLossy)
        .build(Cursor::new(bytes.clone()))
        .map_err(|e| broken(&dbf, &e.to_string()))?;
    Ok((bytes, table))
}

/// The rows, and whether a `.prj` states their reference system.
pub fn read(
    path: &Path,
    options: &Options,
    columns: &[&str],
    geometry: bool,
) -> Result<(Vec<Row>, bool), GeodataError> {
    let prj = beside(path, "prj")?;
    if let Some(wkt) = &prj {
        crs::check_prj(path, &String::from_utf8_lossy(wkt))?;
    }
    let mut shapes =
        ::shapefile::ShapeReader::from_path(path).map_err(|e| broken(path, &e.to_string()))?;
    let dbf = path.with_extension("dbf");
    let (bytes, mut table) = table(path)?;
    let names: Vec<String> = table.fields().iter().map(|field| field.name().to_owned()).collect();
    resolve(&dbf, &names, columns, " (a .dbf cuts names after ten letters)")?;
    let cpg = beside(path, "cpg")?.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let attributes = Attributes::new(&dbf, bytes, table.fields(), cpg.as_deref(), options)?;

    let mut records = table.iter_records();
    let mut rows = Vec::with_capacity(attributes.count);
    for (number, shape) in shapes.iter_shapes().enumerate() {
        let place = Place::Feature(number as u64 + 1);
        let cut = |problem: String| {
            GeodataError::source(
                path,
                place.clone(),
                problem,
                "the file was cut off or its parts do not belong together; fetch .shp, .shx and .dbf again",
            )
        };
        let shape = shape.map_err(|e| cut(e.to_string()))?;
        let record = records
            .next()
            .ok_or_else(|| cut("the shape has no row of attributes".to_owned()))?
            .map_err(|e| cut(e.to_string()))?;
        let cells = columns
            .iter()
            .map(|&column| match attributes.cell(number, column) {
                Ok(Some(cell)) => Ok(cell),
                Ok(None) => Ok(cell(record.get(column))),
                Err((problem, advice)) => {
                    Err(GeodataError::source(&dbf, place.clone(), problem, advice))
                }
            })
            .collect::<Result<_, _>>()?;
        let geometry = if geometry { polygons(path, &place, shape)? } else { None };
        rows.push(Row { place, cells, geometry });
    }
    if rows.len() != attributes.count {
        let problem =
            format!("there are {} shapes and {} rows of attributes", rows.len(), attributes.count);
        return Err(broken(path, &problem));
    }
    Ok((rows, prj.is_some()))
}

/// The bytes of the file with this extension beside the `.shp`, in small or capital letters.
fn beside(path: &Path, extension: &str) -> Result<Option<Vec<u8>>, GeodataError> {
    for extension in [extension.to_owned(), extension.to_ascii_uppercase()] {
        let file = path.with_extension(extension);
        if file.exists() {
            return std::fs::read(&file).map(Some).map_err(GeodataError::io(&file));
        }
    }
    Ok(None)
}

fn cell(value: Option<&FieldValue>) -> Cell {
    match value {
        Some(FieldValue::Memo(text)) => Cell::text(text),
        Some(FieldValue::Double(number) | FieldValue::Currency(number)) => Cell::Number(*number),
        Some(FieldValue::Integer(number)) => Cell::Number(f64::from(*number)),
        Some(FieldValue::Logical(Some(flag))) => Cell::Bool(*flag),
        Some(FieldValue::Date(Some(date))) => day(date),
        Some(FieldValue::DateTime(moment)) => day(&moment.date()),
        _ => Cell::Empty,
    }
}

fn day(date: &dbase::Date) -> Cell {
    Cell::iso(&format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day()))
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

fn broken(path: &Path, problem: &str) -> GeodataError {
    GeodataError::source(path, Place::File, problem, "fetch .shp, .shx and .dbf again")
}
