//! A scenario as its events tell it. What is shown comes from here; the tables beside the events are compared with it.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Row};
use serde::Deserialize;
use serde_json::Value;

use super::chain::StoredEvent;
use super::sign::{NewSignature, Signature, Signatures};
use super::{FrozenSummary, Scenario, StateError, Status};
use geodata::canonical::canonical;

/// Which events are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Events {
    /// Those that say what is there now: the first, the last plan, the freezing and the signatures.
    Telling,
    /// All.
    All,
}

impl Events {
    const fn sql(self) -> &'static str {
        match self {
            Self::All => "SELECT * FROM events WHERE scenario = ?1 ORDER BY seq",
            Self::Telling => {
                "SELECT * FROM events WHERE scenario = ?1 AND (action IN ('frozen', 'signed') \
                 OR seq = (SELECT min(seq) FROM events WHERE scenario = ?1) \
                 OR seq = (SELECT max(seq) FROM events WHERE scenario = ?1 AND action NOT IN ('frozen', 'signed'))) \
                 ORDER BY seq"
            }
        }
    }
}

/// What a plan of a scenario is saved with.
#[derive(Deserialize)]
struct Saved {
    name: String,
    plan: Value,
    #[serde(default)]
    parent: Option<String>,
}

/// The scenario `id` as its events tell it, and the event that froze it; none where it has no events.
///
/// # Errors
/// [`StateError::Altered`] where an event is not what was hashed, or does not follow from those before it.
pub(super) fn told(
    connection: &Connection,
    id: &str,
    events: Events,
) -> Result<Option<(Scenario, Option<StoredEvent>)>, StateError> {
    let mut query = connection.prepare_cached(events.sql())?;
    let (mut scenario, mut freezing): (Option<Scenario>, _) = (None, None);
    for event in query.query_map([id], stored_event)? {
        let event = event?;
        let altered =
            |what: &str| StateError::Altered(format!("scenario {id}: event {} {what}", event.seq));
        if !event.is_whole() {
            return Err(altered("was changed: its hash does not fit its contents"));
        }
        let next =
            follow(scenario, &event).ok_or_else(|| altered("cannot follow on those before it"))?;
        if event.action == "frozen" {
            freezing = Some(event);
        }
        scenario = Some(next);
    }
    let Some(mut scenario) = scenario else { return Ok(None) };
    let count = "SELECT count(*) FROM events WHERE scenario = ?1";
    scenario.version = connection.prepare_cached(count)?.query_row([id], |row| row.get(0))?;
    if let Some(frozen) = &scenario.frozen {
        let regencies: BTreeSet<String> = frozen.regencies.iter().cloned().collect();
        let signed = Signatures { given: &scenario.signatures, regencies: &regencies };
        scenario.sign_off = Some(signed.progress());
    }
    Ok(Some((scenario, freezing)))
}

/// What a scenario is after one more event; none where the event cannot happen to it.
fn follow(before: Option<Scenario>, event: &StoredEvent) -> Option<Scenario> {
    let (at, by) = (event.at.clone(), event.by.clone());
    let scenario = match (event.action.as_str(), before) {
        ("created" | "duplicated", None) => {
            let Saved { name, plan, parent } = serde_json::from_str(&event.body).ok()?;
            return Some(Scenario {
                id: event.scenario.clone()?,
                name,
                version: 1,
                status: Status::Draft,
                plan,
                parent,
                created_at: at.clone(),
                created_by: by.clone(),
                updated_at: at,
                updated_by: by,
                frozen: None,
                signatures: Vec::new(),
                sign_off: None,
            });
        }
        ("changed", Some(draft)) if draft.status == Status::Draft => {
            let Saved { name, plan, .. } = serde_json::from_str(&event.body).ok()?;
            Scenario { name, plan, ..draft }
        }
        ("frozen", Some(draft)) if draft.status == Status::Draft => {
            let summary: FrozenSummary = serde_json::from_str(&event.body).ok()?;
            Scenario { frozen: Some(summary), status: Status::Frozen, ..draft }
        }
        ("signed", Some(frozen)) if frozen.status != Status::Draft => sign(frozen, event)?,
        _ => return None,
    };
    Some(Scenario { updated_at: at, updated_by: by, ..scenario })
}

