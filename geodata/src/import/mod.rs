//! `desmigratif import`: official sources are read, checked, repaired and joined into one dataset.
//!
//! Areas come from the code register, parents from the codes, and everything else is joined by
//! code. What does not join is listed in the report and never dropped in silence.

mod borders;
mod boundaries;
mod carry;
mod checks;
mod codes;
mod completeness;
mod contradictions;
mod country;
pub mod findings;
mod imputation;
mod indicators;
mod joined;
mod merged;
mod official;
mod own;
mod plausible;
mod programme;
mod propose;
mod published;
mod register;
mod report;
pub mod spec;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::Path;

pub use propose::propose;
pub use report::{CheckCount, ImportReport, ValueCount};

use self::codes::Codes;
use self::country::Country;
use self::findings::{ALL, FILE_UNUSED, Findings, IMPUTED};
use self::spec::Spec;
use crate::catalogue;
use crate::code::Level;
use crate::dataset::{
    self, CodeTables, ColumnOrigin, Contents, Counts, DatasetKind, Draft, IndicatorValue, Meta,
    ProgrammeTables,
};
use crate::derive;
use crate::error::GeodataError;
use crate::progress::{Progress, go_on};
use crate::tables::OwnTable;
use crate::topology;

/// Imports the sources that the specification `spec` names, from the directory `input` into the
/// dataset directory `out`.
///
/// # Errors
///
/// A source is broken; the error says what is wrong, where, and what to do. With `strict`, also
/// when anything had to be repaired or did not join. Whoever is watching may interrupt. No dataset is written then, and one that
/// stands at `out` stays as it is.
pub fn import(
    spec: &Path,
    input: &Path,
    out: &Path,
    strict: bool,
    progress: &dyn Progress,
) -> Result<ImportReport, GeodataError> {
    dataset::check_target(out)?;
    let mut gathered = gather(spec, input, progress)?;
    let draft = Draft::begin(|level| gathered.country.level(level), out, progress)?;
    gathered.tell(draft.findings());
    gathered.read_own(input, draft.dir(), Some(draft.dir()), progress)?;
    let (contents, report) = gathered.finish()?;
    if strict {
        report.strict(input)?;
    }
    let extra =
        [("report.txt", report.to_string().into_bytes()), ("report.json", json(&report, out)?)];
    draft.finish(&contents, &extra, progress)?;
    Ok(report)
}

/// Does everything that [`import`] does, and writes nothing: the report of what it would have done.
///
/// # Errors
///
/// As [`import`] without `strict`; [`ImportReport::strict`] says what that would refuse.
pub fn dry_run(
    spec: &Path,
    input: &Path,
    progress: &dyn Progress,
) -> Result<ImportReport, GeodataError> {
    let mut gathered = gather(spec, input, progress)?;
    gathered.tell(&dataset::findings(|level| gathered.country.level(level), progress)?);
    gathered.read_own(input, &std::env::temp_dir(), None, progress)?;
    let (contents, report) = gathered.finish()?;
    dataset::check_values(&contents.values)?;
    Ok(report)
}

/// Everything that was read and joined.
struct Gathered {
    spec: Spec,
    country: Country,
    values: Vec<IndicatorValue>,
    programme: ProgrammeTables,
    codes: Codes,
    tables: Vec<OwnTable>,
    findings: Findings,
}

impl Gathered {
    fn tell(&mut self, borders: &topology::Findings) {
        borders::tell(borders, &self.spec, &self.country, &mut self.findings);
    }

    /// Reads tables of one's own. What does not fit into memory lies in `room` meanwhile; their files are written
    /// into `out`.
    fn read_own(
        &mut self,
        input: &Path,
        room: &Path,
        out: Option<&Path>,
        progress: &dyn Progress,
    ) -> Result<(), GeodataError> {
        let disk = own::Disk { room, out };
        self.tables =
            own::read(&self.spec, input, disk, &self.country, &mut self.findings, progress)?;
        Ok(())
    }

    fn finish(self) -> Result<(Contents, ImportReport), GeodataError> {
        let Self { spec, country, values, programme, codes, tables, findings } = self;
        let mut report = report(&spec, &country, &values, &programme, &findings);
        report.tables.clone_from(&tables);
        let contents = contents(&spec, country, values, programme, findings)?;
        Ok((Contents { tables, codes: codes.into_tables(), ..contents }, report))
    }
}

