//! FlatGeobuf 3: features of the first geometry column, one after the other as they come.
//!
//! The tables of the format are those of the crate `flatgeobuf`, whose own writer keeps all features in a file before it
//! writes the first; here the header has no index and does not count the features, which the format allows. Longitude
//! before latitude, WGS 84. A NULL is a property that is missing, a row without a geometry a feature without one;
//! further geometry columns are WKT.

use arrow::array::{Array, RecordBatch};
use arrow::datatypes::{DataType, Field, SchemaRef};
use flatbuffers::{FlatBufferBuilder, WIPOffset};
use flatgeobuf::{
    Column, ColumnArgs, ColumnType, Crs, CrsArgs, Feature, FeatureArgs, Geometry as Part,
    GeometryArgs, GeometryType, Header, HeaderArgs, VERSION,
};
use geo::{Coord, CoordsIter, Geometry, LineString, Polygon};

use super::encoder::{Encoder, first_geometry};
use super::value::CellWriter;
use crate::error::QueryError;
use crate::geometry::{is_geometry, is_point};
use crate::statement::Summary;

/// Bytes of a feature at most: the format counts them with 31 bits, and its writer ends the process beyond.
const MOST_BYTES: usize = 1_600_000_000;
/// Bytes of a vertex.
const VERTEX: usize = 16;
/// Bytes that a part of a geometry takes beside its vertices, generously.
const PART: usize = 96;

pub(super) struct FlatGeobuf {
    schema: SchemaRef,
    geometry: usize,
    builder: FlatBufferBuilder<'static>,
}

impl FlatGeobuf {
    pub fn new(schema: &SchemaRef) -> Result<Self, QueryError> {
        let geometry = first_geometry(schema)?;
        Ok(Self { schema: SchemaRef::clone(schema), geometry, builder: FlatBufferBuilder::new() })
    }

    /// The fields that are properties, with their places in a row.
    fn properties(&self) -> impl Iterator<Item = (usize, &Field)> {
        let fields = self.schema.fields().iter().enumerate();
        fields.filter(|(place, _)| *place != self.geometry).map(|(place, field)| (place, &**field))
    }

    /// Appends what was built, its length before it.
    fn take<T>(&mut self, table: WIPOffset<T>, out: &mut Vec<u8>) {
        self.builder.finish_size_prefixed(table, None);
        out.extend_from_slice(self.builder.finished_data());
        self.builder.reset();
    }
}

impl Encoder for FlatGeobuf {
    fn start(&mut self, out: &mut Vec<u8>) -> Result<(), QueryError> {
        out.extend_from_slice(&[b'f', b'g', b'b', VERSION, b'f', b'g', b'b', 0]);
        let kinds: Vec<(String, ColumnType, bool)> = self
            .properties()
            .map(|(_, field)| (field.name().clone(), column_type(field), field.is_nullable()))
            .collect();
        let point = self.schema.fields().get(self.geometry).is_some_and(|field| is_point(field));
        let builder = &mut self.builder;
        let columns: Vec<_> = kinds
            .into_iter()
            .map(|(name, type_, nullable)| {
                let name = Some(builder.create_string(&name));
                Column::create(builder, &ColumnArgs { name, type_, nullable, ..Default::default() })
            })
            .collect();
        let columns = Some(builder.create_vector(&columns));
        let (org, name) = (builder.create_string("EPSG"), builder.create_string("answer"));
        let crs = CrsArgs { org: Some(org), code: 4326, ..Default::default() };
        let crs = Some(Crs::create(builder, &crs));
        let header = HeaderArgs {
            name: Some(name),
            geometry_type: if point { GeometryType::Point } else { GeometryType::Unknown },
            columns,
            features_count: 0,
            index_node_size: 0,
            crs,
            ..Default::default()
        };
        let header = Header::create(builder, &header);
        self.take(header, out);
        Ok(())
    }

