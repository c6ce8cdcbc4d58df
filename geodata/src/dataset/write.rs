//! Writing the files of a dataset into the directory where it is built.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::Schema;
use arrow::json::ReaderBuilder;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use serde::Serialize;

use super::files::entry;
use super::manifest::{Counts, FORMAT, FORMAT_WITH_TABLES, FileEntry, MANIFEST, Manifest};
use super::model::{Contents, NewArea};
use super::pyramid::PYRAMID;
use super::report::{ReportCount, ReportLine, Severity};
use super::{areas, indicator_values, schema};
use crate::code::Level;
use crate::error::GeodataError;
use crate::per_level::PerLevel;
use crate::progress::{Progress, go_on};

/// Rows of a row group; small enough that reading uses all cores.
const ROW_GROUP: usize = 8192;

/// Whether a dataset may be written to `out`: nothing is there, or an empty directory, or a dataset that
/// the new one replaces. Asked before long work, not only at its end.
///
/// # Errors
/// When something else is there.
pub fn check_target(out: &Path) -> Result<(), GeodataError> {
    if !out.exists() || is_dataset(out) || is_empty(out) {
        return Ok(());
    }
    Err(GeodataError::dataset(
        out,
        "exists and is not a dataset",
        "name a new directory, or remove this one if it is not needed",
    ))
}

/// Writes the tables; answers their files.
pub(super) fn tables(
    contents: &Contents,
    areas: &PerLevel<Vec<NewArea>>,
    dir: &Path,
    progress: &dyn Progress,
) -> Result<Vec<FileEntry>, GeodataError> {
    progress.stage("writing", Some(4 + schema::PLAIN_TABLES.len() as u64));
    let level = |level: Level| {
        go_on(progress)?;
        let sorted = areas.get(level);
        let batch = areas::to_batch(level, sorted)?;
        let metadata = KeyValue::new("geo".to_owned(), areas::geo_metadata(sorted));
        let written = write_table(dir, level.plural(), &batch, vec![metadata])?;
        progress.advance(1);
        Ok(written)
    };
    let plain = |table: &&str| {
        go_on(progress)?;
        let written = write_table(dir, table, &plain_batch(contents, table)?, Vec::new())?;
        progress.advance(1);
        Ok(written)
    };
    // The villages and the values, which are almost all, at once; no more, for each is in memory as it is written.
    let (levels, tables) = rayon::join(
        || Level::ALL.into_iter().map(level).collect::<Result<Vec<_>, GeodataError>>(),
        || schema::PLAIN_TABLES.iter().map(plain).collect::<Result<Vec<_>, GeodataError>>(),
    );
    let mut files = levels?;
    files.extend(tables?);
    Ok(files)
}

/// Completes a dataset of which the pyramid and the `tables` are there: further files, and the manifest of all.
pub(super) fn complete(
    contents: &Contents,
    tables: Vec<FileEntry>,
    extra: &[(&str, Vec<u8>)],
    dir: &Path,
    progress: &dyn Progress,
) -> Result<Manifest, GeodataError> {
    let mut files = vec![entry(&dir.join(PYRAMID), 0)?];
    files.extend(tables);
    for (name, bytes) in extra {
        let path = dir.join(name);
        write_file(&path, bytes)?;
        files.push(entry(&path, 0)?);
    }
    for table in &contents.tables {
        go_on(progress)?;
        // Rows in a manifest are a number of this machine; no file has more than it can count.
        files.push(entry(
            &dir.join(table.file()),
            usize::try_from(table.rows).unwrap_or(usize::MAX),
        )?);
        if let Some(clusters) = table.clusters_file() {
            files.push(entry(&dir.join(clusters), 0)?);
        }
    }
    let mut manifest = Manifest {
        format: if contents.tables.is_empty() { FORMAT } else { FORMAT_WITH_TABLES },
        tables: contents.tables.clone(),
        version: String::new(),
        meta: contents.meta.clone(),
        counts: counts(contents),
        report: report_counts(contents),
        files,
    };
    manifest.version = manifest.contents_version().map_err(not_toml(dir))?;
    go_on(progress)?;
    let path = dir.join(MANIFEST);
    let text = toml::to_string(&manifest).map_err(not_toml(dir))?;
    write_file(&path, text.as_bytes())?;
    Ok(manifest)
}

