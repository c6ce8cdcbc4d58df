//! Answers as JSON that was written where it was computed: a hundred thousand rows take longer to write than to rank.

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt as _, stream};
use serde::Serialize;
use tokio::task::coop::consume_budget;

use crate::http::problem::{ApiError, ApiResult};
use crate::pool::{Left, Pool};

/// An answer, written as JSON.
#[derive(Debug, Clone)]
pub struct Written {
    bytes: Bytes,
    /// Whether the bytes are compressed with gzip.
    gzip: bool,
}

impl Written {
    /// Writes an answer.
    ///
    /// # Errors
    /// When it cannot be written as JSON, which is a defect.
    pub fn of(answer: &impl Serialize) -> ApiResult<Self> {
        serde_json::to_vec(answer).map(|text| Self::json(text.into())).map_err(ApiError::internal)
    }

    /// An answer that was written before.
    pub const fn json(bytes: Bytes) -> Self {
        Self { bytes, gzip: false }
    }

    /// An answer that was written and compressed before, for a client that takes gzip.
    pub const fn gzip(bytes: Bytes) -> Self {
        Self { bytes, gzip: true }
    }

    /// The text; none of what is compressed.
    pub fn text(&self) -> &str {
        // What `serde_json` writes is UTF-8.
        std::str::from_utf8(&self.bytes).unwrap_or_default()
    }
}

impl AsRef<Self> for Written {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl IntoResponse for Written {
    fn into_response(self) -> Response {
        let mut response = in_pieces(self.bytes);
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(header::CONTENT_TYPE, json);
        if self.gzip {
            let gzip = HeaderValue::from_static("gzip");
            response.headers_mut().insert(header::CONTENT_ENCODING, gzip);
        }
        response
    }
}

/// Bytes that are sent at once.
const PIECE: usize = 64 << 10;

/// An answer of these bytes. Many are sent in pieces, so that others are answered in between: the system would take tens
/// of megabytes in one go.
pub fn in_pieces(bytes: Bytes) -> Response {
    let length = bytes.len();
    if length <= PIECE {
        return bytes.into_response();
    }
    // Whoever compresses it asks once more after the end.
    let mut response = Response::new(Body::from_stream(pieces(Ok(bytes)).fuse()));
    // Clients see how much there is to come, as of any other answer.
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    response
}

/// The same body, its long parts in pieces.
pub fn gently(body: Body) -> Body {
    Body::from_stream(body.into_data_stream().flat_map(pieces).fuse())
}

/// The pieces of a part of a body. Each takes of what a task may do in one go.
fn pieces(part: Result<Bytes, axum::Error>) -> impl Stream<Item = Result<Bytes, axum::Error>> {
    stream::unfold(Some(part), |rest| async {
        let mut rest = match rest? {
            Ok(rest) => rest,
            error => return Some((error, None)),
        };
        if rest.is_empty() {
            return None;
        }
        consume_budget().await;
        let piece = rest.split_to(rest.len().min(PIECE));
        Some((Ok(piece), Some(Ok(rest))))
    })
}

/// Computes on `pool`.
///
/// # Errors
/// What the computation answers.
pub async fn compute<T, E>(
    pool: &Pool,
    work: impl FnOnce(&Left) -> Result<T, E> + Send + 'static,
) -> ApiResult<T>
where
    T: Send + 'static,
    E: Into<ApiError> + Send + 'static,
{
    pool.compute(work).await.map_err(ApiError::internal)?.map_err(Into::into)
}

/// Computes and writes an answer on `pool`.
///
/// # Errors
/// What the computation answers.
pub async fn json<T, E>(
    pool: &Pool,
    work: impl FnOnce(&Left) -> Result<T, E> + Send + 'static,
) -> ApiResult<Written>
where
    T: Serialize,
    E: Into<ApiError> + Send + 'static,
{
    // The answer itself is dropped there too.
    compute(pool, |left| Written::of(&work(left).map_err(Into::into)?)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn pieces_are_the_whole() {
        for length in [0, 1, PIECE, PIECE + 1, 3 * PIECE] {
            let bytes: Bytes = (0..length).map(|n| n as u8).collect::<Vec<_>>().into();
            let response = in_pieces(bytes.clone());
            let told = response.headers().get(header::CONTENT_LENGTH);
            assert!(told.is_none_or(|told| *told == length.to_string()));
            let sent = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
            assert_eq!(sent, bytes);
        }
    }

    #[tokio::test]
    async fn an_answer_in_pieces_may_be_asked_again_after_its_end() {
        let whole = Bytes::from(vec![7; 2 * PIECE]);
        for body in [in_pieces(whole.clone()).into_body(), gently(Body::from(whole))] {
            let mut sent = body.into_data_stream();
            while sent.next().await.is_some() {}
            assert!(sent.next().await.is_none() && sent.next().await.is_none());
        }
    }

    #[tokio::test]
    async fn a_body_in_pieces_is_the_same_and_breaks_off_where_it_did() {
        let long = Bytes::from(vec![7; 2 * PIECE + 3]);
        let parts = [Ok(long.clone()), Ok(Bytes::from("a")), Err(axum::Error::new("broken"))];
        let sent: Vec<_> =
            gently(Body::from_stream(stream::iter(parts))).into_data_stream().collect().await;
        assert_eq!((sent.len(), sent[4].is_err()), (5, true));
        let whole: Vec<u8> = sent.into_iter().flatten().flatten().collect();
        assert_eq!(whole, [&long[..], b"a"].concat());
    }
}