    fn batch(&mut self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<(), QueryError> {
        let cells = self
            .schema
            .fields()
            .iter()
            .zip(batch.columns())
            .map(|(field, array)| CellWriter::new(array, field))
            .collect::<Result<Vec<_>, _>>()?;
        let kinds: Vec<(usize, ColumnType)> =
            self.properties().map(|(place, field)| (place, column_type(field))).collect();
        for row in 0..batch.num_rows() {
            let mut properties = Vec::new();
            for (number, (place, kind)) in kinds.iter().enumerate() {
                let (Some(cell), Some(array)) = (cells.get(*place), batch.columns().get(*place))
                else {
                    return Err(QueryError::internal("a row has fewer columns than its heading"));
                };
                property(number, *kind, cell, array, row, &mut properties)?;
            }
            let shape = match cells.get(self.geometry) {
                Some(CellWriter::Geometry(shapes)) => shapes.get(row).and_then(Option::as_ref),
                _ => None,
            };
            fits(properties.len(), shape.map(|shape| &shape.geometry))?;
            let geometry = match shape {
                Some(shape) => Some(self::geometry(&shape.geometry, &mut self.builder)?),
                None => None,
            };
            let properties = Some(self.builder.create_vector(&properties));
            let feature = FeatureArgs { geometry, properties, ..Default::default() };
            let feature = Feature::create(&mut self.builder, &feature);
            self.take(feature, out);
        }
        Ok(())
    }

    fn finish(&mut self, _: Summary, _: &mut Vec<u8>) -> Result<(), QueryError> {
        Ok(())
    }
}

/// How values of a column are written. What the format has no type for, such as a decimal or an interval, is a text.
fn column_type(field: &Field) -> ColumnType {
    use DataType as T;
    if is_geometry(field) {
        return ColumnType::String;
    }
    let plain = match field.data_type() {
        T::Dictionary(_, values) => values,
        other => other,
    };
    match plain {
        T::Boolean => ColumnType::Bool,
        T::Int8 => ColumnType::Byte,
        T::UInt8 => ColumnType::UByte,
        T::Int16 => ColumnType::Short,
        T::UInt16 => ColumnType::UShort,
        T::Int32 => ColumnType::Int,
        T::UInt32 => ColumnType::UInt,
        T::Int64 => ColumnType::Long,
        T::UInt64 => ColumnType::ULong,
        T::Float32 => ColumnType::Float,
        T::Float64 => ColumnType::Double,
        T::Date32 | T::Date64 | T::Timestamp(..) => ColumnType::DateTime,
        T::List(_) | T::LargeList(_) | T::FixedSizeList(..) | T::Struct(_) => ColumnType::Json,
        _ => ColumnType::String,
    }
}

/// Appends the number of a column and its value, little endian; nothing for NULL.
fn property(
    number: usize,
    kind: ColumnType,
    cell: &CellWriter,
    array: &dyn Array,
    row: usize,
    out: &mut Vec<u8>,
) -> Result<(), QueryError> {
    use arrow::array::AsArray;
    use arrow::datatypes as of;
    let number = u16::try_from(number)
        .map_err(|_| QueryError::internal("FlatGeobuf has 65,536 columns at most"))?;
    let mut text = String::new();
    if array.is_null(row) || matches!(array.data_type(), DataType::Null) {
        return Ok(());
    }
    macro_rules! number {
        ($kind:ty) => {
            Some(array.as_primitive::<$kind>().value(row).to_le_bytes().to_vec())
        };
    }
    // A dictionary has been undone in its cell only.
    let bytes = match (kind, array.data_type()) {
        (_, DataType::Dictionary(..)) => None,
        (ColumnType::Bool, _) => Some(vec![u8::from(array.as_boolean().value(row))]),
        (ColumnType::Byte, _) => number!(of::Int8Type),
        (ColumnType::UByte, _) => number!(of::UInt8Type),
        (ColumnType::Short, _) => number!(of::Int16Type),
        (ColumnType::UShort, _) => number!(of::UInt16Type),
        (ColumnType::Int, _) => number!(of::Int32Type),
        (ColumnType::UInt, _) => number!(of::UInt32Type),
        (ColumnType::Long, _) => number!(of::Int64Type),
        (ColumnType::ULong, _) => number!(of::UInt64Type),
        (ColumnType::Float, _) => number!(of::Float32Type),
        (ColumnType::Double, _) => number!(of::Float64Type),
        _ => None,
    };
    let bytes = match bytes {
        Some(bytes) => bytes,
        None => {
            if !cell.write_text(row, &mut text)? {
                return Ok(());
            }
            let length = u32::try_from(text.len())
                .map_err(|_| QueryError::internal("a text of more than 4 GB"))?;
            [&length.to_le_bytes()[..], text.as_bytes()].concat()
        }
    };
    out.extend_from_slice(&number.to_le_bytes());
    out.extend_from_slice(&bytes);
    Ok(())
}

/// An error where a feature, as a whole, is larger than the format can say.
fn fits(properties: usize, geometry: Option<&Geometry<f64>>) -> Result<(), QueryError> {
    if properties.saturating_add(geometry.map_or(0, size)) <= MOST_BYTES {
        return Ok(());
    }
    Err(QueryError::internal("FlatGeobuf has no room for a feature of this size"))
}

/// The bytes that a geometry takes with all its parts, or more.
fn size(geometry: &Geometry<f64>) -> usize {
    let parts = match geometry {
        Geometry::GeometryCollection(items) => {
            return items.iter().map(size).fold(PART, usize::saturating_add);
        }
        Geometry::MultiPolygon(areas) => {
            areas.iter().map(|area| area.interiors().len().saturating_add(2)).sum()
        }
        Geometry::Polygon(area) => area.interiors().len(),
        Geometry::MultiLineString(lines) => lines.0.len(),
        _ => 0,
    };
    let vertices = geometry.coords_count().saturating_mul(VERTEX);
    parts.saturating_add(1).saturating_mul(PART).saturating_add(vertices)
}

/// A geometry as the format has it: coordinates in one row, and where each of its rings or lines ends.
fn geometry(
    geometry: &Geometry<f64>,
    builder: &mut FlatBufferBuilder<'static>,
) -> Result<WIPOffset<Part<'static>>, QueryError> {
    let lines = |lines: &[LineString<f64>], type_, builder: &mut FlatBufferBuilder<'static>| {
        part(&mut lines.iter().map(|line| line.0.as_slice()), type_, builder)
    };
    match geometry {
        Geometry::Point(point) => {
            part(&mut std::iter::once([point.0].as_slice()), GeometryType::Point, builder)
        }
        Geometry::MultiPoint(points) => {
            let all: Vec<Coord<f64>> = points.iter().map(|point| point.0).collect();
            part(&mut std::iter::once(all.as_slice()), GeometryType::MultiPoint, builder)
        }
        Geometry::Line(line) => {
            let ends = [line.start, line.end];
            part(&mut std::iter::once(ends.as_slice()), GeometryType::LineString, builder)
        }
        Geometry::LineString(line) => {
            part(&mut std::iter::once(line.0.as_slice()), GeometryType::LineString, builder)
        }
        Geometry::MultiLineString(many) => lines(&many.0, GeometryType::MultiLineString, builder),
        Geometry::Polygon(area) => polygon(area, builder),
        Geometry::Rect(area) => polygon(&area.to_polygon(), builder),
        Geometry::Triangle(area) => polygon(&area.to_polygon(), builder),
        Geometry::MultiPolygon(areas) => {
            let parts = areas.iter().map(|area| polygon(area, builder));
            let parts = parts.collect::<Result<Vec<_>, _>>()?;
            Ok(parted(&parts, GeometryType::MultiPolygon, builder))
        }
        Geometry::GeometryCollection(items) => {
            let parts = items.iter().map(|item| self::geometry(item, builder));
            let parts = parts.collect::<Result<Vec<_>, _>>()?;
            Ok(parted(&parts, GeometryType::GeometryCollection, builder))
        }
    }
}

