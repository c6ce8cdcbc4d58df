//! Errors as clients see them.
//!
//! Which error where: libraries have `thiserror` enums of their own; a handler turns what the
//! caller did wrong into an [`ApiError`] with a [`Code`]; everything unexpected goes through
//! [`ApiError::internal`], which keeps the cause for the log and tells the client nothing of it.
//!
//! An `ApiError` travels as a response extension. [`problem_details`] writes it as RFC 9457
//! `application/problem+json`, together with the request id, and gives errors that axum and
//! tower made themselves (405, 413, ...) the same shape.

use std::fmt::Display;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use geodata::changes::Successor;
use geodata::registry::Problem as RowProblem;
use serde::Serialize;
use utoipa::ToSchema;

use super::code::Code;
use super::request_id::{self, RequestId};
use crate::http::request::prefix::Under;

/// A place in a text that the client sent, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Position {
    /// Line, counted from 1.
    pub line: u64,
    /// Column in characters, counted from 1.
    pub column: u64,
}

/// A failed request.
#[derive(Debug, Clone)]
pub struct ApiError {
    code: Code,
    detail: String,
    hint: Option<String>,
    position: Option<Position>,
    rows: Option<Arc<[RowProblem]>>,
    /// One pointer: an error that is carried everywhere stays small.
    successors: Option<Arc<Vec<Successor>>>,
    cause: Option<Arc<str>>,
}

/// The result of a handler.
pub type ApiResult<T> = Result<T, ApiError>;

impl ApiError {
    /// A failure for which `detail` says what is wrong with this very request.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            hint: None,
            position: None,
            rows: None,
            successors: None,
            cause: None,
        }
    }

    /// A defect of ours: `cause` is logged, the client sees only the request id.
    pub fn internal(cause: impl Display) -> Self {
        let mut error = Self::new(Code::Internal, "The server could not answer this request.");
        error.hint = Some("Tell the operator the request id; the log has the cause.".to_owned());
        error.cause = Some(Arc::from(cause.to_string()));
        error
    }

    /// A parameter whose value cannot be used.
    pub fn parameter(name: &str, problem: impl Display) -> Self {
        Self::new(Code::InvalidParameter, format!("Parameter `{name}`: {problem}"))
    }

    /// No area has `code`.
    pub fn no_area(code: impl Display) -> Self {
        Self::new(Code::AreaNotFound, format!("No area of this dataset has the code `{code}`."))
            .hint("Find areas by name with /api/v1/areas?q=")
    }

    /// Adds what the caller can do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds where in the caller's text the mistake is.
    #[must_use]
    pub fn at(mut self, line: u64, column: u64) -> Self {
        self.position = Some(Position { line, column });
        self
    }

    /// Adds what is wrong with which row of the body.
    #[must_use]
    pub fn rows(mut self, rows: Vec<RowProblem>) -> Self {
        self.rows = Some(rows.into());
        self
    }

    /// Adds what came of an area whose code is gone.
    #[must_use]
    pub fn successors(mut self, successors: Vec<Successor>) -> Self {
        self.successors = Some(Arc::new(successors));
        self
    }

    /// The answer did not begin within `limit`.
    pub fn late(limit: Duration) -> Self {
        let detail = format!("The answer was not ready within {} s.", limit.as_secs_f64());
        Self::new(Code::Timeout, detail)
            .hint("Ask for less, or try again when the server is less busy.")
    }

    /// The answer of a route that stands outside the middleware: the document, with the request's id, logged where
    /// it is a defect of ours.
    pub fn documented(self, id: &RequestId, under: &Under) -> Response {
        self.log(id);
        let mut response = render(&self, id, under, Response::default());
        let headers = response.headers_mut();
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        if let Ok(value) = HeaderValue::from_str(&id.0) {
            headers.insert(&request_id::HEADER, value);
        }
        response
    }

    /// The document that tells of this error to whoever reaches this server under a path.
    pub fn problem(&self, id: &RequestId, Under(prefix): &Under) -> Problem {
        Problem {
            kind: format!("{prefix}/docs#{}", self.code.name()),
            title: self.code.title().to_owned(),
            status: self.code.status().as_u16(),
            code: self.code.name().to_owned(),
            detail: self.detail.clone(),
            hint: self.hint.clone(),
            position: self.position,
            rows: self.rows.as_deref().map(<[_]>::to_vec),
            successors: self.successors.as_deref().cloned(),
            request_id: id.0.to_string(),
        }
    }

    /// Logs an error of the server.
    pub fn log(&self, id: &RequestId) {
        if self.code.status().is_server_error() {
            let cause = self.cause.as_deref().unwrap_or(&self.detail);
            tracing::error!(code = self.code.name(), request_id = %id.0, cause, "request failed");
        }
    }

    /// The code of this error.
    pub const fn code(&self) -> Code {
        self.code
    }
}

