//! Tables of figures in a specification.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::codes::{CodesOf, Follow};
use super::standing::{PartOfYear, StandingOf};
use crate::source::Options;

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
    /// The level at which its indicators are known: `province`, `regency`, `district` or `village`.
    pub level: String,
    /// Levels above it whose rows are taken too: figures that those areas state for themselves.
    #[serde(default)]
    pub also: Vec<String>,
    /// The standing of its figures, of the specification's `precedence`.
    pub standing: Option<String>,
    /// Rows of another standing, by their source; the first that fits.
    #[serde(default)]
    pub standing_of: Vec<StandingOf>,
    /// Rows that speak of a part of their year.
    #[serde(default)]
    pub part_of_year: Vec<PartOfYear>,
    /// The column with the code.
    pub code: String,
    /// Whose codes these are.
    #[serde(default)]
    pub codes: CodesOf,
    /// The period of the bridge in which they are so, where it has several.
    pub bridge_period: Option<String>,
    /// How codes of an older edition are followed.
    pub follow: Option<Follow>,
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

impl Table {
    /// What it says of its codes can be done; `bridged`: there is a bridge from those of the statistics office.
    pub(super) fn check_codes(&self, bridged: bool) -> Result<(), String> {
        let place = format!("the table {}", self.file);
        if self.codes == CodesOf::Bps && !bridged {
            return Err(format!(
                "{place} has codes of BPS, and there is no [bridge] to the register"
            ));
        }
        let Some(follow) = &self.follow else { return Ok(()) };
        if self.name.is_none() {
            return Err(format!("{place}: `follow` compares names; state the column `name`"));
        }
        follow.check().map_err(|problem| format!("{place}: {problem}"))
    }
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
    /// The figure covers this many years; the yearly mean is stored, with the status `averaged`.
    pub mean_over_years: Option<f64>,
    /// The first and last month of these years, as `2007-01/2022-06`.
    pub period: Option<String>,
    /// A zero is kept but looks like a missing value.
    #[serde(default)]
    pub zero_is_suspicious: bool,
}

impl Value {
    /// Its period is the years that the mean is taken over.
    pub(super) fn check_period(&self) -> Result<(), String> {
        let Some(period) = &self.period else { return Ok(()) };
        let month = |text: &str| {
            let (year, month) = text.split_once('-')?;
            let (year, month) = (year.parse::<i32>().ok()?, month.parse::<i32>().ok()?);
            (year > 1900 && year < 2200 && (1..=12).contains(&month)).then_some(year * 12 + month)
        };
        let months = period.split_once('/').and_then(|(a, b)| Some(month(b)? - month(a)? + 1));
        let mean = self.mean_over_years.map(|years| years * 12.0);
        match (months, mean) {
            (Some(months), Some(mean)) if f64::from(months) == mean => Ok(()),
            (Some(months), _) => Err(format!(
                "the period {period} of `{}` has {months} months; mean_over_years must be {}",
                self.column,
                f64::from(months) / 12.0
            )),
            (None, _) => Err(format!("`{period}` is no period; write it as 2007-01/2022-06")),
        }
    }
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