/// Reads and joins everything, up to the borders and the writing.
fn gather(spec: &Path, input: &Path, progress: &dyn Progress) -> Result<Gathered, GeodataError> {
    let spec = Spec::load(spec)?;
    check_files(&spec, input)?;
    let mut findings = Findings::default();
    let mut country = register::read(&spec, input, &mut findings, progress)?;
    let mut codes = codes::read(&spec, input, &country)?;
    boundaries::join(&spec, input, &mut country, &mut findings, progress)?;
    let drawn = spec.boundaries.village.as_ref().map_or("", |layer| layer.source.as_str());
    go_on(progress)?;
    progress.stage("checking that villages lie in their districts", None);
    checks::outside_district(&country, drawn, &mut findings);
    checks::overlaps(&country, drawn, &mut findings, progress);

    go_on(progress)?;
    let mut values = Vec::new();
    if let Some(official) = &spec.official {
        values = official::read(official, input, &mut country, &mut findings)?;
    }
    let read = indicators::read(&spec, input, &country, &mut codes, &mut findings, progress)?;
    values.extend(read);
    let claims = contradictions::settle(&mut values, &country, &mut findings);
    for rule in &spec.imputation {
        let imputed = imputation::shares(rule, &values)?;
        for value in &imputed {
            let name = country.get(value.area).map(|area| area.name.as_str());
            let number = value.value.unwrap_or(f64::NAN);
            let detail =
                format!("{} {}: {number:.0}; {}", value.indicator, value.year, value.source);
            findings.about(IMPUTED, &rule.indicator, value.area, name, detail);
        }
        values.extend(imputed);
    }
    values.extend(official::placements_per_1000(&values, &country));
    let mut programme = programme_tables(&spec, input, &country, &codes, &mut findings)?;
    programme.claims.extend(claims);
    go_on(progress)?;
    progress.stage("measuring areas and distances", None);
    let villages = country.level(Level::Village);
    values.extend(derive::village_areas(villages, spec.year));
    values.extend(derive::distances(villages, &programme, spec.year));
    let ranges = catalogue::plausible().map_err(broken)?;
    let indicators = catalogue::indicators().map_err(broken)?;
    plausible::check(&values, &indicators, &ranges, &country, &mut findings);
    unused_files(&spec, input, &mut findings);
    Ok(Gathered { spec, country, values, programme, codes, tables: Vec::new(), findings })
}

fn programme_tables(
    spec: &Spec,
    input: &Path,
    country: &Country,
    codes: &Codes,
    findings: &mut Findings,
) -> Result<ProgrammeTables, GeodataError> {
    let mut tables = published::facts(country, codes, findings)?;
    programme::planning(spec, &mut tables)?;
    if let Some(designations) = &spec.designations {
        programme::designations(designations, input, country, codes, &mut tables, findings)?;
    }
    if let Some(ltsa) = &spec.ltsa {
        programme::reported_offices(ltsa, input, country, codes, &mut tables, findings)?;
    }
    let source = spec.ltsa.as_ref().map_or("programme", |l| l.source.as_str());
    programme::locate(country, source, &mut tables, findings)?;
    Ok(tables)
}

/// Whether every file that the specification names can be opened: before minutes are spent on reading the others.
fn check_files(spec: &Spec, input: &Path) -> Result<(), GeodataError> {
    for name in spec.files() {
        let path = input.join(name);
        std::fs::File::open(&path).map_err(GeodataError::io(&path))?;
    }
    Ok(())
}

/// Lists the files of the input that nothing was read from.
fn unused_files(spec: &Spec, input: &Path, findings: &mut Findings) {
    let used = spec.files();
    let Ok(entries) = std::fs::read_dir(input) else { return };
    let mut names: Vec<String> = entries
        .flatten()
        .filter(|e| e.path().is_file())
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    for name in names.iter().filter(|name| !used.contains(&name.as_str())) {
        findings.note(FILE_UNUSED, "input", Some(name), "the specification does not name it");
    }
}

