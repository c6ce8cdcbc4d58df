//! GeoParquet with WKB geometry, row groups and geometries decoded in parallel. Plain Parquet is
//! read too, as a table.

use std::fs::File;
use std::path::Path;

use arrow::array::{Array, ArrayRef, AsArray, BinaryArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};
use geo_traits::{
    CoordTrait, GeometryTrait, GeometryType, LineStringTrait, MultiPolygonTrait, PolygonTrait,
};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::file::metadata::ColumnChunkMetaData;
use rayon::prelude::*;
use serde_json::Value;

use super::bounds::{Room, size, too_large};
use super::cell::Cell;
use super::columns::resolve;
use super::crs;
use super::options::Options;
use super::pages;
use super::row::{RawPolygons, Row};
use crate::error::{GeodataError, Place};

/// Bytes of the columns that are read, expanded.
const EXPANDED: u64 = 4 << 30;
/// Rows that are read at once, at most.
const ROWS: u64 = 4096;
/// Bytes of the texts of these rows: every row may name the longest text of a dictionary.
const TEXTS: u64 = 256 << 20;

/// The names of the columns of plain values.
pub fn columns(path: &Path) -> Result<Vec<String>, GeodataError> {
    let file = File::open(path).map_err(GeodataError::io(path))?;
    let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())
        .map_err(|e| broken(path, &e.to_string()))?;
    let plain = |t: &DataType| !(t.is_nested() || t.is_binary());
    let fields = metadata.schema().fields().iter().filter(|field| plain(field.data_type()));
    Ok(fields.map(|field| field.name().clone()).collect())
}

pub fn read(
    path: &Path,
    options: &Options,
    columns: &[&str],
    geometry: bool,
) -> Result<(Vec<Row>, bool), GeodataError> {
    let file = File::open(path).map_err(GeodataError::io(path))?;
    let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())
        .map_err(|e| broken(path, &e.to_string()))?;
    let names: Vec<String> = metadata.schema().fields().iter().map(|f| f.name().clone()).collect();
    resolve(path, &names, columns, "")?;

    let (geometry_column, crs_stated) = if geometry {
        let (column, stated) = geometry_column(path, options, &metadata)?;
        (Some(column), stated)
    } else {
        (None, true)
    };
    let wanted: Vec<&str> = columns.iter().copied().chain(geometry_column.as_deref()).collect();
    resolve(path, &names, &wanted, "; or set read.geometry_column")?;

    let at_once = rows_at_once(path, &file, &metadata, &wanted)?;
    let room = Room::new(path);
    let groups = metadata.metadata().num_row_groups();
    let mut first = 1u64;
    let firsts: Vec<u64> = (0..groups)
        .map(|group| {
            let start = first;
            first += u64::try_from(metadata.metadata().row_group(group).num_rows()).unwrap_or(0);
            start
        })
        .collect();
    let rows: Vec<Vec<Row>> = (0..groups)
        .into_par_iter()
        .zip(firsts)
        .map(|(group, first)| {
            // Its own handle: a cloned one would share its position with the others.
            let file = File::open(path).map_err(GeodataError::io(path))?;
            let mask = ProjectionMask::columns(metadata.parquet_schema(), wanted.iter().copied());
            let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone())
                .with_projection(mask)
                .with_row_groups(vec![group])
                .with_batch_size(at_once)
                .build()
                .map_err(|e| broken(path, &e.to_string()))?;
            let mut rows = Vec::new();
            let mut first = first;
            for batch in reader {
                let batch = batch.map_err(|e| broken(path, &e.to_string()))?;
                let count = batch.num_rows() as u64;
                let of_batch = rows_of(path, &batch, first, columns, geometry_column.as_deref())?;
                for row in &of_batch {
                    room.row(&row.place, &row.cells)?;
                    room.content(&row.place, vertex_bytes(row.geometry.as_ref()))?;
                }
                rows.extend(of_batch);
                first += count;
            }
            Ok(rows)
        })
        .collect::<Result<_, GeodataError>>()?;
    Ok((rows.into_iter().flatten().collect(), crs_stated))
}

