//! What people add to the dataset: recorded, withdrawn and approved, each by one event of the chain.

mod list;
mod model;
mod moved;
pub(super) mod told;
mod write;

use rusqlite::{OptionalExtension as _, params};
use serde_json::Value;

use self::list::{listed, standing, standing_ids};
pub(super) use self::model::RECORDED;
use self::model::{APPROVAL, WITHDRAWAL};
pub use self::model::{Batch, Filter, Mark, NewEntry, Receipt, Recorded, Registry, Within};
pub use self::moved::Moved;
use self::write::{Added, added, marked};
use super::{StateError, Store};

impl Store {
    /// Records rows of a table, all or none, with what is to be remembered of them together.
    ///
    /// # Errors
    /// [`StateError::Bound`], [`StateError::NoEntry`] and [`StateError::Entry`] where a row replaces what is not there or not
    /// of its table, and when the database cannot be written.
    pub fn record(
        &self,
        table: &str,
        entries: &[NewEntry],
        receipt: Option<&Value>,
        by: Option<&str>,
    ) -> Result<Batch, StateError> {
        let id = uuid::Uuid::now_v7().to_string();
        let new = Added { id: &id, table, entries, receipt, origin: None };
        self.write(|writing| added(writing, &new, by, self.bounds.entries))
    }

    /// Takes an entry back, or all of a batch that still stand; the number of the event.
    ///
    /// # Errors
    /// [`StateError::NoEntry`], and [`StateError::Entry`] where it was taken back before.
    pub fn withdraw(&self, id: &str, reason: &str, by: Option<&str>) -> Result<i64, StateError> {
        self.write(|writing| {
            let ids = standing_ids(writing.transaction, id)?;
            marked(writing, WITHDRAWAL, &ids, Some(reason), None, by)
        })
    }

    /// Makes an entry count that waits for it, or all of a batch that still stand; the number of the event. Whoever recorded it
    /// cannot, unless `alone` says that there is nobody else.
    ///
    /// # Errors
    /// [`StateError::NoEntry`], and [`StateError::Entry`] where it was taken back or approved before, or recorded by whoever
    /// approves it.
    pub fn approve(
        &self,
        id: &str,
        comment: Option<&str>,
        by: Option<&str>,
        alone: bool,
    ) -> Result<i64, StateError> {
        self.write(|writing| {
            let ids = standing_ids(writing.transaction, id)?;
            for id in &ids {
                let entry = standing(writing.transaction, id)?;
                if entry.approved.is_some() {
                    return Err(StateError::Entry(format!("`{id}` was approved before")));
                }
                if !alone && entry.by.as_deref() == by {
                    return Err(StateError::Entry(format!(
                        "`{id}` was recorded by whoever approves it; somebody else has to"
                    )));
                }
            }
            marked(writing, APPROVAL, &ids, comment, None, by)
        })
    }

    /// Everything that was recorded, as the events tell it.
    ///
    /// # Errors
    /// [`StateError::Altered`] where an event is not what was hashed, or the table beside the events says something else.
    pub fn registry(&self) -> Result<Registry, StateError> {
        self.read(|connection| {
            let found = told::told(connection)?;
            match told::differences(connection, &found.entries)?.into_iter().next() {
                Some(problem) => Err(StateError::Altered(problem)),
                None => Ok(found),
            }
        })
    }

    /// The number of the last event about what was recorded; 0 where there is none.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn registry_revision(&self) -> Result<i64, StateError> {
        let sql = "SELECT max(coalesce(max(seq), 0), coalesce(max(withdrawn), 0), coalesce(max(approved), 0)) FROM registry";
        self.read(|connection| Ok(connection.query_row(sql, [], |row| row.get(0))?))
    }

    /// The entries that `filter` lets through, the last recorded first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn recorded(&self, filter: &Filter) -> Result<Vec<Recorded>, StateError> {
        self.read(|connection| listed(connection, filter))
    }

    /// The codes of areas that records name as theirs, each once.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn recorded_areas(&self) -> Result<Vec<String>, StateError> {
        let sql = "SELECT DISTINCT area FROM registry WHERE area IS NOT NULL";
        self.read(|connection| {
            let mut query = connection.prepare_cached(sql)?;
            let areas = query.query_map([], |row| row.get(0))?;
            Ok(areas.collect::<Result<_, _>>()?)
        })
    }

    /// What was said of a batch.
    ///
    /// # Errors
    /// [`StateError::NoEntry`], and [`StateError::Altered`] where the event is not what was hashed.
    pub fn receipt(&self, batch: &str) -> Result<Receipt, StateError> {
        let sql = "SELECT seq FROM registry WHERE id = ?1";
        self.read(|connection| {
            let first = format!("{batch}.0");
            let seq: Option<i64> =
                connection.query_row(sql, [first], |row| row.get(0)).optional()?;
            let seq = seq.ok_or_else(|| StateError::NoEntry(batch.to_owned()))?;
            told::receipt(connection, seq)
        })
    }

    /// The last batch of a table by this person with something said of it, of this area where it is given.
    ///
    /// # Errors
    /// As [`receipt`](Self::receipt).
    pub fn last_receipt(
        &self,
        table: &str,
        by: Option<&str>,
        area: Option<&Within>,
    ) -> Result<Option<Receipt>, StateError> {
        let within = Within::sql(3);
        let sql = format!(
            "SELECT max(r.seq) FROM registry AS r JOIN events AS e ON e.seq = r.seq \
             WHERE r.kind = ?1 AND r.by IS ?2 AND json_extract(e.body, '$.receipt') IS NOT NULL AND {within}"
        );
        let [area, also, but] = Within::params(area)?;
        self.read(|connection| {
            let asked = params![table, by, area, also, but];
            let seq: Option<i64> = connection.query_row(&sql, asked, |row| row.get(0))?;
            seq.map(|seq| told::receipt(connection, seq)).transpose()
        })
    }
}

#[cfg(test)]
mod tests;
