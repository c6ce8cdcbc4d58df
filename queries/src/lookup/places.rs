//! Trees over the places of tables in memory, each built when it is first asked.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{Array as _, AsArray as _, RecordBatch};
use arrow::datatypes::{Float64Type, SchemaRef};
use datafusion::common::plan_err;
use datafusion::error::Result;
use geodata::index::PointIndex;

use crate::tables::{TableMap, held_batches};

/// A table with the tree of its rows.
#[derive(Debug)]
pub(super) struct Indexed {
    pub schema: SchemaRef,
    pub batches: Vec<RecordBatch>,
    pub tree: PointIndex,
}

/// The tables whose rows have a longitude and a latitude.
#[derive(Debug)]
pub(super) struct Places {
    tables: BTreeMap<String, (SchemaRef, Vec<RecordBatch>)>,
    indexed: Mutex<HashMap<String, Arc<Indexed>>>,
}

impl Places {
    pub fn new(tables: &TableMap) -> Arc<Self> {
        let placed = tables.iter().filter_map(|(name, table)| {
            let schema = table.schema();
            schema.index_of("lon").and(schema.index_of("lat")).ok()?;
            Some((name.clone(), (schema, held_batches(table.as_ref())?)))
        });
        Arc::new(Self { tables: placed.collect(), indexed: Mutex::default() })
    }

    /// The table with its tree.
    ///
    /// # Errors
    /// When there is no such table in memory, or its rows have no place.
    pub fn table(&self, name: &str) -> Result<Arc<Indexed>> {
        let mut indexed = self.indexed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = indexed.get(name) {
            return Ok(Arc::clone(found));
        }
        let Some((schema, batches)) = self.tables.get(name) else {
            let known: Vec<&str> = self.tables.keys().map(String::as_str).collect();
            return plan_err!(
                "`{name}` is no table with places that are held in memory; those are {}. Of any other table ORDER BY ST_Distance(...) LIMIT finds the nearest rows",
                known.join(", ")
            );
        };
        let table = Indexed {
            schema: Arc::clone(schema),
            batches: batches.clone(),
            tree: PointIndex::with_ids(points(batches)),
        };
        let table = Arc::new(table);
        indexed.insert(name.to_owned(), Arc::clone(&table));
        Ok(table)
    }
}

/// The rows that have a place.
fn points(batches: &[RecordBatch]) -> Vec<(usize, [f64; 2])> {
    let mut points = Vec::new();
    let mut first = 0;
    for batch in batches {
        let number = |name| batch.column_by_name(name)?.as_primitive_opt::<Float64Type>();
        if let (Some(lon), Some(lat)) = (number("lon"), number("lat")) {
            let placed =
                (0..batch.num_rows()).filter(|row| lon.is_valid(*row) && lat.is_valid(*row));
            points.extend(placed.map(|row| (first + row, [lon.value(row), lat.value(row)])));
        }
        first += batch.num_rows();
    }
    points
}