/// How many rows may be read at once, where all that the file says of the size of the columns `wanted` is within the
/// bounds; asked before any room is made for them.
pub(super) fn rows_at_once(
    path: &Path,
    file: &File,
    metadata: &ArrowReaderMetadata,
    wanted: &[&str],
) -> Result<usize, GeodataError> {
    let is_wanted = |column: &&ColumnChunkMetaData| {
        column.column_path().parts().first().is_some_and(|name| wanted.contains(&name.as_str()))
    };
    let groups = metadata.metadata().row_groups().iter();
    let columns: Vec<_> = groups.flat_map(|group| group.columns()).filter(is_wanted).collect();
    let stated = columns.iter().map(|column| u64::try_from(column.uncompressed_size()));
    let all = stated.fold(0u64, |all, bytes| all.saturating_add(bytes.unwrap_or(u64::MAX)));
    let refused = |problem: String| too_large(path, Place::File, problem);
    if all > EXPANDED {
        let (all, most) = (size(all), size(EXPANDED));
        return Err(refused(format!("its columns expand to {all}; at most {most} are read")));
    }
    let mut longest = 1;
    for column in columns {
        longest = longest.max(pages::largest_dictionary(file, column).map_err(refused)?);
    }
    Ok(usize::try_from((TEXTS / longest).clamp(1, ROWS)).unwrap_or(1))
}

/// Bytes that the vertices of polygons take.
fn vertex_bytes(polygons: Option<&RawPolygons>) -> usize {
    let rings = polygons.into_iter().flatten().flatten();
    rings.map(|ring| std::mem::size_of_val(ring.as_slice())).sum()
}

/// The geometry column, by the options or by the file's own `geo` metadata, which must say WKB and
/// a reference system that is longitude and latitude; and whether the metadata speak of it at all.
pub(super) fn geometry_column(
    path: &Path,
    options: &Options,
    metadata: &ArrowReaderMetadata,
) -> Result<(String, bool), GeodataError> {
    let stated = metadata.metadata().file_metadata().key_value_metadata().into_iter().flatten();
    let geo = stated.filter(|pair| pair.key == "geo").find_map(|pair| pair.value.as_deref());
    let geo: Value = match geo {
        Some(text) => serde_json::from_str(text)
            .map_err(|e| broken(path, &format!("the `geo` metadata is not JSON: {e}")))?,
        None => Value::Null,
    };
    let primary = geo.get("primary_column").and_then(Value::as_str).map(str::to_owned);
    let Some(column) = options.geometry_column.clone().or(primary) else {
        return Err(GeodataError::source(
            path,
            Place::File,
            "the file has no `geo` metadata, so its geometry column is not known",
            "export it as GeoParquet, or set read.geometry_column",
        ));
    };
    let about = geo.get("columns").and_then(|columns| columns.get(&column));
    if let Some(encoding) = about.and_then(|c| c.get("encoding")).and_then(Value::as_str)
        && !encoding.eq_ignore_ascii_case("WKB")
    {
        return Err(GeodataError::source(
            path,
            Place::Column(column),
            format!("the geometry is encoded as {encoding}"),
            "write it with the encoding WKB",
        ));
    }
    let crs = about.and_then(|c| c.get("crs"));
    // `null` is what a writer states who does not know; the specification may know.
    if options.crs.is_none() || !crs.is_some_and(Value::is_null) {
        crs::check_projjson(path, crs)?;
    }
    Ok((column, about.is_some()))
}

