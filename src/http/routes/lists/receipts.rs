//! Lists that are taken: all rows by one event of the registry, and a receipt.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use geodata::AreaCode;
use geodata::registry::{self, Entry, Table, counting};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::super::registry::within::within as registered;
use super::super::scenarios::stored;
use super::{asked, this_year, within};
use crate::access::{Action, On, grounds, may};
use crate::app::{AppState, entry};
use crate::http::access::Reader;
use crate::http::answer::written::compute;
use crate::http::catalogue::Served;
use crate::http::problem::{ApiError, ApiResult, Code};
use crate::http::request::extract::{Path, Query};
use crate::http::request::list_body::{ListBody, ListRows};
use crate::lists::{self, Preview, ReportedValue};
use crate::scenarios::store::{NewEntry, Receipt, StateError, Store};
use crate::snapshot::Snapshot;

/// What a receipt of a list says of itself.
const LIST: &str = "village_list";
/// What the source of values from a list begins with.
const SOURCE: &str = "Daftar ";

/// Which list, and that it is the one that was seen.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RecordListParams {
    /// The code of the province, regency or district whose list it is.
    area: String,
    /// The `hash` of its preview.
    expect: String,
    /// As for the preview.
    sheet: Option<String>,
    /// As for the preview.
    mapping: Option<String>,
    /// As for the preview.
    kind: Option<String>,
    /// As for the preview.
    year: Option<i32>,
    /// Who sends it; whoever signed in is named by that.
    by: Option<String>,
}

/// That a list was taken.
#[derive(Serialize, ToSchema)]
pub struct ListReceipt {
    /// Names it for ever; what it brought is withdrawn under this id (`POST /api/v1/registry/{id}/withdraw`).
    id: String,
    /// When (RFC 3339, UTC).
    at: String,
    /// Who; null where nobody signed in and nobody was named.
    by: Option<String>,
    /// The number of the event.
    revision: i64,
    /// How many values of villages it brought.
    values: usize,
    /// How many of them were withdrawn since.
    withdrawn: usize,
    /// What was taken: area, hash, rows, villages, sums by kind and year, destinations and sectors, and how its columns were read.
    #[schema(value_type = Object)]
    list: Value,
}

impl From<Receipt> for ListReceipt {
    fn from(receipt: Receipt) -> Self {
        let Receipt { id, seq, at, by, entries, withdrawn, receipt, .. } = receipt;
        let list = receipt.unwrap_or(Value::Null);
        Self { id, at, by, revision: seq, values: entries, withdrawn, list }
    }
}

/// A list that was taken now.
#[derive(Serialize, ToSchema)]
pub struct ListRecorded {
    #[serde(flatten)]
    receipt: ListReceipt,
    /// Whether the answers of this server do not have it yet: they will.
    pending: bool,
}

