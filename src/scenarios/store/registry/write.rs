//! One event of the chain with its rows, in a change under way.

use rusqlite::{Connection, params};
use serde_json::{Value, json};

use super::list::standing;
use super::model::{Batch, NewEntry, Origin, RECORDED};
use crate::scenarios::store::bounds::{self, BATCH, BATCH_BYTES, Exceeded};
use crate::scenarios::store::{StateError, Writing};
use geodata::canonical::canonical;

/// Rows of a table that come together.
pub(super) struct Added<'a> {
    /// Names them together for ever.
    pub id: &'a str,
    pub table: &'a str,
    pub entries: &'a [NewEntry],
    /// What is to be remembered of them together.
    pub receipt: Option<&'a Value>,
    /// Where they come from another state: who recorded them there, and when.
    pub origin: Option<&'a Origin>,
}

/// Adds rows.
pub(super) fn added(
    writing: &Writing<'_>,
    added: &Added<'_>,
    by: Option<&str>,
    most: usize,
) -> Result<Batch, StateError> {
    let Added { id, table, entries, receipt, origin } = *added;
    bounds::line("by", by.unwrap_or_default(), bounds::NAME)?;
    let mut body = json!({"batch": id, "table": table, "entries": entries, "receipt": receipt});
    if let (Some(body), Some(origin)) = (body.as_object_mut(), origin) {
        body.insert("origin".to_owned(), serde_json::to_value(origin)?);
    }
    let bytes = canonical(&body)?.len();
    if entries.len() > BATCH || bytes > BATCH_BYTES {
        return Err(Exceeded::Batch { rows: entries.len(), bytes }.into());
    }
    let kept = count(writing.transaction)?;
    if kept.saturating_add(entries.len()) > most {
        return Err(Exceeded::Entries(kept).into());
    }
    for replaced in entries.iter().filter_map(|entry| entry.replaces.as_deref()) {
        let other = standing(writing.transaction, replaced)?.table;
        if other != table {
            return Err(StateError::Entry(format!(
                "`{replaced}` is of the table {other}, not {table}"
            )));
        }
    }
    let seq = writing.record_at(by, RECORDED, &body)?;
    let sql = "INSERT INTO registry VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, NULL, NULL)";
    let mut insert = writing.transaction.prepare_cached(sql)?;
    let ids: Vec<String> = (0..entries.len()).map(|place| format!("{id}.{place}")).collect();
    for ((entry, own), place) in entries.iter().zip(&ids).zip(0_i64..) {
        let NewEntry { area, row, replaces } = entry;
        let row = canonical(row)?;
        insert.execute(params![own, seq, place, table, area, row, replaces, writing.now, by])?;
    }
    Ok(Batch { id: id.to_owned(), seq, at: writing.now.to_owned(), entries: ids })
}

/// Notes something of entries, `action`, in their column `withdrawn` or `approved`; the number of the event.
pub(super) fn marked(
    writing: &Writing<'_>,
    (action, column): (&str, &str),
    ids: &[String],
    reason: Option<&str>,
    origin: Option<&Origin>,
    by: Option<&str>,
) -> Result<i64, StateError> {
    bounds::line("by", by.unwrap_or_default(), bounds::NAME)?;
    bounds::line("reason", reason.unwrap_or_default(), bounds::REASON)?;
    let mut body = json!({"entries": ids, "reason": reason});
    if let (Some(body), Some(origin)) = (body.as_object_mut(), origin) {
        body.insert("origin".to_owned(), serde_json::to_value(origin)?);
    }
    let seq = writing.record_at(by, action, &body)?;
    let sql = format!("UPDATE registry SET {column} = ?2 WHERE id = ?1");
    let mut update = writing.transaction.prepare_cached(&sql)?;
    ids.iter().try_for_each(|id| update.execute(params![id, seq]).map(|_| ()))?;
    Ok(seq)
}

fn count(connection: &Connection) -> Result<usize, StateError> {
    let rows: i64 = connection.query_row("SELECT count(*) FROM registry", [], |row| row.get(0))?;
    Ok(usize::try_from(rows).unwrap_or(usize::MAX))
}
