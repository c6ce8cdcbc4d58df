//! Tables of one's own: rows of any number, read one by one, checked, sorted along the curve of the map and written.
//!
//! ```text
//! file -> stream -> columns, place -> Sorter -> <name>.parquet, <name>.clusters
//!                   defects, keys  -> report
//! ```

mod columns;
mod defects;
mod keys;
mod place;

use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, UInt64Builder};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};

use self::columns::Columns;
use self::defects::Defects;
use self::keys::Keys;
use self::place::{Places, Reads};
use super::country::Country;
use super::findings::{CRS_UNSTATED, Findings};
use super::spec::{Own, Spec};
use crate::error::GeodataError;
use crate::progress::{Progress, go_on};
use crate::source::stream;
use crate::tables::clusters::ClusterWriter;
use crate::tables::{BATCH_ROWS, Located, OwnColumn, OwnTable, Sorter, Spill, TableWriter};

/// Where on the disk an import may write.
#[derive(Debug, Clone, Copy)]
pub(super) struct Disk<'a> {
    /// What does not fit into memory.
    pub room: &'a Path,
    /// The files of the tables; nowhere when everything is only checked.
    pub out: Option<&'a Path>,
}

/// Reads and writes all tables that `spec` names.
pub(super) fn read(
    spec: &Spec,
    input: &Path,
    disk: Disk<'_>,
    country: &Country,
    findings: &mut Findings,
    progress: &dyn Progress,
) -> Result<Vec<OwnTable>, GeodataError> {
    let table = |own: &Own| {
        progress.stage(&format!("reading the table {}", own.name), None);
        let mut reading = Reading::begin(own, spec, disk, country)?;
        let stated = reading.read_file(&input.join(&own.file), progress)?;
        if !stated {
            findings.note(
                CRS_UNSTATED,
                &own.name,
                Some(&own.file),
                "the geometry has no `geo` metadata",
            );
        }
        progress.stage(&format!("sorting the table {}", own.name), None);
        reading.finish(disk, findings, progress)
    };
    spec.tables.iter().map(table).collect()
}

/// A table that is being read.
struct Reading<'a> {
    own: &'a Own,
    country: &'a Country,
    table: OwnTable,
    schema: SchemaRef,
    columns: Columns,
    places: Places,
    cells: UInt64Builder,
    sorter: Sorter,
    keys: Option<Keys>,
    defects: Defects,
}

impl<'a> Reading<'a> {
    fn begin(
        own: &'a Own,
        spec: &Spec,
        disk: Disk<'_>,
        country: &'a Country,
    ) -> Result<Self, GeodataError> {
        let table = definition(own, spec);
        let mut fields = vec![Arc::new(Field::new("cell", DataType::UInt64, false))];
        fields.extend(table.stored().fields().iter().cloned());
        let schema = Arc::new(Schema::new(fields));
        let keys = match &own.key {
            Some(_) => Some(Keys::new(Spill::within(disk.room)?)),
            None => None,
        };
        Ok(Self {
            own,
            country,
            columns: Columns::new(&own.columns),
            places: Places::new(table.located, spec.bounds),
            cells: UInt64Builder::new(),
            sorter: Sorter::new(Arc::clone(&schema), Spill::within(disk.room)?),
            schema,
            table,
            keys,
            defects: Defects::new(&own.name),
        })
    }

    /// Whether the reference system of the geometry is stated.
    fn read_file(&mut self, path: &Path, progress: &dyn Progress) -> Result<bool, GeodataError> {
        let own = self.own;
        let mut names: Vec<String> = own.columns.iter().map(|c| c.of_file().to_owned()).collect();
        let (reads, drawing) = Reads::of(own, path, &mut names);
        let key = own.key.as_deref().and_then(|key| own.columns.iter().position(|c| c.name == key));
        stream(path, &own.read, &names, drawing, &mut |record, drawn| {
            self.columns.take(record, self.country, &mut self.defects);
            let cell = self.places.take(record, &reads, drawn, &mut self.defects);
            self.cells.append_value(cell);
            if let (Some(keys), Some(at)) = (&mut self.keys, key) {
                keys.take(record, at, &mut self.defects, progress)?;
            }
            if self.cells.values_slice().len() >= BATCH_ROWS {
                self.end_batch(progress)?;
            }
            Ok(())
        })
    }

    fn end_batch(&mut self, progress: &dyn Progress) -> Result<(), GeodataError> {
        let cells = self.cells.finish();
        self.table.rows += cells.values().len() as u64;
        progress.advance(cells.values().len() as u64);
        let mut columns: Vec<ArrayRef> = vec![Arc::new(cells)];
        columns.extend(self.columns.finish(&mut self.table));
        columns.extend(self.places.finish());
        self.sorter.push(RecordBatch::try_new(Arc::clone(&self.schema), columns)?, progress)
    }

    fn finish(
        mut self,
        disk: Disk<'_>,
        findings: &mut Findings,
        progress: &dyn Progress,
    ) -> Result<OwnTable, GeodataError> {
        self.end_batch(progress)?;
        if let Some(keys) = self.keys {
            keys.finish(&mut self.defects, progress)?;
        }
        self.defects.tell(findings);
        (self.table.located_rows, self.table.bounds) = self.places.summary();
        if let Some(dir) = disk.out {
            let mut writer = TableWriter::create(&self.table, dir)?;
            let clusters = self.table.clusters_file().map(|file| dir.join(file));
            let mut clusters = clusters.map(ClusterWriter::create).transpose()?;
            for batch in self.sorter.sorted(progress)? {
                go_on(progress)?;
                let batch = batch?;
                writer.write(&batch)?;
                if let Some(clusters) = &mut clusters {
                    clusters.write(&batch)?;
                }
                progress.advance(batch.num_rows() as u64);
            }
            writer.finish()?;
            if let Some(clusters) = clusters {
                clusters.finish()?;
            }
        }
        Ok(self.table)
    }
}

fn definition(own: &Own, spec: &Spec) -> OwnTable {
    let source = spec.source.iter().find(|source| source.key == own.source);
    let of_source = || source.map(|source| source.vintage.clone()).unwrap_or_default();
    let column = |column: &super::spec::OwnColumn| OwnColumn {
        name: column.name.clone(),
        kind: column.kind,
        unit: column.unit.clone(),
        id: column.id.clone(),
        en: column.en.clone(),
        nulls: 0,
    };
    OwnTable {
        name: own.name.clone(),
        title_id: own.title_id.clone(),
        title_en: own.title_en.clone(),
        description_id: own.description_id.clone(),
        description_en: own.description_en.clone(),
        source: own.source.clone(),
        vintage: own.vintage.clone().unwrap_or_else(of_source),
        key: own.key.clone(),
        rows: 0,
        located_rows: 0,
        located: own.geometry.as_ref().map_or(Located::Nowhere, |geometry| geometry.located()),
        bounds: None,
        columns: own.columns.iter().map(column).collect(),
    }
}
