//! The specification of an import: which file holds what, in TOML.
//!
//! An office writes its own; `geodata/specs/indonesia.toml` is the one for the sources that this
//! project was built on. Unknown keys are errors that name them.

mod codes;
mod imputation;
mod layers;
mod own;
mod planning;
mod programme;
mod standing;
mod tables;

use std::collections::HashSet;
use std::path::Path;

use serde::Deserialize;

pub use codes::{AliasesFile, BridgeFile, ChangesFile, CodesOf, Follow};
pub use imputation::Imputation;
pub use layers::{Boundaries, BoundaryLayers, Label, Register, Registers};
pub use own::{Own, OwnColumn, OwnGeometry};
pub use programme::{Designations, Ltsa};
pub use standing::{PartOfYear, StandingOf};
pub use tables::{Class, ClassBound, Official, Parts, Table, Value};

use crate::catalogue;
use crate::code::{AreaCode, Level};
use crate::dataset::{Aggregate, Round, SourceEntry};
use crate::error::{GeodataError, Place};
use crate::source::crs::Bounds;
use crate::source::{printable, unfit_name, year};
use crate::templates::Template;

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
    /// Standings of sources, the one whose figures count most first. Of two figures about one area and year the
    /// one of the better standing speaks; what contradicts it becomes a claim beside it.
    #[serde(default)]
    pub precedence: Vec<String>,
    /// The sources with their licences; everything below names one of them.
    #[serde(default)]
    pub source: Vec<SourceEntry>,
    /// The code register: which areas there are.
    pub register: Registers,
    /// What became of codes, beside what is committed with the project.
    pub changes: Option<ChangesFile>,
    /// Other names of areas.
    pub aliases: Option<AliasesFile>,
    /// From the codes of the statistics office to those of the register.
    pub bridge: Option<BridgeFile>,
    /// The polygons.
    #[serde(default)]
    pub boundaries: BoundaryLayers,
    /// Official population and land area.
    pub official: Option<Official>,
    /// Tables of indicators.
    #[serde(default)]
    pub table: Vec<Table>,
    /// Tables of one's own.
    #[serde(default)]
    pub tables: Vec<Own>,
    /// Figures that may be filled in.
    #[serde(default)]
    pub imputation: Vec<Imputation>,
    /// Villages reported as taking part in a programme.
    pub designations: Option<Designations>,
    /// One-stop service offices.
    pub ltsa: Option<Ltsa>,
    /// Rounds of designation, beside those that the program knows or in their place.
    #[serde(default)]
    pub rounds: Vec<Round>,
    /// Plans that are offered to begin with, in the place of those that the program has.
    #[serde(default)]
    pub templates: Vec<Template>,
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
        Level::ALL.map(|level| (level, self.register(level)))
    }

    /// The register of one level.
    pub const fn register(&self, level: Level) -> &Register {
        match level {
            Level::Province => &self.register.province,
            Level::Regency => &self.register.regency,
            Level::District => &self.register.district,
            Level::Village => &self.register.village,
        }
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
        files.extend(self.of_codes().into_iter().map(|(file, _)| file));
        files.extend(self.official.iter().map(|o| o.file.as_str()));
        files.extend(self.table.iter().map(|t| t.file.as_str()));
        files.extend(self.tables.iter().map(|t| t.file.as_str()));
        files.extend(self.designations.iter().map(|d| d.file.as_str()));
        files.extend(self.ltsa.iter().map(|l| l.file.as_str()));
        files
    }

    /// The files about codes, each with the key of its source.
    fn of_codes(&self) -> Vec<(&str, &str)> {
        let changes = self.changes.iter().map(|of| (of.file.as_str(), of.source.as_str()));
        let aliases = self.aliases.iter().map(|of| (of.file.as_str(), of.source.as_str()));
        let bridge = self.bridge.iter().map(|of| (of.file.as_str(), of.source.as_str()));
        changes.chain(aliases).chain(bridge).collect()
    }

    fn check(&self) -> Result<(), String> {
        let mut used: Vec<&str> = self.registers().iter().map(|(_, r)| r.source.as_str()).collect();
        used.extend(self.boundaries().iter().map(|(_, b)| b.source.as_str()));
        used.extend(self.of_codes().into_iter().map(|(_, source)| source));
        used.extend(self.official.iter().map(|o| o.source.as_str()));
        used.extend(self.table.iter().map(|t| t.source.as_str()));
        used.extend(self.tables.iter().map(|t| t.source.as_str()));
        used.extend(self.designations.iter().map(|d| d.source.as_str()));
        used.extend(self.ltsa.iter().map(|l| l.source.as_str()));
        if let Some(unknown) = used.iter().find(|key| !self.source.iter().any(|s| s.key == **key)) {
            return Err(format!("there is no [[source]] with the key `{unknown}`"));
        }
        let [west, south, east, north] = self.bounds;
        if !(west < east && south < north) {
            return Err("bounds must be west, south, east, north".to_owned());
        }
        let years =
            self.official.iter().map(|o| o.year).chain(self.table.iter().filter_map(|t| t.year));
        for stated in years.chain([self.year]) {
            year(f64::from(stated))?;
        }
        let titles = [&self.title_id, &self.title_en, &self.vintage];
        let titles = titles.into_iter().chain(self.source.iter().map(|s| &s.title));
        for title in titles {
            if let Some(problem) = unfit_name(title) {
                return Err(format!("the title `{}`: {problem}", printable(title)));
            }
        }
        let catalogue = catalogue::indicators().map_err(|e| e.to_string())?;
        for table in &self.table {
            let level: Level =
                table.level.parse().map_err(|e: crate::code::CodeError| e.to_string())?;
            if table.year.is_some() == table.year_column.is_some() {
                return Err(format!("the table {} needs either year or year_column", table.file));
            }
            self.check_standing(table, level)?;
            table.check_codes(self.bridge.is_some())?;
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
                value.check_period()?;
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
        let designations = self.designations.as_ref().and_then(|of| of.follow.as_ref());
        let ltsa = self.ltsa.as_ref().and_then(|of| of.follow.as_ref());
        for (part, follow) in [("designations", designations), ("ltsa", ltsa)] {
            let checked = follow.map_or(Ok(()), |follow| follow.check());
            checked.map_err(|problem| format!("[{part}]: {problem}"))?;
        }
        let mut names = HashSet::new();
        for table in &self.tables {
            table.check()?;
            if !names.insert(table.name.as_str()) {
                return Err(format!("there are two tables `{}`", table.name));
            }
        }
        for imputation in &self.imputation {
            let place = format!("the imputation of `{}`", imputation.indicator);
            let known = catalogue.iter().find(|i| i.id == imputation.indicator);
            if known.is_none_or(|i| i.aggregate != Aggregate::Sum || i.level != "regency") {
                return Err(format!("{place}: only a count by regency can be shared out"));
            }
            let area = imputation.area.parse::<AreaCode>();
            if !area.is_ok_and(|area| area.level() == Level::Province) {
                return Err(format!("{place}: `{}` is no province", imputation.area));
            }
            if !(0.0..1.0).contains(&imputation.drift) {
                return Err(format!("{place}: drift must be from 0 to less than 1"));
            }
        }
        planning::check(&self.rounds, &self.templates, &catalogue)
    }

    fn check_standing(&self, table: &Table, level: Level) -> Result<(), String> {
        for above in &table.also {
            let above: Level = above.parse().map_err(|e: crate::code::CodeError| e.to_string())?;
            if above >= level {
                return Err(format!(
                    "the table {}: `also` {above} is not above {level}",
                    table.file
                ));
            }
        }
        let by_text = table.standing_of.iter().map(|rule| &rule.standing);
        for standing in table.standing.iter().chain(by_text) {
            if !self.precedence.contains(standing) {
                return Err(format!(
                    "the table {}: the standing `{standing}` is not in `precedence`",
                    table.file
                ));
            }
        }
        if !table.part_of_year.is_empty() && table.year_column.is_none() {
            return Err(format!("the table {}: part_of_year needs year_column", table.file));
        }
        let problem = table.part_of_year.iter().find_map(|part| part.check().err());
        problem.map_or(Ok(()), |problem| Err(format!("the table {}: {problem}", table.file)))
    }

    /// The place of a source text of `table` in the precedence, 1 for the first.
    pub fn source_rank(&self, table: &Table, source: &str) -> Option<i32> {
        let by_text = table.standing_of.iter().find(|rule| source.contains(&rule.contains));
        let standing = by_text.map(|rule| &rule.standing).or(table.standing.as_ref())?;
        let place = self.precedence.iter().position(|known| known == standing)?;
        i32::try_from(place + 1).ok()
    }
}
