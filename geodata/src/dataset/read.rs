//! Reading a dataset directory.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::compute::concat_batches;
use arrow::datatypes::Schema;
use arrow::json::ArrayWriter;
use bytes::Bytes;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use rayon::prelude::*;
use serde::de::DeserializeOwned;

use super::files::{Files, REMAKE};
use super::indicator_values::{self, IndicatorRow};
use super::manifest::{FORMAT, FORMAT_WITH_TABLES, MANIFEST, Manifest};
use super::model::{Area, Designation, Indicator, LtsaOffice};
use super::shape::PolygonColumn;
use super::{areas, pyramid, schema};
use crate::code::Level;
use crate::error::GeodataError;
use crate::pyramid::Pyramid;
use crate::tables::clusters::Clusters;
use crate::tables::{Located, OwnTable};

/// The areas of one level, sorted by code.
#[derive(Debug, Clone)]
pub(super) struct Areas {
    /// Shared by copies until one of them changes.
    pub(super) rows: Arc<Vec<Area>>,
    /// The columns in which their polygons stand, in runs of rows.
    pub(super) polygons: Vec<PolygonColumn>,
}

/// A dataset in memory. A copy shares areas, polygons and tables.
#[derive(Debug, Clone)]
pub struct Dataset {
    /// What it is and where it came from.
    pub manifest: Manifest,
    pub(super) provinces: Areas,
    pub(super) regencies: Areas,
    pub(super) districts: Areas,
    pub(super) villages: Areas,
    pub(super) tables: BTreeMap<&'static str, RecordBatch>,
    /// Tables that are not as their files are: people have added to them.
    pub(super) added: BTreeSet<&'static str>,
    /// The number of the last event by which they have; 0 where they have not.
    pub(super) recorded: i64,
    pyramid: Pyramid,
    /// Tables of one's own, in the order of the manifest, with their open files.
    own: Vec<(OwnTable, Arc<fs::File>)>,
    /// What maps show of each from afar.
    clusters: Vec<Option<Clusters>>,
    pub(super) dir: PathBuf,
}

impl Dataset {
    /// Reads the dataset directory `dir`, and checks every byte of it against the manifest.
    ///
    /// # Errors
    /// When `dir` is not a dataset of this format, or a file is missing or not what was written; the error names the
    /// file and the place.
    pub fn open(dir: &Path) -> Result<Self, GeodataError> {
        let manifest = read_manifest(dir)?;
        let files = Files::new(dir, &manifest);
        let ((areas, tables), others) = rayon::join(
            || rayon::join(|| read_areas(&files), || read_tables(&files)),
            || {
                let own = |file: &str| {
                    let mut tables = manifest.tables.iter();
                    tables.any(|table| {
                        table.file() == file || table.clusters_file().as_deref() == Some(file)
                    })
                };
                files
                    .check_others(|file| is_table(file) || file == pyramid::PYRAMID || own(file))?;
                let opened = |table: &OwnTable| {
                    let file = Arc::new(files.open(&table.file())?);
                    Ok(((table.clone(), file), clusters(&files, table)?))
                };
                manifest.tables.par_iter().map(opened).collect::<Result<Vec<_>, GeodataError>>()
            },
        );
        let (areas, mut tables) = (areas?, tables?);
        // Nobody has recorded anything yet.
        tables.extend(schema::REGISTRY_TABLES.map(|table| {
            let columns = Arc::new(Schema::new(schema::fields(table)));
            (table, RecordBatch::new_empty(columns))
        }));
        let (own, clusters) = others?.into_iter().unzip();
        let pyramid = pyramid::read(&files, areas.each_ref().map(|areas| areas.rows.len()))?;
        let [provinces, regencies, districts, villages] = areas;
        Ok(Self {
            manifest,
            provinces,
            regencies,
            districts,
            villages,
            tables,
            added: BTreeSet::new(),
            recorded: 0,
            pyramid,
            own,
            clusters,
            dir: dir.to_owned(),
        })
    }

    /// The directory that it was read from.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The areas of a level, sorted by code.
    pub fn areas(&self, level: Level) -> &[Area] {
        &self.level(level).rows
    }

    /// The polygons of the areas of a level: one column after the other, rows as in
    /// [`areas`](Self::areas).
    pub fn polygons(&self, level: Level) -> &[PolygonColumn] {
        &self.level(level).polygons
    }

    /// The country cut for every zoom, where it stands in its file. Rows are those of [`areas`](Self::areas).
    pub const fn pyramid(&self) -> &Pyramid {
        &self.pyramid
    }

    /// Tables of one's own, each with its file, which was found to be what was written. Reading by position leaves
    /// others undisturbed; a clone of the handle shares its position.
    pub fn own_tables(&self) -> &[(OwnTable, Arc<fs::File>)] {
        &self.own
    }

