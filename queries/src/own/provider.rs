//! A table as the engine finds it in the catalogue.

use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use datafusion::catalog::{Session, TableProvider};
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;

use super::exec::OwnTableExec;
use super::stored::Stored;

/// A table of one's own.
#[derive(Debug)]
pub(crate) struct OwnTableProvider {
    stored: Arc<Stored>,
    partitions: usize,
}

impl OwnTableProvider {
    /// A table that scans read in as many parts as `partitions`.
    pub const fn new(stored: Arc<Stored>, partitions: usize) -> Self {
        Self { stored, partitions }
    }

    /// The table in its file.
    pub const fn stored(&self) -> &Arc<Stored> {
        &self.stored
    }
}

#[async_trait::async_trait]
impl TableProvider for OwnTableProvider {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.stored.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    /// Filters and limits come to the operator from those above it.
    async fn scan(
        &self,
        _: &dyn Session,
        projection: Option<&Vec<usize>>,
        _: &[Expr],
        _: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let all = || (0..self.stored.schema.fields().len()).collect();
        let columns = projection.cloned().unwrap_or_else(all);
        let exec =
            OwnTableExec::new(Arc::clone(&self.stored), columns, Vec::new(), self.partitions)?;
        Ok(Arc::new(exec))
    }
}
