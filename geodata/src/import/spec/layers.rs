//! The register and the boundary layers in a specification.

use serde::Deserialize;

use crate::source::Options;

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
    /// The column with another name, where it has one.
    pub alias: Option<String>,
    /// How many areas the edition has; a file with far fewer was cut off.
    pub expect: Option<usize>,
    /// The file is known to hold only some of the areas: fewer than expected, none of some parents, and
    /// not the parents of all areas below, which are left out and listed.
    #[serde(default)]
    pub partial: bool,
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