    /// Tables of points of one's own, each with its file and with what maps show of it from afar; `None` where the dataset was
    /// imported before there was such a file.
    pub fn own_points(
        &self,
    ) -> impl Iterator<Item = (&OwnTable, &Arc<fs::File>, Option<&Clusters>)> {
        let tables = self.own.iter().zip(&self.clusters);
        let points = tables.filter(|((table, _), _)| table.located == Located::Points);
        points.map(|((table, file), clusters)| (table, file, clusters.as_ref()))
    }

    pub(super) fn level(&self, level: Level) -> &Areas {
        match level {
            Level::Province => &self.provinces,
            Level::Regency => &self.regencies,
            Level::District => &self.districts,
            Level::Village => &self.villages,
        }
    }

    /// The area with this code.
    pub fn area(&self, code: crate::AreaCode) -> Option<&Area> {
        let areas = self.areas(code.level());
        areas.binary_search_by_key(&code, |area| area.code).ok().and_then(|at| areas.get(at))
    }

    /// A plain table (one of [`PLAIN_TABLES`](schema::PLAIN_TABLES) or [`REGISTRY_TABLES`](schema::REGISTRY_TABLES)).
    pub fn table(&self, name: &str) -> Option<&RecordBatch> {
        self.tables.get(name)
    }

    /// Gives up a plain table that stands elsewhere, as the values do in [`Values`](crate::values::Values). From then on it
    /// is [none](Self::table).
    pub fn release(&mut self, name: &str) {
        self.tables.remove(name);
    }

    /// The catalogue of indicators.
    ///
    /// # Errors
    /// When a row is not as `docs/dataset.md` says.
    pub fn indicators(&self) -> Result<Vec<Indicator>, GeodataError> {
        self.rows("indicators")
    }

    /// The values of those indicators that are `wanted`, as they stand in their table.
    ///
    /// # Errors
    /// When a row is not as `docs/dataset.md` says.
    pub(crate) fn indicator_rows(
        &self,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<Vec<IndicatorRow<'_>>, GeodataError> {
        let table = self.table("indicator_values");
        let rows = table.and_then(|table| indicator_values::rows(table, wanted));
        rows.ok_or_else(|| {
            let path = self.dir.join("indicator_values.parquet");
            GeodataError::dataset(&path, "is not as it was written", REMAKE)
        })
    }

    /// The designated villages.
    ///
    /// # Errors
    /// When a row is not as `docs/dataset.md` says.
    pub fn designations(&self) -> Result<Vec<Designation>, GeodataError> {
        self.rows("designations")
    }

    /// The one-stop service offices.
    ///
    /// # Errors
    /// When a row is not as `docs/dataset.md` says.
    pub fn ltsa_offices(&self) -> Result<Vec<LtsaOffice>, GeodataError> {
        self.rows("ltsa_offices")
    }

    /// The rows of a plain table as structs of [`super`].
    ///
    /// # Errors
    /// When there is no such table or a row does not fit `T`.
    pub fn rows<T: DeserializeOwned>(&self, table: &str) -> Result<Vec<T>, GeodataError> {
        let path = self.dir.join(format!("{table}.parquet"));
        let batch = self
            .table(table)
            .ok_or_else(|| GeodataError::dataset(&path, "is not a table of a dataset", REMAKE))?;
        let mut writer = ArrayWriter::new(Vec::new());
        writer.write(batch)?;
        writer.finish()?;
        let json = writer.into_inner();
        if json.is_empty() {
            return Ok(Vec::new());
        }
        serde_json::from_slice(&json)
            .map_err(|e| GeodataError::dataset(&path, e.to_string(), REMAKE))
    }
}

fn read_manifest(dir: &Path) -> Result<Manifest, GeodataError> {
    let path = dir.join(MANIFEST);
    let text = fs::read_to_string(&path).map_err(|e| {
        if e.kind() == std::io::ErrorKind::NotFound {
            GeodataError::dataset(dir, format!("is not a dataset: it has no {MANIFEST}"), REMAKE)
        } else {
            GeodataError::io(&path)(e)
        }
    })?;
    // Another format may differ in any field, so its number is read before anything else.
    let format =
        text.parse::<toml::Table>().ok().and_then(|table| table.get("format")?.as_integer());
    if let Some(format) = format
        .filter(|format| *format != i64::from(FORMAT) && *format != i64::from(FORMAT_WITH_TABLES))
    {
        return Err(GeodataError::dataset(
            &path,
            format!("has format {format}; this program reads format {FORMAT}"),
            REMAKE,
        ));
    }
    let manifest: Manifest =
        toml::from_str(&text).map_err(|e| GeodataError::dataset(&path, e.to_string(), REMAKE))?;
    let contents = manifest
        .contents_version()
        .map_err(|e| GeodataError::dataset(&path, e.to_string(), REMAKE))?;
    if contents != manifest.version {
        let problem = format!("states version {} but what it says is {contents}", manifest.version);
        return Err(GeodataError::dataset(&path, problem, REMAKE));
    }
    Ok(manifest)
}

