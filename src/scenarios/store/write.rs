//! Changing: each function is one transaction that adds one event.

use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};
use serde_json::{Value, json};

use super::bounds::{self, Exceeded};
use super::chain::{GENESIS, StoredEvent};
use super::frozen::ranking_hash;
use super::read::scenario;
use super::sign::{NewSignature, Signature, Signatures};
use super::{Change, FrozenSummary, Scenario, StateError, Status, Store, ToFreeze};
use geodata::canonical::{canonical, fingerprint};

impl Store {
    /// Saves a new draft.
    ///
    /// # Errors
    /// [`StateError::Bound`], [`StateError::Full`], and when the database cannot be written.
    pub fn create(
        &self,
        name: &str,
        plan: &Value,
        by: Option<&str>,
    ) -> Result<Scenario, StateError> {
        let body = json!({"name": name, "plan": plan});
        self.insert("created", name, plan, None, &body, by)
    }

    /// Saves a copy of any scenario, frozen or not, as a new draft.
    ///
    /// # Errors
    /// [`StateError::NotFound`].
    pub fn duplicate(
        &self,
        id: &str,
        name: &str,
        by: Option<&str>,
    ) -> Result<Scenario, StateError> {
        let parent = self.get(id)?;
        let body = json!({"name": name, "plan": parent.plan, "parent": id, "parent_version": parent.version});
        self.insert("duplicated", name, &parent.plan, Some(id), &body, by)
    }

    fn insert(
        &self,
        action: &str,
        name: &str,
        plan: &Value,
        parent: Option<&str>,
        body: &Value,
        by: Option<&str>,
    ) -> Result<Scenario, StateError> {
        let id = uuid::Uuid::now_v7().to_string();
        let document = canonical(plan)?;
        bounds::line("name", name, bounds::NAME)?;
        signer(by)?;
        bounds::plan(plan, &document)?;
        self.change(|transaction, now| {
            let sql = "SELECT count(*) FROM scenarios";
            let count: usize = transaction.query_row(sql, [], |row| row.get::<_, u32>(0))? as usize;
            if count >= self.bounds.scenarios {
                return Err(Exceeded::Scenarios(count).into());
            }
            transaction.execute(
                "INSERT INTO scenarios VALUES (?1, ?2, 1, 'draft', ?3, ?4, ?5, ?6, ?5, ?6)",
                params![id, name, document, parent, now, by],
            )?;
            append(transaction, Some(&id), now, by, action, canonical(body)?)?;
            scenario(transaction, &id)
        })
    }

    /// Changes a draft that still has version `expected`.
    ///
    /// # Errors
    /// [`StateError::NotFound`], [`StateError::Conflict`], [`StateError::Frozen`].
    pub fn update(
        &self,
        id: &str,
        expected: u32,
        change: &Change,
        by: Option<&str>,
    ) -> Result<Scenario, StateError> {
        signer(by)?;
        if let Some(note) = &change.note {
            bounds::line("note", note, bounds::REASON)?;
        }
        self.change(|transaction, now| {
            let old = draft(transaction, id, expected)?;
            if old.version >= self.bounds.versions {
                return Err(Exceeded::Versions(old.version).into());
            }
            let name = change.name.as_ref().unwrap_or(&old.name);
            let plan = change.plan.as_ref().unwrap_or(&old.plan);
            let document = canonical(plan)?;
            bounds::line("name", name, bounds::NAME)?;
            bounds::plan(plan, &document)?;
            transaction.execute(
                "UPDATE scenarios SET name = ?2, plan = ?3 WHERE id = ?1",
                params![id, name, document],
            )?;
            touch(transaction, id, now, by, Status::Draft)?;
            let body = json!({"name": name, "plan": plan, "note": change.note});
            append(transaction, Some(id), now, by, "changed", canonical(&body)?)?;
            scenario(transaction, id)
        })
    }