/// Takes a list as it was previewed, all of it or nothing. Its sums become values of villages, and speak in the place of those
/// that earlier lists brought of the same village, year and kind.
#[utoipa::path(post, path = "/api/v1/lists", operation_id = "record_list", tag = "lists", params(RecordListParams),
    request_body(content(
        (ListRows = "application/json"), (String = "text/csv"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
    responses((status = 201, description = "Taken", body = ListRecorded)))]
pub async fn record(
    State(app): State<AppState>,
    Served(snapshot): Served,
    reader: Reader,
    Query(params): Query<RecordListParams>,
    ListBody(content): ListBody,
) -> ApiResult<Response> {
    let by = reader.signature(params.by.clone())?;
    let area = within(&snapshot, &params.area)?;
    check_right(&reader, area)?;
    let asked = asked(params.sheet, params.mapping.as_deref(), params.kind, params.year)?;
    let this_year = this_year(&app)?;
    let expected = params.expect;
    let seen = Arc::clone(&snapshot);
    let (preview, asked) = compute(&app.pools().lists, move |_| -> ApiResult<_> {
        let preview = lists::preview(&seen, area, content, &asked, this_year)?;
        expected_is(&preview, &expected)?;
        Ok((preview, asked))
    })
    .await?;
    let base = app.base();
    let work = move |store: &Store| -> ApiResult<Receipt> {
        let source = source(&preview, area, &store.now());
        let values = lists::values(preview.entries(), &source);
        let recorded = store.registry()?.entries;
        let entries: Vec<Entry> = recorded.into_iter().filter_map(entry).collect();
        let replaces = replaced(&entries, &values, base.everybody());
        let rows = values.iter().map(serde_json::to_value).collect::<Result<Vec<_>, _>>();
        let rows = rows.map_err(ApiError::internal)?;
        let today: String = store.now().chars().take(10).collect();
        let table = Table::IndicatorValues;
        let checked =
            registry::admit(base.whole().dataset(), &entries, table, &rows, &replaces, &today);
        let checked =
            checked.map_err(ApiError::internal)?.map_err(|problems| refused(&problems, &values))?;
        let kept: Vec<NewEntry> = checked
            .into_iter()
            .zip(replaces)
            .map(|(checked, replaces)| NewEntry {
                area: checked.area.map(|area| area.to_string()),
                row: checked.value,
                replaces,
            })
            .collect();
        let told = preview.receipt(&asked).map_err(ApiError::internal)?;
        let batch = store.record(table.name(), &kept, Some(&told), by.as_deref())?;
        Ok(store.receipt(&batch.id)?)
    };
    let receipt = stored(&app, work).await?;
    let pending = !app.serve_registry(receipt.seq).await;
    let made = ListRecorded { receipt: receipt.into(), pending };
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// Checks that this reader may record for all of `area`.
fn check_right(reader: &Reader, area: AreaCode) -> ApiResult<()> {
    if may(&reader.0, Action::Record, On::Area(area)) {
        return Ok(());
    }
    reader.check(Action::Record, On::Somewhere)?;
    let own = grounds(&reader.0, Action::Record).unwrap_or_default();
    let own: Vec<String> = own.iter().map(ToString::to_string).collect();
    let detail = format!("This list is of {area}; you record for {}.", own.join(", "));
    Err(ApiError::new(Code::OutsideOwnArea, detail).hint("Send the list of your own area."))
}

/// Checks that a list is the one that was seen, and whole.
fn expected_is(preview: &Preview, expected: &str) -> ApiResult<()> {
    match preview.hash() {
        Some(hash) if hash == expected => Ok(()),
        Some(_) => {
            Err(ApiError::new(Code::ListChanged, "This list is not the one that was previewed.")
                .hint("Nothing was taken. Preview it again, and send the `hash` of what you saw."))
        }
        None => Err(ApiError::new(
            Code::ListUnready,
            format!("{} rows of the list are wrong, or none says anything.", preview.errors()),
        )
        .hint("Nothing was taken. Preview it, and correct or take out the rows that are wrong.")),
    }
}

/// What values of a list say of where they come from, to the second. Nobody is named, and nothing stands for what is in the list, as
/// its hash would: everybody can read it, and could try few small counts until they fit.
fn source(preview: &Preview, area: AreaCode, now: &str) -> String {
    let name: String = preview.area_name().chars().take(100).collect();
    format!("{SOURCE}{name} ({area}), {now}")
}

/// For each value the one of an earlier list in whose place it speaks.
fn replaced(
    entries: &[Entry],
    values: &[ReportedValue],
    snapshot: &Snapshot,
) -> Vec<Option<String>> {
    let mut standing: BTreeMap<(AreaCode, &str, i64), &str> = BTreeMap::new();
    for entry in counting(entries).into_iter().filter(|entry| entry.table == Table::IndicatorValues)
    {
        let text = |field: &str| entry.row.get(field).and_then(Value::as_str);
        let year = entry.row.get("year").and_then(Value::as_i64);
        let area: Option<AreaCode> = text("area_code").and_then(|area| area.parse().ok());
        if let (Some(area), Some(indicator), Some(year), Some(source)) =
            (area, text("indicator"), year, text("source"))
            && source.starts_with(SOURCE)
        {
            // An earlier list may have the code that the village had then.
            standing.insert((snapshot.ground(area), indicator, year), &entry.id);
        }
    }
    values
        .iter()
        .map(|value| {
            let key = (value.area_code.parse().ok()?, value.indicator, i64::from(value.year));
            standing.get(&key).map(|id| (*id).to_owned())
        })
        .collect()
}

fn refused(problems: &[registry::Problem], values: &[ReportedValue]) -> ApiError {
    let of = |problem: &registry::Problem| {
        let value = values.get(problem.row);
        let of = value.map_or_else(String::new, |value| {
            format!("{} {} {}: ", value.area_code, value.indicator, value.year)
        });
        format!("{of}{}", problem.detail)
    };
    let told: Vec<String> = problems.iter().take(5).map(of).collect();
    ApiError::new(
        Code::ListUnready,
        format!("The sums of the list cannot be recorded: {}.", told.join("; ")),
    )
    .hint("Nothing was taken. Correct these rows, and preview the list again.")
}

/// The receipt of a list.
#[utoipa::path(get, path = "/api/v1/lists/{id}", operation_id = "list_receipt", tag = "lists",
    params(("id" = String, Path, description = "The list")),
    responses((status = 200, description = "The receipt", body = ListReceipt)))]
