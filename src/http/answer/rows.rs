//! Rows of a query as an answer, streamed.

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures::{StreamExt, TryStreamExt, stream};
use queries::{ByteStream, Format, QueryError, QueryRequest};
use serde::de::DeserializeOwned;

use crate::http::problem::{ApiError, ApiResult};
use crate::snapshot::Snapshot;

/// Runs a query and streams its rows; `file` makes it a download of that name.
///
/// # Errors
/// Whatever fails before the first bytes; a later failure breaks the connection off, so that
/// nobody takes a part for the whole.
pub async fn answer(
    snapshot: &Snapshot,
    request: QueryRequest,
    format: Format,
    file: Option<&str>,
) -> ApiResult<Response> {
    let (first, rest) = begin(snapshot, request, format).await?;
    let rest = rest.inspect_err(|error| {
        tracing::warn!(code = error.code().as_str(), %error, "an answer was broken off");
    });
    let body = Body::from_stream(stream::iter(first.map(Ok)).chain(rest));
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    if let Some(file) = file {
        let value = format!("attachment; filename=\"{file}.{}\"", format.as_str());
        headers.insert(
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&value).map_err(ApiError::internal)?,
        );
    }
    Ok(response)
}

/// Starts a query and waits for its first bytes, so that early failures have a status.
async fn begin(
    snapshot: &Snapshot,
    request: QueryRequest,
    format: Format,
) -> Result<(Option<Bytes>, ByteStream), QueryError> {
    let rows = snapshot.engine().run(request).await?;
    let mut bytes = snapshot.engine().encode(rows, format, snapshot.version())?;
    let first = bytes.next_chunk().await.transpose()?;
    Ok((first, bytes))
}

/// The rows of a question of the server's own as structs.
///
/// # Errors
/// When the query fails. Its text is ours, so that is a defect of ours unless the engine is only too
/// busy.
pub async fn all<T: DeserializeOwned>(
    snapshot: &Snapshot,
    request: QueryRequest,
) -> ApiResult<Vec<T>> {
    let rows = snapshot.engine().ask(&request.sql, request.params).await;
    rows.map_err(|error| match error {
        QueryError::Busy { .. } | QueryError::Timeout { .. } | QueryError::Cancelled => {
            error.into()
        }
        defect => ApiError::internal(defect),
    })
}