    /// Freezes a draft that still has version `expected`.
    ///
    /// # Errors
    /// [`StateError::NotFound`], [`StateError::Conflict`], [`StateError::Frozen`].
    pub fn freeze(&self, id: &str, expected: u32, what: ToFreeze) -> Result<Scenario, StateError> {
        let ToFreeze { at, by, document, mut candidates, .. } = what;
        signer(by.as_deref())?;
        candidates.sort_by(|a, b| a.code.cmp(&b.code));
        let summary = FrozenSummary {
            hash: fingerprint([&document]),
            ranking_hash: ranking_hash(candidates.iter()),
            dataset_version: what.dataset_version,
            figures: what.figures,
            plan_hash: what.plan_hash,
            villages: what.villages,
            regencies: what.regencies,
            by: by.clone(),
            at: at.clone(),
        };
        self.change(|transaction, _| {
            draft(transaction, id, expected)?;
            transaction.execute(
                "INSERT INTO frozen VALUES (?1, ?2, ?3)",
                params![id, document, summary.hash],
            )?;
            let sql = "INSERT INTO frozen_candidates VALUES (?1, ?2, ?3, ?4)";
            let mut insert = transaction.prepare_cached(sql)?;
            for candidate in &candidates {
                insert.execute(params![id, candidate.code, candidate.rank, candidate.entry])?;
            }
            touch(transaction, id, &at, by.as_deref(), Status::Frozen)?;
            append(transaction, Some(id), &at, by.as_deref(), "frozen", canonical(&summary)?)?;
            scenario(transaction, id)
        })
    }

    /// Adds a signature to a frozen scenario.
    ///
    /// # Errors
    /// [`StateError::NotFound`], [`StateError::NotFrozen`], [`StateError::Sign`].
    pub fn sign(&self, id: &str, new: &NewSignature) -> Result<Scenario, StateError> {
        bounds::line("by", &new.by, bounds::NAME)?;
        bounds::line("area", new.area.as_deref().unwrap_or_default(), bounds::NAME)?;
        bounds::line("comment", new.comment.as_deref().unwrap_or_default(), bounds::REASON)?;
        self.change(|transaction, now| {
            let old = scenario(transaction, id)?;
            let frozen = old.frozen.as_ref().ok_or(StateError::NotFrozen)?;
            // A list goes back and forth between hundreds of regencies; nobody signs as often as that.
            if old.version >= self.bounds.versions.saturating_mul(10) {
                return Err(Exceeded::Versions(old.version).into());
            }
            let regencies = frozen.regencies.iter().cloned().collect();
            Signatures { given: &old.signatures, regencies: &regencies }.check(new)?;
            let mut body = serde_json::to_value(new)?;
            if let Some(body) = body.as_object_mut() {
                // The signature is for this list and no other.
                body.insert("hash".to_owned(), Value::String(frozen.hash.clone()));
            }
            let by = Some(new.by.as_str());
            let seq = append(transaction, Some(id), now, by, "signed", canonical(&body)?)?;
            transaction.execute(
                "INSERT INTO signatures VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    seq,
                    id,
                    new.level.name(),
                    new.area,
                    new.decision.name(),
                    new.by,
                    now,
                    new.comment
                ],
            )?;
            let mut given = old.signatures.clone();
            given.push(Signature { seq, at: now.to_owned(), given: new.clone() });
            let closed = Signatures { given: &given, regencies: &regencies }.closed();
            let status = if closed { Status::Signed } else { Status::Frozen };
            touch(transaction, id, now, by, status)?;
            scenario(transaction, id)
        })
    }

    /// Runs `work` in a transaction of its own; an error leaves everything as it was.
    fn change<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>, &str) -> Result<T, StateError>,
    ) -> Result<T, StateError> {
        self.write(|writing| work(writing.transaction, writing.now))
    }

    fn saved<T, E: From<StateError>>(
        &self,
        work: impl FnOnce(&Writing<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let now = self.now();
        let waiting = self.held.all()?;
        let mut connection = self.writer()?;
        let begun = connection.transaction_with_behavior(TransactionBehavior::Immediate);
        let transaction = begun.map_err(StateError::from)?;
        let writing = Writing { transaction: &transaction, now: &now };
        waiting.each(|by, action, body| writing.record(Some(by), action, body))?;
        let result = work(&writing)?;
        transaction.commit().map_err(StateError::from)?;
        waiting.recorded();
        self.heads.note(&connection);
        Ok(result)
    }

    /// Changes what is saved, in a transaction of its own; an error leaves everything as it was.
    ///
    /// # Errors
    /// What `work` answers, and when the database cannot be written.
    pub(crate) fn write<T, E: From<StateError> + std::error::Error + 'static>(
        &self,
        work: impl FnOnce(&Writing<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let result = self.saved(work);
        let outcome = match result.as_ref().map_err(cause) {
            Ok(_) => "ok",
            Err(Some(StateError::Full)) => "full",
            Err(Some(StateError::Database(_) | StateError::Locked | StateError::Poisoned)) => {
                "failed"
            }
            Err(_) => "refused",
        };
        metrics::counter!("state_writes_total", "outcome" => outcome).increment(1);
        result
    }
}

