//! What a request draws from the server's memory, before it takes any.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::StreamExt as _;

use crate::app::AppState;
use crate::http::problem::{ApiError, Code};
use crate::memory::{Full, Grant, Owner};

/// What is understood of a body takes, as a multiple of its bytes. Rows of a plan take most, some ten times their text.
const UNDERSTOOD: u64 = 15;
/// What a computation takes, and for each village of the dataset; half of it and less was measured.
const COMPUTATION: u64 = 8 << 20;
const VILLAGE_COMPUTED: u64 = 1 << 10;
/// What an export takes, and for each village that may have competed: the frozen document, what is understood of it, and
/// the file.
const EXPORT: u64 = 4 << 20;
const VILLAGE_EXPORTED: u64 = 4 << 10;
/// What reading a list takes beside its body, which may expand: its texts, its cells, and what is said of each row.
const LIST: u64 = 48 << 20;
/// Bytes of an answer that draws nothing: as many as the system takes at once.
const SHORT: u64 = 64 << 10;

/// Middleware: draws what the body takes while it comes, and keeps it until there is an answer.
pub async fn for_body(State(app): State<AppState>, request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let most = app.config().limits.body_bytes as u64;
    let stated = request.headers().get(header::CONTENT_LENGTH);
    let stated = stated.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    // More than the most is refused when it is read.
    match app.memory().take(Owner::Bodies, stated.map_or(most, |stated| stated.min(most))) {
        Ok(_grant) => next.run(request).await,
        Err(full) => {
            pass_over(request.into_body(), most, app.config().limits.body_timeout).await;
            ApiError::from(full).into_response()
        }
    }
}

/// Lets a body that nobody reads go by: who is still sending does not listen to an answer, and would see a connection that broke.
async fn pass_over(body: Body, most: u64, limit: Duration) {
    let mut parts = body.into_data_stream();
    let mut passed = 0;
    let passing = async {
        while let Some(Ok(part)) = parts.next().await {
            passed += part.len() as u64;
            if passed > most {
                break;
            }
        }
    };
    // When time is up, the answer goes out all the same.
    let _ = tokio::time::timeout(limit, passing).await;
}

/// Middleware: draws what understanding the body takes, which is here, and the work of the request. When the answer is made, it
/// keeps what that takes, until it has been sent.
pub async fn for_work(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("", MatchedPath::as_str);
    let villages = app.catalogues().whole().dataset().manifest.counts.villages as u64;
    // Nobody reads the body of a request that only reads.
    let body = request.body().size_hint().exact().filter(|_| !request.method().is_safe());
    let body = body.map(|bytes| (Owner::Bodies, bytes.saturating_mul(UNDERSTOOD)));
    let wanted = [body, of_route(request.method(), route, villages)];
    let granted =
        wanted.into_iter().flatten().map(|(owner, bytes)| app.memory().take(owner, bytes));
    match granted.collect::<Result<Vec<Grant>, Full>>() {
        // The files of the page are part of the program.
        Ok(grants) if grants.is_empty() && route.is_empty() => next.run(request).await,
        Ok(grants) => kept(&app, grants, next.run(request).await),
        Err(full) => ApiError::from(full).into_response(),
    }
}

/// An answer that keeps its memory until it has been sent: its own where it is there as a whole, otherwise what it is made of.
/// Who reads slowly keeps no more than what is left to be read.
fn kept(app: &AppState, grants: Vec<Grant>, response: Response) -> Response {
    let length = response.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    let held = match length {
        Some(length) if length <= SHORT => return response,
        // What it was made with covers it as well, where there is no room for both.
        Some(length) => match app.memory().take(Owner::Answers, length) {
            Ok(grant) => vec![grant],
            Err(full) if grants.is_empty() => return ApiError::from(full).into_response(),
            Err(_) => grants,
        },
        None => grants,
    };
    response.map(|body| Body::new(Held { body, _grants: held }))
}

/// What a request of this route draws over a dataset of so many villages; none where it takes little.
fn of_route(method: &Method, route: &str, villages: u64) -> Option<(Owner, u64)> {
    let route = route.strip_prefix("/api/v1/")?;
    let computes = [
        "rankings",
        "rankings/explain",
        "rankings/sensitivity",
        "rankings/reversals",
        "selections",
        "selections/near",
        "weights/diagnostics",
        "equity",
        "proposals",
        "proposals/check",
        "scenarios",
        "scenarios/compare",
        "scenarios/{id}/freeze",
    ];
    let exports = ["scenarios/{id}/annex.", "scenarios/{id}/letters/", "lists/template."];
    if exports.iter().any(|export| route.starts_with(export)) {
        return Some((Owner::Exports, EXPORT + VILLAGE_EXPORTED * villages));
    }
    if route == "lists/preview" || (route == "lists" && *method == Method::POST) {
        return Some((Owner::Bodies, LIST));
    }
    let computes = computes.contains(&route)
        && (*method == Method::POST || route.ends_with("compare") || route == "proposals");
    computes.then_some((Owner::Planning, COMPUTATION + VILLAGE_COMPUTED * villages))
}

impl From<Full> for ApiError {
    fn from(full: Full) -> Self {
        let mib = |bytes: u64| bytes.div_ceil(1 << 20);
        let detail = format!(
            "This takes up to {} MiB of memory, and {} MiB are free.",
            mib(full.wanted),
            full.left >> 20
        );
        metrics::counter!("http_requests_refused_total", "kind" => "memory").increment(1);
        Self::new(Code::ServerMemory, detail).hint(if full.ever {
            "Try again in a few seconds."
        } else {
            "The operator can raise `limits.memory_bytes`."
        })
    }
}

/// A body that keeps its memory until it has been sent.
struct Held {
    body: Body,
    _grants: Vec<Grant>,
}

impl HttpBody for Held {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<hyper::body::Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> hyper::body::SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_computes_or_exports_draws() {
        let draws =
            |method: Method, route: &str| of_route(&method, route, 1000).map(|(owner, _)| owner);
        assert_eq!(draws(Method::POST, "/api/v1/rankings"), Some(Owner::Planning));
        assert_eq!(draws(Method::GET, "/api/v1/scenarios/compare"), Some(Owner::Planning));
        assert_eq!(draws(Method::GET, "/api/v1/proposals"), Some(Owner::Planning));
        assert_eq!(draws(Method::POST, "/api/v1/proposals/check"), Some(Owner::Planning));
        assert_eq!(draws(Method::POST, "/api/v1/scenarios/{id}/freeze"), Some(Owner::Planning));
        assert_eq!(draws(Method::GET, "/api/v1/scenarios/{id}/annex.pdf"), Some(Owner::Exports));
        assert_eq!(
            draws(Method::GET, "/api/v1/scenarios/{id}/letters/{file}"),
            Some(Owner::Exports)
        );
        assert_eq!(draws(Method::POST, "/api/v1/lists/preview"), Some(Owner::Bodies));
        assert_eq!(draws(Method::GET, "/api/v1/lists/template.xlsx"), Some(Owner::Exports));
        for route in ["/api/v1/scenarios", "/api/v1/plan/default", "/api/v1/areas", "/healthz", ""]
        {
            assert_eq!(draws(Method::GET, route), None, "{route}");
        }
        let (_, bytes) = of_route(&Method::POST, "/api/v1/selections", 83_762).unwrap();
        assert_eq!(bytes >> 20, 89);
    }
}
