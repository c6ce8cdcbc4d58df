//! Rows of a query as an answer, streamed.
//!
//! How many rows there are, and whether there would have been more, is said in headers where all of the answer is there before the
//! first byte leaves, otherwise in trailers, to those who read them (`TE: trailers`). Formats that are files are never cut off
//! unasked: without a limit of the request they are whole, or an error.

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures::{StreamExt, TryStreamExt, stream};
use http_body_util::StreamBody;
use hyper::body::Frame;
use queries::csv::BYTE_ORDER_MARK;
use queries::{ByteStream, CHUNK, Format, QueryError, QueryRequest, Summary};

use crate::http::problem::{ApiError, ApiResult};
use crate::snapshot::Snapshot;

/// How many rows an answer has.
const ROW_COUNT: HeaderName = HeaderName::from_static("x-row-count");
/// Whether there were more than the limit.
const TRUNCATED: HeaderName = HeaderName::from_static("x-truncated");
/// Both, as the names of trailers.
const TRAILERS: &str = "x-row-count, x-truncated";

/// What rows are written as.
#[derive(Debug, Clone, Copy)]
pub struct Form<'a> {
    /// The format.
    pub format: Format,
    /// Whether a byte order mark begins it.
    pub mark: bool,
    /// The name without extension that makes it a download.
    pub file: Option<&'a str>,
}

/// Runs a query and streams its rows.
///
/// # Errors
/// Whatever fails before the first bytes; a later failure breaks the connection off, so that
/// nobody takes a part for the whole.
pub async fn answer(
    snapshot: &Snapshot,
    mut request: QueryRequest,
    form: Form<'_>,
) -> ApiResult<Response> {
    request.whole = !form.format.is_paged();
    let mark = form.mark.then_some(Bytes::from_static(BYTE_ORDER_MARK.as_bytes()));
    let mut response = match begin(snapshot, request, form.format).await? {
        Begun::All(bytes, summary) => {
            let bytes = match mark {
                Some(mark) => Bytes::from([mark, bytes].concat()),
                None => bytes,
            };
            let mut response = Body::from(bytes).into_response();
            response.headers_mut().extend(counts(summary));
            response
        }
        Begun::Some(first, rest) => {
            let first = mark.into_iter().chain(first).map(|bytes| Ok(Frame::data(bytes)));
            let frames = stream::iter(first).chain(frames(rest)).inspect_err(|error: &QueryError| {
                tracing::warn!(code = error.code().as_str(), %error, "an answer was broken off");
            });
            let mut response = Body::new(StreamBody::new(frames)).into_response();
            response.headers_mut().insert(header::TRAILER, HeaderValue::from_static(TRAILERS));
            response
        }
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(form.format.media_type()));
    if let Some(file) = form.file {
        let value = format!("attachment; filename=\"{file}.{}\"", form.format.as_str());
        headers.insert(
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&value).map_err(ApiError::internal)?,
        );
    }
    Ok(response)
}

/// An answer of which the first bytes are there.
enum Begun {
    /// These are all.
    All(Bytes, Summary),
    /// The first pieces, and where the others come from.
    Some(Vec<Bytes>, ByteStream),
}

/// Starts a query and waits for its first bytes, so that early failures have a status.
async fn begin(
    snapshot: &Snapshot,
    request: QueryRequest,
    format: Format,
) -> Result<Begun, QueryError> {
    let rows = snapshot.engine().run(request).await.inspect_err(|error| {
        if matches!(error, QueryError::Busy { .. }) {
            metrics::counter!("http_requests_refused_total", "kind" => "SQL").increment(1);
        }
    })?;
    let mut bytes = snapshot.engine().encode(rows, format, snapshot.version())?;
    let first = bytes.next_chunk().await.transpose()?.unwrap_or_default();
    // A piece that is not full is the last: its end is there at once, or an error that can still have a status.
    if first.len() >= CHUNK {
        return Ok(Begun::Some(vec![first], bytes));
    }
    Ok(match bytes.next_chunk().await.transpose()? {
        None => Begun::All(first, bytes.summary()),
        Some(more) => Begun::Some(vec![first, more], bytes),
    })
}

/// The rest of an answer, and behind it what can be said of the whole.
fn frames(rest: ByteStream) -> impl futures::Stream<Item = Result<Frame<Bytes>, QueryError>> {
    stream::unfold(Some(rest), async |rest| {
        let mut rest = rest?;
        match rest.next_chunk().await {
            Some(Ok(bytes)) => Some((Ok(Frame::data(bytes)), Some(rest))),
            Some(Err(error)) => Some((Err(error), None)),
            None => Some((Ok(Frame::trailers(counts(rest.summary()))), None)),
        }
    })
}

fn counts(summary: Summary) -> HeaderMap {
    let truncated = if summary.truncated { "true" } else { "false" };
    HeaderMap::from_iter([
        (ROW_COUNT, HeaderValue::from(summary.rows)),
        (TRUNCATED, HeaderValue::from_static(truncated)),
    ])
}
