//! Extractors whose rejections are our own errors and name the parameter or field at fault.
//!
//! Parameter and body structs carry `#[serde(deny_unknown_fields)]`; nothing is ignored.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{Uri, header};
use geodata::AreaCode;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::body;
use crate::app::AppState;
use crate::http::answer::written::compute;
use crate::http::problem::{ApiError, ApiResult, Code};
use crate::strict;

/// The query string.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> ApiResult<Self> {
        Self::of(&parts.uri).map(Self)
    }
}

impl<T: DeserializeOwned> Query<T> {
    /// The parameters of an address.
    ///
    /// # Errors
    /// When one is not known or does not fit.
    pub fn of(uri: &Uri) -> ApiResult<T> {
        axum::extract::Query::<T>::try_from_uri(uri)
            .map(|query| query.0)
            .map_err(|rejection| parameter_error(&rejection.body_text()))
    }
}

/// No parameters: whatever is given is an error that names it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoParams {}

/// The parameters in the path.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> ApiResult<Self> {
        axum::extract::Path::<T>::from_request_parts(parts, state)
            .await
            .map(|path| Self(path.0))
            .map_err(|rejection| {
                ApiError::new(
                    Code::InvalidParameter,
                    format!("The path: {}.", root_cause(&rejection)),
                )
            })
    }
}

/// A JSON body.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned + Send + 'static> FromRequest<AppState> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &AppState) -> ApiResult<Self> {
        json(request, app, |text| strict::from_slice(text).map_err(|error| json_error(&error)))
            .await
            .map(Self)
    }
}

/// Bytes of a body that are read on the thread that answers. A longer one may cost more than a moment.
const SHORT: usize = 16 << 10;

/// The body of a request that declares JSON, as `read` reads it.
pub(super) async fn json<T: Send + 'static>(
    request: Request,
    app: &AppState,
    read: impl FnOnce(&[u8]) -> ApiResult<T> + Send + 'static,
) -> ApiResult<T> {
    if !is_json(&request) {
        return Err(ApiError::new(
            Code::UnsupportedMediaType,
            "The body must be JSON with `Content-Type: application/json`.",
        ));
    }
    let bytes = body::read(request).await?;
    if bytes.len() <= SHORT {
        return read(&bytes);
    }
    compute(&app.pools().bodies, move |_| read(&bytes)).await
}

/// Whether the request declares JSON: `application/json`, `application/geo+json`, ...
pub(super) fn is_json(request: &Request) -> bool {
    let declared = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
    declared.is_some_and(|text| {
        let essence = text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        essence == "application/json"
            || (essence.starts_with("application/") && essence.ends_with("+json"))
    })
}

