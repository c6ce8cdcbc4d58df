//! Reading a dataset directory.

use std::collections::BTreeMap;
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

use super::manifest::{FORMAT, MANIFEST, Manifest};
use super::model::{Area, Designation, Indicator, LtsaOffice};
use super::shape::PolygonColumn;
use super::{areas, schema};
use crate::code::Level;
use crate::error::GeodataError;

const REMAKE: &str = "make the dataset again with `desmigratif import` or `desmigratif demo`";

/// The areas of one level, sorted by code.
#[derive(Debug)]
struct Areas {
    rows: Vec<Area>,
    /// The columns in which their polygons stand, in runs of rows.
    polygons: Vec<PolygonColumn>,
}

/// A dataset in memory.
#[derive(Debug)]
pub struct Dataset {
    /// What it is and where it came from.
    pub manifest: Manifest,
    provinces: Areas,
    regencies: Areas,
    districts: Areas,
    villages: Areas,
    tables: BTreeMap<&'static str, RecordBatch>,
    dir: PathBuf,
}

impl Dataset {
    /// Reads the dataset directory `dir`. Sizes are checked; [`verify`](Self::verify) checks every byte.
    ///
    /// # Errors
    /// When `dir` is not a dataset of this format or a file is missing, shorter or not what it should be.
    pub fn open(dir: &Path) -> Result<Self, GeodataError> {
        let manifest = read_manifest(dir)?;
        check_sizes(dir, &manifest)?;
        let (areas, tables) = rayon::join(|| read_areas(dir), || read_tables(dir));
        let [provinces, regencies, districts, villages] = areas?;
        Ok(Self {
            manifest,
            provinces,
            regencies,
            districts,
            villages,
            tables: tables?,
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

    fn level(&self, level: Level) -> &Areas {
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

    /// A plain table (one of [`PLAIN_TABLES`](schema::PLAIN_TABLES)).
    pub fn table(&self, name: &str) -> Option<&RecordBatch> {
        self.tables.get(name)
    }

    /// The catalogue of indicators.
    ///
    /// # Errors
    /// When a row is not as `docs/dataset.md` says.
    pub fn indicators(&self) -> Result<Vec<Indicator>, GeodataError> {
        self.rows("indicators")
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

    /// Checks the hash of every file and the version against the manifest.
    ///
    /// # Errors
    /// Names the first file that was changed since the dataset was written.
    pub fn verify(dir: &Path) -> Result<Manifest, GeodataError> {
        let manifest = read_manifest(dir)?;
        manifest.files.par_iter().try_for_each(|file| {
            let path = dir.join(&file.name);
            let bytes = fs::read(&path).map_err(GeodataError::io(&path))?;
            if blake3::hash(&bytes).to_hex().as_str() == file.blake3 {
                Ok(())
            } else {
                Err(GeodataError::dataset(
                    &path,
                    "was changed after the dataset was written",
                    REMAKE,
                ))
            }
        })?;
        let version = Manifest::content_version(&manifest.meta, &manifest.files)
            .map_err(|e| GeodataError::dataset(dir, e.to_string(), REMAKE))?;
        if version != manifest.version {
            return Err(GeodataError::dataset(
                &dir.join(MANIFEST),
                format!("states version {} but its contents are {version}", manifest.version),
                REMAKE,
            ));
        }
        Ok(manifest)
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
    if let Some(format) = format.filter(|format| *format != i64::from(FORMAT)) {
        return Err(GeodataError::dataset(
            &path,
            format!("has format {format}; this program reads format {FORMAT}"),
            REMAKE,
        ));
    }
    toml::from_str(&text).map_err(|e| GeodataError::dataset(&path, e.to_string(), REMAKE))
}

fn check_sizes(dir: &Path, manifest: &Manifest) -> Result<(), GeodataError> {
    for file in &manifest.files {
        let path = dir.join(&file.name);
        let size = fs::metadata(&path).map_err(GeodataError::io(&path))?.len();
        if size != file.bytes {
            return Err(GeodataError::dataset(
                &path,
                format!("has {size} bytes; the manifest says {}", file.bytes),
                REMAKE,
            ));
        }
    }
    Ok(())
}

fn read_areas(dir: &Path) -> Result<[Areas; 4], GeodataError> {
    let read = |level: Level| -> Result<Areas, GeodataError> {
        let path = dir.join(format!("{}.parquet", level.plural()));
        let parts = row_groups(&path)?
            .into_par_iter()
            .map(|group| {
                areas::from_batch(level, &group.read()?)
                    .map_err(|e| GeodataError::dataset(&path, e, REMAKE))
            })
            .collect::<Result<Vec<_>, _>>()?;
        let (rows, polygons): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
        Ok(Areas { rows: rows.into_iter().flatten().collect(), polygons })
    };
    Ok([
        read(Level::Province)?,
        read(Level::Regency)?,
        read(Level::District)?,
        read(Level::Village)?,
    ])
}

fn read_tables(dir: &Path) -> Result<BTreeMap<&'static str, RecordBatch>, GeodataError> {
    schema::PLAIN_TABLES
        .par_iter()
        .map(|table| {
            let path = dir.join(format!("{table}.parquet"));
            let expected = Arc::new(Schema::new(schema::fields(table)));
            let batches = row_groups(&path)?
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

fn row_groups(path: &Path) -> Result<Vec<RowGroup<'_>>, GeodataError> {
    let bytes = Bytes::from(fs::read(path).map_err(GeodataError::io(path))?);
    let metadata = ArrowReaderMetadata::load(&bytes, ArrowReaderOptions::default())
        .map_err(unreadable(path))?;
    Ok((0..metadata.metadata().num_row_groups())
        .map(|index| RowGroup { path, bytes: bytes.clone(), metadata: metadata.clone(), index })
        .collect())
}

fn unreadable(path: &Path) -> impl Fn(parquet::errors::ParquetError) -> GeodataError + '_ {
    move |e| GeodataError::dataset(path, format!("is not readable Parquet: {e}"), REMAKE)
}
