//! The specification of an import: which file holds what, in TOML.
//!
//! An office writes its own; `geodata/specs/indonesia.toml` is the one for the sources that this
//! project was built on. Unknown keys are errors that name them.

mod layers;
mod programme;
mod tables;

use std::path::Path;

use serde::Deserialize;

pub use layers::{Boundaries, BoundaryLayers, Label, Register, Registers};
pub use programme::{Designations, Ltsa};
pub use tables::{Class, ClassBound, Official, Parts, Table, Value};

use crate::catalogue;
use crate::code::Level;
use crate::dataset::SourceEntry;
use crate::error::{GeodataError, Place};
use crate::source::crs::Bounds;

/// A whole specification.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// Title of the dataset in Indonesian.
    pub title_id: String,
    /// Title in English.
    pub title_en: String,
    /// Edition of the code register.
    pub vintage: String,
    /// The year that measurements on the map (areas, distances) are filed under.
    pub year: i32,
    /// West, south, east and north in degrees; coordinates outside are refused.
    #[serde(default = "indonesia")]
    pub bounds: Bounds,
    /// The sources with their licences; everything below names one of them.
    #[serde(default)]
    pub source: Vec<SourceEntry>,
    /// The code register: which areas there are.
    pub register: Registers,
    /// The polygons.
    #[serde(default)]
    pub boundaries: BoundaryLayers,
    /// Official population and land area.
    pub official: Option<Official>,
    /// Tables of indicators.
    #[serde(default)]
    pub table: Vec<Table>,
    /// Villages reported as taking part in a programme.
    pub designations: Option<Designations>,
    /// One-stop service offices.
    pub ltsa: Option<Ltsa>,
}

const fn indonesia() -> Bounds {
    [94.0, -12.0, 142.0, 7.0]
}

impl Spec {
    /// Reads and checks a specification.
    ///
    /// # Errors
    ///
    /// The file cannot be read, has an unknown or a missing key, or names a source, level or
    /// indicator that does not exist.
    pub fn load(path: &Path) -> Result<Self, GeodataError> {
        let text = std::fs::read_to_string(path).map_err(GeodataError::io(path))?;
        let spec: Self = toml::from_str(&text).map_err(|e| {
            let line = e.span().map_or(1, |span| {
                1 + text.bytes().take(span.start).filter(|b| *b == b'\n').count() as u64
            });
            GeodataError::source(
                path,
                Place::Line(line),
                e.message().replace('\n', " "),
                "see geodata/specs/indonesia.toml for the keys",
            )
        })?;
        spec.check().map_err(|problem| {
            GeodataError::source(path, Place::File, problem, "correct the specification")
        })?;
        Ok(spec)
    }

    /// The registers from the provinces down.
    pub fn registers(&self) -> [(Level, &Register); 4] {
        let r = &self.register;
        [
            (Level::Province, &r.province),
            (Level::Regency, &r.regency),
            (Level::District, &r.district),
            (Level::Village, &r.village),
        ]
    }

    /// The boundary layers from the provinces down.
    pub fn boundaries(&self) -> Vec<(Level, &Boundaries)> {
        let b = &self.boundaries;
        [
            (Level::Province, &b.province),
            (Level::Regency, &b.regency),
            (Level::District, &b.district),
            (Level::Village, &b.village),
        ]
        .into_iter()
        .filter_map(|(level, layer)| Some((level, layer.as_ref()?)))
        .collect()
    }

    /// Every file that the specification names.
    pub fn files(&self) -> Vec<&str> {
        let mut files: Vec<&str> = self.registers().iter().map(|(_, r)| r.file.as_str()).collect();
        files.extend(self.boundaries().iter().map(|(_, b)| b.file.as_str()));
        files.extend(self.official.iter().map(|o| o.file.as_str()));
        files.extend(self.table.iter().map(|t| t.file.as_str()));
        files.extend(self.designations.iter().map(|d| d.file.as_str()));
        files.extend(self.ltsa.iter().map(|l| l.file.as_str()));
        files
    }

    fn check(&self) -> Result<(), String> {
        let mut used: Vec<&str> = self.registers().iter().map(|(_, r)| r.source.as_str()).collect();
        used.extend(self.boundaries().iter().map(|(_, b)| b.source.as_str()));
        used.extend(self.official.iter().map(|o| o.source.as_str()));
        used.extend(self.table.iter().map(|t| t.source.as_str()));
        used.extend(self.designations.iter().map(|d| d.source.as_str()));
        used.extend(self.ltsa.iter().map(|l| l.source.as_str()));
        if let Some(unknown) = used.iter().find(|key| !self.source.iter().any(|s| s.key == **key)) {
            return Err(format!("there is no [[source]] with the key `{unknown}`"));
        }
        let [west, south, east, north] = self.bounds;
        if !(west < east && south < north) {
            return Err("bounds must be west, south, east, north".to_owned());
        }
        let catalogue = catalogue::indicators().map_err(|e| e.to_string())?;
        for table in &self.table {
            let level: Level =
                table.level.parse().map_err(|e: crate::code::CodeError| e.to_string())?;
            if table.year.is_some() == table.year_column.is_some() {
                return Err(format!("the table {} needs either year or year_column", table.file));
            }
            for value in &table.value {
                let known = catalogue.iter().find(|i| i.id == value.indicator);
                let known = known.ok_or_else(|| {
                    format!("there is no indicator `{}` in the catalogue", value.indicator)
                })?;
                if known.level != level.as_str() {
                    return Err(format!(
                        "the indicator `{}` is known by {}, not by {level}",
                        value.indicator, known.level
                    ));
                }
                if value.mean_over_years.is_some_and(|years| years.is_nan() || years <= 0.0) {
                    return Err(format!("mean_over_years of `{}` must be positive", value.column));
                }
            }
            if let Some(class) = &table.class
                && !table.value.iter().any(|v| v.indicator == class.of)
            {
                return Err(format!(
                    "the classes of {} divide `{}`, which the table does not give",
                    table.file, class.of
                ));
            }
        }
        Ok(())
    }
}
