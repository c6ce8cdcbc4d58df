//! The file of a table: its columns, the bounds of its row groups, and reading some of them.

use std::fs::File;
use std::sync::Arc;

use arrow::array::{Array as _, ArrayRef, AsArray as _, RecordBatch, RecordBatchOptions};
use arrow::datatypes::{DataType, Field, Float64Type, Schema, SchemaRef};
use datafusion::error::{DataFusionError, Result};
use geoarrow_array::GeoArrowArray as _;
use geoarrow_array::array::{CoordBuffer, PointArray, SeparatedCoordBuffer};
use geoarrow_schema::{CoordType, Dimension, PointType};
use geodata::tables::{GEOMETRY, LAT, LON, Located, OwnTable, Positioned};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::statistics::StatisticsConverter;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder,
};
use parquet::errors::ParquetError;

use crate::geometry::{crs84, geometries, geometry_field, read_wkb};
use crate::ranges::{Range, range_between};

/// Rows that are decoded at once: the engine's own batch size.
const BATCH_ROWS: usize = 8192;
/// Bytes of a text in the bounds of a row group at most.
const CUT: usize = 64;

/// A table in its file.
#[derive(Debug)]
pub(crate) struct Stored {
    pub table: OwnTable,
    /// The columns that SQL sees.
    pub schema: SchemaRef,
    metadata: ArrowReaderMetadata,
    file: Positioned,
}

impl Stored {
    /// # Errors
    /// When the file is not that of the table.
    pub fn open(table: OwnTable, file: Arc<File>) -> Result<Self> {
        let file = Positioned::new(file)?;
        let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())
            .map_err(unreadable(&table.name))?;
        let (found, stated) = (metadata.schema(), table.stored());
        let same = found.fields().len() == stated.fields().len()
            && found.fields().iter().zip(stated.fields()).all(|(a, b)| {
                a.name() == b.name()
                    && (a.data_type() == b.data_type() || a.data_type().is_nested())
            });
        if !same {
            return Err(DataFusionError::Internal(format!(
                "the file of the table {} has other columns than its manifest says",
                table.name
            )));
        }
        let schema = seen(&table);
        Ok(Self { table, schema, metadata, file })
    }

    /// Row groups of the file.
    pub fn groups(&self) -> usize {
        self.metadata.metadata().num_row_groups()
    }

    /// Rows of a row group.
    pub fn group_rows(&self, group: usize) -> usize {
        let group = self.metadata.metadata().row_groups().get(group);
        group.map_or(0, |group| usize::try_from(group.num_rows()).unwrap_or(0))
    }

    /// What the values of a column lie between, by the bounds of its row groups. Long texts have none: their bounds are cut.
    pub fn range(&self, column: &str) -> Range {
        let (arrow, leaves) = (self.metadata.schema(), self.metadata.parquet_schema());
        let groups = || self.metadata.metadata().row_groups().iter();
        let bounds = StatisticsConverter::try_new(column, arrow, leaves).and_then(|converter| {
            Ok((converter.row_group_mins(groups())?, converter.row_group_maxes(groups())?))
        });
        let Ok((lows, highs)) = bounds else { return Range::default() };
        let range = range_between(&[lows], &[highs]);
        let whole = |text: &String| text.len() < CUT;
        Range { min: range.min.filter(whole), max: range.max.filter(whole) }
    }

    /// What the file says of itself.
    pub const fn metadata(&self) -> &ArrowReaderMetadata {
        &self.metadata
    }

    /// Reads row groups, the columns of [`schema`](Self::schema) with these numbers.
    ///
    /// # Errors
    /// When the disk refuses, or a page is broken.
    pub fn read(&self, groups: Vec<usize>, columns: &[usize]) -> Result<Reading> {
        let fields = columns.iter().filter_map(|at| self.schema.fields().get(*at)).cloned();
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let names = schema.fields().iter().flat_map(|field| {
            match (self.table.located, field.name().as_str()) {
                (Located::Points, GEOMETRY) => vec![LON, LAT],
                (_, name) => vec![name],
            }
        });
        let mask = ProjectionMask::columns(self.metadata.parquet_schema(), names);
        let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(
            self.file.clone(),
            self.metadata.clone(),
        )
        .with_row_groups(groups)
        .with_projection(mask)
        .with_batch_size(BATCH_ROWS)
        .build()
        .map_err(unreadable(&self.table.name))?;
        Ok(Reading { reader, schema, points: self.table.located == Located::Points })
    }
}

