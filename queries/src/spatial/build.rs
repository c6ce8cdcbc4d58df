//! The input that a join holds in memory: its rows, a tree over their boxes, and what testing a pair needs
//! of each row, made when a pair first asks for it.

use std::collections::HashMap;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use arrow::array::{ArrayRef, AsArray, Float64Array, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};
use datafusion::common::hash_utils::{RandomState, create_hashes};
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::memory_pool::MemoryReservation;
use datafusion::physical_expr::PhysicalExpr;
use futures::StreamExt;
use rstar::RTree;
use rstar::primitives::{GeomWithData, Rectangle};

use super::boxes::{Envelope, around, envelope, is_finite, is_on_earth};
use super::condition::{Condition, Operand, Test, Unit};
use super::duty::Duty;
use super::nearest::{self, NearestTree};
use super::width;
use crate::geometry::{Extent, Model, Shape, ShapeColumn, Stripes};

type Entry = GeomWithData<Rectangle<[f64; 2]>, u32>;

/// Areas of fewer vertices are gone around for every point: their edges need no order.
pub(super) const SMALL_AREA: usize = 48;

/// What of one input a join has to compute.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub operand: Operand,
    /// The largest distance, where it is this input's.
    pub limit: Option<std::sync::Arc<dyn PhysicalExpr>>,
    /// What has to be equal to the other input's.
    pub keys: Vec<std::sync::Arc<dyn PhysicalExpr>>,
}

/// What a [`Part`] is for the rows of a batch.
pub(super) struct Values {
    pub column: ShapeColumn,
    pub limits: Option<Float64Array>,
    pub hashes: Option<Vec<u64>>,
}

impl Part {
    pub fn evaluate(&self, batch: &RecordBatch) -> Result<Values> {
        let rows = batch.num_rows();
        let array = |expr: &std::sync::Arc<dyn PhysicalExpr>| -> Result<ArrayRef> {
            expr.evaluate(batch)?.into_array(rows)
        };
        let column = ShapeColumn::new(&array(&self.operand.expr)?, &self.operand.field)
            .map_err(|error| DataFusionError::Execution(format!("not a geometry: {error}")))?;
        let limits = self.limit.as_ref().map(|limit| {
            Ok::<_, DataFusionError>(
                cast(&array(limit)?, &DataType::Float64)?.as_primitive::<Float64Type>().clone(),
            )
        });
        let hashes = if self.keys.is_empty() {
            None
        } else {
            let keys = self.keys.iter().map(array).collect::<Result<Vec<_>>>()?;
            let mut hashes = vec![0; rows];
            create_hashes(&keys, &RandomState::with_seed(0), &mut hashes)?;
            Some(hashes)
        };
        Ok(Values { column, limits: limits.transpose()?, hashes })
    }
}

impl Values {
    pub fn key(&self, row: usize) -> u64 {
        self.hashes.as_ref().and_then(|hashes| hashes.get(row).copied()).unwrap_or(0)
    }

    pub fn limit(&self, row: usize) -> Option<f64> {
        use arrow::array::Array;
        let limits = self.limits.as_ref()?;
        (row < limits.len() && limits.is_valid(row)).then(|| limits.value(row))
    }
}

/// The rows, indexed. Shared by all streams that probe.
pub(super) struct Built {
    pub batches: Vec<RecordBatch>,
    values: Vec<Values>,
    /// Where each row stands: batch and row in it.
    places: Vec<(u32, u32)>,
    cells: Vec<Cell>,
    /// By the hash of the keys.
    trees: HashMap<u64, RTree<Entry>>,
    /// By their place, where the nearest are asked for.
    nearest: Option<NearestTree>,
    /// Rows whose boxes no tree can hold; all pairs with them are tested.
    odd: Vec<u32>,
    /// Rows that are EMPTY; where the nearest are asked for, those that are NULL as well.
    empty: Vec<u32>,
    /// Which rows have found a partner, where the join asks for it.
    matched: Vec<AtomicBool>,
    /// Streams that have not come to their end.
    probing: AtomicUsize,
    memory: MemoryReservation,
}

