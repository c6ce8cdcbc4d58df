//! A record as a reader sees it.

use std::collections::{BTreeMap, BTreeSet};

use geodata::AreaCode;
use geodata::changes::Today;
use geodata::registry::{Entry, Table, counting, without_names};
use queries::csv::CsvWriter;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::rights::records;
use crate::access::{Action, On, may};
use crate::app::entry;
use crate::http::access::Reader;
use crate::http::problem::ApiResult;
use crate::scenarios::store::{Mark, Recorded, Store};
use crate::snapshot::Catalogues;

/// Whether a record counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RecordStatus)]
pub enum Status {
    /// It counts.
    Counts,
    /// It waits for approval.
    Waiting,
    /// Another record speaks in its place.
    Replaced,
    /// It was taken back.
    Withdrawn,
    /// The dataset cannot count it.
    Unfit,
}

impl Status {
    const fn name(self) -> &'static str {
        match self {
            Self::Counts => "counts",
            Self::Waiting => "waiting",
            Self::Replaced => "replaced",
            Self::Withdrawn => "withdrawn",
            Self::Unfit => "unfit",
        }
    }
}

/// A record.
#[derive(Serialize, ToSchema)]
#[schema(as = Record)]
pub struct Line {
    /// Names it for ever.
    id: String,
    /// The table that it is a row of.
    table: String,
    /// The area whose matter it is; null where it is the country's.
    area: Option<String>,
    /// The name of the area.
    area_name: Option<String>,
    /// The code by which it was recorded, where that is another today.
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded_area: Option<String>,
    /// The row; without the names and small numbers that the reader may not see.
    #[schema(value_type = Object)]
    row: Value,
    /// Whether it counts.
    status: Status,
    /// Why the dataset cannot count it.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
    /// The record in whose place it speaks.
    replaces: Option<String>,
    /// When it was recorded (RFC 3339, UTC).
    at: String,
    /// Who recorded it; null for readers who may not know.
    by: Option<String>,
    /// Who took it back, when and why.
    withdrawn: Option<Mark>,
    /// Who made it count, when.
    approved: Option<Mark>,
    /// Whether the reader may withdraw it or record another in its place.
    may_change: bool,
    /// Whether the reader may approve it.
    may_approve: bool,
}

/// What of all records counts, and what the dataset cannot count.
pub struct Standing {
    counts: BTreeSet<String>,
    unfit: BTreeMap<String, String>,
    names: std::sync::Arc<crate::snapshot::Snapshot>,
}

impl Standing {
    /// As it is now.
    ///
    /// # Errors
    /// When the state cannot be read.
    pub fn of(store: &Store, served: &Catalogues) -> ApiResult<Self> {
        let entries: Vec<Entry> = store.registry()?.entries.into_iter().filter_map(entry).collect();
        let counts = counting(&entries).into_iter().map(|entry| entry.id.clone()).collect();
        let unfit = served.recorded().unfit.iter().map(|of| (of.id.clone(), of.detail.clone()));
        Ok(Self {
            counts,
            unfit: unfit.collect(),
            names: std::sync::Arc::clone(served.everybody()),
        })
    }
}

impl Standing {
    /// Whether a record counts.
    pub fn counts(&self, id: &str) -> bool {
        self.counts.contains(id) && !self.unfit.contains_key(id)
    }
}