fn polygon(
    area: &Polygon<f64>,
    builder: &mut FlatBufferBuilder<'static>,
) -> Result<WIPOffset<Part<'static>>, QueryError> {
    let rings = std::iter::once(area.exterior()).chain(area.interiors());
    part(&mut rings.map(|ring| ring.0.as_slice()), GeometryType::Polygon, builder)
}

/// Rows of vertices; where there is only one, its end is that of the coordinates.
fn part(
    rows: &mut dyn Iterator<Item = &[Coord<f64>]>,
    type_: GeometryType,
    builder: &mut FlatBufferBuilder<'static>,
) -> Result<WIPOffset<Part<'static>>, QueryError> {
    let (mut xy, mut ends) = (Vec::new(), Vec::new());
    for row in rows {
        xy.extend(row.iter().flat_map(|at| [at.x, at.y]));
        let end = xy.len() / 2;
        ends.push(u32::try_from(end).map_err(QueryError::internal)?);
    }
    let ends = (ends.len() > 1).then(|| builder.create_vector(&ends));
    let xy = Some(builder.create_vector(&xy));
    Ok(Part::create(builder, &GeometryArgs { xy, ends, type_, ..Default::default() }))
}

fn parted(
    parts: &[WIPOffset<Part<'static>>],
    type_: GeometryType,
    builder: &mut FlatBufferBuilder<'static>,
) -> WIPOffset<Part<'static>> {
    let parts = Some(builder.create_vector(parts));
    Part::create(builder, &GeometryArgs { parts, type_, ..Default::default() })
}

#[cfg(test)]
mod tests {
    use geo::{GeometryCollection, MultiPolygon, polygon};

    use super::*;

    #[test]
    fn a_feature_is_bounded_as_a_whole() {
        let area = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0), (x: 0.0, y: 0.0)];
        let many = Geometry::from(MultiPolygon::new(vec![area.clone(); 1_000]));
        assert!(size(&many) > 1_000 * size(&area.into()) / 2);
        let twice = Geometry::GeometryCollection(GeometryCollection::from(vec![many.clone(); 2]));
        assert!(size(&twice) >= 2 * size(&many));
        assert!(fits(10, Some(&twice)).is_ok());
        assert!(fits(MOST_BYTES - size(&many), Some(&many)).is_ok());
        assert!(fits(MOST_BYTES - size(&many), Some(&twice)).is_err());
        assert!(fits(MOST_BYTES + 1, None).is_err());
        // What is written is never more than what was counted.
        let mut builder = FlatBufferBuilder::new();
        let written = geometry(&twice, &mut builder).unwrap();
        builder.finish(written, None);
        assert!(builder.finished_data().len() <= size(&twice));
    }
}
