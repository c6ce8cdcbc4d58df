//! The named questions: SQL that is kept, explained and run by name.

use std::sync::OnceLock;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use queries::{NamedQuery, named_queries};
use serde_json::Value;
use utoipa::ToSchema;

use super::sql::SqlRows;
use crate::app::AppState;
use crate::http::answer::page::List;
use crate::http::answer::{negotiate, rows};
use crate::http::problem::{ApiError, ApiResult, Code};
use crate::http::request::extract::{Path, Query};

/// A named question.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes `queries::NamedQuery`, which knows no OpenAPI")]
pub struct QuestionInfo {
    name: String,
    title_id: String,
    title_en: String,
    description_id: String,
    description_en: String,
    /// With `$name` for every parameter.
    sql: String,
    params: Vec<QuestionParam>,
}

/// A parameter of a named question.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes `queries::NamedParam`")]
pub struct QuestionParam {
    name: String,
    /// `text`, `integer`, `number` or `boolean`.
    #[schema(rename = "type")]
    data_type: String,
    /// The value when none is given.
    default: Value,
    description_en: String,
}

fn library() -> ApiResult<&'static [NamedQuery]> {
    static LIBRARY: OnceLock<Result<Vec<NamedQuery>, queries::QueryError>> = OnceLock::new();
    match LIBRARY.get_or_init(named_queries) {
        Ok(questions) => Ok(questions),
        Err(error) => Err(ApiError::internal(error)),
    }
}

/// The named questions with their SQL and parameters.
#[utoipa::path(get, path = "/api/v1/queries", tag = "sql",
    responses((status = 200, description = "Questions", body = List<QuestionInfo>)))]
pub async fn questions() -> ApiResult<Json<List<NamedQuery>>> {
    Ok(Json(List::whole(library()?.to_vec())))
}

/// Answers a named question. Its parameters are query parameters; `format` and `limit` are as for SQL.
#[utoipa::path(get, path = "/api/v1/queries/{name}", tag = "sql",
    params(
        ("name" = String, Path, description = "The question"),
        ("format" = Option<String>, Query, description = "json, csv, arrow, parquet or geojson; otherwise Accept chooses"),
        ("limit" = Option<usize>, Query, description = "Rows to answer with at most, unless the question has a parameter of this name")),
    responses((status = 200, description = "Rows", content(
        (SqlRows = "application/json"), (String = "text/csv"), (Vec<u8> = "application/vnd.apache.arrow.stream"),
        (Vec<u8> = "application/vnd.apache.parquet"), (Object = "application/geo+json")))))]
pub async fn question(
    State(app): State<AppState>,
    Path(name): Path<String>,
    Query(given): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let library = library()?;
    let question = library.iter().find(|question| question.name == name).ok_or_else(|| {
        let names: Vec<&str> = library.iter().map(|question| question.name).collect();
        ApiError::new(Code::QueryNotFound, format!("There is no question `{name}`."))
            .hint(format!("Questions: {}.", names.join(", ")))
    })?;
    let (mut format, mut limit, mut values) = (None, None, Vec::new());
    for (key, value) in &given {
        let own = question.params.iter().any(|param| param.name == *key);
        match key.as_str() {
            "format" => format = Some(value.as_str()),
            "limit" if !own => limit = Some(rows_limit(value)?),
            _ if own => values.push((key.as_str(), value.as_str())),
            _ => return Err(unknown(question, key)),
        }
    }
    let format_chosen = negotiate::choose(format, &headers)?;
    let mut request = question.request(values)?;
    request.limit = limit;
    rows::answer(&app.snapshot(), request, format_chosen, format.is_some().then_some(question.name))
        .await
}

fn rows_limit(text: &str) -> ApiResult<usize> {
    text.parse()
        .map_err(|_| ApiError::parameter("limit", format!("`{text}` is not a number of rows.")))
}

fn unknown(question: &NamedQuery, key: &str) -> ApiError {
    let mut known: Vec<&str> = question.params.iter().map(|param| param.name.as_str()).collect();
    known.extend(["format", "limit"]);
    ApiError::new(Code::UnknownParameter, format!("Parameter `{key}` is not known here."))
        .hint(format!("Known here: {}.", known.join(", ")))
}