fn is_table(file: &str) -> bool {
    let table = file.strip_suffix(".parquet");
    table.is_some_and(|name| {
        schema::PLAIN_TABLES.contains(&name)
            || Level::ALL.iter().any(|level| level.plural() == name)
    })
}

/// What maps show of a table from afar, where its rows are points and the file is there.
fn clusters(files: &Files<'_>, table: &OwnTable) -> Result<Option<Clusters>, GeodataError> {
    let file = table.clusters_file().filter(|file| files.has(file));
    let Some(file) = file else { return Ok(None) };
    let (path, bytes) = files.map(&file)?;
    Clusters::new(&path, bytes, table.located_rows, REMAKE).map(Some)
}

fn read_areas(files: &Files<'_>) -> Result<[Areas; 4], GeodataError> {
    let read = |level: Level| -> Result<Areas, GeodataError> {
        let (path, bytes) = files.read(&format!("{}.parquet", level.plural()))?;
        let parts = row_groups(&path, bytes)?
            .into_par_iter()
            .map(|group| {
                areas::from_batch(level, &group.read()?)
                    .map_err(|e| GeodataError::dataset(&path, e, REMAKE))
            })
            .collect::<Result<Vec<_>, _>>()?;
        let (rows, polygons): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
        Ok(Areas { rows: Arc::new(rows.into_iter().flatten().collect()), polygons })
    };
    Ok([
        read(Level::Province)?,
        read(Level::Regency)?,
        read(Level::District)?,
        read(Level::Village)?,
    ])
}

fn read_tables(files: &Files<'_>) -> Result<BTreeMap<&'static str, RecordBatch>, GeodataError> {
    schema::PLAIN_TABLES
        .par_iter()
        .map(|table| {
            let file = format!("{table}.parquet");
            let expected = Arc::new(Schema::new(schema::fields(table)));
            if schema::LATER_TABLES.contains(table) && !files.has(&file) {
                return Ok((*table, RecordBatch::new_empty(expected)));
            }
            let (path, bytes) = files.read(&file)?;
            let batches = row_groups(&path, bytes)?
                .into_par_iter()
                .map(|group| {
                    conform(&expected, &group.read()?)
                        .map_err(|e| GeodataError::dataset(&path, e, REMAKE))
                })
                .collect::<Result<Vec<_>, _>>()?;
            Ok((*table, concat_batches(&expected, &batches)?))
        })
        .collect()
}

/// The columns of `expected` out of `batch`; the reason in words when it has others.
fn conform(expected: &Arc<Schema>, batch: &RecordBatch) -> Result<RecordBatch, String> {
    let names = |schema: &Schema| {
        schema.fields().iter().map(|f| f.name().clone()).collect::<Vec<_>>().join(", ")
    };
    if names(expected) != names(&batch.schema()) {
        return Err(format!(
            "has the columns {}; expected {}",
            names(&batch.schema()),
            names(expected)
        ));
    }
    RecordBatch::try_new(expected.clone(), batch.columns().to_vec()).map_err(|e| e.to_string())
}

/// A part of a Parquet file, decoded where it is needed so that all cores take part.
struct RowGroup<'a> {
    path: &'a Path,
    bytes: Bytes,
    metadata: ArrowReaderMetadata,
    index: usize,
}

impl RowGroup<'_> {
    fn read(self) -> Result<RecordBatch, GeodataError> {
        let schema = self.metadata.schema().clone();
        let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(self.bytes, self.metadata)
            .with_row_groups(vec![self.index])
            .build()
            .map_err(unreadable(self.path))?;
        let batches = reader.collect::<Result<Vec<_>, _>>()?;
        Ok(concat_batches(&schema, &batches)?)
    }
}

fn row_groups(path: &Path, bytes: Bytes) -> Result<Vec<RowGroup<'_>>, GeodataError> {
    let metadata = ArrowReaderMetadata::load(&bytes, ArrowReaderOptions::default())
        .map_err(unreadable(path))?;
    Ok((0..metadata.metadata().num_row_groups())
        .map(|index| RowGroup { path, bytes: bytes.clone(), metadata: metadata.clone(), index })
        .collect())
}

fn unreadable(path: &Path) -> impl Fn(parquet::errors::ParquetError) -> GeodataError + '_ {
    move |e| GeodataError::dataset(path, format!("is not readable Parquet: {e}"), REMAKE)
}