#[derive(Default)]
struct Cell {
    shape: OnceLock<Box<Shape>>,
    stripes: OnceLock<Option<Box<Stripes>>>,
}

/// Memory of a row besides its batch: a tree's entry with its share of nodes, a cell and a place.
const ROW_BYTES: usize = 2 * size_of::<nearest::Entry>()
    + size_of::<Cell>()
    + size_of::<(u32, u32)>()
    + size_of::<Extent>();

/// What the trees are made of.
#[derive(Default)]
struct Entries {
    by_key: HashMap<u64, Vec<Entry>>,
    places: Vec<nearest::Entry>,
}

impl Built {
    /// Reads all of `input`.
    pub async fn new(
        mut input: SendableRecordBatchStream,
        part: Part,
        condition: Condition,
        duty: Duty,
        streams: usize,
        memory: MemoryReservation,
    ) -> Result<Self> {
        let mut built = Self {
            batches: Vec::new(),
            values: Vec::new(),
            places: Vec::new(),
            cells: Vec::new(),
            trees: HashMap::new(),
            nearest: None,
            odd: Vec::new(),
            empty: Vec::new(),
            matched: Vec::new(),
            probing: AtomicUsize::new(streams),
            memory,
        };
        let mut entries = Entries::default();
        while let Some(batch) = input.next().await {
            let batch = batch?;
            let columns = batch.columns().iter();
            let bytes: usize =
                columns.map(|column| width::bytes(column, 0, batch.num_rows())).sum();
            built.memory.try_grow(bytes + ROW_BYTES * batch.num_rows())?;
            let values = part.evaluate(&batch)?;
            built.index(&values, &condition, &mut entries)?;
            built.batches.push(batch);
            built.values.push(values);
            tokio::task::yield_now().await;
        }
        for (key, entries) in entries.by_key {
            built.trees.insert(key, RTree::bulk_load(entries));
            tokio::task::consume_budget().await;
        }
        if let Test::Nearest(asked) = &condition.test {
            built.nearest = Some(NearestTree::new(entries.places, asked.model));
        }
        built.cells.resize_with(built.places.len(), Cell::default);
        if duty != Duty::Nothing {
            built.matched.resize_with(built.places.len(), AtomicBool::default);
        }
        Ok(built)
    }

    fn index(
        &mut self,
        values: &Values,
        condition: &Condition,
        entries: &mut Entries,
    ) -> Result<()> {
        let too_many =
            |_| DataFusionError::ResourcesExhausted("a join of too many rows".to_owned());
        let batch = u32::try_from(self.values.len()).map_err(too_many)?;
        for (row, extent) in values.column.extents().iter().enumerate() {
            let id = u32::try_from(self.places.len()).map_err(too_many)?;
            self.places.push((batch, u32::try_from(row).map_err(too_many)?));
            let bounds = match extent {
                Extent::Null if !matches!(condition.test, Test::Nearest(_)) => continue,
                Extent::Null | Extent::Empty => {
                    self.empty.push(id);
                    continue;
                }
                Extent::Box(bounds) if is_tame(bounds, &condition.test) => bounds,
                Extent::Box(_) => {
                    self.odd.push(id);
                    continue;
                }
            };
            if let Test::Nearest(asked) = &condition.test {
                entries.places.push(nearest::entry(bounds, asked.model, id));
                continue;
            }
            let boxes = match &condition.test {
                // The limit is of this input: its boxes grow, not those that look for them.
                Test::Near(near) if values.limits.is_some() => match values.limit(row) {
                    Some(limit) => around(bounds, limit, near.unit),
                    None => continue,
                },
                _ => vec![*bounds],
            };
            let tree = entries.by_key.entry(values.key(row)).or_default();
            tree.extend(boxes.iter().map(|bounds| {
                let envelope = envelope(bounds);
                Entry::new(Rectangle::from_corners(envelope.lower(), envelope.upper()), id)
            }));
        }
        Ok(())
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.places.len()
    }

