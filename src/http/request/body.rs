//! The body of a request: whole, in time, and before the request takes a place that others wait for.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::TryStreamExt as _;
use tokio::time::Instant;

use crate::http::problem::{ApiError, ApiResult, Code};

/// Bytes that buy a body one more second: the least rate at which a long one may come.
const LEAST_RATE: u64 = 64 << 10;

/// Middleware: lets a request on when its body is here. One that never finishes would otherwise hold a place in a queue
/// for good; one that is long and comes over a slow line is waited for as long as it comes at the least rate.
pub async fn arrived(State(limit): State<Duration>, request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let (head, body) = request.into_parts();
    let (bytes, count) = counted(body);
    let reading = read(Request::from_parts(head.clone(), bytes));
    match in_time(reading, limit, &count).await {
        Some(Ok(bytes)) => next.run(Request::from_parts(head, Body::from(bytes))).await,
        Some(Err(error)) => error.into_response(),
        None => {
            let detail = format!(
                "The body did not arrive within {} s, and a second for every 64 KiB of it.",
                limit.as_secs()
            );
            ApiError::new(Code::BodyTimeout, detail)
                .hint("Send it again, or raise `limits.body_timeout_s`.")
                .into_response()
        }
    }
}

/// The same body, and how many of its bytes have arrived.
fn counted(body: Body) -> (Body, Arc<AtomicU64>) {
    let count = Arc::new(AtomicU64::new(0));
    let of_stream = Arc::clone(&count);
    let stream = body.into_data_stream().inspect_ok(move |bytes| {
        of_stream.fetch_add(bytes.len() as u64, Ordering::Relaxed);
    });
    (Body::from_stream(stream), count)
}

/// What is read within `limit` and a second for every [`LEAST_RATE`] bytes that have arrived; none where it is late.
async fn in_time<T>(
    reading: impl Future<Output = T>,
    limit: Duration,
    arrived: &AtomicU64,
) -> Option<T> {
    let begun = Instant::now();
    tokio::pin!(reading);
    loop {
        let earned = Duration::from_secs(arrived.load(Ordering::Relaxed) / LEAST_RATE);
        let late = begun + limit + earned;
        tokio::select! {
            biased;
            read = &mut reading => return Some(read),
            () = tokio::time::sleep_until(late) => {
                if Duration::from_secs(arrived.load(Ordering::Relaxed) / LEAST_RATE) == earned {
                    return None;
                }
            }
        }
    }
}

/// Reads a whole body within the limit that the route sets.
pub(super) async fn read(request: Request) -> ApiResult<Bytes> {
    Bytes::from_request(request, &()).await.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            ApiError::new(Code::PayloadTooLarge, "The body is longer than this server reads.")
                .hint("Send less, or raise `limits.body_bytes`.")
        } else {
            ApiError::new(Code::InvalidBody, "The body could not be read to its end.")
        }
    })
}
