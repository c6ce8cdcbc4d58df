//! What people added to the dataset, as the events tell of it, for reading and for comparing with the table.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde::Deserialize;
use serde_json::Value;

use super::model::{APPROVED, Mark, NewEntry, RECORDED, Receipt, Recorded, Registry, WITHDRAWN};
use crate::scenarios::store::StateError;
use crate::scenarios::store::chain::StoredEvent;
use crate::scenarios::store::told::stored_event;
use geodata::canonical::canonical;

#[derive(Deserialize)]
struct RecordedBody {
    batch: String,
    table: String,
    entries: Vec<NewEntry>,
    #[serde(default)]
    receipt: Option<Value>,
}

#[derive(Deserialize)]
struct MarkBody {
    entries: Vec<String>,
    #[serde(default)]
    reason: Option<String>,
}

/// Everything that the events tell.
///
/// # Errors
/// [`StateError::Altered`] where one is not what was hashed, or cannot follow on those before it.
pub(in crate::scenarios::store) fn told(connection: &Connection) -> Result<Registry, StateError> {
    let mut registry = Registry::default();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let sql = "SELECT * FROM events WHERE scenario IS NULL AND action IN (?1, ?2, ?3) ORDER BY seq";
    let mut query = connection.prepare_cached(sql)?;
    for event in query.query_map([RECORDED, WITHDRAWN, APPROVED], stored_event)? {
        let event = event?;
        let altered =
            |what: &str| StateError::Altered(format!("registry: event {} {what}", event.seq));
        if !event.is_whole() {
            return Err(altered("was changed: its hash does not fit its contents"));
        }
        let next = match event.action.as_str() {
            RECORDED => add(&mut registry, &mut places, &event),
            action => note(&mut registry, &places, &event, action == APPROVED),
        };
        next.ok_or_else(|| altered("cannot follow on those before it"))?;
        registry.revision = event.seq;
    }
    Ok(registry)
}

fn add(
    registry: &mut Registry,
    places: &mut BTreeMap<String, usize>,
    event: &StoredEvent,
) -> Option<()> {
    let body: RecordedBody = serde_json::from_str(&event.body).ok()?;
    for (place, NewEntry { area, row, replaces }) in body.entries.into_iter().enumerate() {
        let id = format!("{}.{place}", body.batch);
        if replaces.as_ref().is_some_and(|replaced| !places.contains_key(replaced))
            || places.insert(id.clone(), registry.entries.len()).is_some()
        {
            return None;
        }
        registry.entries.push(Recorded {
            id,
            seq: event.seq,
            table: body.table.clone(),
            area,
            row,
            replaces,
            at: event.at.clone(),
            by: event.by.clone(),
            withdrawn: None,
            approved: None,
            place,
        });
    }
    Some(())
}

fn note(
    registry: &mut Registry,
    places: &BTreeMap<String, usize>,
    event: &StoredEvent,
    approved: bool,
) -> Option<()> {
    let body: MarkBody = serde_json::from_str(&event.body).ok()?;
    for id in body.entries {
        let entry = registry.entries.get_mut(*places.get(&id)?)?;
        let (at, by, reason) = (event.at.clone(), event.by.clone(), body.reason.clone());
        let mark = Mark { seq: event.seq, at, by, reason };
        let place = if approved { &mut entry.approved } else { &mut entry.withdrawn };
        if place.replace(mark).is_some() {
            return None;
        }
    }
    Some(())
}

/// What of the table is not as the events tell.
pub(in crate::scenarios::store) fn differences(
    connection: &Connection,
    told: &[Recorded],
) -> Result<Vec<String>, StateError> {
    let mut expected: BTreeMap<&str, &Recorded> =
        told.iter().map(|entry| (entry.id.as_str(), entry)).collect();
    let mut problems = Vec::new();
    let mut query = connection.prepare_cached(
        "SELECT id, seq, place, kind, area, row, replaces, at, by, withdrawn, approved FROM registry ORDER BY seq, place",
    )?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let id: String = row.get("id")?;
        let Some(told) = expected.remove(id.as_str()) else {
            problems.push(format!("record {id}: it has no history"));
            continue;
        };
        let text = |name: &str| row.get::<_, Option<String>>(name);
        let number = |name: &str| row.get::<_, Option<i64>>(name);
        let seq = |mark: &Option<Mark>| mark.as_ref().map(|mark| mark.seq);
        let same = number("seq")? == Some(told.seq)
            && number("place")? == i64::try_from(told.place).ok()
            && text("kind")?.as_deref() == Some(told.table.as_str())
            && text("area")? == told.area
            && text("row")? == canonical(&told.row).ok()
            && text("replaces")? == told.replaces
            && text("at")?.as_deref() == Some(told.at.as_str())
            && text("by")? == told.by
            && number("withdrawn")? == seq(&told.withdrawn)
            && number("approved")? == seq(&told.approved);
        if !same {
            problems.push(format!("record {id}: it is not what the history says"));
        }
    }
    problems.extend(expected.into_keys().map(|id| format!("record {id} is missing")));
    Ok(problems)
}

/// What the event `seq` says of the rows that it added.
pub(in crate::scenarios::store) fn receipt(
    connection: &Connection,
    seq: i64,
) -> Result<Receipt, StateError> {
    let altered = || StateError::Altered(format!("registry: event {seq} cannot be read"));
    let event = connection
        .prepare_cached("SELECT * FROM events WHERE seq = ?1")?
        .query_row([seq], stored_event)?;
    if !event.is_whole() {
        return Err(altered());
    }
    let body: RecordedBody = serde_json::from_str(&event.body).map_err(|_unreadable| altered())?;
    let sql = "SELECT count(*) FROM registry WHERE seq = ?1 AND withdrawn IS NOT NULL";
    let withdrawn: i64 = connection.query_row(sql, [seq], |row| row.get(0))?;
    Ok(Receipt {
        id: body.batch,
        seq,
        at: event.at,
        by: event.by,
        table: body.table,
        entries: body.entries.len(),
        withdrawn: usize::try_from(withdrawn).unwrap_or_default(),
        receipt: body.receipt,
    })
}
