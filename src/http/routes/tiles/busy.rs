//! What is said where too many tiles are asked for at once.

use crate::http::problem::{ApiError, Code};

/// Too many wait already.
pub(super) fn busy() -> ApiError {
    metrics::counter!("http_requests_refused_total", "kind" => "tile").increment(1);
    ApiError::new(Code::Busy, "Too many tile requests are under way.")
        .hint("Try again in a second.")
}
