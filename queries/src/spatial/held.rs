//! Trees over the places of tables that are held in memory, and the order of their codes: each made or looked at when a
//! statement first asks for it, and kept as long as the tables are.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use arrow::array::{ArrayRef, AsArray as _, RecordBatch, StringArray};
use arrow::datatypes::{Field, Float64Type};
use geo::{Coord, Rect};
use geodata::tables::{GEOMETRY, LAT, LON};
use rstar::RTree;
use rstar::primitives::{GeomWithData, Rectangle};

use super::boxes::{Envelope, envelope, is_finite, is_on_earth};
use super::codes;
use super::region::Place;
use crate::geometry::{Extent, ShapeColumn, is_geometry};

type Entry = GeomWithData<Rectangle<[f64; 2]>, u32>;

/// Columns, and their tree once it has been asked for; `None` where none can be made.
type Held<C> = (C, OnceLock<Option<PlaceTree>>);

/// The tables' batches, found again by the columns that they are made of.
#[derive(Debug, Default)]
pub(crate) struct HeldPlaces {
    shapes: HashMap<usize, Held<(ArrayRef, Arc<Field>)>>,
    points: HashMap<(usize, usize), Held<(ArrayRef, ArrayRef)>>,
    /// Columns of codes, and whether they are in order.
    codes: HashMap<usize, (ArrayRef, OnceLock<bool>)>,
}

impl HeldPlaces {
    /// Over tables that do not change. Their columns are kept, so that what has the address of one is that one.
    pub fn new(batches: impl IntoIterator<Item = RecordBatch>) -> Self {
        let mut held = Self::default();
        for batch in batches {
            let schema = batch.schema();
            for (field, array) in schema.fields().iter().zip(batch.columns()) {
                let is_code = matches!(
                    field.name().as_str(),
                    "code" | "province_code" | "regency_code" | "district_code"
                );
                if is_code && array.as_string_opt::<i32>().is_some() {
                    held.codes.insert(address(array), (Arc::clone(array), OnceLock::new()));
                }
            }
            if let Ok(place) = schema.index_of(GEOMETRY)
                && is_geometry(schema.field(place))
            {
                let (array, field) = (batch.column(place), schema.fields().get(place));
                let Some(field) = field.cloned() else { continue };
                held.shapes.insert(address(array), ((Arc::clone(array), field), OnceLock::new()));
            }
            if let (Some(lon), Some(lat)) = (batch.column_by_name(LON), batch.column_by_name(LAT))
                && [lon, lat]
                    .iter()
                    .all(|column| column.as_primitive_opt::<Float64Type>().is_some())
            {
                held.points.insert(
                    (address(lon), address(lat)),
                    ((Arc::clone(lon), Arc::clone(lat)), OnceLock::new()),
                );
            }
        }
        held
    }

    /// Whether a batch is a table's, with this to say where its rows lie.
    pub fn tells(&self, place: Place, batch: &RecordBatch) -> bool {
        match place {
            Place::Geometry => self.of_shapes(batch).is_some(),
            Place::Coordinates => self.of_points(batch).is_some(),
        }
    }

    /// The tree over where the rows of a batch lie; `None` when the batch is no table's.
    pub fn tree(&self, place: Place, batch: &RecordBatch) -> Option<&PlaceTree> {
        match place {
            Place::Geometry => {
                let ((array, field), tree) = self.of_shapes(batch)?;
                tree.get_or_init(|| tree_of_shapes(array, field)).as_ref()
            }
            Place::Coordinates => {
                let ((lon, lat), tree) = self.of_points(batch)?;
                tree.get_or_init(|| tree_of_points(lon, lat)).as_ref()
            }
        }
    }

    /// A column of codes of a table, where they are in order.
    pub fn codes(&self, column: &ArrayRef) -> Option<&StringArray> {
        let (column, in_order) = self.codes.get(&address(column))?;
        let codes = column.as_string_opt::<i32>()?;
        in_order.get_or_init(|| codes::in_order(codes)).then_some(codes)
    }

    fn of_shapes(&self, batch: &RecordBatch) -> Option<&Held<(ArrayRef, Arc<Field>)>> {
        self.shapes.get(&address(batch.column_by_name(GEOMETRY)?))
    }

    fn of_points(&self, batch: &RecordBatch) -> Option<&Held<(ArrayRef, ArrayRef)>> {
        let (lon, lat) = (batch.column_by_name(LON)?, batch.column_by_name(LAT)?);
        self.points.get(&(address(lon), address(lat)))
    }
}

fn tree_of_shapes(array: &ArrayRef, field: &Arc<Field>) -> Option<PlaceTree> {
    let column = ShapeColumn::new(array, field).ok()?;
    let extents = column.extents().iter().map(|extent| match extent {
        Extent::Box(bounds) => Some(*bounds),
        Extent::Null | Extent::Empty => None,
    });
    Some(PlaceTree::new(extents))
}

fn tree_of_points(lon: &ArrayRef, lat: &ArrayRef) -> Option<PlaceTree> {
    let (xs, ys) = (lon.as_primitive_opt::<Float64Type>()?, lat.as_primitive_opt::<Float64Type>()?);
    let extents = xs.iter().zip(ys).map(|(x, y)| {
        let point = Coord { x: x?, y: y? };
        Some(Rect::new(point, point))
    });
    Some(PlaceTree::new(extents))
}

fn address(array: &ArrayRef) -> usize {
    Arc::as_ptr(array).cast::<()>() as usize
}

/// The rows of one batch by the boxes of their places.
#[derive(Debug)]
pub(crate) struct PlaceTree {
    tree: RTree<Entry>,
    /// Rows whose box no tree can hold: they are always found.
    unbounded: Vec<u32>,
    /// Whether all places lie on the map.
    pub on_earth: bool,
}

impl PlaceTree {
    /// Of the boxes of rows, in order; a row without one is never found.
    fn new(extents: impl Iterator<Item = Option<Rect<f64>>>) -> Self {
        let (mut entries, mut unbounded, mut on_earth) = (Vec::new(), Vec::new(), true);
        for (row, bounds) in (0u32..).zip(extents) {
            let Some(bounds) = bounds else { continue };
            on_earth &= is_on_earth(&bounds);
            if is_finite(&bounds) {
                let corners: Envelope = envelope(&bounds);
                let rectangle = Rectangle::from_corners(corners.lower(), corners.upper());
                entries.push(Entry::new(rectangle, row));
            } else {
                unbounded.push(row);
            }
        }
        Self { tree: RTree::bulk_load(entries), unbounded, on_earth }
    }

    /// The rows whose box meets one of `boxes`, in order, each once.
    pub fn find(&self, boxes: &[Rect<f64>]) -> Vec<u32> {
        let mut found = self.unbounded.clone();
        for bounds in boxes {
            found.extend(
                self.tree
                    .locate_in_envelope_intersecting(&envelope(bounds))
                    .map(|entry| entry.data),
            );
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}
