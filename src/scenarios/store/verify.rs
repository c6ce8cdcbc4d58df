//! Checking that saved state is whole: the chain, and that everything stored follows from it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;
use serde_json::Value;

use super::chain::Follower;
use super::read::{scenario, stored_event};
use super::write::ranking_hash;
use super::{FILE, FrozenCandidate, FrozenSummary, Scenario, StateError, Store, SystemClock};
use crate::canonical::{canonical, fingerprint};

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// Events in the chain.
    pub events: i64,
    /// Scenarios.
    pub scenarios: usize,
    /// Frozen selections.
    pub frozen: usize,
    /// Signatures.
    pub signatures: usize,
    /// Hash of the last event. Kept elsewhere, it also proves later that nothing was cut off.
    pub head: String,
    /// What is wrong; empty when all is well.
    pub problems: Vec<String>,
}

/// A scenario as its events tell it.
#[derive(Default)]
struct Told {
    name: String,
    plan: String,
    version: u32,
    status: &'static str,
    signatures: Vec<(i64, String)>,
}

impl Store {
    /// Checks the state in `dir`. Nothing is made where there is none.
    ///
    /// # Errors
    /// When there is no state, or the database cannot be read at all.
    pub fn verify_dir(dir: &Path) -> Result<Verification, StateError> {
        let file = dir.join(FILE);
        std::fs::metadata(&file).map_err(|source| StateError::Directory { path: file, source })?;
        Self::open(dir, Arc::new(SystemClock))?.verify()
    }

    /// Follows the whole chain and compares everything stored with what the events say.
    ///
    /// # Errors
    /// When the database cannot be read at all.
    pub fn verify(&self) -> Result<Verification, StateError> {
        let mut connection = self.connection()?;
        // One view of everything, whatever another process writes meanwhile.
        let connection = &*connection.transaction()?;
        let mut problems = damage(connection)?;
        let mut follower = Follower::default();
        let mut told: BTreeMap<String, Told> = BTreeMap::new();
        let mut query = connection.prepare("SELECT * FROM events ORDER BY seq")?;
        for event in query.query_map([], stored_event)? {
            let event = event?;
            problems.extend(follower.follow(&event));
            let one = told.entry(event.scenario.clone()).or_default();
            one.version += 1;
            let body: Value = serde_json::from_str(&event.body).unwrap_or(Value::Null);
            match event.action.as_str() {
                "frozen" => {
                    one.status = "frozen";
                    problems.extend(frozen(connection, &event.scenario, &event.body)?);
                }
                "signed" => {
                    if (&body["level"], &body["decision"])
                        == (&"ministry".into(), &"approved".into())
                    {
                        one.status = "signed";
                    }
                    one.signatures.push((event.seq, spelled(&body)));
                }
                _ => {
                    one.status = "draft";
                    one.name = body["name"].as_str().unwrap_or_default().to_owned();
                    one.plan = canonical(&body["plan"])?;
                }
            }
        }
        let mut query = connection.prepare("SELECT id FROM scenarios ORDER BY id")?;
        let ids = query.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
        let (mut scenarios, mut signed) = (0, 0);
        for id in ids {
            scenarios += 1;
            match scenario(connection, &id) {
                Ok(found) => {
                    signed += found.signatures.len();
                    problems.extend(differs(&found, &told.remove(&id).unwrap_or_default())?);
                }
                Err(error) => problems.push(format!("scenario {id}: {error}")),
            }
        }
        problems.extend(told.into_keys().map(|id| format!("scenario {id} is missing")));
        let (events, head) = follower.head();
        let frozen: i64 =
            connection.query_row("SELECT count(*) FROM frozen", [], |row| row.get(0))?;
        let frozen = usize::try_from(frozen).unwrap_or(0);
        Ok(Verification { events, scenarios, frozen, signatures: signed, head, problems })
    }
}

/// What SQLite itself finds wrong with the file.
fn damage(connection: &Connection) -> Result<Vec<String>, StateError> {
    let mut query = connection.prepare("PRAGMA integrity_check")?;
    let lines = query.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
    Ok(lines.into_iter().filter(|line| line != "ok").collect())
}

/// What of a stored scenario is not as its events say.
fn differs(found: &Scenario, told: &Told) -> Result<Vec<String>, StateError> {
    let signatures: Vec<(i64, String)> = found
        .signatures
        .iter()
        .map(|s| Ok((s.seq, spelled(&serde_json::to_value(&s.given)?))))
        .collect::<Result<_, StateError>>()?;
    let different = [
        ("name", found.name != told.name),
        ("plan", canonical(&found.plan)? != told.plan),
        ("version", found.version != told.version),
        ("status", found.status.name() != told.status),
        ("signatures", signatures != told.signatures),
    ];
    let wrong = different.into_iter().filter(|(_, differs)| *differs);
    Ok(wrong
        .map(|(what, _)| format!("scenario {}: its {what} is not what its history says", found.id))
        .collect())
}

/// A signature in one spelling.
fn spelled(body: &Value) -> String {
    let text = |key: &str| body[key].as_str().unwrap_or_default().to_owned();
    ["level", "area", "decision", "by", "comment"].map(text).join("\n")
}

/// What of a frozen selection does not fit the hashes in its event.
fn frozen(connection: &Connection, id: &str, body: &str) -> Result<Vec<String>, StateError> {
    let mut problems = Vec::new();
    let Ok(summary) = serde_json::from_str::<FrozenSummary>(body) else {
        return Ok(vec![format!("scenario {id}: its freezing cannot be read")]);
    };
    let mut query =
        connection.prepare_cached("SELECT document, hash FROM frozen WHERE scenario = ?1")?;
    let rows = query.query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let rows = rows.collect::<Result<Vec<(String, String)>, _>>()?;
    let whole = rows
        .first()
        .is_some_and(|(document, hash)| *hash == summary.hash && fingerprint([document]) == *hash);
    if !whole {
        problems.push(format!("scenario {id}: the frozen selection was changed"));
    }
    let sql = "SELECT code, rank, entry FROM frozen_candidates WHERE scenario = ?1 ORDER BY code";
    let mut query = connection.prepare_cached(sql)?;
    let candidates = query.query_map([id], |row| {
        Ok(FrozenCandidate { code: row.get(0)?, rank: row.get(1)?, entry: row.get(2)? })
    })?;
    let candidates = candidates.collect::<Result<Vec<_>, _>>()?;
    if ranking_hash(candidates.iter()) != summary.ranking_hash {
        problems.push(format!("scenario {id}: the frozen ranking was changed"));
    }
    Ok(problems)
}
