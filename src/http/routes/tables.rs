//! What SQL sees: tables with their columns, and functions.

use axum::Json;
use queries::{FunctionEntry, TableEntry};

use crate::http::answer::page::List;
use crate::http::catalogue::Served;

/// The tables and views that SQL sees, with the meaning, unit and source of every column.
#[utoipa::path(get, path = "/api/v1/tables", tag = "sql",
    responses((status = 200, description = "Tables", body = List<TableEntry>)))]
pub async fn tables(Served(snapshot): Served) -> Json<List<TableEntry>> {
    Json(List::whole(snapshot.engine().tables().to_vec()))
}

/// The functions that SQL may call.
#[utoipa::path(get, path = "/api/v1/functions", tag = "sql",
    responses((status = 200, description = "Functions", body = List<FunctionEntry>)))]
pub async fn functions(Served(snapshot): Served) -> Json<List<FunctionEntry>> {
    Json(List::whole(snapshot.engine().functions().to_vec()))
}
