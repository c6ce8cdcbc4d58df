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
    /// A note of this name, with the sentence that tells it.
    pub fn new(code: &str, detail: impl Into<String>) -> Self {
        Self { code: code.into(), detail: detail.into() }
    }

    /// Of a selection whose set is known, and not all that was asked beside it.
    pub fn alternatives_out_of_time() -> Self {
        let detail = "alternatives, replacement costs and regrets were not all found in time";
        Self::new("alternatives_out_of_time", detail)
    }

    /// Of changes of a plan that are enough, and perhaps more than is needed.
    pub fn relax_is_a_bound() -> Self {
        let detail = "a smaller change may be enough: what is named is possible, and not proven to be the least";
        Self::new("relax_is_a_bound", detail)
    }
}
