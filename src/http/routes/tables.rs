//! What SQL sees: tables with their columns, and functions.

use axum::Json;
use axum::extract::State;
use queries::{FunctionEntry, TableEntry};
use utoipa::ToSchema;

use crate::app::AppState;
use crate::http::answer::page::List;

/// A table or view.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes `queries::TableEntry`, which knows no OpenAPI")]
pub struct TableInfo {
    name: String,
    /// `table` or `view`.
    kind: String,
    /// Number of rows; null when it changes.
    rows: Option<usize>,
    description_id: String,
    description_en: String,
    /// The SQL of a view.
    definition: Option<String>,
    columns: Vec<TableColumnInfo>,
}

/// A column of a table.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes `queries::ColumnEntry`")]
pub struct TableColumnInfo {
    name: String,
    /// The type, as SQL writes it.
    #[schema(rename = "type")]
    data_type: String,
    nullable: bool,
    unit: String,
    description_id: String,
    description_en: String,
    source: Option<String>,
    vintage: Option<String>,
}

/// The tables and views that SQL sees, with the meaning, unit and source of every column.
#[utoipa::path(get, path = "/api/v1/tables", tag = "sql",
    responses((status = 200, description = "Tables", body = List<TableInfo>)))]
pub async fn tables(State(app): State<AppState>) -> Json<List<TableEntry>> {
    Json(List::whole(app.snapshot().engine().tables().to_vec()))
}

/// A function.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes `queries::FunctionEntry`")]
pub struct FunctionInfo {
    name: String,
    /// `scalar`, `aggregate` or `window`.
    kind: String,
    /// Arguments and result.
    signature: String,
    description_en: String,
    description_id: String,
    /// Whether it is one of the spatial functions.
    spatial: bool,
}

/// The functions that SQL may call.
#[utoipa::path(get, path = "/api/v1/functions", tag = "sql",
    responses((status = 200, description = "Functions", body = List<FunctionInfo>)))]
pub async fn functions(State(app): State<AppState>) -> Json<List<FunctionEntry>> {
    Json(List::whole(app.snapshot().engine().functions().to_vec()))
}
