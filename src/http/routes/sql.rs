//! SQL over the tables of the dataset.

use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use queries::{Params, QueryRequest};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use crate::access::Person;
use crate::app::AppState;
use crate::http::access::Reader;
use crate::http::answer::rows::{self, Form};
use crate::http::answer::written::compute;
use crate::http::answer::{excel, negotiate};
use crate::http::catalogue::Served;
use crate::http::noted;
use crate::http::problem::{ApiError, ApiResult, Code};
use crate::http::request::extract::{Json, Path, Query};
use crate::pool::Left;
use crate::strict;

/// In which form.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FormatParams {
    /// `json`, `csv`, `arrow`, `parquet`, `geojson`, `fgb` or `xlsx`; otherwise `Accept` chooses.
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

/// A statement in an address, for programs that open addresses.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AddressParams {
    /// One statement that reads.
    q: String,
    /// The values of its placeholders as JSON: an array for `$1`, `$2`, or an object for `$name`.
    params: Option<String>,
    /// Rows to answer with at most; more are cut off and `truncated` says so.
    limit: Option<usize>,
    /// Time until the last row, milliseconds.
    timeout_ms: Option<u64>,
    /// `json`, `csv`, `arrow`, `parquet`, `geojson`, `fgb` or `xlsx`; otherwise `Accept` chooses.
    format: Option<String>,
    /// Begins CSV with a byte order mark, for Excel.
    bom: Option<bool>,
}

/// Runs one reading statement; the rows come as they are computed.
#[utoipa::path(post, path = "/api/v1/sql", tag = "sql", params(FormatParams,
        ("X-Statement-Id" = Option<String>, Header, description = "A name of your own, such as a UUID, to end the statement by")), request_body = SqlRequest,
    responses((status = 200, description = "Rows", content(
        (SqlRows = "application/json"), (String = "text/csv"), (Vec<u8> = "application/vnd.apache.arrow.stream"),
        (Vec<u8> = "application/vnd.apache.parquet"), (Object = "application/geo+json"), (Vec<u8> = "application/flatgeobuf"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub async fn sql(
    State(app): State<AppState>,
    reader: Reader,
    Query(params): Query<FormatParams>,
    headers: HeaderMap,
    Json(body): Json<SqlRequest>,
) -> ApiResult<Response> {
    let id = statement_id(&headers)?;
    let by = reader.0.person().map(Person::signature);
    // A statement may be as long as a body.
    let asks = reader.clone();
    let read = move |_: &Left| -> ApiResult<QueryRequest> {
        let request = QueryRequest {
            sql: body.sql,
            params: Params::from_json(body.params)?,
            limit: body.limit,
            whole: false,
            timeout: body.timeout_ms.map(Duration::from_millis),
            id,
            by,
            audits: reader.audits(),
        };
        reader.check_statement(&request)?;
        Ok(request)
    };
    let request = compute(&app.pools().bodies, read).await?;
    answer(&app, &asks, request, params, &headers).await
}

/// Runs the statement in the address, so that a spreadsheet, a notebook or a map program can open it.
#[utoipa::path(get, path = "/api/v1/sql", tag = "sql", params(AddressParams),
    responses((status = 200, description = "Rows", content(
        (SqlRows = "application/json"), (String = "text/csv"), (Vec<u8> = "application/vnd.apache.arrow.stream"),
        (Vec<u8> = "application/vnd.apache.parquet"), (Object = "application/geo+json"), (Vec<u8> = "application/flatgeobuf"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))))]
pub async fn sql_in_address(
    State(app): State<AppState>,
    reader: Reader,
    Query(params): Query<AddressParams>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let values =
        match params.params.as_deref().map(|text| strict::from_slice::<Value>(text.as_bytes())) {
            None => Value::Null,
            Some(Ok(values)) => values,
            Some(Err(error)) => {
                return Err(ApiError::parameter("params", format!("is not JSON: {error}")));
            }
        };
    let request = QueryRequest {
        sql: params.q,
        params: Params::from_json(values)?,
        limit: params.limit,
        whole: false,
        timeout: params.timeout_ms.map(Duration::from_millis),
        id: None,
        by: reader.0.person().map(Person::signature),
        audits: reader.audits(),
    };
    let format = FormatParams { format: params.format, bom: params.bom };
    reader.check_statement(&request)?;
    answer(&app, &reader, request, format, &headers).await
}

async fn answer(
    app: &AppState,
    reader: &Reader,
    request: QueryRequest,
    params: FormatParams,
    headers: &HeaderMap,
) -> ApiResult<Response> {
    let format = negotiate::choose(params.format.as_deref(), headers)?;
    let mark = params.bom.unwrap_or(false);
    excel::check(mark, format)?;
    let file = params.format.is_some().then_some("query");
    noted::asked(app, reader, &request.sql, None, format.as_str()).await?;
    rows::answer(reader.catalogue(), request, Form { format, mark, file }).await
}

/// The header by which a statement gets the name that [`cancel`] finds it by.
const STATEMENT_ID: &str = "x-statement-id";

fn statement_id(headers: &HeaderMap) -> ApiResult<Option<String>> {
    let Some(id) = headers.get(STATEMENT_ID) else { return Ok(None) };
    match id.to_str() {
        Ok(id) => Ok(Some(id.to_owned())),
        Err(_) => Err(ApiError::parameter(STATEMENT_ID, "must be letters, digits and `-`")),
    }
}

/// Ends the statement that was sent with this id in `X-Statement-Id`, wherever it is. Of whoever signed in it is their own.
#[utoipa::path(delete, path = "/api/v1/sql/{id}", tag = "sql",
    params(("id" = String, Path, description = "What `X-Statement-Id` said")),
    responses((status = 204, description = "It is ended")))]
pub async fn cancel(
    Served(snapshot): Served,
    reader: Reader,
    Path(id): Path<String>,
) -> ApiResult<StatusCode> {
    let by = reader.0.person().map(Person::signature);
    if snapshot.engine().cancel(by.as_deref(), &id) {
        return Ok(StatusCode::NO_CONTENT);
    }
    let detail =
        format!("No statement `{id}` is running: it has ended, or was sent without this id.");
    Err(ApiError::new(Code::StatementNotFound, detail))
}
