//! What people add to the dataset: recorded, listed, withdrawn, approved.

pub mod export;
pub mod line;
pub mod rights;
pub mod within;

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use geodata::AreaCode;
use geodata::registry::{self, Checked, Entry, Problem, Table};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use self::line::{Line, Standing};
use super::scenarios::stored;
use crate::app::{AppState, entry};
use crate::http::access::Reader;
use crate::http::answer::page::Page;
use crate::http::answer::written::{self, Written};
use crate::http::problem::{ApiError, ApiResult, Code};
use crate::http::request::extract::{self, Path, Query, limit};
use crate::pool::Left;
use crate::scenarios::store::{Filter, NewEntry, Recorded, Store};

/// Rows that may be recorded by one request.
const MOST: usize = 1_000;
/// Rows of a list.
const LISTED: usize = 1_000;
/// More than the places of a batch; a cursor is an event and a place.
const PLACES: i64 = 1 << 14;

/// Which records.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RegistryParams {
    /// Only rows of this table.
    table: Option<Table>,
    /// Only of this area and those within it.
    #[param(value_type = Option<String>)]
    area: Option<AreaCode>,
    /// Only this record, or those that came together under this id.
    id: Option<String>,
    /// Those that were withdrawn too.
    #[serde(default)]
    withdrawn: bool,
    /// Most records, 100 when absent, at most 1000.
    limit: Option<usize>,
    /// Continues a list.
    cursor: Option<String>,
}

/// What people have recorded.
#[derive(Serialize, ToSchema)]
pub struct Records {
    /// The records, the last first.
    items: Vec<Line>,
    /// Continues the list; absent at its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// The number of the last event about records; 0 where there is none.
    revision: i64,
    /// Whether the answers of this server do not have it yet.
    pending: bool,
}

/// Rows to be recorded.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRecords {
    /// The table that they are rows of.
    table: Table,
    /// The rows, as `docs/registry.md` says; at most 1000.
    #[schema(value_type = Vec<Object>)]
    rows: Vec<Value>,
    /// For each row the record in whose place it speaks, or null; absent where there is none.
    #[serde(default)]
    replaces: Vec<Option<String>>,
    /// Who records them; whoever signed in is named by that.
    by: Option<String>,
}

/// Whether rows are only tried.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RecordParams {
    /// Checks the rows, says how they would be kept, and records nothing.
    #[serde(default)]
    dry_run: bool,
}

/// Rows that were recorded, or would be.
#[derive(Serialize, ToSchema)]
pub struct RecordsMade {
    /// Names them together; null where they were only tried.
    batch: Option<String>,
    /// The number of the event; null where they were only tried.
    revision: Option<i64>,
    /// Whether the answers of this server do not have it yet: they will.
    pending: bool,
    /// The rows.
    items: Vec<RecordMade>,
}

/// A row that was recorded, or would be.
#[derive(Serialize, ToSchema)]
pub struct RecordMade {
    /// Names it for ever; null where it was only tried.
    id: Option<String>,
    /// The area whose matter it is; null where it is the country's.
    #[schema(value_type = Option<String>)]
    area: Option<AreaCode>,
    /// The row as it is kept.
    #[schema(value_type = Object)]
    row: Value,
}

/// Why a record is withdrawn.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// Why, in a line.
    reason: String,
    /// Who withdraws it; whoever signed in is named by that.
    by: Option<String>,
}

/// That a record counts.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// A remark, in a line.
    comment: Option<String>,
    /// Who approves it; whoever signed in is named by that.
    by: Option<String>,
}

/// What became of records.
#[derive(Serialize, ToSchema)]
pub struct RecordsChanged {
    /// The number of the event.
    revision: i64,
    /// Whether the answers of this server do not have it yet: they will.
    pending: bool,
}

/// What people have recorded, the last first, each with who and when as far as the reader may know.
#[utoipa::path(get, path = "/api/v1/registry", operation_id = "list_records", tag = "registry", params(RegistryParams),
    responses((status = 200, description = "The records", body = Records)))]
