//! Functions that make several rows of one: what a row is, and the lists that hold them until `unnest` lays them out.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BinaryBuilder, Int64Builder, ListArray, ListBuilder, StringBuilder,
    StructArray,
};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::datatypes::{DataType, Field, FieldRef, Fields};
use datafusion::error::{DataFusionError, Result};
use geo::Geometry;

use super::call::Call;
use crate::geometry::{geometry_field, write_wkb};

/// The most bytes that the rows made of one batch take: their places are counted in 31 bits.
const MOST_BYTES: usize = 512 << 20;

/// What one row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Row {
    /// A part of a geometry, and where in it that stands: `path`, `geom`.
    Part,
    /// A cell of a grid: `geom`, `i`, `j`.
    Cell,
    Geometry,
    Text,
    Integer,
}

impl Row {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Part => "setof (path bigint[], geom geometry)",
            Self::Cell => "setof (geom geometry, i bigint, j bigint)",
            Self::Geometry => "setof geometry",
            Self::Text => "setof text",
            Self::Integer => "setof bigint",
        }
    }

    /// The names of its columns; none where it is a single value.
    pub(crate) const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Part => &["path", "geom"],
            Self::Cell => &["geom", "i", "j"],
            Self::Geometry | Self::Text | Self::Integer => &[],
        }
    }

    fn fields(self) -> Fields {
        let path = DataType::List(Arc::new(Field::new_list_field(DataType::Int64, true)));
        match self {
            Self::Part => vec![Field::new("path", path, true), geometry_field("geom")].into(),
            Self::Cell => vec![
                geometry_field("geom"),
                Field::new("i", DataType::Int64, true),
                Field::new("j", DataType::Int64, true),
            ]
            .into(),
            Self::Geometry | Self::Text | Self::Integer => Fields::empty(),
        }
    }

    /// The items of the list.
    pub(crate) fn item(self) -> FieldRef {
        Arc::new(match self {
            Self::Part | Self::Cell => Field::new_list_field(DataType::Struct(self.fields()), true),
            Self::Geometry => geometry_field(Field::LIST_FIELD_DEFAULT_NAME),
            Self::Text => Field::new_list_field(DataType::Utf8, true),
            Self::Integer => Field::new_list_field(DataType::Int64, true),
        })
    }
}

/// How many items each row has; `None` is SQL NULL.
#[derive(Default)]
struct Lists {
    lengths: Vec<usize>,
    valid: Vec<bool>,
}

impl Lists {
    fn add(&mut self, items: Option<usize>) {
        self.lengths.push(items.unwrap_or(0));
        self.valid.push(items.is_some());
    }

    fn around(self, row: Row, items: ArrayRef) -> Result<ArrayRef> {
        let offsets = OffsetBuffer::from_lengths(self.lengths);
        let valid = NullBuffer::from(self.valid);
        Ok(Arc::new(ListArray::try_new(row.item(), offsets, items, Some(valid))?))
    }
}

/// Geometries as they stand in lists, no more than fit.
struct Stored {
    bytes: usize,
    items: BinaryBuilder,
}

impl Stored {
    fn new() -> Self {
        Self { bytes: 0, items: BinaryBuilder::new() }
    }

    fn add(&mut self, call: &Call<'_>, geometry: &Geometry<f64>) -> Result<()> {
        let wkb = write_wkb(geometry).map_err(DataFusionError::Execution)?;
        // Its place, and that of its path, take some as well.
        self.bytes += wkb.len() + 32;
        if self.bytes > MOST_BYTES {
            return call.fail(
                "what it makes of one batch of rows takes more than 512 MiB; ask for fewer rows, or simplify them before",
            );
        }
        self.items.append_value(wkb);
        Ok(())
    }
}

/// A part and its path.
pub(super) type Part = (Vec<i64>, Geometry<f64>);

/// A list of [`Row::Part`] for each row.
pub(super) fn parts(
    call: &Call<'_>,
    mut each: impl FnMut(usize) -> Result<Option<Vec<Part>>>,
) -> Result<ArrayRef> {
    let (mut lists, mut stored) = (Lists::default(), Stored::new());
    let mut paths = ListBuilder::new(Int64Builder::new());
    for row in 0..call.rows() {
        let found = each(row)?;
        lists.add(found.as_ref().map(Vec::len));
        for (path, geometry) in found.into_iter().flatten() {
            paths.append_value(path.into_iter().map(Some));
            stored.add(call, &geometry)?;
        }
    }
    let columns: Vec<ArrayRef> = vec![Arc::new(paths.finish()), Arc::new(stored.items.finish())];
    let items = StructArray::try_new(Row::Part.fields(), columns, None)?;
    lists.around(Row::Part, Arc::new(items))
}

/// A list of [`Row::Cell`] for each row.
pub(super) fn cells(
    call: &Call<'_>,
    mut each: impl FnMut(usize) -> Result<Option<Vec<(Geometry<f64>, i64, i64)>>>,
) -> Result<ArrayRef> {
    let (mut lists, mut stored) = (Lists::default(), Stored::new());
    let (mut first, mut second) = (Int64Builder::new(), Int64Builder::new());
    for row in 0..call.rows() {
        let found = each(row)?;
        lists.add(found.as_ref().map(Vec::len));
        for (geometry, i, j) in found.into_iter().flatten() {
            stored.add(call, &geometry)?;
            first.append_value(i);
            second.append_value(j);
        }
    }
    let columns: Vec<ArrayRef> =
        vec![Arc::new(stored.items.finish()), Arc::new(first.finish()), Arc::new(second.finish())];
    let items = StructArray::try_new(Row::Cell.fields(), columns, None)?;
    lists.around(Row::Cell, Arc::new(items))
}

/// A list of geometries for each row.
pub(super) fn geometries(
    call: &Call<'_>,
    mut each: impl FnMut(usize) -> Result<Option<Vec<Geometry<f64>>>>,
) -> Result<ArrayRef> {
    let (mut lists, mut stored) = (Lists::default(), Stored::new());
    for row in 0..call.rows() {
        let found = each(row)?;
        lists.add(found.as_ref().map(Vec::len));
        for geometry in found.iter().flatten() {
            stored.add(call, geometry)?;
        }
    }
    lists.around(Row::Geometry, Arc::new(stored.items.finish()))
}

/// A list of texts for each row; the texts are parts of those that the call was given.
pub(super) fn texts(
    call: &Call<'_>,
    mut each: impl FnMut(usize) -> Result<Option<Vec<Option<String>>>>,
) -> Result<ArrayRef> {
    let (mut lists, mut items) = (Lists::default(), StringBuilder::new());
    for row in 0..call.rows() {
        let found = each(row)?;
        lists.add(found.as_ref().map(Vec::len));
        found.into_iter().flatten().for_each(|text| items.append_option(text));
    }
    lists.around(Row::Text, Arc::new(items.finish()))
}

/// 1, 2, 3 and so on for each item of the lists of a column.
pub(super) fn subscripts(lengths: impl Iterator<Item = Option<usize>>) -> Result<ArrayRef> {
    let (mut lists, mut items) = (Lists::default(), Int64Builder::new());
    for length in lengths {
        lists.add(length);
        (1..).take(length.unwrap_or(0)).for_each(|place| items.append_value(place));
    }
    lists.around(Row::Integer, Arc::new(items.finish()))
}

/// The lengths of the lists of a column.
pub(super) fn lengths(lists: &ListArray) -> Vec<Option<usize>> {
    let length = |row| usize::try_from(lists.value_length(row)).unwrap_or(0);
    (0..lists.len()).map(|row| lists.is_valid(row).then(|| length(row))).collect()
}