    /// The batch of a row and its place there.
    pub fn place(&self, id: u32) -> (usize, usize) {
        let (batch, row) = self.places.get(id as usize).copied().unwrap_or_default();
        (batch as usize, row as usize)
    }

    /// The rows of this key whose boxes meet one of `boxes`.
    pub fn find(&self, key: u64, boxes: &[Envelope], found: &mut Vec<u32>) {
        let Some(tree) = self.trees.get(&key) else { return };
        for envelope in boxes {
            let meeting = tree.locate_in_envelope_intersecting(envelope);
            found.extend(meeting.map(|entry| entry.data));
        }
    }

    /// The rows by their place, where the nearest are asked for.
    pub const fn nearest(&self) -> Option<&NearestTree> {
        self.nearest.as_ref()
    }

    pub fn odd(&self) -> &[u32] {
        &self.odd
    }

    pub fn empty(&self) -> &[u32] {
        &self.empty
    }

    /// The column that a row's geometry stands in, and its place there.
    pub fn column(&self, id: u32) -> Option<(&ShapeColumn, usize)> {
        let (batch, row) = self.place(id);
        Some((&self.values.get(batch)?.column, row))
    }

    /// The largest distance of a row, where it is this input's.
    pub fn limit(&self, id: u32) -> Option<f64> {
        let (batch, row) = self.place(id);
        self.values.get(batch)?.limit(row)
    }

    /// The geometry of a row, read once.
    pub fn shape(&self, id: u32) -> Result<Option<&Shape>> {
        let (Some(cell), Some((column, row))) = (self.cells.get(id as usize), self.column(id))
        else {
            return Ok(None);
        };
        if let Some(shape) = cell.shape.get() {
            return Ok(Some(shape.as_ref()));
        }
        let read = column.shape(row).map_err(|error| DataFusionError::External(error.into()))?;
        let Some(shape) = read else { return Ok(None) };
        self.memory.try_grow(size_of::<Shape>() + 16 * column.vertices(row))?;
        Ok(Some(cell.shape.get_or_init(|| Box::new(shape.into_owned())).as_ref()))
    }

    /// The sorted edges of a row's area, made once; `None` when the row is none, or a small one.
    pub fn stripes(&self, id: u32) -> Result<Option<&Stripes>> {
        let (Some(cell), Some((column, row))) = (self.cells.get(id as usize), self.column(id))
        else {
            return Ok(None);
        };
        if let Some(stripes) = cell.stripes.get() {
            return Ok(stripes.as_deref());
        }
        let large = column.vertices(row) >= SMALL_AREA;
        let made = if large { column.stripes(row).map(Box::new) } else { None };
        self.memory.try_grow(made.as_deref().map_or(0, Stripes::size))?;
        Ok(cell.stripes.get_or_init(|| made).as_deref())
    }

    /// Remembers that a row has found a partner.
    pub fn mark(&self, id: u32) {
        if let Some(matched) = self.matched.get(id as usize) {
            matched.store(true, Ordering::Relaxed);
        }
    }

    pub fn is_matched(&self, id: u32) -> bool {
        self.matched.get(id as usize).is_some_and(|matched| matched.load(Ordering::Relaxed))
    }

    /// Ends a stream; whether it was the last one, which then knows of all partners.
    pub fn finish(&self) -> bool {
        self.probing.fetch_sub(1, Ordering::AcqRel) == 1
    }
}

/// Whether a box can stand in a tree and be looked for there.
pub(super) fn is_tame(bounds: &geo::Rect<f64>, test: &Test) -> bool {
    match test {
        Test::Near(near) if near.unit == Unit::Metres => is_on_earth(bounds),
        Test::Nearest(asked) if asked.model != Model::Plane => is_on_earth(bounds),
        _ => is_finite(bounds),
    }
}
