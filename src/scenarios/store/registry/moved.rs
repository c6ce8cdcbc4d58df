//! All that was recorded, from one state to another.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::model::{APPROVAL, APPROVED, NewEntry, Origin, RECORDED, WITHDRAWAL, WITHDRAWN};
use super::write::{Added, added, marked};
use crate::scenarios::store::told::stored_event;
use crate::scenarios::store::{StateError, Store};

/// The format of the document.
const FORMAT: u32 = 1;

/// Everything that was recorded, withdrawn and approved, in its order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moved {
    /// The format, 1.
    format: u32,
    /// The events.
    events: Vec<MovedEvent>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct MovedEvent {
    action: String,
    at: String,
    by: Option<String>,
    #[serde(flatten)]
    body: MovedBody,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum MovedBody {
    Rows {
        batch: String,
        table: String,
        entries: Vec<NewEntry>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        receipt: Option<Value>,
        #[serde(default, skip_serializing)]
        origin: Option<Origin>,
    },
    Marks {
        entries: Vec<String>,
        reason: Option<String>,
        #[serde(default, skip_serializing)]
        origin: Option<Origin>,
    },
}

impl MovedBody {
    fn origin(&self) -> Option<&Origin> {
        match self {
            Self::Rows { origin, .. } | Self::Marks { origin, .. } => origin.as_ref(),
        }
    }
}

impl Moved {
    /// How many events there are.
    pub const fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.events.is_empty()
    }
}

impl Store {
    /// All that was recorded, for another state.
    ///
    /// # Errors
    /// [`StateError::Altered`] as [`registry`](Self::registry).
    pub fn export_registry(&self) -> Result<Moved, StateError> {
        // What the table says is compared first.
        self.registry()?;
        self.read(|connection| Ok(Moved { format: FORMAT, events: events(connection)? }))
    }

    /// Takes over what another state has, all or nothing: the same rows under the same ids, each event with who did it there and
    /// when. The number of the last event.
    ///
    /// # Errors
    /// [`StateError::Entry`] where the document has another format, or something of it is here already, and as
    /// [`record`](Self::record).
    pub fn import_registry(&self, moved: &Moved, by: Option<&str>) -> Result<i64, StateError> {
        if moved.format != FORMAT {
            let found = moved.format;
            return Err(StateError::Entry(format!(
                "the document has format {found}; this program reads format {FORMAT}"
            )));
        }
        self.write(|writing| {
            let mut last = 0;
            for event in &moved.events {
                let origin = event.body.origin().cloned();
                let origin = origin.unwrap_or_else(|| Origin { at: event.at.clone(), by: event.by.clone() });
                let origin = Some(&origin);
                last = match (event.action.as_str(), &event.body) {
                    (RECORDED, MovedBody::Rows { batch, table, entries, receipt, .. }) => {
                        if is_there(writing.transaction, batch)? {
                            return Err(StateError::Entry(format!("the rows `{batch}` are here already; nothing was taken over")));
                        }
                        let receipt = receipt.as_ref();
                        let new = Added { id: batch, table, entries, receipt, origin };
                        added(writing, &new, by, self.bounds.entries)?.seq
                    }
                    (WITHDRAWN, MovedBody::Marks { entries, reason, .. }) => {
                        marked(writing, WITHDRAWAL, entries, reason.as_deref(), origin, by)?
                    }
                    (APPROVED, MovedBody::Marks { entries, reason, .. }) => {
                        marked(writing, APPROVAL, entries, reason.as_deref(), origin, by)?
                    }
                    (action, _) => {
                        return Err(StateError::Entry(format!("`{action}` is no event of the registry, or has not its fields; nothing was taken over")));
                    }
                };
            }
            Ok(last)
        })
    }
}

fn is_there(connection: &Connection, batch: &str) -> Result<bool, StateError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM registry WHERE id = ?1)";
    Ok(connection.query_row(sql, [format!("{batch}.0")], |row| row.get(0))?)
}

fn events(connection: &Connection) -> Result<Vec<MovedEvent>, StateError> {
    let sql = "SELECT * FROM events WHERE scenario IS NULL AND action IN (?1, ?2, ?3) ORDER BY seq";
    let mut query = connection.prepare_cached(sql)?;
    let mut events = Vec::new();
    for event in query.query_map([RECORDED, WITHDRAWN, APPROVED], stored_event)? {
        let event = event?;
        let body: MovedBody = serde_json::from_str(&event.body)?;
        // What was brought here before keeps who did it first.
        let Origin { at, by } =
            body.origin().cloned().unwrap_or(Origin { at: event.at, by: event.by });
        events.push(MovedEvent { action: event.action, at, by, body });
    }
    Ok(events)
}
