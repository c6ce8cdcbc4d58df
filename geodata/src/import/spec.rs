//! The specification of an import: which file holds what, in TOML.
//!
//! An office writes its own; `geodata/specs/indonesia.toml` is the one for the sources that this
//! project was built on. Unknown keys are errors that name them.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::catalogue;
use crate::code::Level;
use crate::dataset::SourceEntry;
use crate::error::{GeodataError, Place};
use crate::source::Options;
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

/// The register of each level.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registers {
    /// Provinces.
    pub province: Register,
    /// Regencies.
    pub regency: Register,
    /// Districts.
    pub district: Register,
    /// Villages.
    pub village: Register,
}

/// One level of the code register.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// The file, relative to the input directory.
    pub file: String,
    /// Key of the source.
    pub source: String,
    /// How to read it.
    #[serde(default)]
    pub read: Options,
    /// The column with the code.
    pub code: String,
    /// The column with the name.
    pub name: String,
    /// The column with the parent's code; only compared, parents come from the code.
    pub parent: Option<String>,
}

/// The polygons of each level; a level may have none.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoundaryLayers {
    /// Provinces.
    pub province: Option<Boundaries>,
    /// Regencies.
    pub regency: Option<Boundaries>,
    /// Districts.
    pub district: Option<Boundaries>,
    /// Villages.
    pub village: Option<Boundaries>,
}

/// One layer of polygons.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Boundaries {
    /// The file, relative to the input directory.
    pub file: String,
    /// Key of the source.
    pub source: String,
    /// How to read it.
    #[serde(default)]
    pub read: Options,
    /// The attribute with the code.
    pub code: String,
    /// The attribute with the name, compared with the register's.
    pub name: Option<String>,
    /// The attributes of the author's label point.
    pub label: Option<Label>,
}

/// The attributes of a point.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// Longitude.
    pub lon: String,
    /// Latitude.
    pub lat: String,
}

/// Official population and land area of provinces, regencies or districts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Official {
    /// The file, relative to the input directory.
    pub file: String,
    /// Key of the source.
    pub source: String,
    /// How to read it.
    #[serde(default)]
    pub read: Options,
    /// The column with the code.
    pub code: String,
    /// The year.
    pub year: i32,
    /// The column with the residents.
    pub population: Option<String>,
    /// The column with the land area in square kilometres.
    pub area_km2: Option<String>,
    /// Codes that name no area here, such as that of the whole country.
    #[serde(default)]
    pub not_areas: Vec<String>,
}

/// A table of indicators.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// The file, relative to the input directory.
    pub file: String,
    /// Key of the source.
    pub source: String,
    /// How to read it.
    #[serde(default)]
    pub read: Options,
    /// The level of all its areas: `province`, `regency`, `district` or `village`.
    pub level: String,
    /// The column with the code.
    pub code: String,
    /// The column with the name, for the report.
    pub name: Option<String>,
    /// The year of all values.
    pub year: Option<i32>,
    /// The column with the year, if rows differ.
    pub year_column: Option<String>,
    /// The column with the source, if rows differ.
    pub source_column: Option<String>,
    /// Codes that name no area here, such as that of the whole country.
    #[serde(default)]
    pub not_areas: Vec<String>,
    /// Kinds of area that should all have a row (`desa`, `kabupaten`, …); those without are listed.
    #[serde(default)]
    pub expect: Vec<String>,
    /// A column that tells a total from its parts, such as the sex.
    pub parts: Option<Parts>,
    /// The columns that are indicators.
    pub value: Vec<Value>,
    /// A column of classes that must agree with a value.
    pub class: Option<Class>,
}

/// A total and its parts in separate rows.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parts {
    /// The column.
    pub column: String,
    /// The text of the total.
    pub whole: String,
    /// The texts of the parts; their sum is the total where that has no row of its own.
    pub of: Vec<String>,
}

/// A column that holds an indicator.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Value {
    /// The column.
    pub column: String,
    /// The indicator's id in the catalogue.
    pub indicator: String,
    /// Only rows with these texts in these columns.
    #[serde(default, rename = "where")]
    pub filter: BTreeMap<String, String>,
    /// The figure covers this many years; the yearly mean is stored.
    pub mean_over_years: Option<f64>,
    /// A zero is kept but looks like a missing value.
    #[serde(default)]
    pub zero_is_suspicious: bool,
}

/// Classes of a value.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// The column with the class.
    pub column: String,
    /// The indicator that it divides.
    pub of: String,
    /// The classes from the lowest to the highest.
    pub classes: Vec<ClassBound>,
}

/// One class: values above `above`, up to the next class.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassBound {
    /// The text in the column.
    pub name: String,
    /// The bound; the value itself belongs to the class below.
    pub above: f64,
}

/// Villages reported as taking part in a programme.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Designations {
    /// The file, relative to the input directory.
    pub file: String,
    /// Key of the source.
    pub source: String,
    /// How to read it.
    #[serde(default)]
    pub read: Options,
    /// The column with the programme's id.
    pub programme: String,
    /// The column with the village's code.
    pub code: String,
    /// The column with the name as reported.
    pub name: String,
    /// The column with the name that it was matched with.
    pub matched_name: Option<String>,
    /// The column with the regency as reported.
    pub regency: Option<String>,
    /// The column with the year.
    pub year: Option<String>,
    /// The column that says how the code was found.
    #[serde(rename = "match")]
    pub match_column: String,
    /// The texts of that column that make a designation; all others are proposals.
    pub accept: Vec<String>,
    /// The column with the source of each row.
    pub source_column: Option<String>,
}

/// One-stop service offices, known by the area that they serve.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ltsa {
    /// The file, relative to the input directory.
    pub file: String,
    /// Key of the source.
    pub source: String,
    /// How to read it.
    #[serde(default)]
    pub read: Options,
    /// The column with the area's code.
    pub code: String,
    /// The column with the date since when.
    pub since: Option<String>,
    /// The column with a note.
    pub note: Option<String>,
    /// A note that says that the office does not operate yet.
    pub planned: Option<String>,
    /// The column with the source of each row.
    pub source_column: Option<String>,
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
                text.get(..span.start).unwrap_or("").lines().count().max(1) as u64
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
                if value.mean_over_years.is_some_and(|years| !(years > 0.0)) {
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