pub async fn list(
    State(app): State<AppState>,
    reader: Reader,
    Query(params): Query<RegistryParams>,
) -> ApiResult<Written> {
    let RegistryParams { table, area, id, withdrawn, limit: most, cursor } = params;
    let name = format!("registry {table:?} {area:?} {id:?} {withdrawn}");
    let most = limit(most, 100, LISTED)?;
    let page = Page::new(&name, cursor.as_deref(), most)?;
    let position = i64::try_from(page.offset).unwrap_or_default();
    let filter = Filter {
        table: table.map(|table| table.name().to_owned()),
        id,
        withdrawn,
        before: (position > 0).then_some((position / PLACES, position % PLACES)),
        most: most + 1,
        ..Filter::default()
    };
    let (served, store) = (Arc::clone(&reader.1), Arc::clone(app.store()));
    let work = move |_: &Left| -> ApiResult<_> {
        let standing = Standing::of(&store, &served)?;
        let revision = store.registry_revision()?;
        let area = area.map(|area| within::within(&store, &served, area)).transpose()?;
        let mut found = store.recorded(&Filter { area, ..filter })?;
        let more = found.len() > most;
        found.truncate(most);
        let position =
            |last: &Recorded| last.seq * PLACES + i64::try_from(last.place).unwrap_or_default();
        let last = found.last().filter(|_| more).map(position);
        let next_cursor = last.and_then(|at| usize::try_from(at).ok()).map(|at| page.cursor(at));
        let items = found.into_iter().map(|recorded| Line::new(recorded, &reader, &standing));
        let pending = served.recorded().revision < revision;
        Ok(Records { items: items.collect(), next_cursor, revision, pending })
    };
    written::json(&app.pools().scenarios, work).await
}

/// Records rows of a table, all or none. The answer comes when SQL, tiles, coverage and ranking have them.
#[utoipa::path(post, path = "/api/v1/registry", operation_id = "add_records", tag = "registry", request_body = NewRecords,
    params(RecordParams),
    responses((status = 201, description = "The rows as recorded", body = RecordsMade),
        (status = 200, description = "The rows as they would be recorded", body = RecordsMade)))]
pub async fn record(
    State(app): State<AppState>,
    reader: Reader,
    Query(RecordParams { dry_run }): Query<RecordParams>,
    extract::Json(new): extract::Json<NewRecords>,
) -> ApiResult<Response> {
    let by = signed(&reader, new.by.clone())?;
    if new.rows.is_empty() || new.rows.len() > MOST || new.replaces.len() > new.rows.len() {
        return Err(ApiError::new(
            Code::InvalidBody,
            format!("Field `rows`: give 1 to {MOST} rows, and in `replaces` at most as many."),
        ));
    }
    let (base, table) = (app.base(), new.table);
    let work = move |store: &Store| -> ApiResult<_> {
        let recorded = store.registry()?.entries;
        for id in new.replaces.iter().flatten() {
            let replaced = recorded.iter().find(|entry| entry.id == *id);
            replaced.map(|entry| rights::record(&reader, entry.area.as_deref())).transpose()?;
        }
        let entries: Vec<Entry> = recorded.into_iter().filter_map(entry).collect();
        let today: String = store.now().chars().take(10).collect();
        let dataset = base.whole().dataset();
        let checked = registry::admit(dataset, &entries, table, &new.rows, &new.replaces, &today);
        let checked = checked.map_err(ApiError::internal)?.map_err(refused)?;
        for checked in &checked {
            rights::record(&reader, checked.area.map(|area| area.to_string()).as_deref())?;
        }
        if dry_run {
            return Ok((None, checked));
        }
        let rows = kept(&checked, &new.replaces);
        Ok((Some(store.record(table.name(), &rows, None, by.as_deref())?), checked))
    };
    let (batch, checked) = stored(&app, work).await?;
    let mut items: Vec<RecordMade> = checked
        .into_iter()
        .map(|Checked { value, area, .. }| RecordMade { id: None, area, row: value })
        .collect();
    let Some(batch) = batch else {
        let tried = RecordsMade { batch: None, revision: None, pending: false, items };
        return Ok(Json(tried).into_response());
    };
    for (item, id) in items.iter_mut().zip(batch.entries) {
        item.id = Some(id);
    }
    let pending = !app.serve_registry(batch.seq).await;
    let made = RecordsMade { batch: Some(batch.id), revision: Some(batch.seq), pending, items };
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// Takes a record back, or all that came together: what it had replaced, or the dataset itself, speaks again. It stays in the list.
#[utoipa::path(post, path = "/api/v1/registry/{id}/withdraw", operation_id = "withdraw_record", tag = "registry",
    request_body = Withdrawal, params(("id" = String, Path, description = "A record, or those that came together")),
    responses((status = 200, description = "Withdrawn", body = RecordsChanged)))]