fn unreadable(table: &str) -> impl Fn(ParquetError) -> DataFusionError + '_ {
    move |error| {
        DataFusionError::Internal(format!("the file of the table {table} cannot be read: {error}"))
    }
}

/// The columns that SQL sees.
fn seen(table: &OwnTable) -> SchemaRef {
    let own =
        table.columns.iter().map(|column| Field::new(&column.name, column.kind.arrow(), true));
    let mut fields: Vec<Field> = own.collect();
    match table.located {
        Located::Nowhere => {}
        Located::Points => {
            fields.extend([LON, LAT].map(|name| Field::new(name, DataType::Float64, true)));
            fields.push(point_type().to_field(GEOMETRY, true));
        }
        Located::Shapes => fields.push(geometry_field(GEOMETRY)),
    }
    Arc::new(Schema::new(fields))
}

fn point_type() -> PointType {
    PointType::new(Dimension::XY, crs84()).with_coord_type(CoordType::Separated)
}

/// Rows that are being read.
pub(crate) struct Reading {
    reader: ParquetRecordBatchReader,
    schema: SchemaRef,
    points: bool,
}

impl Iterator for Reading {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = self.reader.next()?;
        Some(batch.map_err(DataFusionError::from).and_then(|batch| self.as_seen(&batch)))
    }
}

impl Reading {
    fn as_seen(&self, batch: &RecordBatch) -> Result<RecordBatch> {
        let stored = |name: &str| {
            batch
                .column_by_name(name)
                .cloned()
                .ok_or_else(|| DataFusionError::Internal(format!("the column {name} was not read")))
        };
        let column = |field: &Arc<Field>| match (field.name().as_str(), self.points) {
            (GEOMETRY, true) => points(&stored(LON)?, &stored(LAT)?),
            (GEOMETRY, false) => shapes(&stored(GEOMETRY)?),
            (name, _) => stored(name),
        };
        let columns = self.schema.fields().iter().map(column).collect::<Result<Vec<_>>>()?;
        let rows = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        Ok(RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &rows)?)
    }
}

/// Points over the memory of their coordinates.
fn points(lon: &ArrayRef, lat: &ArrayRef) -> Result<ArrayRef> {
    let (x, y) = (lon.as_primitive::<Float64Type>(), lat.as_primitive::<Float64Type>());
    let coords =
        SeparatedCoordBuffer::from_vec(vec![x.values().clone(), y.values().clone()], Dimension::XY)
            .map_err(|error| DataFusionError::External(error.into()))?;
    let points = PointArray::try_new(CoordBuffer::Separated(coords), x.nulls().cloned(), crs84())
        .map_err(|error| DataFusionError::External(error.into()))?;
    Ok(points.to_array_ref())
}

fn shapes(bytes: &ArrayRef) -> Result<ArrayRef> {
    let bytes = bytes.as_binary::<i32>();
    let read = bytes.iter().map(|bytes| bytes.map(read_wkb).transpose());
    let read = read.collect::<std::result::Result<Vec<_>, _>>();
    let read =
        read.map_err(|problem| DataFusionError::Internal(format!("a stored geometry: {problem}")))?;
    let array =
        geometries(read.into_iter()).map_err(|error| DataFusionError::External(error.into()))?;
    Ok(array.to_array_ref())
}
