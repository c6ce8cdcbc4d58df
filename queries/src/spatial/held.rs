//! Trees over the places of tables that are held in memory, each made when a statement first asks for it and kept as
//! long as the tables are.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use arrow::array::{ArrayRef, AsArray as _, RecordBatch};
use arrow::datatypes::{Field, Float64Type};
use geo::{Coord, Rect};
use geodata::tables::{GEOMETRY, LAT, LON};
use rstar::RTree;
use rstar::primitives::{GeomWithData, Rectangle};

use super::boxes::{Envelope, envelope, is_finite, is_on_earth};
use crate::geometry::{Extent, ShapeColumn, is_geometry};

type Entry = GeomWithData<Rectangle<[f64; 2]>, u32>;

/// Columns, and their tree once it has been asked for; `None` where none can be made.
type Held<C> = (C, OnceLock<Option<PlaceTree>>);

/// The tables' batches, found again by the columns that they are made of.
#[derive(Debug, Default)]
pub(crate) struct HeldPlaces {
    shapes: HashMap<usize, Held<(ArrayRef, Arc<Field>)>>,
    points: HashMap<(usize, usize), Held<(ArrayRef, ArrayRef)>>,
}

impl HeldPlaces {
    /// Over tables that do not change. Their columns are kept, so that what has the address of one is that one.
    pub fn new(batches: impl IntoIterator<Item = RecordBatch>) -> Self {
        let mut held = Self::default();
        for batch in batches {
            let schema = batch.schema();
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

    /// Whether this is a column of shapes of a table.
    pub fn has_shapes(&self, geometry: &ArrayRef) -> bool {
        self.shapes.contains_key(&address(geometry))
    }

    /// Whether these are the coordinates of a table's points.
    pub fn has_points(&self, lon: &ArrayRef, lat: &ArrayRef) -> bool {
        self.points.contains_key(&(address(lon), address(lat)))
    }

    /// The tree of a column of shapes; `None` when the column is no table's.
    pub fn shapes(&self, geometry: &ArrayRef) -> Option<&PlaceTree> {
        let ((array, field), tree) = self.shapes.get(&address(geometry))?;
        let made = || {
            let column = ShapeColumn::new(array, field).ok()?;
            let extents = column.extents().iter().map(|extent| match extent {
                Extent::Box(bounds) => Some(*bounds),
                Extent::Null | Extent::Empty => None,
            });
            Some(PlaceTree::new(extents))
        };
        tree.get_or_init(made).as_ref()
    }

    /// The tree of points; `None` when these are no table's coordinates.
    pub fn points(&self, lon: &ArrayRef, lat: &ArrayRef) -> Option<&PlaceTree> {
        let ((lon, lat), tree) = self.points.get(&(address(lon), address(lat)))?;
        let made = || {
            let (xs, ys) =
                (lon.as_primitive_opt::<Float64Type>()?, lat.as_primitive_opt::<Float64Type>()?);
            let extents = xs.iter().zip(ys).map(|(x, y)| {
                let point = Coord { x: x?, y: y? };
                Some(Rect::new(point, point))
            });
            Some(PlaceTree::new(extents))
        };
        tree.get_or_init(made).as_ref()
    }
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