fn report(
    spec: &Spec,
    country: &Country,
    values: &[IndicatorValue],
    programme: &ProgrammeTables,
    findings: &Findings,
) -> ImportReport {
    let villages = country.level(Level::Village);
    let mut by_indicator: BTreeMap<&str, ValueCount> = BTreeMap::new();
    for value in values {
        let entry = by_indicator.entry(&value.indicator).or_insert_with(|| ValueCount {
            indicator: value.indicator.to_string(),
            years: (value.year, value.year),
            present: 0,
            missing: 0,
        });
        entry.years = (entry.years.0.min(value.year), entry.years.1.max(value.year));
        if value.value.is_some() { entry.present += 1 } else { entry.missing += 1 }
    }
    ImportReport {
        title: spec.title_en.clone(),
        vintage: spec.vintage.clone(),
        counts: Counts {
            provinces: country.level(Level::Province).len(),
            regencies: country.level(Level::Regency).len(),
            districts: country.level(Level::District).len(),
            villages: villages.len(),
            villages_with_geometry: villages.iter().filter(|v| v.geometry.is_some()).count(),
        },
        values: by_indicator.into_values().collect(),
        designations: programme.designations.len(),
        ltsa_offices: programme.ltsa_offices.len(),
        tables: Vec::new(),
        checks: CheckCount::of(findings),
        lines: findings.lines.clone(),
    }
}

fn json(report: &ImportReport, out: &Path) -> Result<Vec<u8>, GeodataError> {
    serde_json::to_vec_pretty(report).map_err(|e| {
        GeodataError::dataset(out, format!("the report could not be written: {e}"), "report this")
    })
}

fn broken(error: toml::de::Error) -> GeodataError {
    GeodataError::dataset(
        Path::new("geodata/data/indicators.toml"),
        error.message().to_owned(),
        "the catalogue is part of the program; report this",
    )
}

fn contents(
    spec: &Spec,
    country: Country,
    mut values: Vec<IndicatorValue>,
    programme: ProgrammeTables,
    findings: Findings,
) -> Result<Contents, GeodataError> {
    values.sort_by(|a, b| (&a.indicator, a.area, a.year).cmp(&(&b.indicator, b.area, b.year)));
    let [provinces, regencies, districts, villages] = country.into_levels();
    let found: Vec<_> =
        ALL.iter().filter(|check| findings.count(**check) > 0).map(|check| check.title).collect();
    Ok(Contents {
        meta: Meta {
            kind: DatasetKind::Official,
            title_id: spec.title_id.clone(),
            title_en: spec.title_en.clone(),
            vintage: spec.vintage.clone(),
            sources: spec.source.clone(),
            columns: origins(spec),
        },
        provinces,
        regencies,
        districts,
        villages,
        indicators: catalogue::indicators().map_err(broken)?,
        values,
        programme,
        codes: CodeTables::default(),
        report: findings.lines,
        unlisted: findings.unlisted,
        tables: Vec::new(),
        checks: found,
    })
}

/// Where each column of the area and value tables came from.
fn origins(spec: &Spec) -> Vec<ColumnOrigin> {
    let vintage = |key: &str| {
        spec.source.iter().find(|s| s.key == key).map(|s| s.vintage.clone()).unwrap_or_default()
    };
    let origin = |table: &str, column: &str, key: &str, status: &str| ColumnOrigin {
        table: table.to_owned(),
        column: column.to_owned(),
        source: key.to_owned(),
        vintage: vintage(key),
        status: status.to_owned(),
    };
    let mut all = Vec::new();
    for (level, register) in spec.registers() {
        all.extend(
            ["code", "name"]
                .map(|column| origin(level.plural(), column, &register.source, "observed")),
        );
    }
    for (level, layer) in spec.boundaries() {
        all.push(origin(level.plural(), "geometry", &layer.source, "observed"));
        all.extend(
            ["lon", "lat"].map(|column| origin(level.plural(), column, &layer.source, "derived")),
        );
        if matches!(level, Level::District | Level::Village) {
            all.push(origin(level.plural(), "area_km2", &layer.source, "derived"));
        }
    }
    if let Some(official) = &spec.official {
        for level in [Level::Province, Level::Regency] {
            all.extend(
                official
                    .area_km2
                    .iter()
                    .map(|_| origin(level.plural(), "area_km2", &official.source, "observed")),
            );
            all.extend(
                official
                    .population
                    .iter()
                    .map(|_| origin(level.plural(), "population", &official.source, "observed")),
            );
        }
    }
    for table in &spec.table {
        all.extend(
            table
                .value
                .iter()
                .map(|v| origin("indicator_values", &v.indicator, &table.source, "observed")),
        );
    }
    all
}
