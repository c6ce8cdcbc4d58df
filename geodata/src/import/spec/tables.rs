//! Tables of figures in a specification.

use std::collections::BTreeMap;

use serde::Deserialize;

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
