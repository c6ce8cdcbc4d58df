//! Reading: from the events, and compared with the tables beside them.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;

use super::chain::StoredEvent;
use super::frozen::ranking;
use super::registry::RECORDED;
use super::told::{Events, differences, stored_event, told};
use super::{Event, EventFilter, FrozenDocument, HistoryPage, Scenario, StateError, Store};
use geodata::canonical::fingerprint;

impl Store {
    /// One scenario.
    ///
    /// # Errors
    /// [`StateError::NotFound`], and [`StateError::Altered`] where it is not what its events say.
    pub fn get(&self, id: &str) -> Result<Scenario, StateError> {
        self.read(|connection| scenario(connection, id))
    }

    /// What happened to a scenario after the event `after` (0 for all), oldest first: as many events as have up to `bytes`
    /// bytes together, at least one.
    ///
    /// # Errors
    /// [`StateError::NotFound`], [`StateError::Altered`].
    pub fn history(&self, id: &str, after: i64, bytes: usize) -> Result<HistoryPage, StateError> {
        self.read(|connection| {
            let sql = "SELECT count(*) FROM events WHERE scenario = ?1";
            let total: i64 = connection.prepare_cached(sql)?.query_row([id], |row| row.get(0))?;
            let total = usize::try_from(total).unwrap_or(0);
            if total == 0 {
                return Err(StateError::NotFound(id.to_owned()));
            }
            let sql = "SELECT * FROM events WHERE scenario = ?1 AND seq > ?2 ORDER BY seq";
            let mut query = connection.prepare_cached(sql)?;
            let mut page = HistoryPage { events: Vec::new(), total, more: false };
            let mut taken = 0;
            for event in query.query_map(params![id, after], stored_event)? {
                let event = event?;
                taken += event.body.len();
                if taken > bytes && !page.events.is_empty() {
                    page.more = true;
                    break;
                }
                page.events.push(shown(event)?);
            }
            Ok(page)
        })
    }

    /// What happened of all that a filter lets through, the newest first, `most` at most; without the plans
    /// and rows in their bodies.
    ///
    /// # Errors
    /// [`StateError::Altered`].
    pub fn events(&self, filter: &EventFilter, most: usize) -> Result<Vec<Event>, StateError> {
        let EventFilter { action, by, scenario, before } = filter;
        // instr() knows no wildcards: what people type is what is looked for.
        let sql = "SELECT * FROM events WHERE (?1 IS NULL OR action = ?1) \
                   AND (?2 IS NULL OR instr(lower(by), lower(?2)) > 0) AND (?3 IS NULL OR scenario = ?3) \
                   AND (?4 IS NULL OR seq < ?4) ORDER BY seq DESC LIMIT ?5";
        self.read(|connection| {
            let mut query = connection.prepare_cached(sql)?;
            let most = i64::try_from(most).unwrap_or(i64::MAX);
            let found =
                query.query_map(params![action, by, scenario, before, most], stored_event)?;
            found
                .map(|event| {
                    let mut event = shown(event?)?;
                    if let Some(body) = event.body.as_object_mut() {
                        body.remove("plan");
                        // Rows have names and small numbers, and the registry lists them to whoever may see those.
                        let rows = body.get("entries").and_then(Value::as_array).map(Vec::len);
                        if let Some(rows) = rows.filter(|_| event.action == RECORDED) {
                            body.insert("entries".to_owned(), Value::from(rows));
                            body.remove("receipt");
                        }
                    }
                    Ok(event)
                })
                .collect()
        })
    }

    /// The frozen document of a scenario, compared with the hash that its events name.
    ///
    /// # Errors
    /// [`StateError::NotFound`], [`StateError::NotFrozen`], [`StateError::Altered`].
    pub fn frozen_document(&self, id: &str) -> Result<FrozenDocument, StateError> {
        self.read(|connection| frozen_document(connection, id))
    }

    /// What was frozen of one candidate; none where `code` was no candidate. All of the ranking is compared with its hash.
    ///
    /// # Errors
    /// As [`Self::frozen_document`].
    pub fn frozen_candidate(&self, id: &str, code: &str) -> Result<Option<String>, StateError> {
        let mut entry = None;
        self.read(|connection| {
            whole_ranking(connection, id, |candidate| {
                if candidate.code == code {
                    entry = Some(candidate.entry.clone());
                }
            })
        })?;
        Ok(entry)
    }