fn rows_of(
    path: &Path,
    batch: &RecordBatch,
    first: u64,
    columns: &[&str],
    geometry: Option<&str>,
) -> Result<Vec<Row>, GeodataError> {
    let column = |name: &str| {
        batch
            .column_by_name(name)
            .cloned()
            .ok_or_else(|| broken(path, &format!("column `{name}` was not read")))
    };
    let cells = columns
        .iter()
        .map(|&name| Cells::new(path, name, &column(name)?))
        .collect::<Result<Vec<_>, _>>()?;
    let shapes = geometry
        .map(|name| -> Result<BinaryArray, GeodataError> {
            let array = cast(&column(name)?, &DataType::Binary)?;
            Ok(array.as_binary::<i32>().clone())
        })
        .transpose()?;
    (0..batch.num_rows())
        .into_par_iter()
        .map(|i| {
            let place = Place::Feature(first + i as u64);
            let geometry = match &shapes {
                Some(shapes) if shapes.is_valid(i) && !shapes.value(i).is_empty() => {
                    polygons(path, &place, shapes.value(i))?
                }
                _ => None,
            };
            Ok(Row { cells: cells.iter().map(|c| c.cell(i)).collect(), place, geometry })
        })
        .collect()
}

/// A column in the one type that its cells are taken from.
pub(super) enum Cells {
    Text(ArrayRef),
    Date(ArrayRef),
    Number(ArrayRef),
    Bool(ArrayRef),
}

impl Cells {
    pub(super) fn new(path: &Path, name: &str, array: &ArrayRef) -> Result<Self, GeodataError> {
        match array.data_type() {
            DataType::Boolean => Ok(Self::Bool(array.clone())),
            t if t.is_numeric() => Ok(Self::Number(cast(array, &DataType::Float64)?)),
            DataType::Date32 | DataType::Date64 | DataType::Timestamp(..) => {
                Ok(Self::Date(cast(array, &DataType::Utf8)?))
            }
            t if t.is_nested() => Err(GeodataError::source(
                path,
                Place::Column(name.to_owned()),
                format!("the column has the type {t}"),
                "use a column of text or numbers",
            )),
            _ => Ok(Self::Text(cast(array, &DataType::Utf8)?)),
        }
    }

    pub(super) fn cell(&self, i: usize) -> Cell {
        match self {
            Self::Text(a) if a.is_valid(i) => Cell::text(a.as_string::<i32>().value(i)),
            Self::Date(a) if a.is_valid(i) => Cell::iso(a.as_string::<i32>().value(i)),
            Self::Number(a) if a.is_valid(i) => {
                Cell::Number(a.as_primitive::<Float64Type>().value(i))
            }
            Self::Bool(a) if a.is_valid(i) => Cell::Bool(a.as_boolean().value(i)),
            _ => Cell::Empty,
        }
    }
}

fn polygons(path: &Path, place: &Place, bytes: &[u8]) -> Result<Option<RawPolygons>, GeodataError> {
    let wrong = |problem: String| {
        GeodataError::source(
            path,
            place.clone(),
            problem,
            "areas must be Polygon or MultiPolygon in WKB",
        )
    };
    let shape = wkb::reader::read_wkb(bytes)
        .map_err(|e| wrong(format!("the geometry cannot be read: {e}")))?;
    let polygons: RawPolygons = match shape.as_type() {
        GeometryType::Polygon(polygon) => vec![rings(polygon)],
        GeometryType::MultiPolygon(parts) => parts.polygons().map(|p| rings(&p)).collect(),
        _ => return Err(wrong("the geometry is no polygon".to_owned())),
    };
    Ok((!polygons.is_empty()).then_some(polygons))
}

fn rings(polygon: &impl PolygonTrait<T = f64>) -> Vec<Vec<geo::Coord<f64>>> {
    let mut rings = Vec::with_capacity(1 + polygon.num_interiors());
    if let Some(shell) = polygon.exterior() {
        rings.push(ring(&shell));
    }
    rings.extend(polygon.interiors().map(|hole| ring(&hole)));
    rings
}

fn ring(line: &impl LineStringTrait<T = f64>) -> Vec<geo::Coord<f64>> {
    line.coords().map(|c| geo::Coord { x: c.x(), y: c.y() }).collect()
}

pub(super) fn broken(path: &Path, problem: &str) -> GeodataError {
    GeodataError::source(
        path,
        Place::File,
        problem,
        "the file is cut off or no Parquet; fetch it again",
    )
}
