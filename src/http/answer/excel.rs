//! CSV for Excel, which reads UTF-8 only behind a byte order mark: by choice, with `bom=true`.

use queries::Format;

use crate::http::problem::{ApiError, ApiResult};

/// Checks that a byte order mark is asked for only where there can be one.
///
/// # Errors
/// `invalid_parameter` for every other format.
pub fn check(mark: bool, format: Format) -> ApiResult<()> {
    if mark && format != Format::Csv {
        let name = format.as_str();
        return Err(ApiError::parameter("bom", format!("{name} has no byte order mark."))
            .hint("Only CSV has one: add format=csv."));
    }
    Ok(())
}