    /// What was frozen of each of these candidates, as [`Self::frozen_candidate`] gives it of one; those that were none are left out.
    ///
    /// # Errors
    /// As [`Self::frozen_document`].
    pub fn frozen_candidates(
        &self,
        id: &str,
        codes: &BTreeSet<String>,
    ) -> Result<BTreeMap<String, String>, StateError> {
        let mut entries = BTreeMap::new();
        self.read(|connection| {
            whole_ranking(connection, id, |candidate| {
                if codes.contains(&candidate.code) {
                    entries.insert(candidate.code.clone(), candidate.entry.clone());
                }
            })
        })?;
        Ok(entries)
    }

    /// Code and rank of all ranked candidates of a frozen ranking, in order of code, compared with its hash.
    ///
    /// # Errors
    /// As [`Self::frozen_document`].
    pub fn frozen_ranks(&self, id: &str) -> Result<Vec<(String, u32)>, StateError> {
        let mut ranks = Vec::new();
        self.read(|connection| {
            whole_ranking(connection, id, |candidate| {
                ranks.extend(candidate.rank.map(|rank| (candidate.code.clone(), rank)));
            })
        })?;
        Ok(ranks)
    }
}

/// An event as it is shown.
pub(super) fn shown(event: StoredEvent) -> Result<Event, StateError> {
    if !event.is_whole() {
        let what = format!("event {} was changed: its hash does not fit its contents", event.seq);
        let of = event.scenario.map_or_else(String::new, |id| format!("scenario {id}: "));
        return Err(StateError::Altered(format!("{of}{what}")));
    }
    Ok(Event {
        body: serde_json::from_str(&event.body)?,
        seq: event.seq,
        scenario: event.scenario,
        at: event.at,
        by: event.by,
        action: event.action,
        previous: event.previous,
        hash: event.hash,
    })
}

/// The state of a scenario with everything that belongs to it.
pub(super) fn scenario(connection: &Connection, id: &str) -> Result<Scenario, StateError> {
    Ok(compared(connection, id)?.0)
}

/// A scenario as its events tell it, which the tables say too; and the event that froze it.
fn compared(
    connection: &Connection,
    id: &str,
) -> Result<(Scenario, Option<StoredEvent>), StateError> {
    let found = told(connection, id, Events::Telling)?;
    let Some((scenario, freezing)) = found else {
        // A row that no event tells of was put there by somebody else.
        return Err(if has_row(connection, id)? {
            StateError::Altered(format!("scenario {id}: it has no history"))
        } else {
            StateError::NotFound(id.to_owned())
        });
    };
    match differences(connection, &scenario)?.into_iter().next() {
        Some(problem) => Err(StateError::Altered(problem)),
        None => Ok((scenario, freezing)),
    }
}

fn has_row(connection: &Connection, id: &str) -> Result<bool, StateError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM scenarios WHERE id = ?1)";
    Ok(connection.prepare_cached(sql)?.query_row([id], |row| row.get(0))?)
}

fn frozen_document(connection: &Connection, id: &str) -> Result<FrozenDocument, StateError> {
    let (scenario, freezing) = compared(connection, id)?;
    let (summary, freezing) = scenario.frozen.zip(freezing).ok_or(StateError::NotFrozen)?;
    let text: Option<String> = connection
        .prepare_cached("SELECT document FROM frozen WHERE scenario = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    match text {
        Some(text) if fingerprint([&text]) == summary.hash => {
            Ok(FrozenDocument { text, hash: summary.hash, chain: freezing.head() })
        }
        _ => Err(StateError::Altered(format!("scenario {id}: the frozen selection was changed"))),
    }
}

/// Goes through the frozen ranking, which must be the one that was hashed.
fn whole_ranking(
    connection: &Connection,
    id: &str,
    each: impl FnMut(&super::FrozenCandidate),
) -> Result<(), StateError> {
    let (scenario, _) = compared(connection, id)?;
    let summary = scenario.frozen.ok_or(StateError::NotFrozen)?;
    if ranking(connection, id, each)? == summary.ranking_hash {
        Ok(())
    } else {
        Err(StateError::Altered(format!("scenario {id}: the frozen ranking was changed")))
    }
}
