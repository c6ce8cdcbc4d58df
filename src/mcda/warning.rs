//! What a reader of a result must know.

use serde::Serialize;
use utoipa::ToSchema;

/// Something a reader of the result must know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Warning {
    /// A stable name, by which the browser translates.
    pub code: String,
    /// The same in words, with the numbers.
    pub detail: String,
}

impl Warning {
    pub(crate) fn new(code: &str, detail: impl Into<String>) -> Self {
        Self { code: code.into(), detail: detail.into() }
    }
}