/// The one place where the engine's errors become ours.
impl From<queries::QueryError> for ApiError {
    fn from(error: queries::QueryError) -> Self {
        let code = Code::from(error.code());
        if code == Code::Internal {
            return Self::internal(error);
        }
        let mut text = error.to_string();
        if let Some(first) = text.get(..1).map(str::to_uppercase) {
            text.replace_range(..1, &first);
        }
        let result = Self::new(code, format!("{text}."));
        let hint = error.hint();
        let result = if hint.is_empty() { result } else { result.hint(hint) };
        match error.position() {
            Some(position) => result.at(position.line, position.column),
            None => result,
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.code.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The body of every error (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Address of the description of this kind of problem.
    #[serde(rename = "type")]
    pub kind: String,
    /// Short summary, the same for every occurrence of the code.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The stable code by which clients decide and translate.
    pub code: String,
    /// What is wrong with this very request.
    pub detail: String,
    /// What the caller can do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Where in the caller's text (SQL or JSON) the mistake is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// What is wrong with which row of the body, where it has rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<Vec<RowProblem>>,
    /// What came of an area whose code is gone (`area_changed`), or of the area around it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub successors: Option<Vec<Successor>>,
    /// Finds this request in the server's log.
    pub request_id: String,
}

/// Middleware: writes every error as a problem document and logs server errors once.
pub async fn problem_details(request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().cloned().unwrap_or_default();
    let mut response = next.run(request).await;
    let error = match response.extensions_mut().remove::<ApiError>() {
        Some(error) => error,
        None => match foreign(&response) {
            Some(error) => error,
            None => return response,
        },
    };
    error.log(&id);
    let under = response.extensions_mut().remove::<Under>().unwrap_or_default();
    render(&error, &id, &under, response)
}

/// The error behind a failure response that carries no [`ApiError`]: made by axum or tower.
fn foreign(response: &Response) -> Option<ApiError> {
    let status = response.status();
    Some(match status {
        StatusCode::NOT_FOUND => ApiError::new(Code::NotFound, "No route has this path."),
        // axum adds the header after the middleware has run, so the methods cannot be named here.
        StatusCode::METHOD_NOT_ALLOWED => {
            ApiError::new(Code::MethodNotAllowed, "This path does not answer this method.")
                .hint("the header Allow names the methods that it answers")
        }
        StatusCode::PAYLOAD_TOO_LARGE => {
            ApiError::new(Code::PayloadTooLarge, "The body is too large.")
        }
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            ApiError::new(Code::UnsupportedMediaType, "This content type is not read here.")
        }
        s if s.is_client_error() => {
            ApiError::new(Code::InvalidParameter, "The request could not be read.")
        }
        s if s.is_server_error() => ApiError::internal(format!("unexplained status {s}")),
        _ => return None,
    })
}

/// Replaces the body of `response` with the problem document; headers such as `Allow` stay.
fn render(error: &ApiError, id: &RequestId, under: &Under, response: Response) -> Response {
    let status = error.code.status();
    let problem = error.problem(id, under);
    let (mut parts, _) = response.into_parts();
    parts.status = status;
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::CONTENT_ENCODING);
    let json = HeaderValue::from_static("application/problem+json");
    parts.headers.insert(header::CONTENT_TYPE, json);
    parts.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
        parts.headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    Response::from_parts(parts, Body::from(body))
}

/// What a caught panic answers; the panic itself was logged by its hook.
pub fn panicked(panic: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without a message");
    ApiError::internal(format!("panic: {text}")).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::body::to_bytes;
    use axum::routing::get;
    use tower::ServiceExt;

    async fn answer(path: &'static str, method: &'static str) -> (StatusCode, String) {
        let app = Router::new()
            .route(
                "/secret",
                get(|| async { Err::<(), _>(ApiError::internal("password is 1234")) }),
            )
            .route("/panic", get(panics))
            .layer(tower_http::catch_panic::CatchPanicLayer::custom(panicked))
            .layer(axum::middleware::from_fn(problem_details));
        let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        let response = app.oneshot(request).await.unwrap();
        let status = response.status();
        let allowed = response.headers().contains_key(header::ALLOW);
        assert_eq!(allowed, status == StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
        let body = to_bytes(response.into_body(), 10_000).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    async fn panics() {
        panic!("with a secret");
    }

    #[tokio::test]
    async fn an_internal_error_shows_nothing_of_its_cause() {
        let (status, body) = answer("/secret", "GET").await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(body.contains(r#""code":"internal""#), "{body}");
        assert!(!body.contains("1234"), "{body}");
    }

    #[tokio::test]
    async fn a_panic_is_an_internal_error_and_shows_nothing_either() {
        let (status, body) = answer("/panic", "GET").await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(!body.contains("secret"), "{body}");
    }

    #[tokio::test]
    async fn errors_of_the_framework_have_the_same_shape() {
        let (status, body) = answer("/secret", "DELETE").await;
        assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
        assert!(body.contains(r#""code":"method_not_allowed""#), "{body}");
        assert!(body.contains("Allow"), "{body}");
        let (status, body) = answer("/nowhere", "GET").await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert!(body.contains(r#""code":"not_found""#), "{body}");
    }
}
