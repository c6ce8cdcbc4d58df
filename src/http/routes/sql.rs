//! SQL over the tables of the dataset.

use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use queries::{Params, QueryRequest};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use crate::app::AppState;
use crate::http::answer::{excel, negotiate, rows};
use crate::http::problem::ApiResult;
use crate::http::request::extract::{Json, Query};

/// In which form.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FormatParams {
    /// `json`, `csv`, `arrow`, `parquet` or `geojson`; otherwise `Accept` chooses.
    format: Option<String>,
    /// Begins CSV with a byte order mark, for Excel.
    bom: Option<bool>,
}

/// A statement.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SqlRequest {
    /// One statement that reads.
    sql: String,
    /// An array for `$1`, `$2`, or an object for `$name`.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    params: Value,
    /// Rows to answer with at most; more are cut off and `truncated` says so.
    limit: Option<usize>,
    /// Time until the last row, milliseconds.
    timeout_ms: Option<u64>,
}

/// The answer as JSON.
#[derive(Serialize, ToSchema)]
pub struct SqlRows {
    /// The columns in order.
    columns: Vec<SqlColumn>,
    /// The rows, each an object.
    #[schema(value_type = Vec<Object>)]
    items: Vec<Value>,
    /// Number of rows given.
    row_count: usize,
    /// Whether there were more than the limit.
    truncated: bool,
    /// Time from request to the last row.
    elapsed_ms: f64,
    /// The dataset that was asked.
    dataset_version: String,
}

/// A column of an answer.
#[derive(Serialize, ToSchema)]
pub struct SqlColumn {
    name: String,
    /// The type, as SQL writes it.
    #[serde(rename = "type")]
    data_type: String,
}

/// Runs one reading statement; the rows come as they are computed.
#[utoipa::path(post, path = "/api/v1/sql", tag = "sql", params(FormatParams), request_body = SqlRequest,
    responses((status = 200, description = "Rows", content(
        (SqlRows = "application/json"), (String = "text/csv"), (Vec<u8> = "application/vnd.apache.arrow.stream"),
        (Vec<u8> = "application/vnd.apache.parquet"), (Object = "application/geo+json")))))]
pub async fn sql(
    State(app): State<AppState>,
    Query(params): Query<FormatParams>,
    headers: HeaderMap,
    Json(body): Json<SqlRequest>,
) -> ApiResult<Response> {
    let format = negotiate::choose(params.format.as_deref(), &headers)?;
    let mark = params.bom.unwrap_or(false);
    excel::check(mark, format)?;
    let request = QueryRequest {
        sql: body.sql,
        params: Params::from_json(body.params)?,
        limit: body.limit,
        timeout: body.timeout_ms.map(Duration::from_millis),
    };
    let file = params.format.is_some().then_some("query");
    let answer = rows::answer(&app.snapshot(), request, format, file).await?;
    Ok(excel::marked(mark, answer))
}
