//! Reading the table of what was recorded.

use rusqlite::types::Type;
use rusqlite::{Connection, Row, params};

use super::model::{Filter, Mark, Recorded, Within};
use crate::scenarios::store::StateError;
use crate::scenarios::store::bounds::BATCH;

/// The entry `id`, if nobody took it back.
pub(super) fn standing(connection: &Connection, id: &str) -> Result<Recorded, StateError> {
    let filter = Filter { id: Some(id.to_owned()), withdrawn: true, most: 1, ..Filter::default() };
    let found = listed(connection, &filter)?.pop();
    let found =
        found.filter(|found| found.id == id).ok_or_else(|| StateError::NoEntry(id.to_owned()))?;
    if found.withdrawn.is_some() {
        return Err(StateError::Entry(format!("`{id}` was withdrawn before")));
    }
    Ok(found)
}

/// The entry `id`, or all of the batch `id` that nobody took back.
pub(super) fn standing_ids(connection: &Connection, id: &str) -> Result<Vec<String>, StateError> {
    let filter =
        Filter { id: Some(id.to_owned()), withdrawn: true, most: BATCH, ..Filter::default() };
    let found = listed(connection, &filter)?;
    if found.is_empty() {
        return Err(StateError::NoEntry(id.to_owned()));
    }
    let mut standing: Vec<String> =
        found.into_iter().filter(|entry| entry.withdrawn.is_none()).map(|entry| entry.id).collect();
    if standing.is_empty() {
        return Err(StateError::Entry(format!("`{id}` was withdrawn before")));
    }
    standing.reverse();
    Ok(standing)
}

pub(super) fn listed(
    connection: &Connection,
    filter: &Filter,
) -> Result<Vec<Recorded>, StateError> {
    let within = Within::sql(7);
    let sql = format!(
        "SELECT r.*, w.at AS w_at, w.by AS w_by, json_extract(w.body, '$.reason') AS w_reason, \
         a.at AS a_at, a.by AS a_by, json_extract(a.body, '$.reason') AS a_reason \
         FROM registry AS r LEFT JOIN events AS w ON w.seq = r.withdrawn LEFT JOIN events AS a ON a.seq = r.approved \
         WHERE (?1 IS NULL OR r.kind = ?1) AND (?2 IS NULL OR r.id = ?2 OR r.id LIKE ?2 || '.%') \
         AND (?3 OR r.withdrawn IS NULL) AND (?4 IS NULL OR (r.seq, r.place) < (?4, ?5)) \
         AND {within} ORDER BY r.seq DESC, r.place DESC LIMIT ?6"
    );
    let mut query = connection.prepare_cached(&sql)?;
    let most = i64::try_from(filter.most).unwrap_or(i64::MAX);
    let (seq, place) = filter.before.unzip();
    let [area, also, but] = Within::params(filter.area.as_ref())?;
    let Filter { table, id, withdrawn, .. } = filter;
    let rows = query
        .query_map(params![table, id, withdrawn, seq, place, most, area, also, but], recorded)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn recorded(row: &Row<'_>) -> rusqlite::Result<Recorded> {
    let text: String = row.get("row")?;
    let broken = |error| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error));
    let mark = |seq: &str, at: &str, by: &str, reason: &str| -> rusqlite::Result<Option<Mark>> {
        let Some(seq) = row.get(seq)? else { return Ok(None) };
        Ok(Some(Mark { seq, at: row.get(at)?, by: row.get(by)?, reason: row.get(reason)? }))
    };
    Ok(Recorded {
        id: row.get("id")?,
        seq: row.get("seq")?,
        table: row.get("kind")?,
        area: row.get("area")?,
        row: serde_json::from_str(&text).map_err(broken)?,
        replaces: row.get("replaces")?,
        at: row.get("at")?,
        by: row.get("by")?,
        withdrawn: mark("withdrawn", "w_at", "w_by", "w_reason")?,
        approved: mark("approved", "a_at", "a_by", "a_reason")?,
        place: usize::try_from(row.get::<_, i64>("place")?).unwrap_or_default(),
    })
}