pub async fn receipt(
    State(app): State<AppState>,
    reader: Reader,
    Path(id): Path<String>,
) -> ApiResult<Json<ListReceipt>> {
    let work = move |store: &Store| -> ApiResult<_> {
        let receipt = store.receipt(&id)?;
        let told = receipt.receipt.as_ref();
        let area = told.and_then(|told| told.get("area")).and_then(Value::as_str);
        let is_list = told.and_then(|told| told.get("what")).and_then(Value::as_str) == Some(LIST);
        let area = area.and_then(|area| area.parse().ok()).filter(|_| is_list);
        let area: AreaCode = area.ok_or_else(|| StateError::NoEntry(id.clone()))?;
        let area = reader.1.everybody().ground(area);
        // Whoever may not see it does not learn that it is there.
        if !may(&reader.0, Action::Record, On::Area(area)) && !reader.audits() {
            return Err(StateError::NoEntry(id.clone()).into());
        }
        Ok(receipt.into())
    };
    stored(&app, work).await.map(Json)
}

/// Of which area.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LastListParams {
    /// The code of the province, regency or district.
    area: String,
}

/// What is remembered of whoever sends lists.
#[derive(Serialize, ToSchema)]
pub struct LastList {
    /// The last list of this area that this person sent; null where there is none. Its `list.reading` says how the columns were read.
    last: Option<ListReceipt>,
}

/// The last list of an area that whoever asks has sent.
#[utoipa::path(get, path = "/api/v1/lists", operation_id = "last_list", tag = "lists", params(LastListParams),
    responses((status = 200, description = "The last list", body = LastList)))]
pub async fn last(
    State(app): State<AppState>,
    Served(snapshot): Served,
    reader: Reader,
    Query(params): Query<LastListParams>,
) -> ApiResult<Json<LastList>> {
    let area = within(&snapshot, &params.area)?;
    let by = reader.0.person().map(|person| person.signature());
    let served = Arc::clone(&reader.1);
    let work = move |store: &Store| -> ApiResult<_> {
        let area = registered(store, &served, area)?;
        let table = Table::IndicatorValues.name();
        Ok(store.last_receipt(table, by.as_deref(), Some(&area))?)
    };
    let last = stored(&app, work).await?.map(ListReceipt::from);
    Ok(Json(LastList { last }))
}