pub async fn withdraw(
    State(app): State<AppState>,
    reader: Reader,
    Path(id): Path<String>,
    extract::Json(Withdrawal { reason, by }): extract::Json<Withdrawal>,
) -> ApiResult<Json<RecordsChanged>> {
    let by = signed(&reader, by)?;
    if reason.trim().is_empty() {
        return Err(ApiError::new(Code::InvalidBody, "Field `reason`: say in a line why."));
    }
    let work = move |store: &Store| -> ApiResult<_> {
        for entry in all_of(store, &id)? {
            rights::record(&reader, entry.area.as_deref())?;
        }
        Ok(store.withdraw(&id, reason.trim(), by.as_deref())?)
    };
    changed(&app, stored(&app, work).await?).await
}

/// Makes a correction count. Somebody of the province or the ministry does, and not whoever recorded it.
#[utoipa::path(post, path = "/api/v1/registry/{id}/approve", operation_id = "approve_record", tag = "registry",
    request_body = Approval, params(("id" = String, Path, description = "A record, or those that came together")),
    responses((status = 200, description = "Approved", body = RecordsChanged)))]
pub async fn approve(
    State(app): State<AppState>,
    reader: Reader,
    Path(id): Path<String>,
    extract::Json(Approval { comment, by }): extract::Json<Approval>,
) -> ApiResult<Json<RecordsChanged>> {
    let by = signed(&reader, by)?;
    let work = move |store: &Store| -> ApiResult<_> {
        for entry in all_of(store, &id)? {
            rights::approve(&reader, entry.area.as_deref())?;
            if !Table::of_name(&entry.table).is_some_and(Table::needs_approval) {
                let table = entry.table;
                return Err(ApiError::new(
                    Code::RecordRefused,
                    format!("Records of the table {table} count without approval."),
                ));
            }
        }
        // Who sits alone at the machine has nobody else.
        let alone = reader.0.person().is_none();
        Ok(store.approve(&id, comment.as_deref(), by.as_deref(), alone)?)
    };
    changed(&app, stored(&app, work).await?).await
}

async fn changed(app: &AppState, revision: i64) -> ApiResult<Json<RecordsChanged>> {
    let pending = !app.serve_registry(revision).await;
    Ok(Json(RecordsChanged { revision, pending }))
}

/// The records that an id names; whether there are any is for the store to say.
fn all_of(store: &Store, id: &str) -> ApiResult<Vec<Recorded>> {
    let most = crate::scenarios::store::bounds::BATCH;
    let filter = Filter { id: Some(id.to_owned()), withdrawn: true, most, ..Filter::default() };
    Ok(store.recorded(&filter)?)
}

/// Rows as they are kept.
fn kept(checked: &[Checked], replaces: &[Option<String>]) -> Vec<NewEntry> {
    let replaced = replaces.iter().cloned().chain(std::iter::repeat(None));
    let entry = |(checked, replaces): (&Checked, Option<String>)| NewEntry {
        area: checked.area.map(|area| area.to_string()),
        row: checked.value.clone(),
        replaces,
    };
    checked.iter().zip(replaced).map(entry).collect()
}

fn refused(problems: Vec<Problem>) -> ApiError {
    let first = problems.first();
    let detail = first.map_or_else(String::new, |problem| {
        format!("Row {}, field `{}`: {}.", problem.row, problem.field, problem.detail)
    });
    let count = problems.len();
    let hint =
        format!("Nothing was recorded. {count} problems are listed in `rows`; rows count from 0.");
    ApiError::new(Code::RowsRefused, detail).hint(hint).rows(problems)
}

/// Who a record names.
fn signed(reader: &Reader, by: Option<String>) -> ApiResult<Option<String>> {
    let by = reader.signature(by)?;
    Ok(by.map(|by| by.trim().to_owned()).filter(|by| !by.is_empty()))
}