/// The innermost message of a rejection: the outer ones only say which extractor it was.
fn root_cause(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

/// Sorts the messages of serde into our codes; the message itself names the parameter.
fn parameter_error(text: &str) -> ApiError {
    // axum says first which extractor it was; the rest names the parameter.
    let message = text.split_once(": ").map_or(text, |(_, message)| message);
    if let Some((name, known)) = unknown_name(message) {
        return ApiError::new(
            Code::UnknownParameter,
            format!("Parameter `{name}` is not known here."),
        )
        .hint(known);
    }
    if let Some((_, name)) = message.split_once("missing field ") {
        return ApiError::new(Code::MissingParameter, format!("Parameter {name} is missing."));
    }
    ApiError::new(Code::InvalidParameter, format!("The query string: {message}."))
}

/// Sorts the errors of `serde_json` into our codes, with their position.
pub fn json_error(error: &serde_json::Error) -> ApiError {
    use serde_json::error::Category;
    let (line, column) = (error.line() as u64, error.column() as u64);
    let text = error.to_string();
    // serde_json ends its message with the position, which we give as members.
    let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    let result = match error.classify() {
        Category::Data => match unknown_name(message) {
            Some((name, known)) => {
                ApiError::new(Code::UnknownField, format!("Field `{name}` is not known here."))
                    .hint(known)
            }
            None => ApiError::new(Code::InvalidBody, format!("The body: {message}.")),
        },
        _ => ApiError::new(Code::InvalidJson, format!("The body is not JSON: {message}.")),
    };
    if line > 0 { result.at(line, column.max(1)) } else { result }
}

/// From "unknown field `x`, expected one of `a`, `b`": the name, and a sentence with the rest.
fn unknown_name(message: &str) -> Option<(&str, String)> {
    let rest = &message[message.find("unknown field `")? + "unknown field `".len()..];
    let (name, rest) = rest.split_once('`')?;
    let known = rest.trim_start_matches(", expected ").trim_start_matches("one of ");
    let known = match known {
        "" | ", there are no fields" => "There are no parameters here.".to_owned(),
        names => format!("Known here: {names}."),
    };
    Some((name, known))
}

/// Reads an area code from a parameter or path.
pub fn area_code(text: &str) -> ApiResult<AreaCode> {
    text.parse().map_err(|error: geodata::code::CodeError| {
        ApiError::new(Code::InvalidCode, format!("{error}."))
    })
}

/// Reads numbers separated by commas, exactly `N` of them, all finite.
pub fn numbers<const N: usize>(name: &str, text: &str, shape: &str) -> ApiResult<[f64; N]> {
    let parsed: Option<Vec<f64>> = text
        .split(',')
        .map(|part| part.trim().parse::<f64>().ok().filter(|number| number.is_finite()))
        .collect();
    parsed
        .and_then(|numbers| <[f64; N]>::try_from(numbers).ok())
        .ok_or_else(|| ApiError::parameter(name, format!("`{text}` is not `{shape}`.")))
}

/// A limit that a client may set between 1 and `most`.
pub fn limit(given: Option<usize>, default: usize, most: usize) -> ApiResult<usize> {
    match given {
        None => Ok(default),
        Some(n) if (1..=most).contains(&n) => Ok(n),
        Some(n) => Err(ApiError::parameter("limit", format!("{n} is not between 1 and {most}."))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Params {
        #[expect(dead_code, reason = "only its parsing is tested")]
        limit: usize,
        #[expect(dead_code, reason = "only its parsing is tested")]
        q: Option<String>,
    }

    fn parse(query: &str) -> ApiError {
        let uri = format!("http://x/?{query}").parse().unwrap();
        let error = axum::extract::Query::<Params>::try_from_uri(&uri).unwrap_err();
        parameter_error(&error.body_text())
    }

    #[test]
    fn wrong_parameters_are_named() {
        let unknown = parse("limit=1&qq=a");
        assert_eq!(unknown.code(), Code::UnknownParameter);
        assert!(format!("{unknown:?}").contains("`qq`"), "{unknown:?}");
        assert!(format!("{unknown:?}").contains("`limit`"), "{unknown:?}");
        assert_eq!(parse("q=a").code(), Code::MissingParameter);
        let invalid = parse("limit=many");
        assert_eq!(invalid.code(), Code::InvalidParameter);
        assert!(format!("{invalid:?}").contains("limit"), "{invalid:?}");
    }

    #[test]
    fn wrong_bodies_are_placed_and_named() {
        let of = |text: &str| json_error(&serde_json::from_str::<Params>(text).unwrap_err());
        assert_eq!(of("{\"limit\": 1,\n \"x\": 2}").code(), Code::UnknownField);
        assert_eq!(of("{\"limit\": -1}").code(), Code::InvalidBody);
        let broken = of("{\n\"limit\" 1}");
        assert_eq!(broken.code(), Code::InvalidJson);
        assert!(format!("{broken:?}").contains("line: 2"), "{broken:?}");
    }

    #[test]
    fn numbers_must_be_as_many_as_asked_and_finite() {
        assert_eq!(numbers::<2>("near", "116.1,-8.5", "lon,lat").unwrap(), [116.1, -8.5]);
        for text in ["", "1", "1,2,3", "1,x", "1,NaN", "inf,0"] {
            assert_eq!(
                numbers::<2>("near", text, "lon,lat").unwrap_err().code(),
                Code::InvalidParameter
            );
        }
    }
}
