//! What people have recorded as files: a table for spreadsheets, and all of it for another state.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use geodata::registry::Table;
use queries::csv::{BYTE_ORDER_MARK, CsvWriter};
use serde::Deserialize;
use utoipa::IntoParams;

use super::line::{Line, Standing};
use super::rights;
use crate::app::AppState;
use crate::http::access::Reader;
use crate::http::answer::written::in_pieces;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::request::extract::{NoParams, Query};
use crate::http::routes::scenarios::stored;
use crate::scenarios::store::{Filter, Store};

/// Rows of a file.
const MOST: usize = 100_000;

/// Which table.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExportParams {
    /// The table.
    table: Table,
    /// Those that were withdrawn too.
    #[serde(default)]
    withdrawn: bool,
}

/// The records of a table for spreadsheets, the last first, as the list shows them to this reader; the last 100,000 of them.
#[utoipa::path(get, path = "/api/v1/registry/export.csv", operation_id = "export_records_csv", tag = "registry",
    params(ExportParams),
    responses((status = 200, description = "The records", body = String, content_type = "text/csv")))]
pub async fn csv(
    State(app): State<AppState>,
    reader: Reader,
    Query(ExportParams { table, withdrawn }): Query<ExportParams>,
) -> ApiResult<Response> {
    let served = Arc::clone(&reader.1);
    let work = move |store: &Store| -> ApiResult<String> {
        let standing = Standing::of(store, &served)?;
        let kind = Some(table.name().to_owned());
        let filter = Filter { table: kind, withdrawn, most: MOST, ..Filter::default() };
        let mut out = CsvWriter::new();
        let before = ["id", "status", "area", "area_name"];
        let after = ["replaces", "at", "by", "withdrawn_at", "withdrawn_reason", "approved_at"];
        before.iter().chain(table.fields()).chain(&after).for_each(|name| out.text(name));
        out.end_row();
        for recorded in store.recorded(&filter)? {
            Line::new(recorded, &reader, &standing).write(table, &mut out);
        }
        Ok(out.take())
    };
    let text = stored(&app, work).await?;
    file(format!("{BYTE_ORDER_MARK}{text}"), queries::Format::Csv.media_type(), table.name(), "csv")
}

/// All that was recorded, withdrawn and approved, as `desmigratif registry import` takes it over. It has names of officers and small
/// numbers: for whoever records everywhere.
#[utoipa::path(get, path = "/api/v1/registry/export.json", operation_id = "export_records", tag = "registry",
    responses((status = 200, description = "The events", body = Object)))]
pub async fn json(
    State(app): State<AppState>,
    reader: Reader,
    Query(NoParams {}): Query<NoParams>,
) -> ApiResult<Response> {
    rights::record(&reader, None)?;
    let work = |store: &Store| -> ApiResult<String> {
        serde_json::to_string(&store.export_registry()?).map_err(ApiError::internal)
    };
    file(stored(&app, work).await?, "application/json", "registry", "json")
}

fn file(text: String, kind: &'static str, name: &str, ending: &str) -> ApiResult<Response> {
    let mut response = in_pieces(text.into());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let name = format!("attachment; filename=\"{name}.{ending}\"");
    let name = HeaderValue::from_str(&name).map_err(ApiError::internal)?;
    headers.insert(header::CONTENT_DISPOSITION, name);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
