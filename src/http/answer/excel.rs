//! CSV for Excel, which reads UTF-8 only behind a byte order mark: by choice, with `bom=true`.

use axum::body::{Body, Bytes};
use axum::response::Response;
use futures::{StreamExt as _, stream};
use queries::Format;
use queries::csv::BYTE_ORDER_MARK;

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

/// The answer with a byte order mark before its first byte where it is wanted.
pub fn marked(mark: bool, response: Response) -> Response {
    if !mark {
        return response;
    }
    let (parts, body) = response.into_parts();
    let first = stream::once(async { Ok(Bytes::from_static(BYTE_ORDER_MARK.as_bytes())) });
    Response::from_parts(parts, Body::from_stream(first.chain(body.into_data_stream())))
}
