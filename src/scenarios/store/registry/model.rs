//! What is recorded, as it is kept.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// The event that adds rows.
pub(crate) const RECORDED: &str = "registry_recorded";
/// The event that takes them back.
pub(crate) const WITHDRAWN: &str = "registry_withdrawn";
/// The event by which somebody else makes them count.
pub(crate) const APPROVED: &str = "registry_approved";

/// An event that marks rows, and the column of the mark.
pub(super) const WITHDRAWAL: (&str, &str) = (WITHDRAWN, "withdrawn");
/// The same, of approvals.
pub(super) const APPROVAL: (&str, &str) = (APPROVED, "approved");

/// Who did something in another state, and when, where it was brought from there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// When (RFC 3339, UTC).
    pub at: String,
    /// Who.
    pub by: Option<String>,
}

/// A row that is to be recorded. Whether it makes sense is for whoever knows the dataset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewEntry {
    /// The area whose matter it is; none where it is the country's.
    pub area: Option<String>,
    /// The row.
    pub row: Value,
    /// The entry in whose place it speaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
}

/// Rows that were recorded together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Names them together for ever.
    pub id: String,
    /// The event.
    pub seq: i64,
    /// When (RFC 3339, UTC).
    pub at: String,
    /// Each of them.
    pub entries: Vec<String>,
}

/// Who did something to an entry, when, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = RegistryMark)]
pub struct Mark {
    /// The event.
    pub seq: i64,
    /// When (RFC 3339, UTC).
    pub at: String,
    /// Who.
    pub by: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// A row that was recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// Names it for ever.
    pub id: String,
    /// The event.
    pub seq: i64,
    /// The table that it is a row of.
    pub table: String,
    /// The area whose matter it is.
    pub area: Option<String>,
    /// The row.
    pub row: Value,
    /// The entry in whose place it speaks.
    pub replaces: Option<String>,
    /// When (RFC 3339, UTC).
    pub at: String,
    /// Who.
    pub by: Option<String>,
    /// Whether it was taken back.
    pub withdrawn: Option<Mark>,
    /// Whether somebody else made it count.
    pub approved: Option<Mark>,
    /// Its place among those that came with it.
    pub place: usize,
}

/// Everything that was recorded, in the order of the chain.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Registry {
    /// The number of the last event about it; 0 where there is none.
    pub revision: i64,
    /// The rows.
    pub entries: Vec<Recorded>,
}

/// What was said of rows that came together, as of a list that was sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    /// The batch.
    pub id: String,
    /// The event.
    pub seq: i64,
    /// When (RFC 3339, UTC).
    pub at: String,
    /// Who.
    pub by: Option<String>,
    /// The table that its rows are of.
    pub table: String,
    /// How many rows it has.
    pub entries: usize,
    /// How many of them were taken back.
    pub withdrawn: usize,
    /// What was said.
    pub receipt: Option<Value>,
}

/// An area, and records of it under other codes.
#[derive(Debug, Clone, Default)]
pub struct Within {
    /// The area.
    pub area: String,
    /// Codes that are gone, whose areas lie there today.
    pub also: Vec<String>,
    /// Codes that are gone and begin as those there do, whose areas lie elsewhere today.
    pub but: Vec<String>,
}

impl Within {
    /// The condition on a record `r`, of three parameters from the number `first` on.
    pub(super) fn sql(first: usize) -> String {
        let (also, but) = (first + 1, first + 2);
        format!(
            "(?{first} IS NULL OR r.area IN (SELECT value FROM json_each(?{also})) \
             OR ((r.area = ?{first} OR r.area LIKE ?{first} || '.%') \
             AND r.area NOT IN (SELECT value FROM json_each(?{but}))))"
        )
    }

    /// The parameters.
    pub(super) fn params(of: Option<&Self>) -> Result<[Option<String>; 3], serde_json::Error> {
        let Some(Self { area, also, but }) = of else { return Ok([None, None, None]) };
        let list = |codes: &[String]| serde_json::to_string(codes).map(Some);
        Ok([Some(area.clone()), list(also)?, list(but)?])
    }
}

/// Which entries are listed.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this table.
    pub table: Option<String>,
    /// Of this area and those within it.
    pub area: Option<Within>,
    /// Of this batch, or this one.
    pub id: Option<String>,
    /// Those that were taken back too.
    pub withdrawn: bool,
    /// Recorded before the row of this event and place.
    pub before: Option<(i64, i64)>,
    /// So many at most.
    pub most: usize,
}