/// Writes a file and waits until the disk has it.
fn write_file(path: &Path, bytes: &[u8]) -> Result<(), GeodataError> {
    let written = fs::File::create(path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(GeodataError::io(path))
}

pub(super) fn level_of(contents: &Contents, level: Level) -> &[NewArea] {
    match level {
        Level::Province => &contents.provinces,
        Level::Regency => &contents.regencies,
        Level::District => &contents.districts,
        Level::Village => &contents.villages,
    }
}

fn plain_batch(contents: &Contents, table: &str) -> Result<RecordBatch, GeodataError> {
    let programme = &contents.programme;
    match table {
        "indicators" => rows(table, &contents.indicators),
        "indicator_values" => indicator_values::to_batch(&contents.values),
        "programmes" => rows(table, &programme.programmes),
        "pillars" => rows(table, &programme.pillars),
        "pillar_wordings" => rows(table, &programme.pillar_wordings),
        "statements" => rows(table, &programme.statements),
        "events" => rows(table, &programme.events),
        "office_holders" => rows(table, &programme.office_holders),
        "rounds" => rows(table, &programme.rounds),
        "round_quotas" => rows(table, &programme.round_quotas),
        "plan_templates" => rows(table, &programme.plan_templates),
        "designations" => rows(table, &programme.designations),
        "pillar_status" => rows(table, &programme.pillar_status),
        "ltsa_offices" => rows(table, &programme.ltsa_offices),
        "ltsa_desks" => rows(table, &programme.ltsa_desks),
        "institutions" => rows(table, &programme.institutions),
        "partnerships" => rows(table, &programme.partnerships),
        "claims" => rows(table, &programme.claims),
        "area_changes" => rows(table, &contents.codes.changes),
        "area_aliases" => rows(table, &contents.codes.aliases),
        "code_bridge" => rows(table, &contents.codes.bridge),
        _ => report_batch(&contents.report),
    }
}

/// The table `join_report` of these lines.
pub(crate) fn report_batch(lines: &[ReportLine]) -> Result<RecordBatch, GeodataError> {
    rows("join_report", &lines.iter().map(FlatLine::from).collect::<Vec<_>>())
}

/// A table of these rows, with its own columns.
pub(crate) fn rows<T: Serialize>(table: &str, rows: &[T]) -> Result<RecordBatch, GeodataError> {
    let schema = Arc::new(Schema::new(schema::fields(table)));
    let mut decoder = ReaderBuilder::new(schema.clone()).build_decoder()?;
    decoder.serialize(rows)?;
    Ok(decoder.flush()?.unwrap_or_else(|| RecordBatch::new_empty(schema)))
}

/// A report line as Arrow wants it: the severity as text.
#[derive(Serialize)]
struct FlatLine<'a> {
    source: &'a str,
    check: &'a str,
    severity: &'static str,
    area_code: Option<&'a str>,
    name: Option<&'a str>,
    detail: &'a str,
    area_before_km2: Option<f64>,
    area_after_km2: Option<f64>,
    value: Option<f64>,
}

impl<'a> From<&'a ReportLine> for FlatLine<'a> {
    fn from(line: &'a ReportLine) -> Self {
        Self {
            source: &line.source,
            check: &line.check,
            severity: line.severity.as_str(),
            area_code: line.area_code.as_deref(),
            name: line.name.as_deref(),
            detail: &line.detail,
            area_before_km2: line.area_before_km2,
            area_after_km2: line.area_after_km2,
            value: line.value,
        }
    }
}

fn write_table(
    dir: &Path,
    table: &str,
    batch: &RecordBatch,
    metadata: Vec<KeyValue>,
) -> Result<FileEntry, GeodataError> {
    let path = dir.join(format!("{table}.parquet"));
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3).unwrap_or_default()))
        .set_max_row_group_row_count(Some(ROW_GROUP))
        .set_created_by("desmigratif".to_owned())
        .set_key_value_metadata(Some(metadata))
        .build();
    let file = fs::File::create(&path).map_err(GeodataError::io(&path))?;
    let parquet =
        |e| GeodataError::dataset(&path, format!("could not be written: {e}"), "see the reason");
    let mut writer =
        ArrowWriter::try_new(file, batch.schema(), Some(properties)).map_err(parquet)?;
    writer.write(batch).map_err(parquet)?;
    let file = writer.into_inner().map_err(parquet)?;
    file.sync_all().map_err(GeodataError::io(&path))?;
    entry(&path, batch.num_rows())
}

fn counts(contents: &Contents) -> Counts {
    Counts {
        provinces: contents.provinces.len(),
        regencies: contents.regencies.len(),
        districts: contents.districts.len(),
        villages: contents.villages.len(),
        villages_with_geometry: contents.villages.iter().filter(|v| v.geometry.is_some()).count(),
    }
}

/// One line per check, in the order of the titles and then of first appearance.
fn report_counts(contents: &Contents) -> Vec<ReportCount> {
    let mut counts: Vec<ReportCount> = contents
        .checks
        .iter()
        .map(|title| ReportCount {
            check: title.check.to_owned(),
            severity: Severity::Info,
            count: 0,
            title_id: title.title_id.to_owned(),
            title_en: title.title_en.to_owned(),
        })
        .collect();
    for line in &contents.report {
        let known = counts.iter().position(|count| count.check == line.check);
        let at = known.unwrap_or_else(|| {
            counts.push(ReportCount {
                check: line.check.clone(),
                severity: line.severity,
                count: 0,
                title_id: line.check.clone(),
                title_en: line.check.clone(),
            });
            counts.len() - 1
        });
        if let Some(count) = counts.get_mut(at) {
            count.count += 1;
            count.severity = count.severity.max(line.severity);
        }
    }
    for count in &mut counts {
        count.count += contents.unlisted.get(&count.check).copied().unwrap_or(0);
    }
    counts
}

fn not_toml(dir: &Path) -> impl Fn(toml::ser::Error) -> GeodataError + '_ {
    move |e| {
        GeodataError::dataset(dir, format!("the manifest could not be written: {e}"), "report this")
    }
}

/// Whether `dir` holds a dataset, complete or damaged.
pub fn is_dataset(dir: &Path) -> bool {
    dir.join(MANIFEST).is_file()
}

fn is_empty(dir: &Path) -> bool {
    fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_none())
}