impl Store {
    /// Notes that `by` did something that changes nothing. Where there is no room for that it waits for room, and
    /// whatever is written next is preceded by it.
    ///
    /// # Errors
    /// [`StateError::Full`] when as much waits already as may, and when the database cannot be written for another reason.
    pub(crate) fn note(
        &self,
        by: &str,
        action: &'static str,
        body: &Value,
    ) -> Result<(), StateError> {
        match self.write(|writing| writing.record(Some(by), action, body)) {
            Err(StateError::Full) => self.held.all()?.add(self.now(), by, action, body),
            written => written,
        }
    }

    /// Writes what waits, before the process ends.
    ///
    /// # Errors
    /// When the database cannot be written; they wait on.
    pub(crate) fn settle(&self) -> Result<(), StateError> {
        if self.held.all()?.is_empty() {
            return Ok(());
        }
        self.write(|_| Ok(()))
    }
}

/// What of the state lies behind an error.
fn cause<E: std::error::Error + 'static>(error: &E) -> Option<&StateError> {
    let error: &(dyn std::error::Error + 'static) = error;
    error.downcast_ref().or_else(|| error.source()?.downcast_ref())
}

/// A change under way.
pub(crate) struct Writing<'a> {
    /// What is written to.
    pub transaction: &'a Transaction<'a>,
    /// When (RFC 3339, UTC).
    pub now: &'a str,
}

impl Writing<'_> {
    /// Adds an event that belongs to no scenario.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn record(&self, by: Option<&str>, action: &str, body: &Value) -> Result<(), StateError> {
        self.record_at(by, action, body).map(|_| ())
    }

    /// The same; its place in the chain.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn record_at(
        &self,
        by: Option<&str>,
        action: &str,
        body: &Value,
    ) -> Result<i64, StateError> {
        append(self.transaction, None, self.now, by, action, canonical(body)?)
    }
}

/// Who changes something.
fn signer(by: Option<&str>) -> Result<(), Exceeded> {
    bounds::line("by", by.unwrap_or_default(), bounds::NAME)
}

/// The draft `id`, if it is one and still has the version that the change was made to.
fn draft(transaction: &Transaction<'_>, id: &str, expected: u32) -> Result<Scenario, StateError> {
    let found = scenario(transaction, id)?;
    if found.status != Status::Draft {
        return Err(StateError::Frozen);
    }
    if found.version != expected {
        return Err(StateError::Conflict { expected, actual: found.version });
    }
    Ok(found)
}

fn touch(
    transaction: &Transaction<'_>,
    id: &str,
    now: &str,
    by: Option<&str>,
    status: Status,
) -> Result<(), StateError> {
    transaction.execute(
        "UPDATE scenarios SET version = version + 1, status = ?2, updated_at = ?3, updated_by = ?4 WHERE id = ?1",
        params![id, status.name(), now, by],
    )?;
    Ok(())
}

/// Adds the next event of the chain; its place.
fn append(
    transaction: &Transaction<'_>,
    scenario: Option<&str>,
    now: &str,
    by: Option<&str>,
    action: &str,
    body: String,
) -> Result<i64, StateError> {
    let last = transaction
        .prepare_cached("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)))
        .optional()?;
    let (last, previous) = last.unwrap_or((0, GENESIS.to_owned()));
    let mut event = StoredEvent {
        seq: last + 1,
        scenario: scenario.map(str::to_owned),
        at: now.to_owned(),
        by: by.map(str::to_owned),
        action: action.to_owned(),
        body,
        previous,
        hash: String::new(),
    };
    event.hash = event.digest();
    transaction.execute(
        "INSERT INTO events VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            event.seq,
            event.scenario,
            event.at,
            event.by,
            event.action,
            event.body,
            event.previous,
            event.hash
        ],
    )?;
    Ok(event.seq)
}
