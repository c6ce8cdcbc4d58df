//! The named questions: SQL that is kept, explained and run by name.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use queries::NamedQuery;

use super::sql::SqlRows;
use crate::access::Person;
use crate::app::AppState;
use crate::http::access::Reader;
use crate::http::answer::page::List;
use crate::http::answer::rows::{self, Form};
use crate::http::answer::{excel, negotiate};
use crate::http::catalogue::Served;
use crate::http::noted;
use crate::http::problem::{ApiError, ApiResult, Code};
use crate::http::request::extract::{Path, Query};

/// The named questions with their SQL and parameters.
#[utoipa::path(get, path = "/api/v1/queries", tag = "sql",
    responses((status = 200, description = "Questions", body = List<NamedQuery>)))]
pub async fn questions(Served(snapshot): Served) -> Json<List<NamedQuery>> {
    Json(List::whole(snapshot.questions().all().to_vec()))
}

/// Answers a named question. Its parameters are query parameters; `format`, `bom` and `limit` are as for SQL.
#[utoipa::path(get, path = "/api/v1/queries/{name}", tag = "sql",
    params(
        ("name" = String, Path, description = "The question"),
        ("format" = Option<String>, Query, description = "json, csv, arrow, parquet, geojson, fgb or xlsx; otherwise Accept chooses"),
        ("bom" = Option<bool>, Query, description = "Begins CSV with a byte order mark, for Excel"),
        ("limit" = Option<usize>, Query, description = "Rows to answer with at most, unless the question has a parameter of this name")),
    responses((status = 200, description = "Rows", content(
        (SqlRows = "application/json"), (String = "text/csv"), (Vec<u8> = "application/vnd.apache.arrow.stream"),
        (Vec<u8> = "application/vnd.apache.parquet"), (Object = "application/geo+json"), (Vec<u8> = "application/flatgeobuf")))))]
pub async fn question(
    State(app): State<AppState>,
    Served(snapshot): Served,
    reader: Reader,
    Path(name): Path<String>,
    Query(given): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let library = snapshot.questions().all();
    let question = library.iter().find(|question| question.name == name).ok_or_else(|| {
        let names: Vec<&str> = library.iter().map(|question| question.name.as_str()).collect();
        ApiError::new(Code::QueryNotFound, format!("There is no question `{name}`."))
            .hint(format!("Questions: {}.", names.join(", ")))
    })?;
    let (mut format, mut mark, mut limit, mut values) = (None, false, None, Vec::new());
    for (key, value) in &given {
        let own = question.params.iter().any(|param| param.name == *key);
        match key.as_str() {
            "format" => format = Some(value.as_str()),
            "bom" => mark = yes_or_no(key, value)?,
            "limit" if !own => limit = Some(rows_limit(value)?),
            _ if own => values.push((key.as_str(), value.as_str())),
            _ => return Err(unknown(question, key)),
        }
    }
    let format_chosen = negotiate::choose(format, &headers)?;
    excel::check(mark, format_chosen)?;
    let mut request = question.request(values)?;
    request.limit = limit;
    request.by = reader.0.person().map(Person::signature);
    request.audits = reader.audits();
    reader.check_statement(&request)?;
    let file = format.is_some().then_some(question.name.as_str());
    noted::asked(&app, &reader, &request.sql, Some(&question.name), format_chosen.as_str()).await?;
    rows::answer(&snapshot, request, Form { format: format_chosen, mark, file }).await
}

fn rows_limit(text: &str) -> ApiResult<usize> {
    text.parse()
        .map_err(|_| ApiError::parameter("limit", format!("`{text}` is not a number of rows.")))
}

fn yes_or_no(name: &str, text: &str) -> ApiResult<bool> {
    text.parse()
        .map_err(|_| ApiError::parameter(name, format!("`{text}` is neither true nor false.")))
}

fn unknown(question: &NamedQuery, key: &str) -> ApiError {
    let mut known: Vec<&str> = question.params.iter().map(|param| param.name.as_str()).collect();
    known.extend(["format", "bom", "limit"]);
    ApiError::new(Code::UnknownParameter, format!("Parameter `{key}` is not known here."))
        .hint(format!("Known here: {}.", known.join(", ")))
}
