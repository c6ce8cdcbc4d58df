//! Rows of tables in memory, and some of them as a table of their own.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, RecordBatch};
use arrow::compute::interleave_record_batch;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::catalog::{Session, TableProvider};
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;
use geodata::index::Neighbour;

use super::exec::LookupExec;

/// The name of the column with the distance, in metres.
const DISTANCE: &str = "distance_m";

/// Rows that were found.
#[derive(Debug)]
pub(super) struct Found {
    /// How, in words for `EXPLAIN`.
    how: String,
    rows: RecordBatch,
}

impl Found {
    /// The rows `neighbours` of `batches`, with their distances; `schema` is that of the table.
    pub fn new(
        how: String,
        schema: &Schema,
        batches: &[RecordBatch],
        neighbours: &[Neighbour],
    ) -> Result<Self> {
        let mut starts = vec![0];
        for batch in batches {
            starts.push(starts.last().copied().unwrap_or(0) + batch.num_rows());
        }
        let places: Vec<(usize, usize)> = neighbours
            .iter()
            .map(|found| {
                let batch = starts.partition_point(|start| *start <= found.row).saturating_sub(1);
                (batch, found.row - starts.get(batch).copied().unwrap_or(0))
            })
            .collect();
        let mut fields: Vec<Arc<Field>> = schema.fields().iter().cloned().collect();
        fields.push(Arc::new(Field::new(DISTANCE, DataType::Float64, false)));
        let schema = Arc::new(Schema::new(fields));
        if places.is_empty() {
            return Ok(Self { how, rows: RecordBatch::new_empty(schema) });
        }
        let all: Vec<&RecordBatch> = batches.iter().collect();
        let mut columns: Vec<ArrayRef> = interleave_record_batch(&all, &places)?.columns().to_vec();
        let metres = neighbours.iter().map(|found| found.distance_m);
        columns.push(Arc::new(Float64Array::from_iter_values(metres)));
        Ok(Self { how, rows: RecordBatch::try_new(schema, columns)? })
    }
}

#[async_trait::async_trait]
impl TableProvider for Found {
    fn schema(&self) -> SchemaRef {
        self.rows.schema()
    }

    fn table_type(&self) -> TableType {
        TableType::Temporary
    }

    async fn scan(
        &self,
        _: &dyn Session,
        projection: Option<&Vec<usize>>,
        _: &[Expr],
        _: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let rows = match projection {
            Some(columns) => self.rows.project(columns)?,
            None => self.rows.clone(),
        };
        Ok(Arc::new(LookupExec::new(self.how.clone(), rows)))
    }
}
