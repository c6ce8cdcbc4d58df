//! The areas that are compared, as covered or as somebody states them.

use serde::Deserialize;
use utoipa::ToSchema;

/// An area with its need and its villages.
#[derive(Debug, Clone, PartialEq)]
pub struct EquityArea {
    /// Its code, or the id of a row of one's own.
    pub code: String,
    /// Its name.
    pub name: Option<String>,
    /// What it needs, 0 or more; `None` where that is not known.
    pub need: Option<f64>,
    /// The year of that figure.
    pub need_year: Option<i32>,
    /// Designated villages.
    pub designated: u32,
    /// Selected villages that are not designated yet.
    pub selected: u32,
}

/// An area of one's own.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EquityRow {
    /// What it is called.
    pub id: String,
    /// What it needs, 0 or more; null where that is not known.
    pub need: Option<f64>,
    /// Designated villages.
    pub designated: u32,
    /// Selected villages.
    #[serde(default)]
    pub selected: u32,
}

impl From<EquityRow> for EquityArea {
    fn from(row: EquityRow) -> Self {
        Self {
            code: row.id,
            name: None,
            need: row.need,
            need_year: None,
            designated: row.designated,
            selected: row.selected,
        }
    }
}