impl Line {
    /// The record as `reader` sees it.
    pub fn new(recorded: Recorded, reader: &Reader, standing: &Standing) -> Self {
        let Recorded { id, table, area, row, replaces, at, by, withdrawn, approved, .. } = recorded;
        let kind = Table::of_name(&table);
        let own = records(reader, area.as_deref());
        let problem = standing.unfit.get(&id).filter(|_| withdrawn.is_none());
        let waits = kind.is_some_and(Table::needs_approval) && approved.is_none();
        let status = match (&withdrawn, problem) {
            (Some(_), _) => Status::Withdrawn,
            (None, Some(_)) => Status::Unfit,
            (None, None) if waits => Status::Waiting,
            (None, None) if standing.counts.contains(&id) => Status::Counts,
            (None, None) => Status::Replaced,
        };
        let knows = own || reader.audits();
        let notes = own || sees_notes(reader, None);
        let figures = own || may(&reader.0, Action::SmallNumbers, On::Country);
        let words = figures || !is_figure(kind);
        let named = |mark: Mark| Mark {
            by: mark.by.filter(|_| knows),
            reason: mark.reason.filter(|_| words),
            ..mark
        };
        let code: Option<AreaCode> = area.as_deref().and_then(|area| area.parse().ok());
        let (area, recorded_area) = match code.map(|code| standing.names.today(code)) {
            Some(Today::Elsewhere(heir)) => (Some(heir.code.to_string()), area),
            _ => (area, None),
        };
        let code: Option<AreaCode> = area.as_deref().and_then(|area| area.parse().ok());
        let area_name =
            code.and_then(|code| Some(standing.names.dataset().area(code)?.name.clone()));
        let stands = withdrawn.is_none();
        Self {
            may_change: own && stands,
            may_approve: stands && waits && super::rights::approve(reader, area.as_deref()).is_ok(),
            row: shown(row, kind, own, figures, notes),
            problem: problem.filter(|_| figures).cloned(),
            by: by.filter(|_| knows),
            withdrawn: withdrawn.map(named),
            approved: approved.map(named),
            id,
            table,
            area,
            area_name,
            recorded_area,
            status,
            replaces,
            at,
        }
    }
}

impl Line {
    /// Adds the record to a table for spreadsheets.
    pub fn write(&self, table: Table, out: &mut CsvWriter) {
        let text = |text: Option<&str>, out: &mut CsvWriter| match text {
            Some(text) => out.text(text),
            None => out.missing(),
        };
        out.text(&self.id);
        out.text(self.status.name());
        text(self.area.as_deref(), out);
        text(self.area_name.as_deref(), out);
        for name in table.fields() {
            match self.row.get(name) {
                None | Some(Value::Null) => out.missing(),
                Some(Value::String(text)) => out.text(text),
                Some(Value::Number(number)) => out.number(number),
                Some(other) => out.text(&other.to_string()),
            }
        }
        text(self.replaces.as_deref(), out);
        out.text(&self.at);
        text(self.by.as_deref(), out);
        let (withdrawn, approved) = (self.withdrawn.as_ref(), self.approved.as_ref());
        text(withdrawn.map(|mark| mark.at.as_str()), out);
        text(withdrawn.and_then(|mark| mark.reason.as_deref()), out);
        text(approved.map(|mark| mark.at.as_str()), out);
        out.end_row();
    }
}

/// Whether rows of a table state how many people there are, as may the words that go with them.
const fn is_figure(table: Option<Table>) -> bool {
    matches!(table, Some(Table::Corrections | Table::IndicatorValues) | None)
}

/// Whether a reader sees what is asked and answered about proposals of `area`: those do who see drafts, and those who record there.
pub fn sees_notes(reader: &Reader, area: Option<&str>) -> bool {
    may(&reader.0, Action::ReadDrafts, On::Somewhere) || records(reader, area)
}

/// The row without what is not for everybody: names of officers, figures, which may be small, and what is said between offices.
fn shown(row: Value, table: Option<Table>, own: bool, figures: bool, notes: bool) -> Value {
    let mut row = if own { row } else { without_names(row) };
    if table == Some(Table::ProposalNotes)
        && !notes
        && let Some(fields) = row.as_object_mut()
    {
        fields.remove("text");
    }
    if is_figure(table)
        && !figures
        && let Some(fields) = row.as_object_mut()
    {
        for field in ["value", "reason", "note"] {
            fields.remove(field);
        }
    }
    row
}
