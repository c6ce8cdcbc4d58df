//! What a manifest says of a table of one's own.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Fields, Schema, SchemaRef, TimeUnit};
use serde::{Deserialize, Serialize};

/// The longitude of a point, in degrees.
pub const LON: &str = "lon";
/// The latitude of a point, in degrees.
pub const LAT: &str = "lat";
/// The geometry: of SQL in every table that has places, of the file where they are not all points.
pub const GEOMETRY: &str = "geometry";
/// The bounding box of a geometry in the file.
const BBOX: &str = "bbox";
/// West, south, east and north in `bbox`.
const SIDES: [&str; 4] = ["xmin", "ymin", "xmax", "ymax"];
/// Names that no column of one's own may have.
pub const RESERVED: [&str; 4] = [LON, LAT, GEOMETRY, BBOX];

/// The paths of west, south, east and north of a row's bounding box in a file of geometries.
pub fn bbox_path() -> [String; 4] {
    SIDES.map(|side| format!("{BBOX}.{side}"))
}

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// Text.
    Text,
    /// A whole number of 64 bits.
    Integer,
    /// A finite number.
    Number,
    /// True or false.
    Boolean,
    /// A day.
    Date,
    /// A moment to the second, in the time zone of whoever wrote it.
    Timestamp,
    /// The code of an area of the register.
    Area,
}

impl ColumnType {
    /// The type in Arrow.
    pub const fn arrow(self) -> DataType {
        match self {
            Self::Text | Self::Area => DataType::Utf8,
            Self::Integer => DataType::Int64,
            Self::Number => DataType::Float64,
            Self::Boolean => DataType::Boolean,
            Self::Date => DataType::Date32,
            Self::Timestamp => DataType::Timestamp(TimeUnit::Second, None),
        }
    }
}

/// Where rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Located {
    /// They have no place.
    #[default]
    Nowhere,
    /// Each has a longitude and a latitude in degrees (CRS84), or nothing.
    Points,
    /// Each has a geometry of any kind in degrees (CRS84) as WKB with its bounding box, or nothing.
    Shapes,
}

/// A table of one's own.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnTable {
    /// Its name in SQL and, with `.parquet`, that of its file.
    pub name: String,
    /// Title in Indonesian.
    pub title_id: String,
    /// Title in English.
    pub title_en: String,
    /// What one row is, in Indonesian.
    pub description_id: String,
    /// What one row is, in English.
    pub description_en: String,
    /// Key of the source, which states its licence.
    pub source: String,
    /// The date or edition.
    pub vintage: String,
    /// The column that tells rows apart, where the specification names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Rows.
    pub rows: u64,
    /// Rows that have a place.
    pub located_rows: u64,
    /// Where rows are.
    pub located: Located,
    /// West, south, east, north of all places in degrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bounds: Option<[f64; 4]>,
    /// The columns in order, without those of the place.
    pub columns: Vec<OwnColumn>,
}

/// A column of a table of one's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnColumn {
    /// Its name.
    pub name: String,
    /// What its values are.
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// The unit; empty for texts.
    pub unit: String,
    /// What it means, in Indonesian.
    pub id: String,
    /// What it means, in English.
    pub en: String,
    /// Rows without a value.
    pub nulls: u64,
}

impl OwnTable {
    /// The name of its file in the dataset.
    pub fn file(&self) -> String {
        format!("{}.parquet", self.name)
    }

    /// The name of the file of what maps show of it from afar, where its rows are points.
    pub fn clusters_file(&self) -> Option<String> {
        (self.located == Located::Points).then(|| format!("{}.clusters", self.name))
    }

    /// The columns of its file.
    pub fn stored(&self) -> SchemaRef {
        let mut fields: Vec<Field> = self
            .columns
            .iter()
            .map(|column| Field::new(&column.name, column.kind.arrow(), true))
            .collect();
        match self.located {
            Located::Nowhere => {}
            Located::Points => {
                fields.extend([LON, LAT].map(|name| Field::new(name, DataType::Float64, true)));
            }
            Located::Shapes => {
                let sides: Fields =
                    SIDES.map(|side| Field::new(side, DataType::Float64, false)).to_vec().into();
                fields.push(Field::new(GEOMETRY, DataType::Binary, true));
                fields.push(Field::new(BBOX, DataType::Struct(sides), true));
            }
        }
        Arc::new(Schema::new(fields))
    }
}
