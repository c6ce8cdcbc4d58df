//! Rows of a query as an answer, streamed.

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures::{StreamExt, TryStreamExt, stream};
use queries::{ByteStream, Format, QueryError, QueryRequest};

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
    let rows = snapshot.engine().run(request).await.inspect_err(|error| {
        if matches!(error, QueryError::Busy { .. }) {
            metrics::counter!("http_requests_refused_total", "kind" => "SQL").increment(1);
        }
    })?;
    let mut bytes = snapshot.engine().encode(rows, format, snapshot.version())?;
    let first = bytes.next_chunk().await.transpose()?;
    Ok((first, bytes))
}
