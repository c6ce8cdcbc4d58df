//! Reading.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::chain::StoredEvent;
use super::sign::{Decision, NewSignature, SignLevel, Signature, Signatures};
use super::{Event, FrozenSummary, Scenario, StateError, Status, Store};

impl Store {
    /// All scenarios, the last changed first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn list(&self) -> Result<Vec<Scenario>, StateError> {
        let connection = self.connection()?;
        let mut query = connection
            .prepare_cached("SELECT id FROM scenarios ORDER BY updated_at DESC, id DESC")?;
        let ids = query.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
        ids.iter().map(|id| scenario(&connection, id)).collect()
    }

    /// One scenario.
    ///
    /// # Errors
    /// [`StateError::NotFound`].
    pub fn get(&self, id: &str) -> Result<Scenario, StateError> {
        scenario(&*self.connection()?, id)
    }

    /// What happened to a scenario, oldest first.
    ///
    /// # Errors
    /// [`StateError::NotFound`].
    pub fn history(&self, id: &str) -> Result<Vec<Event>, StateError> {
        let connection = self.connection()?;
        let mut query =
            connection.prepare_cached("SELECT * FROM events WHERE scenario = ?1 ORDER BY seq")?;
        let rows = query.query_map([id], stored_event)?.collect::<Result<Vec<_>, _>>()?;
        if rows.is_empty() {
            return Err(StateError::NotFound(id.to_owned()));
        }
        rows.into_iter()
            .map(|row| {
                Ok(Event {
                    body: serde_json::from_str(&row.body)?,
                    seq: row.seq,
                    at: row.at,
                    by: row.by,
                    action: row.action,
                    previous: row.previous,
                    hash: row.hash,
                })
            })
            .collect()
    }

    /// The frozen document of a scenario and its hash.
    ///
    /// # Errors
    /// [`StateError::NotFound`], [`StateError::NotFrozen`].
    pub fn frozen_document(&self, id: &str) -> Result<(String, String), StateError> {
        let connection = self.connection()?;
        exists(&connection, id)?;
        connection
            .prepare_cached("SELECT document, hash FROM frozen WHERE scenario = ?1")?
            .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?
            .ok_or(StateError::NotFrozen)
    }

    /// What was frozen of one candidate; none where `code` was no candidate.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn frozen_candidate(&self, id: &str, code: &str) -> Result<Option<String>, StateError> {
        let connection = self.connection()?;
        let sql = "SELECT entry FROM frozen_candidates WHERE scenario = ?1 AND code = ?2";
        let mut query = connection.prepare_cached(sql)?;
        Ok(query.query_row([id, code], |row| row.get(0)).optional()?)
    }

    /// Code and rank of all ranked candidates of a frozen ranking, in order of code.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn frozen_ranks(&self, id: &str) -> Result<Vec<(String, u32)>, StateError> {
        let connection = self.connection()?;
        let sql = "SELECT code, rank FROM frozen_candidates WHERE scenario = ?1 AND rank IS NOT NULL ORDER BY code";
        let mut query = connection.prepare_cached(sql)?;
        let rows = query.query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

pub(super) fn exists(connection: &Connection, id: &str) -> Result<(), StateError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM scenarios WHERE id = ?1)";
    let found: bool = connection.prepare_cached(sql)?.query_row([id], |row| row.get(0))?;
    if found { Ok(()) } else { Err(StateError::NotFound(id.to_owned())) }
}

/// The state of a scenario with everything that belongs to it.
pub(super) fn scenario(connection: &Connection, id: &str) -> Result<Scenario, StateError> {
    let read = |row: &Row<'_>| {
        let plan: String = row.get("plan")?;
        let status: String = row.get("status")?;
        let scenario = Scenario {
            id: row.get("id")?,
            name: row.get("name")?,
            version: row.get("version")?,
            status: Status::of(&status),
            plan: serde_json::Value::Null,
            parent: row.get("parent")?,
            created_at: row.get("created_at")?,
            created_by: row.get("created_by")?,
            updated_at: row.get("updated_at")?,
            updated_by: row.get("updated_by")?,
            frozen: None,
            signatures: Vec::new(),
            sign_off: None,
        };
        Ok((scenario, plan))
    };
    let mut query = connection.prepare_cached("SELECT * FROM scenarios WHERE id = ?1")?;
    let found = query.query_row([id], read).optional()?;
    let (mut scenario, plan) = found.ok_or_else(|| StateError::NotFound(id.to_owned()))?;
    scenario.plan = serde_json::from_str(&plan)?;
    if scenario.status == Status::Draft {
        return Ok(scenario);
    }
    let summary = summary(connection, id)?.ok_or(StateError::NotFrozen)?;
    scenario.signatures = signatures(connection, id)?;
    let regencies: BTreeSet<String> = summary.regencies.iter().cloned().collect();
    let signed = Signatures { given: &scenario.signatures, regencies: &regencies };
    scenario.sign_off = Some(signed.progress());
    scenario.frozen = Some(summary);
    Ok(scenario)
}

fn summary(connection: &Connection, id: &str) -> Result<Option<FrozenSummary>, StateError> {
    let sql = "SELECT body FROM events WHERE scenario = ?1 AND action = 'frozen'";
    let mut query = connection.prepare_cached(sql)?;
    let body: Option<String> = query.query_row([id], |row| row.get(0)).optional()?;
    Ok(body.map(|body| serde_json::from_str(&body)).transpose()?)
}

pub(super) fn signatures(connection: &Connection, id: &str) -> Result<Vec<Signature>, StateError> {
    let mut query =
        connection.prepare_cached("SELECT * FROM signatures WHERE scenario = ?1 ORDER BY seq")?;
    let rows = query.query_map(params![id], |row| {
        let level: String = row.get("level")?;
        let decision: String = row.get("decision")?;
        Ok(Signature {
            seq: row.get("seq")?,
            at: row.get("at")?,
            given: NewSignature {
                level: match level.as_str() {
                    "regency" => SignLevel::Regency,
                    "province" => SignLevel::Province,
                    _ => SignLevel::Ministry,
                },
                area: row.get("area")?,
                decision: match decision.as_str() {
                    "approved" => Decision::Approved,
                    _ => Decision::Returned,
                },
                by: row.get("by")?,
                comment: row.get("comment")?,
            },
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// An event as it is stored.
pub(super) fn stored_event(row: &Row<'_>) -> rusqlite::Result<StoredEvent> {
    Ok(StoredEvent {
        seq: row.get("seq")?,
        scenario: row.get("scenario")?,
        at: row.get("at")?,
        by: row.get("by")?,
        action: row.get("action")?,
        body: row.get("body")?,
        previous: row.get("previous")?,
        hash: row.get("hash")?,
    })
}
