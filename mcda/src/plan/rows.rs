//! A table of one's own as candidates, so that anyone can check the arithmetic.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One candidate given in the plan: `{"id": "V01", "lon": .., "lat": .., "c1": 38.0}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Row {
    /// What the answer calls it.
    pub id: String,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Longitude in degrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// Latitude in degrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Code of its regency: for medians and for quotas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regency: Option<String>,
    /// Code of its province: for quotas. Default: the province of `regency`, where that is a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub province: Option<String>,
    /// Number of migrants: more of them come first among equal scores.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pmi: Option<f64>,
    /// Every other column; `null` is a missing value.
    #[serde(flatten)]
    pub values: BTreeMap<String, RowValue>,
}

/// A value in a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum RowValue {
    /// `null`: missing.
    Missing,
    /// A number.
    Number(f64),
    /// A text, which no criterion can use.
    Text(String),
    /// A truth value, which no criterion can use.
    Flag(bool),
}

impl Row {
    /// The number in column `name`: `Ok(None)` where it is null or absent.
    ///
    /// # Errors
    /// What stands there instead, if it is no number.
    pub fn number(&self, name: &str) -> Result<Option<f64>, String> {
        match self.values.get(name) {
            Some(RowValue::Number(value)) => Ok(Some(*value)),
            None if name == "pmi" => Ok(self.pmi),
            None | Some(RowValue::Missing) => Ok(None),
            Some(RowValue::Text(text)) => Err(format!("is the text {text:?}")),
            Some(RowValue::Flag(flag)) => Err(format!("is {flag}")),
        }
    }
}