fn sign(mut scenario: Scenario, event: &StoredEvent) -> Option<Scenario> {
    let mut body: Value = serde_json::from_str(&event.body).ok()?;
    let summary = scenario.frozen.as_ref()?;
    // A signature is for one list and no other.
    if body.as_object_mut()?.remove("hash")? != summary.hash {
        return None;
    }
    let given: NewSignature = serde_json::from_value(body).ok()?;
    scenario.signatures.push(Signature { seq: event.seq, at: event.at.clone(), given });
    let regencies = summary.regencies.iter().cloned().collect();
    if (Signatures { given: &scenario.signatures, regencies: &regencies }).closed() {
        scenario.status = Status::Signed;
    }
    Some(scenario)
}

/// What of the tables beside the events is not as `told` says.
pub(super) fn differences(
    connection: &Connection,
    told: &Scenario,
) -> Result<Vec<String>, StateError> {
    let id = told.id.as_str();
    let mut query = connection.prepare_cached("SELECT * FROM scenarios WHERE id = ?1")?;
    let row = query.query_row([id], |row| row_differs(row, told)).optional()?;
    let Some(mut wrong) = row else { return Ok(vec![format!("scenario {id} is missing")]) };
    if stored_signatures(connection, id)? != signature_rows(told) {
        wrong.push("signatures");
    }
    let mut wrong: Vec<String> = wrong
        .into_iter()
        .map(|what| format!("scenario {id}: its {what} is not what its history says"))
        .collect();
    let hash: Option<String> = connection
        .prepare_cached("SELECT hash FROM frozen WHERE scenario = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    let ranked: bool = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM frozen_candidates WHERE scenario = ?1)")?
        .query_row([id], |row| row.get(0))?;
    match &told.frozen {
        None if hash.is_some() || ranked => wrong
            .push(format!("scenario {id}: it has a frozen selection although it was never frozen")),
        Some(frozen) if hash.as_ref() != Some(&frozen.hash) => {
            wrong.push(format!("scenario {id}: the frozen selection was changed"));
        }
        _ => {}
    }
    Ok(wrong)
}

fn row_differs(row: &Row<'_>, told: &Scenario) -> rusqlite::Result<Vec<&'static str>> {
    let text = |name: &str| row.get::<_, Option<String>>(name);
    let is =
        |name: &str, told: &str| Ok::<_, rusqlite::Error>(text(name)?.as_deref() == Some(told));
    // A plan was read from JSON, and is written as JSON again.
    let plan = canonical(&told.plan).unwrap_or_default();
    let same = [
        ("name", is("name", &told.name)?),
        ("plan", is("plan", &plan)?),
        ("version", row.get::<_, u32>("version")? == told.version),
        ("status", is("status", told.status.name())?),
        ("parent", text("parent")? == told.parent),
        ("created_at", is("created_at", &told.created_at)?),
        ("created_by", text("created_by")? == told.created_by),
        ("updated_at", is("updated_at", &told.updated_at)?),
        ("updated_by", text("updated_by")? == told.updated_by),
    ];
    Ok(same.into_iter().filter(|(_, same)| !same).map(|(name, _)| name).collect())
}

/// Place and time, and level, area, decision, signer and comment.
type SignatureRow = (i64, String, [Option<String>; 5]);

fn stored_signatures(connection: &Connection, id: &str) -> Result<Vec<SignatureRow>, StateError> {
    let sql = "SELECT seq, at, level, area, decision, by, comment FROM signatures WHERE scenario = ?1 ORDER BY seq";
    let mut query = connection.prepare_cached(sql)?;
    let rows = query.query_map([id], |row| {
        let given = [row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?];
        Ok((row.get(0)?, row.get(1)?, given))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn signature_rows(told: &Scenario) -> Vec<SignatureRow> {
    let row = |signature: &Signature| {
        let NewSignature { level, area, decision, by, comment } = &signature.given;
        let [level, decision] = [level.name(), decision.name()].map(|name| Some(name.to_owned()));
        let given = [level, area.clone(), decision, Some(by.clone()), comment.clone()];
        (signature.seq, signature.at.clone(), given)
    };
    told.signatures.iter().map(row).collect()
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
