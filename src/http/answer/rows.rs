//! Rows of a query as an answer, streamed.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt, stream};
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
    let mut timed = Timed { bytes: None, started: Instant::now(), outcome: "cancelled" };
    let first = match begin(snapshot, request, format).await {
        Ok((first, bytes)) => {
            timed.bytes = Some(bytes);
            first
        }
        Err(error) => {
            timed.outcome = error.code();
            return Err(error.into());
        }
    };
    let body = Body::from_stream(stream::iter(first.map(Ok)).chain(timed));
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

/// The rows of a small query as structs.
///
/// # Errors
/// When the query fails, or its columns do not fit `T`, which is a defect of ours.
pub async fn all<T: DeserializeOwned>(
    snapshot: &Snapshot,
    request: QueryRequest,
) -> ApiResult<Vec<T>> {
    #[derive(serde::Deserialize)]
    struct Answer<T> {
        items: Vec<T>,
    }
    let rows = snapshot.engine().run(request).await?;
    let bytes = snapshot.engine().encode(rows, Format::Json, snapshot.version())?.collect().await?;
    let answer: Answer<T> = serde_json::from_slice(&bytes).map_err(ApiError::internal)?;
    Ok(answer.items)
}

/// The rest of an answer, which counts and times the statement when it ends or is dropped.
struct Timed {
    bytes: Option<ByteStream>,
    started: Instant,
    outcome: &'static str,
}

impl Stream for Timed {
    type Item = Result<Bytes, QueryError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(bytes) = self.bytes.as_mut() else { return Poll::Ready(None) };
        let next = bytes.poll_next_unpin(context);
        match &next {
            Poll::Ready(None) => self.outcome = "ok",
            Poll::Ready(Some(Err(error))) => {
                self.outcome = error.code();
                tracing::warn!(code = error.code(), %error, "an answer was broken off");
            }
            _ => {}
        }
        next
    }
}

impl Drop for Timed {
    fn drop(&mut self) {
        metrics::counter!("sql_statements_total", "outcome" => self.outcome).increment(1);
        metrics::histogram!("sql_duration_seconds").record(self.started.elapsed());
    }
}
