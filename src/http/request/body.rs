//! The body of a request: whole, in time, and before the request takes a place that others wait for.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::http::problem::{ApiError, ApiResult, Code};

/// Middleware: lets a request on when its body is here. One that never finishes would otherwise hold a place in a queue
/// for good.
pub async fn arrived(State(limit): State<Duration>, request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let (head, body) = request.into_parts();
    match tokio::time::timeout(limit, read(Request::from_parts(head.clone(), body))).await {
        Ok(Ok(bytes)) => next.run(Request::from_parts(head, Body::from(bytes))).await,
        Ok(Err(error)) => error.into_response(),
        Err(_elapsed) => ApiError::new(
            Code::BodyTimeout,
            format!("The body did not arrive within {} s.", limit.as_secs()),
        )
        .hint("Send it again, or raise `limits.body_timeout_s`.")
        .into_response(),
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
