//! What comes of a row that is looked at.

use serde::Serialize;
use serde_json::Value;

use super::rows::Row;
use crate::changes::Successor;
use crate::code::AreaCode;

/// A row that can be recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// What it says.
    pub row: Row,
    /// As it is kept.
    pub value: Value,
    /// The area whose matter it is; none where it is the country's.
    pub area: Option<AreaCode>,
    /// Tells it from other rows of its table; empty where rows are never the same.
    pub key: String,
}

/// What is wrong with a field of a row.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = RowProblem))]
pub struct Problem {
    /// The row, from 0.
    pub row: usize,
    /// The field; empty where it is the row as a whole.
    pub field: String,
    /// What is wrong, and what to do.
    pub detail: String,
    /// What came of the area whose code it names and that is gone, or of the area around it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub successors: Vec<Successor>,
}

impl Problem {
    /// Something that is wrong with a field; `successors` are what came of the area that it names.
    pub(super) fn new(row: usize, field: &str, detail: impl Into<String>) -> Self {
        Self { row, field: field.to_owned(), detail: detail.into(), successors: Vec::new() }
    }
}
